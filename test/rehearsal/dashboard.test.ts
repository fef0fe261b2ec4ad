import { readDescription } from '../../rehearsal/description';
import { loadAssembly } from '../../rehearsal/engine/assembly';
import { type Board, readBoard } from '../../rehearsal/engine/boards';
import type { Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { OWN_METRICS } from '../../runbooks/own-metrics';
import { assembled } from '../support/assembled';
import { endAsTheySay, type Played, playStories, secondsBetween, storyOf } from '../support/stories';

jest.setTimeout(900_000);

/** Together they bring about whatever the dashboard shows. */
const STORIES = [
  'hung-tasks',
  'halted-on-purpose-parameter',
  'late-event-alarm-ok',
  'deployment-under-way',
  'mended-by-hand',
  'observe',
  'mode-unreadable',
  'maintenance-saturday',
  'flapping',
  'lease-holder-dies',
  'dashboard-hung',
  'everything-down-on-a-sunday',
  'scale-up-needs-approval',
  'approval-refused',
  'approval-expires',
  'primary-topic-fails',
  'event-undeliverable',
  'watch-cannot-page',
  'page-not-delivered',
  'function-throttled',
];

/**
 * No workflow outlives its time-out in a story: it is longer than everything the workflow may do. That such a run would be
 * counted: test/unit/engine/workflows.test.ts.
 */
const IN_NO_STORY = ['timed out'];

let played: Played;
let dashboard: Board;
beforeAll(async () => {
  played = await playStories(STORIES);
  const assembly = loadAssembly(assembled(), readDescription(assembled(), 'prod').stackNames);
  const [only, ...others] = assembly.ofType('AWS::CloudWatch::Dashboard');
  if (!only || others.length > 0) throw new Error('An environment has one dashboard.');
  dashboard = readBoard(only, assembly);
});
const of = (id: string): Result => storyOf(played, id);

endAsTheySay(
  scenarios.filter(({ id }) => STORIES.includes(id)),
  of,
);

test('every line of the dashboard is something that happens: no widget waits for a metric that nobody writes', () => {
  const drawn = dashboard.widgets.flatMap((widget) =>
    widget.kind === 'metrics'
      ? widget.queries.flatMap(({ returnData, label, id }) => (returnData ? [`${widget.title}: ${label ?? id}`] : []))
      : [],
  );
  const seen = new Set(
    played.results.flatMap((result) =>
      result.dashboard
        .filter(({ values }) => values.some((value) => value > 0))
        .map(({ widget, line }) => `${widget}: ${line}`),
    ),
  );
  expect(drawn.length).toBeGreaterThan(30);
  expect(drawn.filter((line) => !seen.has(line)).map((line) => line.split(': ').at(-1))).toEqual(IN_NO_STORY);
});

test('every value that our metrics can have is measured in some story', () => {
  const all = Object.entries(OWN_METRICS).flatMap(([name, { dimension, values }]) =>
    Object.keys(values).map((value) => `${name} ${dimension}=${value}`),
  );
  const measured = new Set(played.results.flatMap((result) => result.measured.map(({ metric }) => metric)));
  // No alarm starts a runbook of the lowest severity.
  expect(all.filter((metric) => !measured.has(metric))).toEqual(['TimeToMitigate severity=P4']);
  expect([...measured].filter((metric) => !all.includes(metric))).toEqual([]);
});

describe('the time to mitigate', () => {
  const measured = (result: Result) =>
    result.measured.filter(({ metric }) => metric.startsWith('TimeToMitigate')).map(({ value }) => value);

  /** What the verdict says: `Fixed: all alarms OK since 10:09:05 IST`. */
  const normalSince = ({ timeline }: Result): string => {
    const [, time] = timeline.map(({ finding }) => /all alarms OK since (\S+) IST/.exec(finding)).find(Boolean) ?? [];
    return `2026-11-20T${time}+05:30`;
  };

  test.each(['hung-tasks', 'mended-by-hand'])('%s: from the alarm to the instant since which all is normal', (id) => {
    const result = of(id);
    const seconds = secondsBetween(result.alarmAt, normalSince(result));
    expect(seconds).toBeGreaterThan(0);
    expect(measured(result)).toEqual([seconds]);
  });

  test('an incident that took four minutes is four minutes on the dashboard, beside the thirty it may take', () => {
    const title = 'P2 (High): minutes from the alarm until it was mitigated';
    expect(of('hung-tasks').dashboard.filter(({ widget }) => widget === title)).toEqual([
      { widget: title, line: 'half of them within', values: [4] },
      { widget: title, line: 'the longest', values: [4] },
    ]);
    const widget = dashboard.widgets.find((one) => one.kind === 'metrics' && one.title === title);
    expect(widget).toMatchObject({ marks: [{ value: 30, label: 'response time' }] });
  });
});

test('numbers add up over all that happened in the time that is looked at', () => {
  const lines = (id: string) =>
    Object.fromEntries(of(id).dashboard.map(({ widget, line, values }) => [`${widget}: ${line}`, values]));
  expect(lines('flapping')).toMatchObject({
    'Incidents, by how their runs ended: fixed': [2],
    'Incidents, by how their runs ended: handed to people': [1],
    'Not done, by the first reason against it: done too often': [1],
    'Pages: sent': [1],
    'Pages: acknowledged': [1],
  });
  expect(lines('approval-expires')).toMatchObject({
    'Approvals: not answered in time': [1],
    'Pages: sent': [4],
    'Pages: rungs without an answer': [4],
  });
});

test('what is used is what the story is charged for', () => {
  const { dashboard: shown, executions } = of('hung-tasks');
  const number = (widget: string) => shown.find((line) => line.widget === widget)?.values;
  expect(number('Runs of workflows')).toEqual([executions.length]);
  expect(number('State transitions of the account in this Region')).toEqual([
    executions.reduce((sum, { transitions }) => sum + transitions, 0),
  ]);
});
