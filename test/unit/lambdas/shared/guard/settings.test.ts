import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { readSettings } from '../../../../../lambdas/shared/guard/settings';
import { answerSsm, CALENDAR, parameters, SETTINGS } from '../../../../support/incidents';

const read = (over: Readonly<Record<string, string | undefined>> = {}) => {
  const send = jest.fn((command: object) => answerSsm(parameters(over), command));
  return { send, settings: readSettings({ send } as unknown as SSMClient, SETTINGS) };
};

test('mode and calendar are read in one call', async () => {
  const { send, settings } = read();
  await expect(settings).resolves.toEqual({
    mode: { seen: 'act' },
    calendar: { seen: { calendar: CALENDAR, overrides: {} } },
  });
  expect(send).toHaveBeenCalledTimes(1);
  const command = send.mock.calls[0]?.[0] as GetParametersCommand;
  expect(command).toBeInstanceOf(GetParametersCommand);
  expect(command.input.Names).toEqual(Object.values(SETTINGS));
});

test("the environment's mode is a ceiling for the runbook's", async () => {
  expect((await read({ [SETTINGS.mode]: 'observe' }).settings).mode).toEqual({ seen: 'observe' });
  expect((await read({ [SETTINGS.runbookMode]: 'off' }).settings).mode).toEqual({ seen: 'off' });
});

describe('what is missing or wrong is unseen, with its reason, and hides nothing else', () => {
  const intact = { calendar: { seen: { calendar: CALENDAR, overrides: {} } } };

  test.each([
    ['the mode of the environment is missing', SETTINGS.mode, undefined, 'given nothing'],
    ['the mode of the runbook is missing', SETTINGS.runbookMode, undefined, 'given nothing'],
    ['the mode of the environment is a word nobody knows', SETTINGS.mode, 'on', 'given "on"'],
    ['the mode of the runbook is empty', SETTINGS.runbookMode, '', 'given ""'],
  ])('%s', async (_what, name, value, given) => {
    await expect(read({ [name]: value }).settings).resolves.toEqual({
      mode: { unseen: `Error: ${name}: ${given}, expected one of off, observe, act` },
      ...intact,
    });
  });

  test.each([
    ['the calendar is missing', SETTINGS.calendar, undefined, `Error: There is no parameter ${SETTINGS.calendar}`],
    ['the overrides are missing', SETTINGS.overrides, undefined, `Error: There is no parameter ${SETTINGS.overrides}`],
    [
      'the calendar is no JSON',
      SETTINGS.calendar,
      'closed',
      'CalendarError: The market calendar cannot be read: given "closed", expected a JSON object',
    ],
    [
      'the overrides say something unknown',
      SETTINGS.overrides,
      '{"holiday":"today"}',
      "CalendarError: The calendar's overrides cannot be read: holiday: unknown field",
    ],
  ])('%s', async (_what, name, value, unseen) => {
    await expect(read({ [name]: value }).settings).resolves.toEqual({ mode: { seen: 'act' }, calendar: { unseen } });
  });

  test('Parameter Store does not answer: nothing is known', async () => {
    const send = async () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    };
    const unseen = { unseen: 'ThrottlingException: Rate exceeded' };
    await expect(readSettings({ send } as unknown as SSMClient, SETTINGS)).resolves.toEqual({
      mode: unseen,
      calendar: unseen,
    });
  });
});
