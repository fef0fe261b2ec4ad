import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { decideStop, readSwitch } from '../../../../lambdas/shared/stop';
import { at, seen, service, tradingIs, unseen } from '../../../support/incidents';

const running = seen(service());
const scaledToNothing = seen(service({ desiredCount: 0, runningCount: 0 }));

test('a service that is meant to work, and can be seen to, is not stopped', () => {
  expect(decideStop(tradingIs('true'), running)).toBeUndefined();
});

describe('disabled on purpose', () => {
  test.each(['false', 'TRUE', 'True', ' true', 'yes', '1', ''])(
    'the parameter says "%s": only "true" permits trading',
    (value) => {
      expect(decideStop(tradingIs(value), running)).toEqual({
        outcome: 'stand-down',
        finding: `Trading is disabled: the parameter is "${value}" (version 7, since 09:02:17 IST).`,
        refused: { act: 'restart', because: 'disabled on purpose' },
      });
    },
  );

  test('that is enough, even when the service itself cannot be seen', () => {
    expect(decideStop(tradingIs('false'), unseen('no'))?.outcome).toBe('stand-down');
  });
});

describe('stopped on purpose', () => {
  test('a service scaled to nothing is left alone', () => {
    expect(decideStop(tradingIs('true'), scaledToNothing)).toEqual({
      outcome: 'stand-down',
      finding: 'The service is stopped: its desired count is 0.',
      refused: { act: 'restart', because: 'stopped on purpose' },
    });
  });

  test('that is enough, even when the parameter cannot be read', () => {
    expect(decideStop(unseen('no'), scaledToNothing)?.outcome).toBe('stand-down');
  });
});

describe('not knowing forbids every act', () => {
  test.each([
    ['the parameter cannot be read', unseen('AccessDeniedException: no'), running],
    ['the service cannot be read', tradingIs('true'), unseen('TimeoutError: no answer')],
    ['the service does not exist', tradingIs('true'), seen(undefined)],
    ['the service is being deleted', tradingIs('true'), seen(service({ status: 'DRAINING' }))],
    ['nothing can be read', unseen('no'), unseen('no')],
  ])('%s', (_what, parameter, found) => {
    expect(decideStop(parameter, found)).toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      refused: { act: 'restart', because: 'unknown whether it is stopped on purpose' },
    });
  });
});

describe('the parameter is read', () => {
  const answering = (Parameter: object | undefined) => {
    const send = jest.fn(async (_command: unknown) => ({ Parameter }));
    return { send, ssm: { send } as unknown as SSMClient };
  };

  test('with its version and its last change', async () => {
    const changedAt = new Date(at(0));
    const { ssm, send } = answering({ Value: 'true', Version: 3, LastModifiedDate: changedAt });
    await expect(readSwitch(ssm, '/algo-trading/prod/trading_enabled')).resolves.toEqual({
      value: 'true',
      version: 3,
      changedAt,
    });
    const command = send.mock.calls[0]?.[0] as GetParameterCommand;
    expect(command).toBeInstanceOf(GetParameterCommand);
    expect(command.input).toEqual({ Name: '/algo-trading/prod/trading_enabled' });
  });

  test('and one without a value is not taken for anything', async () => {
    await expect(readSwitch(answering({}).ssm, '/x')).rejects.toThrow('/x has no value.');
  });

  test('and an empty value is a value: it is not "true"', async () => {
    await expect(readSwitch(answering({ Value: '' }).ssm, '/x')).resolves.toMatchObject({ value: '' });
  });
});
