import { compactCalendar } from '../../../../environments/calendar-schema';
import type * as ShowChecklist from '../../../../lambdas/show-checklist/handler';
import { leaveFunctions, loadFunction } from '../../../support/dynamodb';
import { CALENDAR } from '../../../support/incidents';
import { BAD, INCIDENT, MORNING, World } from '../check-again/world';
import { ask, CALLER, parameterStore, SYSTEM, underParameters } from '../command-world';
import { DATE, ITEMS } from '../report-checklist/world';

let world: World;
let held: Map<string, string>;
beforeEach(() => {
  world = new World();
  held = parameterStore({
    [SYSTEM.settings.calendar]: compactCalendar(CALENDAR),
    [SYSTEM.settings.overrides]: '{}',
  });
  underParameters(held);
});
afterEach(leaveFunctions);

const show = (over: { by?: string | undefined; id?: string; query?: Record<string, string> } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ShowChecklist>('../../../../lambdas/show-checklist/handler'),
  );
  const { id = MORNING, query = {} } = over;
  const by = 'by' in over ? over.by : CALLER.meera;
  return ask(handler, { route: 'GET /v1/checklists/{id}', by, path: { id }, query });
};

test('today’s result is shown with its items, its gate and where its report is', async () => {
  await world.run('arn:1', BAD);
  await world.close();
  await expect(show()).resolves.toMatchObject({
    status: 200,
    id: MORNING,
    title: 'Morning Checklist',
    date: DATE,
    begun: { run: 1, startedBy: 'the schedule', reason: 'Due.' },
    result: {
      run: 1,
      passed: false,
      verdict: 'not passed (1 of 3 must-pass items)',
      items: ITEMS.map(({ says }) => ({ item: says })),
    },
    gate: { state: 'closed', incident: INCIDENT },
    report: { html: `checklists/${DATE}/${MORNING}/report.html` },
    said: 'Morning Checklist 23 Nov 2026, run 1: not passed (1 of 3 must-pass items): Verify broker connectivity (Session expired). The gate is closed since 08:46:11 IST: Verify broker connectivity.',
  });
});

test('a run that goes on is told, beside the result that counts', async () => {
  await world.run('arn:1');
  await world.begin('arn:2');
  await expect(show()).resolves.toMatchObject({
    begun: { run: 2 },
    result: { run: 1, passed: true },
    said: expect.stringMatching(/run 1: passed, all 8 ok\. Run 2 began at \S+ IST and has not ended\.$/),
  });
});

test('before any run has ended there is no result, and none is made up', async () => {
  await world.begin('arn:1');
  await expect(show()).resolves.toMatchObject({
    status: 200,
    result: null,
    report: null,
    said: expect.stringContaining('no run has ended'),
  });
});

test('the evening has no gate', async () => {
  await world.close();
  await world.run('arn:1', {}, 'evening-checklist');
  await expect(show({ id: 'evening-checklist' })).resolves.toMatchObject({ gate: null, result: { passed: true } });
});

test('another day may be asked for, and then the calendar is not', async () => {
  await world.run('arn:1');
  held.delete(SYSTEM.settings.calendar);
  await expect(show({ query: { date: DATE } })).resolves.toMatchObject({ status: 200, date: DATE });
});

test.each([
  [
    'a checklist there is not',
    { id: 'noon' },
    404,
    'There is no checklist "noon"; there are: morning-checklist, evening',
  ],
  [
    'a day on which it was not worked',
    { query: { date: '2026-11-20' } },
    404,
    'Morning Checklist of 20 Nov 2026 has not',
  ],
  ['a day that does not exist', { query: { date: 'today' } }, 400, 'date: given "today"'],
  ['without a signature', { by: undefined }, 403, 'signed'],
])('nothing is shown of %s', async (_what, over, status, error) => {
  await expect(show(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
});
