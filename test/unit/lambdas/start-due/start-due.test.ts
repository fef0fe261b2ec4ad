import { leaveFunctions } from '../../../support/dynamodb';
import { MACHINES, WATCH, type World, world } from './world';

let w: World;
beforeEach(() => {
  w = world();
});
afterEach(leaveFunctions);

const started = () => [...w.executions.keys()];
const boom = (effect?: () => void) => {
  effect?.();
  throw new Error('throttled');
};
const SATURDAY = (opens: string, preOpen: string) => ({
  days: { '2026-11-21': { because: 'a live test', preOpen, sessions: [{ opens, closes: '10:00' }] } },
});

describe('a day', () => {
  test('ordinary: both checklists once, at their times', async () => {
    await w.ticks('2026-11-23 08:00', '2026-11-23 08:30');
    expect(started()).toEqual([]);
    await expect(w.tick('2026-11-23 08:45')).resolves.toEqual({ started: ['morning-checklist-2026-11-23'], told: [] });
    await w.ticks('2026-11-23 09:00', '2026-11-23 15:45', 45);
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
    await expect(w.tick('2026-11-23 16:00')).resolves.toMatchObject({ started: ['evening-checklist-2026-11-23'] });
    await w.ticks('2026-11-23 16:15', '2026-11-24 00:15', 60);
    expect(started()).toEqual(['morning-checklist-2026-11-23', 'evening-checklist-2026-11-23']);
    expect(w.published).toEqual([]);
  });

  test('what is started is told the day, by whom, and why', async () => {
    await w.tick('2027-01-04 08:45');
    expect(w.executions.get('morning-checklist-2027-01-04')).toEqual({
      machine: MACHINES['morning-checklist'],
      input: JSON.stringify({
        date: '2027-01-04',
        startedBy: 'the schedule',
        reason: '4 Jan 2027, 2027 is not in the calendar.',
      }),
      runs: true,
    });
    await expect(w.table.items()).resolves.toContainEqual({
      pk: 'DAY#2027-01-04',
      sk: 'morning-checklist',
      task: 'morning-checklist',
      date: '2027-01-04',
      kind: 'due',
      state: 'started',
      at: '2027-01-04T03:15:00.000Z',
      by: 'request-1',
      execution: 'morning-checklist-2027-01-04',
      reason: '4 Jan 2027, 2027 is not in the calendar.',
      expires: Date.parse('2027-01-04T03:15:00.000Z') / 1000 + 400 * 86_400,
    });
  });

  test('a holiday: nothing, and nothing is missed', async () => {
    await w.ticks('2026-11-23 16:00', '2026-11-25 00:00', 30);
    expect(started()).toEqual(['evening-checklist-2026-11-23']);
    expect(w.published).toEqual([]);
  });

  test('closed by an override three days before: nothing', async () => {
    w.override({ days: { '2026-11-23': { closed: 'elections' } } });
    await w.ticks('2026-11-23 00:00', '2026-11-24 00:00', 30);
    expect(started()).toEqual([]);
    expect(w.published).toEqual([]);
  });

  test('Muhurat with its hours declared: before the pre-open, after the close', async () => {
    w.override({
      days: { '2026-11-08': { because: 'Muhurat', preOpen: '17:45', sessions: [{ opens: '18:00', closes: '19:00' }] } },
    });
    await w.ticks('2026-11-08 08:15', '2026-11-08 17:15', 30);
    expect(started()).toEqual([]);
    await w.tick('2026-11-08 17:30');
    expect(started()).toEqual(['morning-checklist-2026-11-08']);
    await w.ticks('2026-11-08 17:45', '2026-11-08 19:15', 30);
    expect(started()).toHaveLength(1);
    await w.tick('2026-11-08 19:30');
    // A Sunday: the probe waits until everything else of the day is begun.
    expect(started()).toEqual([
      'morning-checklist-2026-11-08',
      'evening-checklist-2026-11-08',
      'end-to-end-probe-2026-11-08',
    ]);
  });

  test('an override that moves the day after the morning has run starts no second morning', async () => {
    await w.tick('2026-11-23 08:45');
    w.override({ days: { '2026-11-23': { because: 'an outage', sessions: [{ opens: '13:00', closes: '17:00' }] } } });
    await w.ticks('2026-11-23 09:00', '2026-11-23 23:45', 45);
    expect(started()).toEqual(['morning-checklist-2026-11-23', 'evening-checklist-2026-11-23']);
    expect(w.published).toEqual([]);
  });

  test('an override that closes the day after the morning has run: no evening', async () => {
    await w.tick('2026-11-23 08:45');
    w.override({ days: { '2026-11-23': { closed: 'an outage' } } });
    await w.ticks('2026-11-23 09:00', '2026-11-24 00:00', 60);
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
    expect(w.published).toEqual([]);
  });

  test('a morning that was missed, of a day whose hours were declared meanwhile, is started for those', async () => {
    await w.tick('2026-11-08 08:30');
    await w.tick('2026-11-08 09:30');
    expect(w.published).toHaveLength(1);
    w.override({
      days: { '2026-11-08': { because: 'Muhurat', preOpen: '17:45', sessions: [{ opens: '18:00', closes: '19:00' }] } },
    });
    await w.ticks('2026-11-08 09:45', '2026-11-08 18:15', 30);
    expect(started()).toEqual(['morning-checklist-2026-11-08']);
    expect(w.published).toHaveLength(1);
  });
});

describe('the maintenance window', () => {
  test('a notice the day before, and the maintenance at its begin', async () => {
    await w.ticks('2026-11-20 05:45', '2026-11-21 08:00', 30);
    expect(started().filter((name) => name.includes('maintenance'))).toEqual([
      'maintenance-notice-2026-11-21',
      'scheduled-maintenance-2026-11-21',
    ]);
    expect(w.executions.get('scheduled-maintenance-2026-11-21')).toMatchObject({
      machine: MACHINES['scheduled-maintenance'],
      input: JSON.stringify({
        startedBy: 'the schedule',
        reason: 'The maintenance window of 21 Nov 2026, 06:00 IST to 08:00 IST.',
      }),
    });
  });

  test('a session at 09:15 does not touch it', async () => {
    w.override(SATURDAY('09:15', '09:00'));
    await w.ticks('2026-11-21 05:45', '2026-11-21 08:00');
    expect(started()).toContain('scheduled-maintenance-2026-11-21');
  });

  test('cancelled before anybody was told of it: nobody is told anything', async () => {
    w.override(SATURDAY('08:00', '07:45'));
    await w.ticks('2026-11-20 05:45', '2026-11-21 08:15', 30);
    expect(started().filter((name) => name.includes('maintenance'))).toEqual([]);
    expect(w.published).toEqual([]);
  });

  test('cancelled after the notice: those who were told of it are told so once, and nothing else runs', async () => {
    await w.tick('2026-11-20 06:00');
    w.override(SATURDAY('08:00', '07:45'));
    await w.ticks('2026-11-20 06:15', '2026-11-21 08:15', 30);
    expect(started().filter((name) => name.includes('maintenance'))).toEqual([
      'maintenance-notice-2026-11-21',
      'maintenance-cancelled-2026-11-21',
    ]);
    expect(w.executions.get('maintenance-cancelled-2026-11-21')).toMatchObject({
      machine: MACHINES['maintenance-notice'],
      input: expect.stringContaining('does not take place: special session by override: a live test.'),
    });
    expect(w.published).toEqual([]);
  });

  test('cancelled to those who were told, and put back: it is not used, and we are told once', async () => {
    await w.tick('2026-11-20 06:00');
    w.override(SATURDAY('08:00', '07:45'));
    await w.ticks('2026-11-20 06:15', '2026-11-20 12:00', 30);
    w.override({});
    await w.ticks('2026-11-20 12:15', '2026-11-21 08:15', 30);
    expect(started()).not.toContain('scheduled-maintenance-2026-11-21');
    expect(w.published).toEqual([
      expect.objectContaining({
        Subject: 'Did not run: Scheduled Maintenance Window of 21 Nov 2026',
        Message: expect.stringContaining('stakeholders were told that the window does not take place'),
      }),
    ]);
  });

  test('cancelled while it is used: nobody is told that it does not take place', async () => {
    await w.ticks('2026-11-20 06:00', '2026-11-21 06:00', 30);
    w.override(SATURDAY('08:00', '07:45'));
    await w.ticks('2026-11-21 06:15', '2026-11-21 08:15');
    expect(started()).not.toContain('maintenance-cancelled-2026-11-21');
  });

  test('in its last half hour it is not begun, and that is told with the next window', async () => {
    await w.ticks('2026-11-20 23:30', '2026-11-21 05:30', 60);
    await w.tick('2026-11-21 07:30');
    expect(started()).not.toContain('scheduled-maintenance-2026-11-21');
    expect(w.published).toMatchObject([
      {
        Subject: 'Did not run: Scheduled Maintenance Window of 21 Nov 2026',
        Message: expect.stringContaining('The next one begins on 28 Nov 2026 06:00 IST.'),
      },
    ]);
  });

  test('up to then a late tick begins it', async () => {
    await w.tick('2026-11-21 05:45');
    await w.tick('2026-11-21 07:29');
    expect(started()).toContain('scheduled-maintenance-2026-11-21');
  });
});

describe('ticks', () => {
  test('lost: the checklist that could not run any more is told once, with what to do', async () => {
    await w.tick('2026-11-23 08:30');
    await expect(w.tick('2026-11-23 10:00')).resolves.toEqual({ started: [], told: ['morning-checklist-2026-11-23'] });
    await w.ticks('2026-11-23 10:15', '2026-11-23 12:00');
    expect(started()).toEqual([]);
    expect(w.published).toEqual([
      {
        TopicArn: WATCH,
        Subject: 'Did not run: Morning Checklist of 23 Nov 2026',
        Message: [
          'Morning Checklist of 23 Nov 2026 (23 Nov 2026, Monday) did not run: it was due from 23 Nov 2026 08:45 IST until 23 Nov 2026 09:15 IST, and no tick started it. The day is not checked, and no gate was closed. Check it now: npm run runbook -- start morning-checklist --reason "It did not run on 23 Nov 2026"',
          'This tick came at 23 Nov 2026 10:00 IST, and the last one that did all it had to at 23 Nov 2026 08:30 IST; they come every 15 minutes. If they were missing, look at the schedule and its dead letters (npm run runbook -- letters list); if they came, at the errors of the function start-due.',
        ].join('\n\n'),
      },
    ]);
    await expect(w.claims()).resolves.toEqual([
      { pk: 'DAY#2026-11-23', sk: 'morning-checklist', kind: 'missed', state: 'told' },
    ]);
  });

  test('lost until midnight: the evening is told by the first one of the next day', async () => {
    await w.tick('2026-11-23 15:45');
    await w.tick('2026-11-24 00:15');
    expect(w.published).toMatchObject([{ Subject: 'Did not run: Evening Checklist of 23 Nov 2026' }]);
    expect(started()).toEqual([]);
  });

  test('lost for days: everything that did not run, in one message', async () => {
    await w.tick('2026-11-19 23:45');
    await w.tick('2026-11-23 00:00');
    expect(w.published).toHaveLength(1);
    const { Message = '' } = w.published[0] ?? {};
    expect(
      Message.split('\n\n')
        .map((paragraph) => paragraph.slice(0, paragraph.indexOf(' (')))
        .slice(0, -1),
    ).toEqual([
      'Morning Checklist of 20 Nov 2026',
      'Evening Checklist of 20 Nov 2026',
      'Maintenance Notice of 21 Nov 2026',
      'Scheduled Maintenance Window of 21 Nov 2026',
      'End-to-End Probe of 22 Nov 2026',
    ]);
    await w.tick('2026-11-23 00:15');
    expect(w.published).toHaveLength(1);
  });

  test('none before: a schedule that is new has missed nothing', async () => {
    await w.tick('2026-11-23 10:00');
    await w.tick('2026-11-23 10:15');
    expect(w.published).toEqual([]);
  });

  test('late: what is due now counts, not what was due then', async () => {
    await w.tick('2026-11-23 08:30');
    await w.tick('2026-11-23 08:59');
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
  });

  test('doubled: one run', async () => {
    await w.tick('2026-11-23 08:45');
    await w.tick('2026-11-23 08:45');
    expect(w.executions.size).toBe(1);
  });

  test.each(['Query', 'PutItem', 'GetItem'])('two at one instant, meeting at a %s: one run', async (meeting) => {
    await w.tick('2026-11-23 08:30');
    w.table.beforeNext(meeting, () => w.tick('2026-11-23 08:45'));
    await w.tick('2026-11-23 08:45');
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
    await expect(w.claims()).resolves.toMatchObject([{ kind: 'due', state: 'started' }]);
  });

  test('two at one instant tell once what was missed', async () => {
    await w.tick('2026-11-23 08:30');
    w.table.beforeNext('Query', () => w.tick('2026-11-23 10:00'));
    await w.tick('2026-11-23 10:00');
    expect(w.published).toHaveLength(1);
  });

  test('out of order: an old one that comes to its end late does not move the last tick back', async () => {
    await w.tick('2026-11-23 08:30');
    w.table.beforeNext('GetItem', () => w.tick('2026-11-23 10:00'));
    await w.tick('2026-11-23 08:31');
    const last = (await w.table.items()).find(({ sk }) => sk === 'LAST_TICK');
    expect(last).toEqual({ pk: 'DAY', sk: 'LAST_TICK', at: '2026-11-23T04:30:00.000Z' });
  });

  test('out of order: what a later one has told as missed is not started by one that it has overtaken', async () => {
    await w.tick('2026-11-23 08:30');
    w.table.beforeNext('GetItem', () => w.tick('2026-11-23 09:15'));
    await w.tick('2026-11-23 09:14');
    expect(w.published).toHaveLength(1);
    expect(started()).toEqual([]);
  });

  test('of a schedule without its time are refused by name', async () => {
    const { handler } = jest.requireActual<typeof import('../../../../lambdas/start-due/handler')>(
      '../../../../lambdas/start-due/handler',
    );
    await expect(handler({ scheduledAt: 'now' }, {} as never)).rejects.toThrow(
      'The input of "the tick" is wrong: scheduledAt: given "now", expected an instant like 2026-11-23T03:15:00Z',
    );
  });
});

describe('what fails is done by whoever comes next', () => {
  test.each([
    ['before its effect', () => boom()],
    ['after its effect', boom],
  ])('a start that fails %s: the tick fails, and the next one makes it one run', async (_when, fails) => {
    await w.tick('2026-11-23 08:30');
    w.fail.start = fails;
    await expect(w.tick('2026-11-23 08:45')).rejects.toThrow(
      'This tick could not do all it had to: morning-checklist-2026-11-23 could not be started (Error: throttled)',
    );
    await expect(w.claims()).resolves.toMatchObject([{ kind: 'due', state: 'claimed' }]);
    delete w.fail.start;
    // By then it may even have ended.
    for (const execution of w.executions.values()) execution.runs = false;
    await w.tick('2026-11-23 09:00');
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
    await expect(w.claims()).resolves.toMatchObject([{ kind: 'due', state: 'started' }]);
    await w.tick('2026-11-23 09:15');
    expect(w.published).toEqual([]);
  });

  test('one start that fails does not keep the others from being tried', async () => {
    w.fail.start = () => boom();
    await expect(w.tick('2026-11-20 08:45')).rejects.toThrow(
      /morning-checklist-2026-11-20 could not be started .* maintenance-notice-2026-11-21 could not be started/,
    );
  });

  test('a start that was tried until it was too late is told as what it is', async () => {
    await w.tick('2026-11-23 08:30');
    w.fail.start = () => boom();
    await expect(w.tick('2026-11-23 08:45')).rejects.toThrow('throttled');
    await expect(w.tick('2026-11-23 09:00')).rejects.toThrow('throttled');
    await w.tick('2026-11-23 09:15');
    expect(w.published).toMatchObject([
      {
        Message: expect.stringContaining(
          'may not have run: a tick began to start it at 23 Nov 2026 08:45 IST, and nobody knows whether it did. Look whether there is an execution morning-checklist-2026-11-23.',
        ),
      },
    ]);
  });

  test('what another tick has claimed a moment ago is left to it, and told by the next if it has dropped it', async () => {
    await w.tick('2026-11-23 08:30');
    w.fail.start = () => boom();
    await expect(w.tick('2026-11-23 09:14', 'slow')).rejects.toThrow('throttled');
    await w.tick('2026-11-23 09:15');
    expect(w.published).toEqual([]);
    await w.tick('2026-11-23 09:30');
    expect(w.published).toHaveLength(1);
    await w.tick('2026-11-23 09:45');
    expect(w.published).toHaveLength(1);
  });

  test('telling that fails is tried again by the same tick’s next try', async () => {
    await w.tick('2026-11-23 08:30');
    w.fail.publish = () => boom();
    await expect(w.tick('2026-11-23 10:00', 'one')).rejects.toThrow(
      'what was missed could not be told (Error: throttled)',
    );
    delete w.fail.publish;
    await w.tick('2026-11-23 10:01', 'one');
    expect(w.published).toHaveLength(1);
    await w.tick('2026-11-23 10:15');
    expect(w.published).toHaveLength(1);
  });

  test('telling that fails in all its tries is told by a later tick', async () => {
    await w.tick('2026-11-23 08:30');
    w.fail.publish = () => boom();
    await expect(w.tick('2026-11-23 10:00')).rejects.toThrow('throttled');
    delete w.fail.publish;
    await w.tick('2026-11-23 10:15');
    expect(w.published).toHaveLength(1);
  });

  test('a table that does not answer: the tick fails', async () => {
    w.table.beforeNext('GetItem', async () => boom());
    await expect(w.tick('2026-11-23 08:45')).rejects.toThrow('throttled');
    expect(started()).toEqual([]);
  });
});

describe('what people have set', () => {
  test('off: nothing is started, and nothing of that time was missed', async () => {
    await w.tick('2026-11-23 08:30');
    w.parameters.set('/p/mode', 'off');
    await expect(w.tick('2026-11-23 08:45')).resolves.toEqual({
      started: [],
      told: [],
      idle: 'The mode of the environment is off: nothing is started.',
    });
    await w.ticks('2026-11-23 09:00', '2026-11-23 10:00');
    w.parameters.set('/p/mode', 'observe');
    await w.tick('2026-11-23 10:15');
    expect(started()).toEqual([]);
    expect(w.published).toEqual([]);
  });

  test('off, and on again while it is due: it is started', async () => {
    w.parameters.set('/p/mode', 'off');
    await w.tick('2026-11-23 08:45');
    w.parameters.set('/p/mode', 'act');
    await w.tick('2026-11-23 09:00');
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
  });

  test('a mode that cannot be read keeps no checklist from running, and the tick fails', async () => {
    w.parameters.set('/p/mode', 'obsreve');
    await expect(w.tick('2026-11-23 08:45')).rejects.toThrow('/p/mode: given "obsreve", expected one of off');
    expect(started()).toEqual(['morning-checklist-2026-11-23']);
  });

  test('overrides that cannot be read: the tick fails, and decides nothing', async () => {
    w.parameters.set('/p/overrides', '{days');
    await expect(w.tick('2026-11-23 16:00')).rejects.toThrow(
      /the calendar could not be read, and nothing was decided \(CalendarError: The calendar's overrides cannot be read/,
    );
    expect(started()).toEqual([]);
  });

  test.each(['/p/overrides', '/p/calendar'])(
    'without %s, on a weekday between 08:45 and 09:15, the morning checklist is started all the same, once',
    async (name) => {
      w.parameters.delete(name);
      for (const at of ['2026-11-23 08:45', '2026-11-23 09:00', '2026-11-23 09:15'])
        await expect(w.tick(at)).rejects.toThrow(`There is no parameter ${name}`);
      expect(started()).toEqual(['morning-checklist-2026-11-23']);
      expect(w.executions.get('morning-checklist-2026-11-23')?.input).toContain('a day of which nobody knows');
      await expect(w.tick('2026-11-22 08:45')).rejects.toThrow('nothing was decided');
      expect(w.executions.size).toBe(1);
    },
  );

  test('off is off without a calendar, too', async () => {
    w.parameters.set('/p/mode', 'off');
    w.parameters.delete('/p/calendar');
    await w.tick('2026-11-23 08:45');
    expect(started()).toEqual([]);
  });
});
