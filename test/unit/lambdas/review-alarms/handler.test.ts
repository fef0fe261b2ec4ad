import { CloudWatchClient, type DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { compactCalendar } from '../../../../environments/calendar-schema';
import type * as ReviewAlarms from '../../../../lambdas/review-alarms/handler';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, CALENDAR, openRequest } from '../../../support/incidents';

/** Monday, 08:45 in India; the last evening is Friday, 16:00. */
const NOW = Date.UTC(2026, 10, 23, 3, 15);
const SINCE = new Date('2026-11-20T10:30:00Z');
const SETTINGS = { calendar: '/runbook/calendar', overrides: '/runbook/overrides' };
const OURS = 'algo-trading-prod-trading/HighCpu';

interface Change {
  readonly alarm: string;
  readonly to: string;
  readonly data?: string;
}

let table: IncidentTable;
let inAlarm: string[];
let history: (page: number) => { changes: readonly Change[]; more?: boolean };
let asked: DescribeAlarmHistoryCommand['input'][];
let parameters: Map<string, string>;

beforeEach(() => {
  table = new IncidentTable(underFunctions(NOW).client, TABLE);
  inAlarm = [];
  history = () => ({ changes: [] });
  asked = [];
  parameters = new Map([
    [SETTINGS.calendar, compactCalendar(CALENDAR)],
    [SETTINGS.overrides, '{}'],
  ]);
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: never) => answerSsm(parameters, command)) as never);
  jest
    .spyOn(CloudWatchClient.prototype, 'send')
    .mockImplementation((async (command: DescribeAlarmHistoryCommand) =>
      command.constructor.name === 'DescribeAlarmHistoryCommand' ? page(command.input) : alarms()) as never);
});
afterEach(leaveFunctions);

function page(input: DescribeAlarmHistoryCommand['input']) {
  asked.push(input);
  const { changes, more = false } = history(asked.length);
  const AlarmHistoryItems = changes.map(({ alarm, to, data }) => ({
    AlarmName: alarm,
    Timestamp: new Date(NOW - 3_600_000),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from OK to ${to}`,
    HistoryData:
      data ?? JSON.stringify({ version: '1.0', oldState: { stateValue: 'OK' }, newState: { stateValue: to } }),
  }));
  return { AlarmHistoryItems, ...(more ? { NextToken: 'more' } : {}) };
}

const alarms = () => ({
  MetricAlarms: inAlarm.map((AlarmName) => ({
    AlarmName,
    StateValue: 'ALARM',
    StateReason: 'Threshold crossed',
    StateTransitionedTimestamp: new Date(NOW - 600_000),
  })),
});

const run = (seconds = 30) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ReviewAlarms>('../../../../lambdas/review-alarms/handler'),
  );
  const input = {
    alarms: ['algo-trading-prod-trading/', 'runbook-prod/'],
    daily: { morning: '08:45', evening: '16:00' },
    settings: SETTINGS,
  };
  return handler({ step: 'Check CloudWatch for overnight alerts', date: '2026-11-23', input }, {
    getRemainingTimeInMillis: () => seconds * 1000,
  } as Context);
};

const opened = async (id: string, openedAt: string, over = {}) => {
  await table.openOrJoin(
    openRequest({
      id,
      openedAt,
      alarmAt: openedAt,
      alarm: `alarm of ${id}`,
      target: id as never,
      dependsOn: [],
      ...over,
    }),
  );
  return table.get(id);
};

test('a quiet weekend is ok, since the last evening', async () => {
  expect(await run()).toMatchObject({
    state: 'ok',
    says: 'Since 20 Nov 2026 16:00:00 IST: no alarm, no incident, no held page.',
    numbers: { inAlarm: 0, changesToAlarm: 0, incidents: 0, escalatedAndOpen: 0, held: 0 },
  });
  expect(asked).toEqual([
    expect.objectContaining({
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: SINCE,
      EndDate: new Date(NOW),
    }),
  ]);
});

describe('the last evening', () => {
  test('of which nobody knows is 24 hours ago, and that is said', async () => {
    parameters.delete(SETTINGS.calendar);
    expect(await run()).toMatchObject({
      says: expect.stringMatching(/^Since 22 Nov 2026 08:45:00 IST \(24 h: the calendar could not be read \(/),
    });
    expect(asked[0]?.StartDate).toEqual(new Date(NOW - 24 * 3_600_000));
  });

  test('of a special session is as long after its close', async () => {
    const days = { '2026-11-22': { because: 'Muhurat', sessions: [{ opens: '18:00', closes: '19:00' }] } };
    parameters.set(SETTINGS.overrides, JSON.stringify({ days }));
    expect((await run()).says).toMatch(/^Since 22 Nov 2026 19:20:00 IST:/);
  });
});

describe('the history', () => {
  test('counts the changes to ALARM of our alarms, and of no others', async () => {
    history = () => ({
      changes: [
        { alarm: OURS, to: 'ALARM' },
        { alarm: OURS, to: 'OK' },
        { alarm: OURS, to: 'ALARM' },
        { alarm: 'TargetTracking-service/x-AlarmHigh', to: 'ALARM' },
        // Cut off at its greatest length: the summary still says it.
        { alarm: 'runbook-prod/SeveralServicesDown', to: 'ALARM', data: '{"newState":{"state' },
      ],
    });
    const { state, says, details } = await run();
    expect({ state, says }).toEqual({
      state: 'attention',
      says: 'Since 20 Nov 2026 16:00:00 IST: 3 changes to ALARM of 2 alarms.',
    });
    expect(details).toEqual([
      `${OURS}: 2 x to ALARM, last at 07:45:00 IST`,
      'runbook-prod/SeveralServicesDown: 1 x to ALARM, last at 07:45:00 IST',
    ]);
  });

  test('is read to its last page, empty ones included', async () => {
    history = (number) => ({ changes: number === 3 ? [{ alarm: OURS, to: 'ALARM' }] : [], more: number < 3 });
    expect(await run()).toMatchObject({ numbers: { changesToAlarm: 1 } });
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more', 'more']);
  });

  test('without end is left after twenty pages, and that is said', async () => {
    history = () => ({ changes: [], more: true });
    expect(await run()).toMatchObject({
      state: 'attention',
      says: expect.stringContaining('truncated: there may be more'),
    });
    expect(asked).toHaveLength(20);
  });
});

test('an alarm that is in ALARM now is for attention, and fails nothing', async () => {
  inAlarm = [OURS];
  expect(await run()).toMatchObject({
    state: 'attention',
    says: `Since 20 Nov 2026 16:00:00 IST: in ALARM now: ${OURS}.`,
    details: [`${OURS} in ALARM since 23 Nov 2026 08:35:00 IST: Threshold crossed`],
  });
});

describe('incidents', () => {
  test('of the time are told with how they ended; older ones that have ended are not', async () => {
    await table.closeFixed(await opened('old', '2026-11-20T10:00:00.000Z'), '2026-11-20T10:10:00.000Z');
    await table.closeFixed(await opened('new', '2026-11-21T20:00:00.000Z'), '2026-11-21T20:10:00.000Z');
    const { state, says, details } = await run();
    expect({ state, says }).toEqual({
      state: 'attention',
      says: 'Since 20 Nov 2026 16:00:00 IST: 1 incident opened, ended: P2 new (fixed).',
    });
    expect(details).toEqual([
      'P2 new (Trading Service Not Processing Orders), opened 22 Nov 2026 01:30:00 IST; Fixed on 22 Nov 2026 01:40:00 IST, and nobody was seen near it.',
    ]);
  });

  test('escalated and still open come first, however old; then pages that were held, by name', async () => {
    await opened('open', '2026-11-22T20:00:00.000Z');
    await opened('held', '2026-11-22T21:00:00.000Z', { severity: 'P3' });
    await table.noteHeld('held', { until: '2026-11-23T02:30:00.000Z', at: '2026-11-22T21:01:00.000Z' });
    await opened('escalated', '2026-11-18T20:00:00.000Z');
    await table.noteEscalation('escalated', '2026-11-18T20:10:00.000Z');
    const { state, says, details, numbers } = await run();
    expect({ state, says }).toEqual({
      state: 'attention',
      says: 'Since 20 Nov 2026 16:00:00 IST: escalated and still open: P2 escalated; pages held for the morning: P3 held; open: P3 held, P2 open; 2 incidents opened.',
    });
    expect(details?.[0]).toMatch(/^P2 escalated .*; escalated at 01:40:00 IST; It is open\.$/);
    expect(details).toContainEqual(expect.stringContaining('its page held until 08:00:00 IST'));
    expect(numbers).toMatchObject({ incidents: 2, escalatedAndOpen: 1, held: 1 });
  });
});

test("what this morning's checklist has begun itself is no news of the night; what yesterday's did, and is open, is", async () => {
  const byTheChecklist = { alarm: undefined, startedBy: 'morning-checklist' };
  await opened('today', new Date(NOW - 60_000).toISOString(), byTheChecklist);
  expect(await run()).toMatchObject({ state: 'ok', numbers: { incidents: 0 } });
  await opened('yesterday', new Date(NOW - 86_400_000).toISOString(), byTheChecklist);
  expect(await run()).toMatchObject({ state: 'attention', says: expect.stringContaining('open: P2 yesterday;') });
});

test('planned work that was done is no news; planned work that is not is', async () => {
  await table.closeFixed(
    await opened('done', '2026-11-22T20:00:00.000Z', { planned: true }),
    '2026-11-22T20:10:00.000Z',
  );
  expect(await run()).toMatchObject({ state: 'ok', numbers: { incidents: 0 } });
  await opened('not-done', '2026-11-22T20:00:00.000Z', { planned: true });
  expect(await run()).toMatchObject({ state: 'attention', says: expect.stringContaining('open: P2 not-done;') });
});

test('a part that cannot be read is named, and what the others say is told all the same', async () => {
  await opened('escalated', '2026-11-22T20:00:00.000Z');
  await table.noteEscalation('escalated', '2026-11-22T20:10:00.000Z');
  history = () => {
    throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  };
  expect(await run()).toMatchObject({
    state: 'could not check',
    says: expect.stringMatching(
      /^Could not read the alarms' history \(ThrottlingException: slow down\)\. Since .*: escalated and still open: P2 escalated; 1 incident opened\.$/,
    ),
    numbers: { changesToAlarm: null, inAlarm: 0 },
  });
});

test('a part that cannot be read is never a quiet night', async () => {
  history = () => {
    throw new Error('no');
  };
  expect((await run()).says).toMatch(/: nothing else is known\.$/);
});
