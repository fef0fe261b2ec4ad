import { FRAME } from '../../lib/frame';
import { checklists } from '../../runbooks/checklists';
import { allStates, type Edge, edges, edgesOf, ends, type Flow, flows, reachable } from '../support/asl';
import { assembled } from '../support/assembled';
import {
  asksAgain,
  costsARound,
  endsUndone,
  escalates,
  hasPeople,
  isLastResort,
  pagesAllTheSame,
  tells,
} from '../support/frame-paths';
import { machines, stacks } from '../support/synth';
import { GOES_ON } from './goes-on';

const all = Object.entries(stacks(assembled())).flatMap(([environment, stack]) =>
  machines(stack).map(({ id, asl }) => ({ machine: `${environment}: ${id}`, id, asl })),
);

/** Started by the runbooks themselves; what it fails of, the watch on the workflows pages for. */
const untold = all.filter(({ id }) => id === 'later');
const telling = all.filter(({ id }) => id !== 'later');
/** A checklist's failures are told by what follows it: test/synth/checklist.test.ts. */
const escalating = telling.filter(({ id }) => !checklists.some((checklist) => checklist.id === id));

/** States that are not tried again, and why a P1 can do without their answer. */
const ONCE: Readonly<Record<string, string>> = {
  'Quick health check': 'It decides nothing, and a P1 has better things to do with its seconds.',
  [FRAME.haltFirst]:
    'The first step reads it back and writes it again, and what failed once sends it to the other method.',
};
/** The same of states that are there once for each step. */
const ONCE_FOR_EACH: Readonly<Record<string, string>> = {
  [`${FRAME.pageAgain}: `]:
    'People were paged in its first minute; the next method of stopping does not wait for a page.',
};
const triedOnce = (name: string): boolean =>
  name in ONCE || Object.keys(ONCE_FOR_EACH).some((words) => name.startsWith(words));

describe.each(all)('$machine', ({ asl }) => {
  const tasks = allStates(asl).filter(([, { Type }]) => Type === 'Task');

  test('every task has a time limit', () => {
    expect(tasks.filter(([, { TimeoutSeconds }]) => !TimeoutSeconds).map(([name]) => name)).toEqual([]);
  });

  test('every task is tried again, at once or as its next round', () => {
    const once = tasks.filter(
      ([name, state]) =>
        !((state.Retry?.[0]?.MaxAttempts ?? 0) >= 1) && !edgesOf(name, state).some(costsARound) && !triedOnce(name),
    );
    expect(once.map(([name]) => name)).toEqual([]);
  });
});

describe.each(untold)('$machine', ({ asl }) => {
  test('waits for its instant, starts one workflow, and fails when it cannot: nothing swallows that', () => {
    expect(asl.StartAt).toBe('Wait until then');
    expect(asl.States['Wait until then']).toMatchObject({ Type: 'Wait', Timestamp: '{% $states.input.at %}' });
    expect(edges(asl)).toEqual([{ from: 'Wait until then', to: 'Start it', by: 'next', assigns: {} }]);
    expect(asl.States['Start it']).toMatchObject({
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { StateMachineArn: '{% $states.input.machine %}', Input: '{% $states.input.input %}' },
      End: true,
    });
  });

  test('lives longer than a change freeze over a long holiday', () => {
    expect(asl.TimeoutSeconds).toBe(32 * 86_400);
  });
});

describe.each(escalating)('$machine', ({ id, asl }) => {
  const tasks = allStates(asl).filter(([, { Type }]) => Type === 'Task');

  test('whatever makes a task fail for good is caught and told to people', () => {
    for (const flow of flows(asl)) {
      for (const [name, state] of Object.entries(flow.States)) {
        if (state.Type !== 'Task') continue;
        expect([name, state.Catch?.at(-1)?.ErrorEquals]).toEqual([name, ['States.ALL']]);
        const last = edgesOf(name, state).findLast(({ by: how }) => how === 'catch');
        expect([name, last !== undefined && toldBy(flow, last)]).toEqual([name, true]);
      }
    }
    expect(tasks.length).toBeGreaterThan(0);

    function toldBy(flow: Flow, failure: Edge): boolean {
      const { from, to } = failure;
      // When the last resort itself fails the execution fails: the watch on the workflows pages for that. Only the notice to
      // the stakeholders waits with it for the climb to end (test/synth/escalation.test.ts).
      if (isLastResort(from)) return to.startsWith(FRAME.nobodyTold) || to === 'The stakeholders were not told';
      // A round that is spent is told by the choice after it, as any answer it does not know.
      if (costsARound(failure) || endsUndone(failure))
        return otherwise(flow, to).every((next) => tells(next) || next === FRAME.unresolved);
      if (asksAgain(failure) || pagesAllTheSame(failure)) return true;
      // What a deployment has begun must not be left as it is: the step after it judges, and the last one's failure is told.
      const onwards = GOES_ON[id]?.[from];
      if (onwards !== undefined) return to === onwards && (onwards in (GOES_ON[id] ?? {}) || failsToPeople(flow, to));
      // A P1 has its people already: what fails goes on, and ends in verification or as escalated.
      return tells(to) || (hasPeople(flow) && leadsToTheEnd(flow, to));
    }
    function failsToPeople(flow: Flow, name: string): boolean {
      const failure = edges(flow).find(({ from, by: how }) => from === name && how === 'catch');
      return failure !== undefined && tells(failure.to);
    }
    function otherwise(flow: Flow, choice: string): readonly string[] {
      return edges(flow).flatMap(({ from, to, by: how }) => (from === choice && how === 'default' ? [to] : []));
    }
    function leadsToTheEnd(flow: Flow, next: string): boolean {
      const onwards = reachable(flow, next, ({ by: how }) => how !== 'catch');
      return next === FRAME.unresolved || onwards.has(FRAME.verify) || onwards.has(FRAME.complete);
    }
  });

  test('a failure is told in the words of the state that failed', () => {
    for (const flow of flows(asl)) {
      for (const edge of edges(flow)) {
        const { from, by: how, assigns, to } = edge;
        // The write a stop begins with is told in a variable of its own: its steps read it, and a page comes first.
        if (from === FRAME.haltFirst && how === 'catch') {
          const failed = "{% $states.errorOutput.Error & ' ' & $states.errorOutput.Cause %}";
          expect(assigns).toEqual({ written: { failed } });
          continue;
        }
        // Goes back to the step, which says what came of its question: test/synth/asking.test.ts.
        if (asksAgain(edge)) continue;
        // What could not be escalated keeps the reason why it was to be.
        const keepsItsReason = escalates(from) || isLastResort(from);
        const told =
          tells(to) || costsARound(edge) || endsUndone(edge) || hasPeople(flow) || GOES_ON[id]?.[from] !== undefined;
        if (how !== 'catch' || keepsItsReason || !told) continue;
        expect(assigns).toMatchObject({ last: { step: from, failed: true } });
        const { outcome } = (assigns as { last: { outcome: string } }).last;
        expect(outcome).toMatch(costsARound(edge) ? /\? 'wait' : 'escalate' %}$/ : /^escalate$/);
      }
    }
  });
});

describe.each(telling)('$machine', ({ asl }) => {
  test('the last resort is published by Step Functions itself', () => {
    const lastResorts = allStates(asl).filter(([name]) => isLastResort(name));
    expect(lastResorts.length).toBeGreaterThan(0);
    for (const [, { Resource }] of lastResorts) expect(Resource).toBe('arn:aws:states:::sns:publish');
  });

  test('every state can be reached, and from every state an end', () => {
    for (const flow of flows(asl)) {
      const names = Object.keys(flow.States);
      expect([...reachable(flow, flow.StartAt)].sort()).toEqual([...names].sort());
      const last = ends(flow);
      expect(names.filter((name) => ![...reachable(flow, name)].some((to) => last.includes(to)))).toEqual([]);
    }
  });

  test('an end is an end: nothing stops without saying so', () => {
    for (const flow of flows(asl)) {
      for (const name of ends(flow)) {
        const { Type, End } = flow.States[name] ?? {};
        expect([name, Type === 'Succeed' || Type === 'Fail' || End === true]).toEqual([name, true]);
      }
    }
  });
});
