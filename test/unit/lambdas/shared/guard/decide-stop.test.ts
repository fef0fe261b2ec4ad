import { ACTS } from '../../../../../runbooks/market-phases';
import { at, seen, service, tradingIs, unseen } from '../../../../support/incidents';
import { judged, kept, mode, refusal, stopOf, stopped, TRADING } from './world';

const BEFORE = { desired: 2, min: 1, max: 5, suspended: { in: false, out: false, scheduled: false } };
const stands = { kept: seen(kept({ stop: stopOf() })) };

test('while a stop stands the act stands down, though the service is wanted and trading is enabled', () => {
  expect(refusal(stands)).toEqual({
    outcome: 'stand-down',
    finding: `${TRADING} was stopped on purpose by Asha Rao at 10:02:27 IST: orders look wrong.`,
    refused: { act: 'restart', because: 'stopped on purpose' },
  });
});

test.each(ACTS)('that holds for every act, whyever it is done: %s', (act) => {
  for (const because of ['fault', 'person', 'undo'] as const) {
    expect(refusal(stands, { act, because, evenDisabled: true })).toMatchObject({
      outcome: 'stand-down',
      refused: { act, because: 'stopped on purpose' },
    });
  }
});

test('whoever stopped it between two generations does not start it against the stop', () => {
  const undo = { kind: 'stopped-first' as const, incident: 'ours', since: at(0), before: BEFORE };
  const world = { service: stopped, kept: seen(kept({ undo, stop: stopOf() })) };
  expect(refusal(world, { because: 'undo' })).toMatchObject({ refused: { because: 'stopped on purpose' } });
});

test('a stop that only disabled leaves the word to the parameter, and one that was lifted has none', () => {
  const disabled = { kept: seen(kept({ stop: stopOf({ kind: 'disabled' }) })) };
  expect(judged(disabled)).toMatchObject({ allowed: true });
  expect(refusal({ ...disabled, tradingEnabled: tradingIs('false') })).toMatchObject({
    refused: { because: 'disabled on purpose' },
  });
  const lifted = { kept: seen(kept({ stop: stopOf({ lifted: { at: at(20), by: 'Asha Rao and Vikram Iyer' } }) })) };
  expect(judged(lifted)).toMatchObject({ allowed: true });
});

describe('an act that ends a stop', () => {
  const ends = { act: 'resume-trading', because: 'person', endsStop: true } as const;
  const halted = { ...stands, service: stopped, tradingEnabled: tradingIs('false') };

  test('is asked of people, whatever the stop has left behind', () => {
    const asked = refusal(halted, ends);
    expect(asked).toMatchObject({ outcome: 'ask', refused: { because: 'it needs an approval' } });
    expect(asked?.question?.facts).toMatchObject({
      stop: 'execution:stop-1',
      'desired tasks': 0,
      'trading enabled': 'false',
    });
  });

  test('is asked anew when another stop has come since: what was approved is void', () => {
    const { question } = refusal(halted, ends) ?? {};
    if (!question) throw new Error('Nothing was asked.');
    const approval = { ...question, id: 'q1', status: 'approved' } as never;
    expect(judged({ ...halted, approval }, ends)).toMatchObject({ allowed: true });
    const again = { kept: seen(kept({ stop: stopOf({ id: 'execution:stop-2' }) })) };
    expect(refusal({ ...halted, ...again, approval }, ends)).toMatchObject({
      outcome: 'ask',
      finding: expect.stringContaining('What was approved is void'),
    });
  });

  test('is forbidden as any other where the service cannot be seen, and where the mode says so', () => {
    expect(refusal({ ...halted, service: unseen('TimeoutError: no answer') }, ends)).toMatchObject({
      outcome: 'escalate',
      refused: { because: 'unknown whether it is stopped on purpose' },
    });
    expect(refusal({ ...halted, service: seen(service({ status: 'INACTIVE' })) }, ends)).toMatchObject({
      outcome: 'escalate',
    });
    expect(refusal({ ...halted, ...mode(seen('off')) }, ends)).toMatchObject({ outcome: 'stand-down' });
  });
});
