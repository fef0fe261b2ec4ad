import { SSMClient } from '@aws-sdk/client-ssm';
import type * as OpenChecklist from '../../../../lambdas/open-checklist/handler';
import { ChecklistTable } from '../../../../lambdas/shared/checklist/table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, parameters, SETTINGS } from '../../../support/incidents';
import { DATE, NOW } from '../report-checklist/world';

let held = parameters();
let table: ChecklistTable;
beforeEach(() => {
  held = parameters();
  table = new ChecklistTable(underFunctions(NOW).client, TABLE);
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation(((command: object) => answerSsm(held, command)) as never);
});
afterEach(leaveFunctions);

const open = (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof OpenChecklist>('../../../../lambdas/open-checklist/handler'),
  );
  return handler({
    checklist: 'morning-checklist',
    date: null,
    startedBy: 'the schedule',
    reason: 'Due at 08:45 IST.',
    execution: 'arn:first',
    settings: SETTINGS,
    ...over,
  });
};

test('without a day it is today’s, and gets its number', async () => {
  await expect(open()).resolves.toEqual({ date: DATE, run: 1, says: 'Run 1 of morning-checklist for 2026-11-23.' });
  expect((await table.latest('morning-checklist', DATE))?.begun).toEqual({
    run: 1,
    at: new Date(NOW).toISOString(),
    execution: 'arn:first',
    startedBy: 'the schedule',
    reason: 'Due at 08:45 IST.',
  });
});

test('for a day that was asked for, the calendar is not asked', async () => {
  held.clear();
  await expect(open({ date: '2026-11-20' })).resolves.toMatchObject({ date: '2026-11-20', run: 1 });
});

test('tried again, the same execution goes on with its own run', async () => {
  await open();
  await open({ execution: 'arn:second' });
  await expect(open()).resolves.toMatchObject({ run: 1 });
});

test('a calendar that cannot be read keeps no checklist from being worked: it is India’s day, and that is said', async () => {
  held.set(SETTINGS.calendar, '{');
  await expect(open()).resolves.toMatchObject({
    date: DATE,
    run: 1,
    says: expect.stringContaining("so the date is India's."),
  });
  expect((await table.latest('morning-checklist', DATE))?.begun.note).toContain('The calendar could not be read');
});

test.each([
  ['a checklist there is not', { checklist: 'noon' }, 'checklist: given "noon"'],
  ['a day that does not exist', { date: '2026-02-30' }, 'date: given "2026-02-30", expected a date that exists'],
  ['nobody', { startedBy: ' ' }, 'startedBy: given'],
])('%s is refused by name', async (_what, over, says) => {
  await expect(open(over)).rejects.toThrow(says);
  await expect(table.latest('morning-checklist', DATE)).resolves.toBeUndefined();
});
