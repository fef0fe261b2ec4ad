import { worstRunSeconds } from '../../lib/budget';
import { FRAME } from '../../lib/frame';
import { runbooks } from '../../runbooks';
import { allStates, type Edge, edges, edgesOf, ends, type Flow, flows, reachable } from '../support/asl';
import { assemble, machines, stacks, testApp } from '../support/synth';

const all = Object.entries(stacks(assemble(testApp()))).flatMap(([environment, stack]) =>
  machines(stack).map(({ id, asl }) => ({ machine: `${environment}: ${id}`, id, asl })),
);
const ofRunbooks = all.flatMap(({ machine, id, asl }) => {
  const runbook = runbooks.find((each) => each.id === id);
  return runbook ? [{ machine, runbook, asl }] : [];
});

const isLastResort = (name: string): boolean => name.startsWith(FRAME.lastResort);
const tells = (name: string): boolean => name === FRAME.escalate || isLastResort(name);
const answers = (outcome: string) => `{% $last.outcome = '${outcome}' %}`;
const by = (flow: Flow, match: (edge: Edge) => boolean): readonly string[] =>
  edges(flow)
    .filter(match)
    .map(({ from }) => from);

describe.each(all)('$machine', ({ asl }) => {
  const tasks = allStates(asl).filter(([, { Type }]) => Type === 'Task');

  test('every task has a time limit', () => {
    expect(tasks.filter(([, { TimeoutSeconds }]) => !TimeoutSeconds).map(([name]) => name)).toEqual([]);
  });

  test('every task is tried again', () => {
    expect(tasks.filter(([, { Retry }]) => !((Retry?.[0]?.MaxAttempts ?? 0) >= 1)).map(([name]) => name)).toEqual([]);
  });

  test('whatever makes a task fail for good is caught and told to people', () => {
    for (const [name, { Catch = [] }] of tasks) {
      const last = Catch.at(-1);
      expect([name, last?.ErrorEquals]).toEqual([name, ['States.ALL']]);
      const told = isLastResort(name) ? failsTheRun(last?.Next ?? '') : tells(last?.Next ?? '');
      expect([name, told]).toEqual([name, true]);
    }
    // When the last resort itself fails the execution fails: the watch on the workflows pages for that. Only the notice to
    // the stakeholders waits with it for the climb to end (test/synth/escalation.test.ts).
    function failsTheRun(next: string): boolean {
      return next.startsWith(FRAME.nobodyTold) || next === 'The stakeholders were not told';
    }
  });

  test('a failure is told in the words of the state that failed', () => {
    for (const flow of flows(asl)) {
      for (const { from, by: how, assigns, to } of edges(flow)) {
        const keepsItsReason = from === FRAME.escalate || isLastResort(from) || !tells(to);
        if (how !== 'catch' || keepsItsReason) continue;
        expect(assigns).toMatchObject({ last: { step: from, outcome: 'escalate', failed: true } });
      }
    }
  });

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

describe.each(ofRunbooks)('$machine', ({ runbook, asl }) => {
  const choiceAfter = (name: string): string => `After: ${name}`;
  const steps = [FRAME.assess, ...runbook.steps.map(({ says }) => says)];

  test('ends joined, documented, or escalated; and fails only when nobody could be told', () => {
    expect([...ends(asl)].sort()).toEqual(
      [FRAME.document, FRAME.lastResortSent, FRAME.joined, FRAME.nobodyTold].sort(),
    );
    expect(by(asl, ({ to }) => to === FRAME.lastResortSent)).toEqual([FRAME.lastResort]);
    expect(by(asl, ({ to }) => to === FRAME.nobodyTold)).toEqual([FRAME.lastResort]);
    expect(asl.States[FRAME.nobodyTold]?.Type).toBe('Fail');
  });

  test('is documented as resolved only when verification said so', () => {
    expect(by(asl, ({ assigns }) => assigns.ending === 'resolved')).toEqual([choiceAfter(FRAME.verify)]);
    const resolved = edges(asl).find(({ assigns }) => assigns.ending === 'resolved');
    expect(resolved).toMatchObject({ to: FRAME.document, condition: answers('resolved') });
  });

  test('is documented as stood down only when a step said so', () => {
    const stoodDown = edges(asl).filter(({ assigns }) => assigns.ending === 'stood-down');
    expect(stoodDown.map(({ from }) => from).sort()).toEqual([...steps, FRAME.verify].map(choiceAfter).sort());
    expect(new Set(stoodDown.map(({ to }) => to))).toEqual(new Set([FRAME.document]));
    expect(new Set(stoodDown.map(({ condition }) => condition))).toEqual(new Set([answers('stand-down')]));
  });

  test('is documented in no other case but an escalation', () => {
    const others = edges(asl).filter(({ to, assigns }) => to === FRAME.document && !('ending' in assigns));
    expect(others).toEqual([]);
    expect(by(asl, ({ to, assigns }) => to === FRAME.document && assigns.ending === 'escalated')).toEqual([
      FRAME.escalate,
    ]);
  });

  test('joins before it has looked at or touched anything', () => {
    expect(by(asl, ({ to }) => to === FRAME.joined)).toEqual([choiceAfter(FRAME.open)]);
    expect(edges(asl).find(({ to }) => to === FRAME.joined)?.condition).toBe(answers('joined'));
    expect(asl.StartAt).toBe(FRAME.open);
    expect(by(asl, ({ to }) => to === choiceAfter(FRAME.open))).toEqual([FRAME.open]);
  });

  test('works its steps from top to bottom and verifies at the end', () => {
    const walked: string[] = [];
    for (let now: string | undefined = FRAME.assess; now && !walked.includes(now); now = onwards(asl, now)) {
      walked.push(now);
    }
    expect(walked).toEqual([...steps, FRAME.verify]);
  });

  test('goes to verification from any step that calls it resolved, never straight to its end', () => {
    const resolved = edges(asl).filter(
      ({ condition, from }) => condition === answers('resolved') && from !== choiceAfter(FRAME.verify),
    );
    expect(resolved.map(({ from }) => from).sort()).toEqual(steps.map(choiceAfter).sort());
    expect(new Set(resolved.map(({ to }) => to))).toEqual(new Set([FRAME.verify]));
  });

  test('escalates on every answer it does not know', () => {
    const unknown = edges(asl).filter(({ by: how, from }) => how === 'default' && from !== choiceAfter(FRAME.open));
    expect(unknown.map(({ from }) => from).sort()).toEqual([...steps, FRAME.verify].map(choiceAfter).sort());
    expect(new Set(unknown.map(({ to }) => to))).toEqual(new Set([FRAME.escalate]));
  });

  test('goes back only to a step that asked for time, and only where its budget has rounds for it', () => {
    const waits = edges(asl).filter(({ condition }) => condition === answers('wait'));
    for (const { from, to } of waits) expect(from).toBe(choiceAfter(to));
    const patient = runbook.steps.filter(({ does }) => does === 'verify-broker').map(({ says }) => says);
    expect(waits.map(({ to }) => to).sort()).toEqual([...patient, FRAME.verify].sort());
    const forward = reachableOrder(asl, ({ condition }) => condition !== answers('wait'));
    expect(forward).toBe('without a circle');
  });

  test('escalates when it cannot open, cannot go on or cannot document, each by a way that is left', () => {
    const caught = Object.fromEntries(
      edges(asl)
        .filter(({ by: how }) => how === 'catch')
        .map(({ from, to }) => [from, to]),
    );
    expect(caught).toEqual({
      ...Object.fromEntries([...steps, FRAME.verify].map((name) => [name, FRAME.escalate])),
      [FRAME.open]: FRAME.lastResort,
      [FRAME.escalate]: FRAME.lastResort,
      [FRAME.document]: FRAME.lastResort,
      [FRAME.lastResort]: FRAME.nobodyTold,
    });
  });

  test('starts one escalation for an incident, and not a second one when it asks again', () => {
    expect(asl.States[FRAME.escalate]).toMatchObject({
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { Name: "{% $incident & '-escalation' %}", Input: { acknowledgeSeconds: 600 } },
    });
  });

  test('is stopped a minute after the longest run its budgets permit', () => {
    // The sum of its budgets, by hand: test/unit/budget.test.ts.
    expect(asl.TimeoutSeconds).toBe(worstRunSeconds(runbook) + 60);
  });
});

/** Where a step leads when it has nothing to object. */
function onwards(flow: Flow, name: string): string | undefined {
  return edges(flow).find(({ from, condition }) => from === `After: ${name}` && condition === answers('continue'))?.to;
}

/** Whether following the permitted edges ever leads back to where one was. */
function reachableOrder(flow: Flow, permitted: (edge: Edge) => boolean): string {
  const circle = Object.keys(flow.States).find((name) =>
    edgesOf(name, flow.States[name] as Flow['States'][string])
      .filter(permitted)
      .some(({ to }) => reachable(flow, to, permitted).has(name)),
  );
  return circle === undefined ? 'without a circle' : `a circle through "${circle}"`;
}
