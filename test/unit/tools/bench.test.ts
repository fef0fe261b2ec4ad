import { stripVTControlCharacters } from 'node:util';
import { prices } from '../../../rehearsal/engine/prices';
import type { Result } from '../../../rehearsal/result';
import { scenarios } from '../../../rehearsal/scenarios';
import type { Scenario } from '../../../rehearsal/scenarios/scenario';
import { automation } from '../../../tools/bench/automation';
import { bills, COMPARED } from '../../../tools/bench/bills';
import { clientsIn, flagsOf } from '../../../tools/bench/esbuild';
import { type Bundle, compareFunctions } from '../../../tools/bench/functions';
import { HELD_BACK, mitigations } from '../../../tools/bench/mitigation';
import { gameDay, virtualSeconds } from '../../../tools/bench/playing';
import { median, REACHES, ratio, standing } from '../../../tools/bench/reaches';
import { missedReaches, type Report } from '../../../tools/bench/report';
import { dollars, kilobytes, milliseconds, percent, section, times, virtual, wall } from '../../../tools/bench/table';
import { tell } from '../../../tools/bench/telling';

const scenario = (id: string, rest: Partial<Scenario> = {}): Scenario => ({
  id,
  title: id,
  runbook: 'trading-service-not-processing-orders',
  play: () => undefined,
  expects: { outcome: 'resolved', restarts: 1, pages: [] },
  oracle: 'hung-tasks',
  ...rest,
});

const STARTED_AT = '2026-11-20T04:31:01.000Z';

const result = (id: string, rest: Partial<Result> = {}): Result => ({
  scenario: id,
  title: id,
  runbook: 'trading-service-not-processing-orders',
  environment: 'prod',
  ok: true,
  broken: [],
  outcome: 'resolved',
  verdict: 'fixed',
  detectedAfterSeconds: 60,
  mitigatedAfterSeconds: 61,
  oracleSeconds: 56,
  transitions: 19,
  costUsd: 0.004,
  invocations: 10,
  pages: [],
  checklists: [],
  gates: [],
  deadLetters: 0,
  ownRed: [],
  documents: {},
  channel: [],
  tradingEnabled: 'true',
  backups: [],
  notices: [],
  answers: [],
  allClear: [],
  pagerDuty: [],
  acts: [{ action: 'restart', resource: 'trading', at: '2026-11-20T04:31:00.000Z' }],
  refusals: [],
  denied: [],
  measured: [],
  dashboard: [],
  executions: [{ machine: 'restart', outcome: 'resolved', transitions: 19, startedAt: STARTED_AT, path: [] }],
  timeline: [],
  incidents: ['1'],
  faultAt: '2026-11-20T04:30:00.000Z',
  alarmAt: '2026-11-20T04:31:00.000Z',
  disabledAfterSeconds: null,
  lastOrderAfterSeconds: null,
  mayTrade: true,
  ...rest,
});

const joined = { machine: 'restart', outcome: 'joined', transitions: 3, startedAt: STARTED_AT, path: [] };

describe('judging a figure', () => {
  test('a figure at its reach holds, above it is over, and an unknown one is over', () => {
    expect([standing(6, 6), standing(6.1, 6), standing(null, 6)]).toEqual(['ok', 'over', 'over']);
  });

  test('nothing is told of a ratio that cannot be had', () => {
    expect([ratio(3, 2), ratio(null, 2), ratio(3, null), ratio(3, 0)]).toEqual([1.5, null, null, null]);
  });

  test('the median is the middle, or the mean of the two in the middle', () => {
    expect([median([3]), median([9, 1, 2]), median([4, 1, 2, 10])]).toEqual([3, 2, 3]);
    expect(() => median([])).toThrow('no median');
  });
});

describe('time to mitigate', () => {
  test('is told in added seconds and as a ratio, for stories with an oracle only', () => {
    const { oracle: _, ...without } = scenario('crash');
    expect(mitigations([scenario('hang'), without], [result('hang'), result('crash')])).toEqual([
      {
        scenario: 'hang',
        acts: 1,
        seconds: 61,
        oracleSeconds: 56,
        addedSeconds: 5,
        ratio: 61 / 56,
        reach: 'ok',
        goal: 'over',
      },
    ]);
  });

  test('six seconds that come of tenths are six seconds', () => {
    const [row] = mitigations(
      [scenario('hang')],
      [result('hang', { mitigatedAfterSeconds: 62.1, oracleSeconds: 56.1 })],
    );
    expect(row).toMatchObject({ addedSeconds: 6, reach: 'ok' });
  });

  test('a story that was not mitigated, or not played, misses the reach', () => {
    const rows = mitigations([scenario('hang'), scenario('lost')], [result('hang', { mitigatedAfterSeconds: null })]);
    expect(rows.map(({ reach, goal }) => [reach, goal])).toEqual([
      ['over', 'over'],
      ['over', 'over'],
    ]);
    expect(missedReaches({ mitigation: rows, bills: [], automation: [] })).toEqual([
      'hang is not mitigated',
      'lost is not mitigated',
    ]);
  });

  test('no reach is asked of a story that holds back the event or our call itself', () => {
    const rows = mitigations([scenario('throttled-twice')], [result('throttled-twice', { mitigatedAfterSeconds: 90 })]);
    expect(rows).toMatchObject([{ reach: 'none', goal: 'none', addedSeconds: 34 }]);
    expect(missedReaches({ mitigation: rows, bills: [], automation: [] })).toEqual([]);
  });

  test('every story that is excused exists and has an oracle', () => {
    const compared = scenarios.filter(({ oracle }) => oracle !== undefined).map(({ id }) => id);
    expect(HELD_BACK.filter((id) => !compared.includes(id))).toEqual([]);
  });
});

describe('transitions and dollars', () => {
  const stories = [scenario('hung-tasks'), scenario('storm-1000'), scenario('longer')];
  const one = result('hung-tasks');
  const storm = result('storm-1000', { costUsd: 0.004 + 2 * 0.0001, executions: [...one.executions, joined, joined] });

  const days = [
    result('morning', { transitions: 13, alarmAt: null }),
    result('evening', { transitions: 9, alarmAt: null }),
  ];

  test('a checklist is held to its reach', () => {
    const rows = bills(stories, [one, storm, ...days.slice(1), result('morning', { transitions: 41, alarmAt: null })]);
    expect(missedReaches({ mitigation: [], bills: rows, automation: [] })).toEqual([
      'a morning checklist (morning) takes 41 transitions, at most 40',
    ]);
  });

  test('planned work, however long, is no incident', () => {
    const window = scenario('maintenance');
    const rows = bills(
      [...stories, window],
      [one, storm, ...days, result('maintenance', { transitions: 99, alarmAt: null })],
    );
    expect(missedReaches({ mitigation: [], bills: rows, automation: [] })).toEqual([]);
    expect(rows.find(({ what }) => what === 'a maintenance window')).toMatchObject({ transitions: 99, reach: 'none' });
  });

  test('a joined alarm costs what the storm costs beyond the one incident, shared out', () => {
    const row = bills(stories, [one, storm]).find(({ what }) => what.includes('joined'));
    expect(row).toMatchObject({ transitions: 3, atMost: REACHES.joinedTransitions, reach: 'ok' });
    expect(row?.usd).toBeCloseTo(0.0001, 10);
    expect(row?.ratio).toBeCloseTo(0.025, 10);
  });

  test('the longest join of any story is held to the reach', () => {
    const long = result('longer', { executions: [...one.executions, { ...joined, transitions: 4 }] });
    expect(
      missedReaches({ mitigation: [], bills: bills(stories, [one, storm, long, ...days]), automation: [] }),
    ).toEqual(['one joined alarm (longer) takes 4 transitions, at most 3']);
  });

  test('the storm takes the transitions of all its executions', () => {
    const row = bills(stories, [one, storm]).find(({ what }) => what.startsWith('the storm'));
    expect(row).toMatchObject({ transitions: 25, reach: 'none' });
    expect(row?.transitionShare).toBeCloseTo((25 * prices.stateTransition.usd) / 0.0042, 10);
  });

  test('the incident with the most transitions is held to the reach, and says which it is', () => {
    const rows = bills(stories, [one, storm, result('longer', { transitions: 26 }), ...days]);
    expect(missedReaches({ mitigation: [], bills: rows, automation: [] })).toEqual([
      'the most transitions of 3 resolved unattended (longer) takes 26 transitions, at most 25',
    ]);
  });

  test('an incident that must be paged is not an unattended one', () => {
    const paged = scenario('paged', { expects: { outcome: 'escalated', restarts: 1, pages: [{ rung: 1 }] } });
    const rows = bills(
      [...stories, paged],
      [one, storm, result('paged', { transitions: 99, outcome: 'escalated' }), ...days],
    );
    expect(missedReaches({ mitigation: [], bills: rows, automation: [] })).toEqual([]);
    expect(rows.at(-1)).toMatchObject({ scenario: 'paged', transitions: 19, reach: 'none' });
  });

  test('a reach nothing was measured for is missed', () => {
    expect(
      missedReaches({ mitigation: [], bills: bills(stories, []), automation: automation([], COMPARED) }),
    ).toHaveLength(6);
  });
});

describe('the same steps in Systems Manager Automation', () => {
  const line = (step: string) => ({ at: STARTED_AT, step, finding: 'looked' });
  const run = (transitions: number, path: readonly string[]) =>
    result('hang', {
      transitions,
      timeline: [line('Look'), line('Restart')],
      executions: [{ machine: 'restart', outcome: 'resolved', transitions, startedAt: STARTED_AT, path }],
    });
  const compared = (story: Result) => automation([story], [['an incident', 'hang']]);

  test('counts what calls something, once for each time it is entered, and no branch', () => {
    const [row] = compared(run(5, ['Look', 'After: Look', 'Look', 'After: Look', 'Restart']));
    expect(row).toMatchObject({
      steps: 3,
      transitions: 5,
      automationUsd: 0.006,
      transitionsUsd: 0.000125,
      reach: 'ok',
    });
    expect(row?.times).toBeCloseTo(48);
  });

  test('too many transitions for the steps miss the reach, and so does a story that was not played', () => {
    const missed = (story: Result): readonly string[] =>
      missedReaches({ mitigation: [], bills: [], automation: compared(story) });
    expect(missed(run(10, ['Look', 'Restart']))).toEqual([
      'an incident (hang) is 16.0 times cheaper than in Systems Manager Automation, at least 30',
    ]);
    expect(missed(result('other'))).toEqual(['no story has an incident']);
  });
});

describe('what was played', () => {
  test('lasts from the first to the last instant it tells of', () => {
    const page = { rung: 1, contact: 'x', subject: '', message: '', at: '2026-11-20T04:50:00.000Z' };
    const line = { at: '2026-11-20T04:40:00.000Z', step: '', finding: '' };
    expect(virtualSeconds(result('hang', { timeline: [line], pages: [page] }))).toBe(1200);
    expect(virtualSeconds(result('quiet', { faultAt: null, alarmAt: null }))).toBe(0);
  });

  test('is set against the seconds it took', () => {
    const hour = { timeline: [{ at: '2026-11-20T05:30:00.000Z', step: '', finding: '' }] };
    expect(gameDay([result('a', hour), result('b', { ...hour, ok: false })], 16)).toEqual({
      scenarios: 2,
      held: 1,
      seconds: 16,
      scenariosPerSecond: 0.125,
      virtualHours: 2,
      virtualHoursPerSecond: 0.125,
      reach: 'over',
    });
  });
});

describe('bundles', () => {
  test("esbuild's options become its flags, as its documentation writes them", () => {
    // https://esbuild.github.io/api/#main-fields, #sources-content, #keep-names, #legal-comments
    expect(
      flagsOf({ keepNames: true, mainFields: ['module', 'main'], sourcesContent: false, legalComments: 'none' }),
    ).toEqual(['--keep-names', '--main-fields=module,main', '--sources-content=false', '--legal-comments=none']);
    expect(() => flagsOf({ define: { a: 'b' } })).toThrow('define');
  });

  test('the clients of a function are those that left something in it', () => {
    const inputs = {
      'node_modules/@aws-sdk/client-ssm/dist-es/SSMClient.js': { bytesInOutput: 9 },
      'node_modules/@aws-sdk/client-ecs/dist-es/ECSClient.js': { bytesInOutput: 9 },
      'node_modules/@aws-sdk/client-ecs/dist-es/models.js': { bytesInOutput: 9 },
      'node_modules/@aws-sdk/client-s3/dist-es/S3Client.js': { bytesInOutput: 0 },
      'node_modules/@aws-sdk/core/dist-es/index.js': { bytesInOutput: 9 },
      'lambdas/check/handler.ts': { bytesInOutput: 9 },
    };
    const outputs = { 'out/check/handler.js': { bytes: 1, inputs, imports: [], exports: [] } };
    expect(clientsIn({ outputs }, '/check/handler.js')).toEqual(['@aws-sdk/client-ecs', '@aws-sdk/client-ssm']);
    expect(() => clientsIn({ outputs }, '/other/handler.js')).toThrow('/other/handler.js');
  });

  const bundle = (name: string, clients: string[], gzipBytes: number): Bundle => ({
    name,
    file: name,
    clients,
    bytes: 2 * gzipBytes,
    gzipBytes,
  });
  const inits = new Map([
    ['empty', { loadMs: 1, initMs: 30 }],
    ['ecs', { loadMs: 40, initMs: 70 }],
    ['check', { loadMs: 60, initMs: 90 }],
  ]);

  test('a function is compared with the empty handler that has its clients, and with the empty one', () => {
    const bundles = {
      functions: [bundle('check', ['ecs'], 300)],
      empty: bundle('empty', [], 1),
      withClients: [bundle('ecs', ['ecs'], 200)],
    };
    expect(compareFunctions(bundles, inits, 3).functions).toMatchObject([
      { name: 'check', gzipRatio: 1.5, loadRatio: 1.5, initRatio: 3 },
    ]);
    expect(() => compareFunctions({ ...bundles, withClients: [] }, inits, 3)).toThrow('clients of check');
    expect(() => compareFunctions(bundles, new Map(), 3)).toThrow('not measured');
  });
});

describe('telling', () => {
  test('figures have as many digits as can be read, and a dash where there is none', () => {
    expect([virtual(61.25), virtual(null), wall(1.234), wall(41.72)]).toEqual(['61.3 s', '–', '1.23 s', '41.7 s']);
    expect([milliseconds(2.94), milliseconds(99.4), kilobytes(612), kilobytes(418_659)]).toEqual([
      '2.9 ms',
      '99 ms',
      '0.6 kB',
      '419 kB',
    ]);
    expect([times(1.0931), times(22.83), times(null), percent(0.178)]).toEqual(['1.09 ×', '22.8 ×', '–', '18 %']);
    expect([dollars(0.0030351), dollars(null)]).toEqual(['$0.003035', '–']);
  });

  test('a section is a heading, what to know, and columns that end together', () => {
    const text = section(
      'Times',
      ['In seconds.'],
      ['what', 'figure'],
      [
        ['a', '1'],
        ['bb', '100'],
      ],
    );
    expect(stripVTControlCharacters(text).split('\n')).toEqual([
      'Times',
      '  In seconds.',
      '',
      '  what  figure',
      '  a          1',
      '  bb       100',
    ]);
  });

  const init = { bytes: 1000, gzipBytes: 500, loadMs: 1, initMs: 30 };
  const report: Report = {
    machine: { node: '20.19.0', cores: 2, loadBefore: 1.5, loadAfter: 3, quick: true },
    reaches: REACHES,
    mitigation: mitigations([scenario('hung-tasks')], [result('hung-tasks')]),
    bills: bills([scenario('hung-tasks')], [result('hung-tasks')]),
    automation: automation([result('hung-tasks')], COMPARED),
    functions: { rounds: 3, empty: init, functions: [] },
    synthesis: {
      functions: 13,
      rounds: 1,
      appSeconds: 20,
      againSeconds: 8,
      bundlingSeconds: 1,
      processPerFunctionSeconds: 5,
      ratio: 4,
      bundlingRatio: 0.2,
      reach: 'over',
    },
    gameDay: gameDay([result('hung-tasks')], 3),
    week: { seconds: 9, executions: 12, usd: 0.01, reach: 'ok' },
    storm: {
      rounds: 1,
      deliveries: 1000,
      seconds: 5,
      oneDeliverySeconds: 2,
      ratio: 2.5,
      deliveriesPerSecond: 200,
    },
    missed: [],
  };
  const told = (changes: Partial<Report> = {}): string => stripVTControlCharacters(tell({ ...report, ...changes }));

  test('the report ends with what misses the goal and what took too long, though neither counts', () => {
    expect(told()).toMatch(
      /Every reach in virtual seconds and transitions holds\.\n.*Above the goal of 1\.05 ×: hung-tasks\./,
    );
    expect(told()).toContain('Over in wall time, which never counts: the synthesis.');
  });

  test('a missed reach is named at the end', () => {
    expect(told({ missed: ['hung-tasks is not mitigated'] })).toContain('Missed:\n  hung-tasks is not mitigated.');
  });
});
