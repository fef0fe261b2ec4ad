import { INVARIANTS, type World } from '../../../../rehearsal/proof/invariants';

/** 20 November 2026, 10:00 IST. */
const T = Date.UTC(2026, 10, 20, 4, 30);
const MINUTE = 60_000;
const iso = (minutes: number): string => new Date(T + minutes * MINUTE).toISOString();

interface Told {
  readonly calls: readonly object[];
  readonly machines: readonly { readonly name: string; readonly executions: readonly object[] }[];
  readonly alarmChanges: readonly object[];
  readonly orders: readonly number[];
  readonly pages: readonly object[];
  readonly incidents: readonly object[];
  readonly approvals: readonly object[];
  readonly acts: readonly object[];
  readonly denied: readonly object[];
  readonly mitigatedAfterSeconds: number | null;
  readonly undisturbed: object | undefined;
  readonly denials: boolean;
  readonly mode: string;
  readonly enabledAt: readonly number[];
}

const machine = (name: string, ...executions: object[]) => ({
  name,
  executions: executions.map((execution) => ({ machine: { name }, ...execution })),
});
const call = (by: string, operation: string, minutes: number, input: object = {}) => ({
  by,
  operation,
  at: T + minutes * MINUTE,
  effect: true,
  input,
});
const red = (minutes: number, state = 'ALARM') => ({ alarm: { name: 'unanswered' }, state, at: T + minutes * MINUTE });
const ran = (from: number, until: number, over: object = {}) => ({
  startedAt: T + from * MINUTE,
  stoppedAt: T + until * MINUTE,
  status: 'SUCCEEDED',
  output: { outcome: 'resolved' },
  ...over,
});

function world(told: Partial<Told>): World {
  const functions = [
    'restart-service',
    'scale-service',
    'stop-for-restart',
    'resume-trading',
    'restore-database',
    'close-positions',
    'roll-back-service',
    'switch-database',
  ];
  const description = {
    functions: Object.fromEntries(functions.map((id) => [id, `prod-${id}`])),
    environment: { parameters: { tradingEnabled: '/trading_enabled' } },
    settings: { mode: '/mode', runbookModes: {} },
    checklists: [],
    runbooks: [
      { id: 'emergency-stop-trading', machine: 'prod-stop', alarms: [] },
      { id: 'trading', machine: 'prod-trading', alarms: [{ name: 'unanswered' }] },
      { id: 'service-restart', machine: 'prod-service-restart', alarms: [] },
    ],
  };
  return {
    story: { runbook: 'trading' },
    stage: {
      description,
      now: () => T + 60 * MINUTE,
      platform: { orders: (told.orders ?? []).map((minutes) => T + minutes * MINUTE) },
      cloud: {
        workflows: { machines: told.machines ?? [] },
        ledger: { calls: told.calls ?? [] },
        alarmChanges: told.alarmChanges ?? [],
        ssm: {
          value: () => told.mode ?? 'act',
          history: () => (told.enabledAt ?? []).map((minutes) => ({ value: 'true', at: T + minutes * MINUTE })),
        },
      },
    },
    result: {
      pages: told.pages ?? [],
      acts: told.acts ?? [],
      denied: told.denied ?? [],
      mitigatedAfterSeconds: told.mitigatedAfterSeconds ?? null,
    },
    undisturbed: told.undisturbed,
    denials: told.denials ?? false,
    incidents: told.incidents ?? [],
    approvals: told.approvals ?? [],
  } as unknown as World;
}

const broken = (told: Partial<Told>): readonly string[] =>
  INVARIANTS.flatMap((invariant) => invariant.broken(world(told)).map((words) => `${invariant.promise}: ${words}`));

const yes = (contact: string, minutes: number) => ({ decision: 'approve', contact, at: iso(minutes) });
const enabling = call('prod-resume-trading', 'PutParameter', 10, { Name: '/trading_enabled', Value: 'true' });
const restarting = (minutes: number) => call('prod-restart-service', 'UpdateService', minutes);
const watch = (minutes: number) => ({ rung: 'watch', at: iso(minutes) });

/** What is against a promise, the words it is told with, and the nearest thing to it that is not. */
test.each<[string, Partial<Told>, RegExp, Partial<Told>]>([
  [
    'trading is enabled by another function',
    { calls: [call('prod-restore-scaling', 'PutParameter', 10, { Name: '/trading_enabled', Value: 'true' })] },
    /^1: prod-restore-scaling wrote "true"/,
    { calls: [call('prod-restore-scaling', 'PutParameter', 10, { Name: '/other', Value: 'true' })] },
  ],
  [
    'trading is resumed by one person who said yes twice',
    {
      calls: [enabling],
      approvals: [{ act: 'resume-trading', decisions: [yes('priya', 5), yes('priya', 6)] }],
    },
    /^1: resume-trading acted at 04:40:00 UTC with 1 of 2 people/,
    { calls: [enabling], approvals: [{ act: 'resume-trading', decisions: [yes('priya', 5), yes('arjun', 6)] }] },
  ],
  [
    'the second yes comes after the act',
    {
      calls: [call('prod-restore-database', 'RestoreDBInstanceFromDBSnapshot', 10)],
      approvals: [{ act: 'restore', decisions: [yes('priya', 5), yes('arjun', 11)] }],
    },
    /^1: restore-database acted .* with 1 of 2 people/,
    {
      calls: [call('prod-restore-database', 'RestoreDBInstanceFromDBSnapshot', 10)],
      approvals: [{ act: 'restore', decisions: [yes('priya', 5), yes('arjun', 9)] }],
    },
  ],
  [
    'somebody refused instead',
    {
      calls: [call('prod-roll-back-service', 'UpdateService', 10)],
      approvals: [{ act: 'rollback', decisions: [{ ...yes('priya', 5), decision: 'refuse' }] }],
    },
    /^1: roll-back-service acted .* with 0 of 1 people/,
    {
      calls: [call('prod-roll-back-service', 'UpdateService', 10)],
      approvals: [{ act: 'rollback', decisions: [yes('priya', 5)] }],
    },
  ],
  [
    'an order is sent two minutes after the stop',
    { machines: [machine('prod-stop', ran(5, 6))], orders: [4, 5.9, 7] },
    /^2: stopped at 04:35:00 UTC, and an order was sent 120 s later/,
    {
      machines: [machine('prod-stop', ran(5, 6))],
      orders: [4, 5.9, 11],
      enabledAt: [0, 10],
    },
  ],
  [
    'an incident is closed as fixed while its alarm is red',
    {
      incidents: [
        {
          id: 'i1',
          runbook: 'trading',
          status: 'fixed',
          openedAt: iso(0),
          closedAt: iso(9),
          alarms: { unanswered: '' },
        },
      ],
      alarmChanges: [red(0), red(9.5, 'OK')],
    },
    /^3: i1 was closed as fixed while unanswered was ALARM/,
    {
      incidents: [
        {
          id: 'i1',
          runbook: 'trading',
          status: 'fixed',
          openedAt: iso(0),
          closedAt: iso(9),
          alarms: { unanswered: '' },
        },
      ],
      alarmChanges: [red(0), red(8, 'OK')],
    },
  ],
  [
    'a workflow dies and nobody is told',
    {
      machines: [machine('prod-trading', ran(5, 6, { status: 'FAILED', error: 'States.Timeout' }))],
      pages: [watch(4)],
    },
    /^4: prod-trading ended as FAILED \(States.Timeout\), and nobody was told/,
    { machines: [machine('prod-trading', ran(5, 6, { status: 'FAILED' }))], pages: [watch(8)] },
  ],
  [
    'a run escalates and nobody is paged',
    { machines: [machine('prod-trading', ran(5, 6, { output: { outcome: 'escalated' } }))] },
    /^4: prod-trading escalated, and nobody was paged/,
    { machines: [machine('prod-trading', ran(5, 6, { output: { outcome: 'escalated' } }))], mode: 'observe' },
  ],
  [
    'nothing is mended and nobody is paged',
    { undisturbed: { mitigated: true, paged: false, restarts: 1 } },
    /^4: nothing was mended and nobody was paged; undisturbed it was mended/,
    { undisturbed: { mitigated: true, paged: false, restarts: 1 }, mitigatedAfterSeconds: 61 },
  ],
  [
    'a run ends in a way without a name',
    { machines: [machine('prod-trading', ran(5, 6, { output: { outcome: 'tired' } }))] },
    /^4: prod-trading ended as "tired"/,
    { machines: [machine('prod-trading', ran(5, 6, { output: {} }))] },
  ],
  [
    'an alarm stays red and nobody knows',
    { alarmChanges: [red(0, 'OK'), red(30)], pages: [watch(29)] },
    /^4: unanswered of trading has been red since 05:00:00 UTC, and nobody knows/,
    {
      alarmChanges: [red(0, 'OK'), red(30)],
      incidents: [{ id: 'i1', runbook: 'trading', status: 'open', openedAt: iso(20), alarms: { unanswered: '' } }],
    },
  ],
  [
    'one runbook has two incidents at the same time',
    {
      incidents: [
        { id: 'i1', runbook: 'trading', status: 'escalated', openedAt: iso(0) },
        { id: 'i2', runbook: 'trading', status: 'open', openedAt: iso(20) },
      ],
    },
    /^5: i1 and i2 were open at the same time/,
    {
      incidents: [
        { id: 'i1', runbook: 'trading', status: 'closed', openedAt: iso(0), closedAt: iso(19), closedBy: {} },
        { id: 'i2', runbook: 'trading', status: 'open', openedAt: iso(20) },
        { id: 'i3', runbook: 'dashboard', status: 'open', openedAt: iso(20) },
      ],
    },
  ],
  [
    'it restarts once more than it would undisturbed',
    {
      undisturbed: { mitigated: false, paged: false, restarts: 1 },
      acts: [{ action: 'restart' }, { action: 'restart' }],
    },
    /^6: 2 restarts, 1 when nothing is disturbed/,
    { undisturbed: { mitigated: false, paged: false, restarts: 0 }, acts: [{ action: 'restart' }] },
  ],
  [
    'a service is restarted two minutes after its alarm went back to OK',
    { machines: [machine('prod-trading', ran(1, 9))], alarmChanges: [red(0), red(3, 'OK')], calls: [restarting(5)] },
    /^7: prod-restart-service acted at 04:35:00 UTC, and no alarm of the runbook was red/,
    { machines: [machine('prod-trading', ran(1, 9))], alarmChanges: [red(0), red(4.5, 'OK')], calls: [restarting(5)] },
  ],
  [
    'a service is restarted whose alarm has never been red',
    {
      machines: [machine('prod-trading', ran(1, 9))],
      alarmChanges: [red(0, 'OK')],
      calls: [restarting(5)],
    },
    /^7: prod-restart-service acted at 04:35:00 UTC/,
    { machines: [machine('prod-service-restart', ran(1, 9))], alarmChanges: [red(0, 'OK')], calls: [restarting(5)] },
  ],
  [
    'something is denied that nobody took away',
    { denied: [{ by: 'prod-look', action: 'ecs:DescribeServices', resource: '*' }] },
    /^10: prod-look may not ecs:DescribeServices on \*/,
    { denied: [{ by: 'prod-look', action: 'ecs:DescribeServices', resource: '*' }], denials: true },
  ],
])('%s', (_, against, words, beside) => {
  expect(broken(against)[0]).toMatch(words);
  expect(broken(beside)).toEqual([]);
});

test('these are the promises that have a predicate', () => {
  expect(new Set(INVARIANTS.map(({ promise }) => promise))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 10]));
});
