import { permittedSeconds, worstAskingSeconds, worstRunSeconds } from '../../lib/budget';
import { FRAME } from '../../lib/frame';
import { plan } from '../../lib/plan';
import { everyRunbook } from '../../runbooks';
import { highestSeverity, pagesAtOnce } from '../../runbooks/runbook';
import { type Edge, edges, edgesOf, ends, type Flow, reachable } from '../support/asl';
import { assembled } from '../support/assembled';
import { answers, asked, by, choiceAfter, escalates } from '../support/frame-paths';
import { machines, stacks, withArn } from '../support/synth';
import { GOES_ON } from './goes-on';

const everyOne = Object.entries(stacks(assembled())).flatMap(([environment, stack]) =>
  machines(stack).flatMap(({ id, asl }) => {
    const runbook = everyRunbook.find((each) => each.id === id);
    const planned = runbook && plan(runbook, stack.described.environment);
    return runbook && planned ? [{ machine: `${environment}: ${id}`, runbook, asl, stack, planned }] : [];
  }),
);
/** The frame of a runbook that halts first is its own: test/synth/emergency-stop.test.ts holds every state and way of it. */
const ofRunbooks = everyOne.filter(({ runbook }) => !runbook.haltsFirst);

/** Of planned work, seconds within which it is done, by hand. */
const DEADLINES: Readonly<Record<string, number>> = {
  'maintenance-notice': 600,
  'database-backup': 3600,
  // The arithmetic: test/unit/budget.test.ts.
  'end-to-end-probe': 1747,
  // From 06:00 to 08:00.
  'scheduled-maintenance': 7200,
  // The arithmetic of these: test/unit/budget-on-demand.test.ts.
  'emergency-stop-trading': 759,
  'close-all-positions': 600,
  'system-recovery': 3000,
  'data-recovery': 21_600,
  'switch-database': 14_400,
  'data-recovery-files': 3600,
  'update-deployment': 5400,
  rollback: 3600,
};

describe.each(ofRunbooks)('$machine', ({ runbook, asl, stack, planned }) => {
  const steps = [FRAME.assess, ...planned.map(({ says }) => says)];
  const atOnce = pagesAtOnce(runbook);
  /** What ends a run that nobody has objected to: its alarms, or its own steps. */
  const end = runbook.verifiedBy === 'steps' ? FRAME.complete : FRAME.verify;
  /** Steps that a person may have to approve. */
  const asking = planned.flatMap(({ says, mayAsk }) => (mayAsk ? [says] : []));
  /** The last resort of a run that could not page: a P1, and one that asks, go on from there. */
  const notPaged = (name: string): string[] => [
    ...(atOnce ? [`${name} (not paged)`] : []),
    ...(atOnce ? [] : asking.map((says) => `${name} (not paged: ${says})`)),
  ];
  /** Where an escalation begins: for a P1, before its first step. */
  const escalation = atOnce ? FRAME.pageAtOnce : FRAME.escalate;
  const pagesToAsk = atOnce ? [] : asking.map((says) => `${FRAME.pageToAsk}: ${says}`);
  /** Where what is not resolved ends: a P1 has its people at work already, and a run that has asked may have. */
  const unresolved = atOnce ? FRAME.unresolved : asking.length > 0 ? FRAME.paged : FRAME.escalate;
  const following = (name: string): string => [...steps.slice(1), end][steps.indexOf(name)] ?? 'nothing';
  /**
   * Where a step leads that has failed or answers what nobody knows: with people at work already it does everything it
   * can. Where the last step is the proof of it all, that step alone is for people.
   */
  const beyond = (name: string): string =>
    atOnce && following(name) !== FRAME.complete ? following(name) : unresolved;
  /** Where a call leads that has failed for good: what a deployment has begun is taken back by the step that comes last. */
  const broken = (name: string): string => GOES_ON[runbook.id]?.[name] ?? beyond(name);

  test('ends joined, documented, or escalated; and fails only when nobody could be told', () => {
    expect([...ends(asl)].sort()).toEqual(
      [FRAME.document, FRAME.lastResortSent, FRAME.joined, FRAME.nobodyTold, ...notPaged(FRAME.nobodyTold)].sort(),
    );
    expect(by(asl, ({ to }) => to === FRAME.lastResortSent)).toEqual([FRAME.lastResort]);
    expect(by(asl, ({ to }) => to === FRAME.nobodyTold)).toEqual([FRAME.lastResort]);
    expect(asl.States[FRAME.nobodyTold]?.Type).toBe('Fail');
  });

  test(`ends in "${end}", by the function that can tell, and in nothing else`, () => {
    const functions = { [FRAME.complete]: 'complete-run', [FRAME.verify]: 'verify-resolution' };
    const called = String(asl.States[end]?.Arguments?.FunctionName);
    expect(withArn(stack, called)).toMatch(new RegExp(`-${functions[end]}$`));
    expect(Object.keys(asl.States).filter((name) => name in functions)).toEqual([end]);
  });

  test('is documented as resolved only when its end said so', () => {
    expect(by(asl, ({ assigns }) => assigns.ending === 'resolved')).toEqual([choiceAfter(end)]);
    const resolved = edges(asl).find(({ assigns }) => assigns.ending === 'resolved');
    expect(resolved).toMatchObject({ to: FRAME.document, condition: answers('resolved') });
  });

  test('is documented as stood down only when a step said so, or parked it', () => {
    const stoodDown = edges(asl).filter(({ assigns }) => assigns.ending === 'stood-down');
    const said = stoodDown.filter(({ condition }) => condition === answers('stand-down'));
    expect(said.map(({ from }) => from).sort()).toEqual([...steps, end].map(choiceAfter).sort());
    expect(new Set(said.map(({ to }) => to))).toEqual(new Set([FRAME.document]));
    const others = stoodDown.filter((edge) => !said.includes(edge));
    expect(new Set(others.map(({ to, condition }) => `${condition} to ${to}`))).toEqual(
      new Set([`${answers('park')} to ${FRAME.park}`]),
    );
  });

  test('every step may park it: it is started again at the end of the window, then documented', () => {
    const parked = edges(asl).filter(({ condition }) => condition === answers('park'));
    expect(parked.map(({ from }) => from).sort()).toEqual(steps.map(choiceAfter).sort());
    expect(parked.filter(({ to, assigns }) => to !== FRAME.park || assigns.ending !== 'stood-down')).toEqual([]);
    expect(asl.States[FRAME.park]).toMatchObject({
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: {
        StateMachineArn: expect.stringMatching(/^(<LaterMachine|arn:aws:states:.+-later$)/),
        Input: { at: '{% $last.until %}', machine: '{% $states.context.StateMachine.Id %}' },
      },
      Next: FRAME.document,
    });
  });

  test('is documented in no other case but an escalation', () => {
    const others = edges(asl).filter(({ to, assigns }) => to === FRAME.document && !('ending' in assigns));
    expect(others.map(({ from }) => from)).toEqual([FRAME.park]);
    const escalated = edges(asl).filter(({ assigns }) => assigns.ending === 'escalated');
    expect(escalated.map(({ from, to }) => `${from} to ${to}`).sort()).toEqual(
      atOnce
        ? [`${FRAME.unresolved} to ${FRAME.document}`, `${FRAME.pageAtOnce} to ${FRAME.assess}`]
        : [
            `${FRAME.escalate} to ${FRAME.document}`,
            ...(asking.length > 0 ? [`${FRAME.unresolved} to ${FRAME.document}`] : []),
            ...asking.map((says) => `${FRAME.pageToAsk}: ${says} to ${FRAME.ask}: ${says}`),
          ].sort(),
    );
  });

  test(`${atOnce ? 'pages the engineer before its first step' : 'pages nobody before its first step'}`, () => {
    const first = edges(asl).filter(({ from, by: how }) => from === choiceAfter(FRAME.open) && how === 'default');
    expect(first.map(({ to }) => to)).toEqual([atOnce ? FRAME.pageAtOnce : FRAME.assess]);
    expect(by(asl, ({ to }) => to === FRAME.assess)).toEqual([
      atOnce ? FRAME.pageAtOnce : choiceAfter(FRAME.open),
      ...(atOnce ? notPaged(FRAME.lastResort) : []),
    ]);
    expect(Object.keys(asl.States).filter(escalates).sort()).toEqual([...pagesToAsk, escalation].sort());
  });

  test('joins before it has looked at or touched anything', () => {
    expect(by(asl, ({ to }) => to === FRAME.joined)).toEqual([choiceAfter(FRAME.open)]);
    expect(edges(asl).find(({ to }) => to === FRAME.joined)?.condition).toBe(answers('joined'));
    expect(asl.StartAt).toBe(FRAME.open);
    expect(by(asl, ({ to }) => to === choiceAfter(FRAME.open))).toEqual([FRAME.open]);
  });

  test('works its steps from top to bottom, and is judged at the end', () => {
    const walked: string[] = [];
    for (let now: string | undefined = FRAME.assess; now && !walked.includes(now); now = onwards(asl, now)) {
      walked.push(now);
    }
    expect(walked).toEqual([...steps, end]);
  });

  test('goes to be judged from any step that calls it resolved, never straight to its report', () => {
    const resolved = edges(asl).filter(
      ({ condition, from }) => condition === answers('resolved') && from !== choiceAfter(end),
    );
    expect(resolved.map(({ from }) => from).sort()).toEqual(steps.map(choiceAfter).sort());
    expect(new Set(resolved.map(({ to }) => to))).toEqual(new Set([end]));
  });

  test(`${atOnce ? 'goes on with its next step' : 'escalates'} on every answer it does not know, and calls none of them resolved`, () => {
    const unknown = edges(asl).filter(({ by: how, from }) => how === 'default' && from !== choiceAfter(FRAME.open));
    expect(Object.fromEntries(unknown.map(({ from, to }) => [from, to]))).toEqual({
      ...Object.fromEntries(steps.map((name) => [choiceAfter(name), beyond(name)])),
      [choiceAfter(end)]: unresolved,
      ...(unresolved === FRAME.paged ? { [FRAME.paged]: FRAME.escalate } : {}),
    });
    expect(unknown.filter(({ assigns }) => 'ending' in assigns)).toEqual([]);
  });

  test('goes back only to a step that asked for time, and only where its budget has rounds for it', () => {
    const waits = edges(asl).filter(({ condition }) => condition === answers('wait'));
    for (const { from, to } of waits) expect(from).toBe(choiceAfter(to));
    const patient = planned.filter(({ budget }) => budget.rounds > 1).map(({ says }) => says);
    expect(waits.map(({ to }) => to).sort()).toEqual([...patient, ...(end === FRAME.verify ? [end] : [])].sort());
    const forward = reachableOrder(asl, ({ condition }) => condition !== answers('wait') && !asked(condition));
    expect(forward).toBe('without a circle');
  });

  test('escalates when it cannot open, cannot go on or cannot document, each by a way that is left', () => {
    const patient = planned.flatMap(({ says, budget }) => (budget.attempts === 1 && budget.rounds > 1 ? [says] : []));
    const caught = Object.fromEntries(
      edges(asl)
        .filter(({ by: how }) => how === 'catch')
        .map(({ from, to }) => [from, to]),
    );
    expect(caught).toEqual({
      ...Object.fromEntries(steps.map((name) => [name, broken(name)])),
      // What has rounds and one attempt in each loses a round when a call fails, and asks again.
      ...Object.fromEntries([...patient, end].map((name) => [name, choiceAfter(name)])),
      [FRAME.open]: FRAME.lastResort,
      [FRAME.park]: unresolved,
      [escalation]: (atOnce ? notPaged(FRAME.lastResort)[0] : undefined) ?? FRAME.lastResort,
      // Who cannot be paged about a question is told by the last resort, and the run waits all the same.
      ...Object.fromEntries(pagesToAsk.map((name, index) => [name, notPaged(FRAME.lastResort)[index]])),
      ...Object.fromEntries(notPaged(FRAME.lastResort).map((name, index) => [name, notPaged(FRAME.nobodyTold)[index]])),
      ...Object.fromEntries(asking.map((says) => [`${FRAME.ask}: ${says}`, says])),
      [FRAME.document]: FRAME.lastResort,
      [FRAME.lastResort]: FRAME.nobodyTold,
    });
  });

  test('starts one escalation for an incident, and not a second one when it asks again', () => {
    for (const name of [escalation, ...pagesToAsk]) {
      expect(asl.States[name]).toMatchObject({
        Resource: 'arn:aws:states:::states:startExecution',
        Arguments: { Name: "{% $incident & '-escalation' %}" },
      });
    }
  });

  test('gives a rung as long, and the deadline as late, as the incident says that was opened: its severity may rise', () => {
    expect(asl.States[FRAME.open]?.Assign).toMatchObject({
      deadline: '{% $states.result.Payload.deadlineAt %}',
      acknowledge: '{% $states.result.Payload.acknowledgeSeconds %}',
    });
    expect(asl.States[escalation]?.Arguments).toMatchObject({
      Input: { deadlineAt: '{% $deadline %}', acknowledgeSeconds: '{% $acknowledge %}' },
    });
    expect(asl.States[FRAME.open]?.Arguments?.Payload).toMatchObject({
      runbook: { severity: runbook.severity, severityInSession: runbook.severityInSession ?? null },
    });
  });
});

describe.each(everyOne)('$machine', ({ runbook, asl, planned }) => {
  /** Longer by as long as people may take, in a run that asks them. */
  const waiting = worstAskingSeconds(
    runbook,
    planned.flatMap(({ mayAsk, budget }) => (mayAsk ? [budget] : [])),
  );
  const budgets = planned.map(({ budget }) => budget);

  test(`is within its deadline, or leaves one rung of a ${highestSeverity(runbook)} its time to acknowledge, however long it runs`, () => {
    // Before a run waits for an answer it has paged: test/synth/asking.test.ts.
    expect(Number(asl.TimeoutSeconds) - waiting).toBeLessThanOrEqual(permittedSeconds(runbook) + 60);
    // Of 15 and 30 minutes, of 2 and 24 hours, less a third of each.
    const bySeverity = { P1: 600, P2: 1200, P3: 4800, P4: 57_600 }[highestSeverity(runbook)];
    expect(permittedSeconds(runbook)).toBe(DEADLINES[runbook.id] ?? bySeverity);
    expect(runbook.planned !== undefined).toBe(runbook.id in DEADLINES);
  });

  test('is stopped a minute after the longest run its budgets permit', () => {
    // The sum of its budgets, by hand: test/unit/budget.test.ts.
    expect(asl.TimeoutSeconds).toBe(worstRunSeconds(runbook, budgets) + waiting + 60);
  });
});

test('one runbook halts first, and no other has its frame', () => {
  const halting = everyOne.filter(({ asl }) => FRAME.haltFirst in asl.States);
  expect(halting.map(({ machine }) => machine)).toEqual([
    'prod: emergency-stop-trading',
    'staging: emergency-stop-trading',
  ]);
  expect(everyOne.filter((one) => !ofRunbooks.includes(one))).toEqual(halting);
});

test('there is a runbook of every severity among them', () => {
  expect(new Set(everyRunbook.map(highestSeverity))).toEqual(new Set(['P1', 'P2', 'P3', 'P4']));
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
