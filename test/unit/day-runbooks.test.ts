import { environments } from '../../environments';
import { FRAME } from '../../lib/frame';
import { dayRunbooks, everyRunbook, runbooks } from '../../runbooks';
import { type Checklist, checklists, ITEM_TIMEOUT_SECONDS } from '../../runbooks/checklists';
import { pagesAtOnce, type Runbook } from '../../runbooks/runbook';

/** The written checklists, in their order. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  'Morning Checklist': [
    'Check system health',
    'Verify all services are running',
    'Check CloudWatch for overnight alerts',
    'Verify broker connectivity',
    "Review previous day's trading activity",
  ],
  'Evening Checklist': [
    "Review day's trading performance",
    'Check for any errors or anomalies',
    'Backup daily reports',
    'Update position tracking spreadsheet',
  ],
};

/** What else nobody would notice before it is needed. */
const OURS: Readonly<Record<string, readonly string[]>> = {
  'Morning Checklist': ['Check that everybody can be reached', 'Check the age of the backup', 'Check the calendar'],
  'Evening Checklist': [],
};

/** Items without which the market opens to a disabled trading service, or the day has not ended well. */
const MUST_PASS: Readonly<Record<string, readonly string[]>> = {
  'Morning Checklist': ['Check system health', 'Verify all services are running', 'Verify broker connectivity'],
  'Evening Checklist': ['Backup daily reports'],
};

/** "Pre-Maintenance Checklist" and "Database Maintenance". */
const MAINTENANCE = [
  'Notify stakeholders 24 hours in advance',
  'Backup database',
  'Document current state',
  'Prepare rollback plan',
  'Vacuum analyze',
  'Check table sizes',
];

const runbook = (id: string): Runbook => {
  const found = everyRunbook.find((each) => each.id === id);
  if (!found) throw new Error(`There is no runbook ${id}.`);
  return found;
};
const actions = (id: string): readonly string[] => runbook(id).steps.map(({ does }) => does);
const titled = checklists.map((checklist): [string, Checklist] => [checklist.title, checklist]);

describe.each(titled)('the %s', (title, { items, otherwise }) => {
  const says = items.map((item) => item.says);

  test('has the written items in the written order, and ours after them', () => {
    expect(says).toEqual([...(WRITTEN[title] ?? []), ...(OURS[title] ?? [])]);
  });

  test('gates with what the day needs, and tells of the rest', () => {
    expect(items.filter(({ must }) => must === 'pass').map((item) => item.says)).toEqual(MUST_PASS[title]);
  });

  test('is followed by a runbook of the trading day when it is not passed, which repeats it at its end', () => {
    const followed = dayRunbooks.find(({ id }) => id === otherwise);
    expect(followed?.title).toBe(`${title} Not Passed`);
    expect(followed?.steps.at(-1)).toMatchObject({
      does: 'check-again',
      input: { checklist: title.toLowerCase().replace(' ', '-') },
    });
  });

  test('names a runbook for what can be mended, and every one exists', () => {
    const named = items.flatMap((item) => item.runbook ?? []);
    expect(named).toEqual(title === 'Morning Checklist' ? ['restart-affected-services'] : []);
    for (const id of named) expect(dayRunbooks.map((each) => each.id)).toContain(id);
  });

  test('says every item once, in words that name a state, also when it could not be checked', () => {
    expect(new Set(says).size).toBe(says.length);
    expect(says.filter((words) => `Could not check: ${words}`.length > 80)).toEqual([]);
  });

  test('gives every item a time of its own, and no item two minutes', () => {
    for (const { does } of items) {
      expect(ITEM_TIMEOUT_SECONDS[does]).toBeGreaterThan(5);
      expect(ITEM_TIMEOUT_SECONDS[does]).toBeLessThan(120);
    }
  });
});

test('the maintenance has the written steps, all of them', () => {
  const says = ['maintenance-notice', 'scheduled-maintenance'].flatMap((id) =>
    runbook(id).steps.map((step) => step.says),
  );
  expect(says.filter((words) => MAINTENANCE.includes(words)).toSorted()).toEqual(MAINTENANCE.toSorted());
});

describe('the maintenance window', () => {
  const steps = actions('scheduled-maintenance');
  const comesBefore = (one: string, other: string): void => {
    expect([one, other, steps.includes(one), steps.includes(other)]).toEqual([one, other, true, true]);
    expect(steps.lastIndexOf(one)).toBeLessThan(steps.indexOf(other));
  };

  test('documents how everything is before it does anything, and compares at its end', () => {
    expect(steps[0]).toBe('document-state');
    expect(steps.at(-1)).toBe('compare-state');
  });

  test('has a backup that is available before anything is changed, and a plan to go back', () => {
    expect(steps[steps.indexOf('create-snapshot') + 1]).toBe('wait-for-snapshot');
    comesBefore('wait-for-snapshot', 'vacuum-tables');
    comesBefore('document-state', 'write-rollback-plan');
    comesBefore('wait-for-snapshot', 'write-rollback-plan');
    comesBefore('write-rollback-plan', 'vacuum-tables');
  });

  test('measures the tables before and after it vacuums them', () => {
    const sizes = runbook('scheduled-maintenance').steps.flatMap(({ does, input }) =>
      'phase' in input ? [input.phase] : does === 'vacuum-tables' ? [does] : [],
    );
    expect(sizes).toEqual(['before', 'vacuum-tables', 'after']);
  });

  test('deletes no backup before there is a new one', () => {
    comesBefore('wait-for-snapshot', 'prune-snapshots');
    const alone = actions('database-backup');
    expect(alone.indexOf('wait-for-snapshot')).toBeLessThan(alone.indexOf('prune-snapshots'));
  });

  test.each(environments)('has no longer a deadline than the window of $name', ({ calendar: { maintenance } }) => {
    const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    const window = maintenance ? minutes(maintenance.to) - minutes(maintenance.from) : 0;
    expect(runbook('scheduled-maintenance').planned?.deadlineSeconds).toBeLessThanOrEqual(window * 60);
  });
});

test('a backup counts the rows on both sides of it, on demand as in the window', () => {
  for (const id of ['database-backup', 'scheduled-maintenance']) {
    const counted = runbook(id).steps.flatMap(({ does, input }) =>
      'when' in input ? [input.when] : does === 'create-snapshot' ? [does] : [],
    );
    expect([id, counted]).toEqual([id, ['before', 'create-snapshot', 'after']]);
  }
});

test('a checklist that is not passed gates the open before anything else, and only in the morning', () => {
  expect(actions('morning-checklist-not-passed')).toEqual(['close-gate', 'start-failed-runbooks', 'check-again']);
  expect(everyRunbook.filter(({ id }) => actions(id).includes('close-gate')).map(({ id }) => id)).toEqual([
    'morning-checklist-not-passed',
  ]);
});

test('somebody is paged at once for a P1 and for an open that is gated, the probe’s endpoint for a test, and nobody for anything else', () => {
  expect(everyRunbook.filter(pagesAtOnce).map(({ id }) => id)).toEqual([
    'p1-critical-incident-response',
    'test-alarm',
    'morning-checklist-not-passed',
    // P1s as well, which a person starts.
    'emergency-stop-trading',
    'close-all-positions',
  ]);
  for (const id of ['emergency-stop-trading', 'close-all-positions'])
    expect([id, runbook(id).severity]).toEqual([id, 'P1']);
  expect(runbook('morning-checklist-not-passed').severity).toBe('P2');
});

test('the trading day’s runbooks prove themselves by their steps, and no alarm starts one or proves one of the others', () => {
  expect(dayRunbooks.filter(({ verifiedBy }) => verifiedBy !== 'steps')).toEqual([]);
  expect(dayRunbooks.flatMap(({ triggers }) => triggers)).toEqual([]);
  expect(runbooks.filter(({ verifiedBy }) => verifiedBy !== undefined)).toEqual([]);
});

test('what is planned has no symptoms, and what a checklist starts has', () => {
  const started = new Set(
    checklists.flatMap(({ otherwise, items }) => [otherwise, ...items.flatMap((item) => item.runbook ?? [])]),
  );
  expect(dayRunbooks.map(({ id, planned, symptoms }) => [id, planned === undefined, symptoms.length > 0])).toEqual(
    dayRunbooks.map(({ id }) => [id, started.has(id), started.has(id)]),
  );
  expect(runbooks.filter(({ planned }) => planned !== undefined)).toEqual([]);
});

test.each(dayRunbooks)('$id says every step once, and none in the words of the frame around it', ({ steps }) => {
  const says = steps.map((step) => step.says);
  expect(new Set([...says, ...Object.values(FRAME)]).size).toBe(says.length + Object.values(FRAME).length);
});

test('services are restarted in the order in which they depend on each other', () => {
  const restarted = runbook('restart-affected-services').steps.flatMap(({ does, input }) =>
    does === 'restart-service' && 'service' in input ? [input.service] : [],
  );
  expect(restarted).toEqual(['data-service', 'trading', 'dashboard']);
});
