import jsonata from 'jsonata';
import { checklists } from '../../runbooks/checklists';
import { type Asl, edges, edgesOf, ends, type Flow, mostSeconds, mostTransitions, type State } from '../support/asl';
import { assembled } from '../support/assembled';
import { machines, stacks, withArn } from '../support/synth';

const OPEN = 'Open the checklist';
const ALL = 'Check everything';
const REPORT = 'Report';
const FOLLOWS = 'Start what follows a checklist that is not passed';
const AGAIN = 'Asked for again?';
const LAST_RESORT = 'Last resort page';

const both = Object.entries(stacks(assembled()));
const all = both.flatMap(([environment, stack]) =>
  checklists.map((checklist) => ({
    name: `${environment}: ${checklist.id}`,
    environment,
    stack,
    checklist,
    asl: machines(stack).find(({ id }) => id === checklist.id)?.asl as Asl,
  })),
);

const stateOf = ({ States }: Flow, name: string): State => States[name] ?? { Type: `no state ${name}` };

/** What Step Functions knows of an execution that was started with an input. */
const startedWith = (Input: object) => ({
  context: { Execution: { Id: 'arn:execution', Name: 'tick-2026-11-20', Input } },
});

/** An expression as Step Functions evaluates it; what is none stays as it is. */
async function evaluated(text: unknown, states: object, variables: object = {}): Promise<unknown> {
  if (typeof text !== 'string' || !text.startsWith('{%')) return text;
  return jsonata(text.slice(2, -2)).evaluate({}, { states, ...variables });
}

/** Where a choice leads: the first condition that holds. */
async function leads(flow: Flow, choice: string, states: object): Promise<string | undefined> {
  for (const { Condition, Next } of stateOf(flow, choice).Choices ?? []) {
    if (await evaluated(Condition, states)) return Next;
  }
  return stateOf(flow, choice).Default;
}

test('a checklist is a workflow in each environment', () => {
  expect(all).toHaveLength(4);
});

describe.each(all)('$name', ({ environment, stack, checklist, asl }) => {
  const prefix = `runbook-${environment}`;
  const { region, account } = stack.described.environment;
  const branches = stateOf(asl, ALL).Branches ?? [];
  const functionOf = ({ Arguments }: State): string =>
    withArn(stack, String(Arguments?.FunctionName)).replace(
      `arn:aws:lambda:${region}:${account}:function:${prefix}-`,
      '',
    );

  test('is opened, has its items worked side by side, and is reported', () => {
    expect(asl.StartAt).toBe(OPEN);
    const onwards = [OPEN, ALL, REPORT].map((name) => stateOf(asl, name).Next);
    expect(onwards).toEqual([ALL, REPORT, 'Passed?']);
    expect([OPEN, ALL, REPORT].map((name) => stateOf(asl, name).Type)).toEqual(['Task', 'Parallel', 'Task']);
    expect([OPEN, REPORT].map((name) => functionOf(stateOf(asl, name)))).toEqual([
      'open-checklist',
      'report-checklist',
    ]);
    expect(asl).toMatchObject({
      States: {
        [OPEN]: { Assign: { date: '{% $states.result.Payload.date %}', run: '{% $states.result.Payload.run %}' } },
        [ALL]: { Assign: { items: '{% $states.result %}' } },
      },
    });
  });

  test('has a branch for each item, in its own words and by its own function, told of the day', () => {
    const worked = branches.map((branch) => {
      const task = stateOf(branch, branch.StartAt);
      return { says: branch.StartAt, does: functionOf(task), payload: task.Arguments?.Payload };
    });
    expect(worked).toEqual(
      checklist.items.map(({ says, does }) => ({
        says,
        does,
        payload: { step: says, date: '{% $date %}', input: expect.any(Object) },
      })),
    );
    // What the function answers goes into the report as it is.
    for (const branch of branches) {
      expect(stateOf(branch, branch.StartAt)).toMatchObject({ Output: '{% $states.result.Payload %}', End: true });
    }
  });

  test('an item that cannot be called could not be checked, in its own words, and hides none of the others', async () => {
    for (const [index, branch] of branches.entries()) {
      const { says } = checklist.items[index] ?? { says: 'no such item' };
      const failures = edgesOf(branch.StartAt, stateOf(branch, branch.StartAt));
      expect(failures.map(({ by, to }) => [by, to])).toEqual([['catch', `Could not check: ${says}`]]);
      expect(stateOf(branch, branch.StartAt).Catch).toMatchObject([
        { ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}' },
      ]);
      const unchecked = stateOf(branch, `Could not check: ${says}`);
      expect([unchecked.Type, unchecked.End]).toEqual(['Pass', true]);
      const input = { Error: 'States.Timeout', Cause: 'It did not answer.' };
      const output = unchecked.Output as Readonly<Record<string, unknown>>;
      const answer = Object.fromEntries(
        await Promise.all(
          Object.entries(output).map(async ([field, text]) => [field, await evaluated(text, { input })] as const),
        ),
      );
      expect(answer).toEqual({
        item: says,
        state: 'could not check',
        says: 'Could not be checked: States.Timeout.',
      });
      // An error without a name is one as well.
      await expect(evaluated(output.says, { input: {} })).resolves.toBe('Could not be checked: .');
    }
  });

  test('is reported on as it is written, with what every item answered, in their order', () => {
    expect(stateOf(asl, REPORT).Arguments?.Payload).toMatchObject({
      checklist: {
        id: checklist.id,
        title: checklist.title,
        otherwise: checklist.otherwise,
        items: checklist.items.map(({ says, must, owner, runbook = null }) => ({ says, must, owner, runbook })),
      },
      date: '{% $date %}',
      run: '{% $run %}',
      items: '{% $items %}',
      channel: `arn:aws:sns:${region}:${account}:${prefix}-incident-channel`,
    });
  });

  test('that is passed ends; that is not starts what follows it, once for each run', async () => {
    const first = startedWith({ startedBy: 'schedule', reason: 'It is due.' });
    await expect(leads(asl, 'Passed?', { ...first, input: { passed: true } })).resolves.toBe('Passed');
    await expect(leads(asl, 'Passed?', { ...first, input: { passed: false } })).resolves.toBe(FOLLOWS);
    const task = stateOf(asl, FOLLOWS);
    expect(task).toMatchObject({
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: {
        Name: '{% $states.context.Execution.Name %}',
        Input: { startedBy: checklist.id, reason: '{% $last.finding %}' },
      },
      Output: { outcome: 'escalated' },
      End: true,
    });
    expect(withArn(stack, String(task.Arguments?.StateMachineArn))).toBe(
      `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${checklist.otherwise}`,
    );
    expect(stateOf(asl, 'Passed')).toMatchObject({ Type: 'Succeed', Output: { outcome: 'resolved' } });
    expect(stateOf(asl, REPORT).Assign).toEqual({
      last: { step: REPORT, finding: '{% $states.result.Payload.finding %}' },
    });
  });

  test('that cannot be opened or reported is not passed: what follows it is started, and told why', async () => {
    for (const name of [OPEN, REPORT]) {
      const [failure, ...more] = edgesOf(name, stateOf(asl, name)).filter(({ by }) => by === 'catch');
      expect([name, failure?.to, more]).toEqual([name, AGAIN, []]);
      expect(stateOf(asl, name).Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
      expect(failure?.assigns).toMatchObject({
        last: { step: name, failed: true, finding: expect.stringContaining('The step failed') },
      });
    }
    await expect(leads(asl, AGAIN, startedWith({ startedBy: 'schedule', reason: 'It is due.' }))).resolves.toBe(
      FOLLOWS,
    );
  });

  test('that is worked again for the runbook that follows it only reports: it starts nothing, whatever comes of it', async () => {
    const rerun = startedWith({ startedBy: 'check-again', reason: 'Again.', rerun: 'incident-1' });
    await expect(leads(asl, 'Passed?', { ...rerun, input: { passed: true } })).resolves.toBe('Passed');
    await expect(leads(asl, 'Passed?', { ...rerun, input: { passed: false } })).resolves.toBe('Reported again');
    await expect(leads(asl, AGAIN, rerun)).resolves.toBe('Reported again');
    expect(stateOf(asl, 'Reported again')).toMatchObject({ Type: 'Succeed', Output: { passed: false } });
    // There is no way to what follows but those two choices.
    const coming = edges(asl).flatMap(({ from, to, by }) => (to === FOLLOWS ? [`${from} ${by}`] : []));
    expect(coming.sort()).toEqual([`${AGAIN} default`, 'Passed? default']);
  });

  test('that cannot start what follows it is told by the last resort', () => {
    const failure = edges(asl).filter(({ from }) => from === FOLLOWS);
    expect(failure.map(({ by, to }) => [by, to])).toEqual([['catch', LAST_RESORT]]);
    expect(edges(asl).flatMap(({ from, to }) => (to === LAST_RESORT ? [from] : []))).toEqual([FOLLOWS]);
    expect([...ends(asl)].sort()).toEqual(
      ['Passed', 'Reported again', FOLLOWS, 'Told by the last resort', 'Nobody could be told'].sort(),
    );
    expect(stateOf(asl, 'Nobody could be told').Type).toBe('Fail');
  });

  test('knows its day and its reason from whoever started it, and today where nobody said', async () => {
    const payloads = [OPEN, REPORT].map((name) => stateOf(asl, name).Arguments?.Payload as Record<string, unknown>);
    const [open, report] = payloads;
    const tick = startedWith({ startedBy: 'schedule', reason: 'It is due.', date: '2026-11-20' });
    const person = startedWith({ startedBy: 'asha', reason: 'To see.' });
    await expect(evaluated(open?.date, tick)).resolves.toBe('2026-11-20');
    await expect(evaluated(open?.date, person)).resolves.toBeNull();
    await expect(evaluated(report?.rerun, person)).resolves.toBeNull();
    await expect(evaluated(report?.rerun, startedWith({ rerun: 'incident-1' }))).resolves.toBe('incident-1');
    for (const payload of payloads) {
      await expect(evaluated(payload?.startedBy, person)).resolves.toBe('asha');
      await expect(evaluated(payload?.reason, person)).resolves.toBe('To see.');
      await expect(evaluated(payload?.execution, person)).resolves.toBe('arn:execution');
    }
  });

  test('takes 40 transitions at most, whatever fails however often', () => {
    // Each item, its second attempt and that it could not be checked, and what is around them: so it is no table of itself.
    expect(mostTransitions(asl)).toBeGreaterThan(3 * checklist.items.length);
    expect(mostTransitions(asl)).toBeLessThanOrEqual(40);
  });

  test('is stopped only after the longest run there can be, and at most a minute after it', () => {
    expect(asl.TimeoutSeconds).toBeGreaterThanOrEqual(mostSeconds(asl));
    expect(asl.TimeoutSeconds).toBeLessThanOrEqual(mostSeconds(asl) + 60);
  });
});

test('the morning report is there two minutes after the checklist began, though an item hangs in both its attempts', () => {
  for (const { asl, checklist } of all) {
    if (checklist.id !== 'morning-checklist') continue;
    const once = [OPEN, REPORT].map((name) => Number(stateOf(asl, name).TimeoutSeconds));
    const longest = Math.max(...(stateOf(asl, ALL).Branches ?? []).map(mostSeconds));
    expect(once.reduce((sum, seconds) => sum + seconds, longest)).toBeLessThanOrEqual(120);
  }
});

describe('the longest run of a workflow', () => {
  const task = (over: object = {}): State => ({ Type: 'Task', TimeoutSeconds: 10, ...over });
  const twice = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1, BackoffRate: 2 }] };
  const alone = (state: State): Flow => ({ StartAt: 'A', States: { A: { ...state, End: true } } });

  test.each([
    ['one call', alone(task()), 1, 10],
    ['one that is tried again', alone(task(twice)), 2, 21],
    ['side by side', alone({ Type: 'Parallel', Branches: [alone(task()), alone(task(twice))] }), 1 + 1 + 2, 21],
    [
      'one that is caught',
      { StartAt: 'A', States: { A: task({ End: true, Catch: [{ ErrorEquals: [], Next: 'B' }] }), B: task() } },
      2,
      20,
    ],
  ])('%s', (_what, flow, transitions, seconds) => {
    expect([mostTransitions(flow), mostSeconds(flow)]).toEqual([transitions, seconds]);
  });

  test('of one that goes in a circle there is none', () => {
    expect(() => mostSeconds({ StartAt: 'A', States: { A: task({ Next: 'A' }) } })).toThrow('circle through "A"');
  });
});
