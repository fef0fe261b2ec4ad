import { actingOnTrading, sweepSeconds } from '../../lib/acting-on-trading';
import { permittedSeconds, worstRunSeconds } from '../../lib/budget';
import { FRAME } from '../../lib/frame';
import { EMERGENCY_BUDGETS } from '../../runbooks/actions-of-emergency';
import { emergencyStopTrading } from '../../runbooks/emergency-stop-trading';
import { edges, edgesOf, ends, reachable } from '../support/asl';
import { assembled } from '../support/assembled';
import { answers, choiceAfter, escalates, isLastResort } from '../support/frame-paths';
import { grants } from '../support/grants';
import { machines, stacks, withArn } from '../support/synth';

// The one runbook whose frame is its own: it acts before it has an incident, and nothing keeps its steps from being worked.

const ID = 'emergency-stop-trading';
/** Its steps and what they go on with, by hand. */
const [FIRST, SECOND, SWEEP] = [
  'Method 1: Disable via parameter',
  'Method 2: Scale down trading service',
  'See that nothing comes back',
] as const;
const STEPS = [FIRST, SECOND, SWEEP];
const NEXT: Readonly<Record<string, string>> = { [FIRST]: SECOND, [SECOND]: SWEEP, [SWEEP]: FRAME.complete };
const again = (step: string): string => `${FRAME.pageAgain}: ${step}`;
/** The last resort of a page that failed, and of an incident that could not be opened. */
const [NOT_PAGED, NOT_OPENED] = [
  `${FRAME.lastResort} (not paged)`,
  `${FRAME.lastResort} (not paged: ${FRAME.open})`,
] as const;
const NOBODY_TOLD = [NOT_PAGED, NOT_OPENED].map((name) => name.replace(FRAME.lastResort, FRAME.nobodyTold));

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => {
  const machine = machines(stack).find(({ id }) => id === ID);
  if (!machine) throw new Error(`There is no emergency stop in ${environment}.`);
  return { environment, stack, asl: machine.asl };
});

describe.each(both)('in $environment', ({ environment, stack, asl }) => {
  const first = asl.States[asl.StartAt];
  const parameter = `/algo-trading/${environment}/trading_enabled`;
  const leads = (from: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      edges(asl)
        .filter((edge) => edge.from === from)
        .map(({ by, condition, to }) => [condition ?? by, to]),
    );
  const into = (name: string): readonly string[] =>
    edges(asl)
      .filter(({ to }) => to === name)
      .map(({ from, by }) => `${from} (${by})`)
      .sort();

  test('the workflow writes the parameter before it does anything else, by itself, once, and in three seconds at most', () => {
    expect(asl.StartAt).toBe(FRAME.haltFirst);
    expect(JSON.stringify(first?.Resource)).toContain(':states:::aws-sdk:ssm:putParameter');
    expect(first).toMatchObject({
      Type: 'Task',
      TimeoutSeconds: 3,
      Arguments: { Name: parameter, Value: 'false', Overwrite: true },
    });
    expect(first).not.toHaveProperty('Retry');
    expect(into(FRAME.haltFirst)).toEqual([]);
  });

  test('whatever comes of it, the incident is opened; what it was stands in a variable that both steps are told', () => {
    expect(edgesOf(FRAME.haltFirst, first as never).map(({ by, to }) => [by, to])).toEqual([
      ['next', FRAME.open],
      ['catch', FRAME.open],
    ]);
    expect(first?.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    for (const step of STEPS) {
      expect(asl.States[step]?.Arguments?.Payload).toMatchObject({ input: { run: { written: '{% $written %}' } } });
    }
  });

  test('has these states and no others: it asks for no mode, no window, no alarm and nobody', () => {
    expect(Object.keys(asl.States).sort()).toEqual(
      [
        FRAME.haltFirst,
        ...[FRAME.open, ...STEPS, FRAME.complete].flatMap((name) => [name, choiceAfter(name)]),
        ...STEPS.map(again),
        ...[FRAME.pageAtOnce, FRAME.unresolved, FRAME.document],
        ...[FRAME.lastResort, FRAME.lastResortSent, FRAME.nobodyTold],
        ...[NOT_PAGED, NOT_OPENED, ...NOBODY_TOLD],
      ].sort(),
    );
    expect(JSON.stringify(asl)).not.toMatch(/\$approval|'ask'|'park'|waitForTaskToken/);
    // Nor is it told names of settings that a step could ask.
    for (const step of STEPS) expect(JSON.stringify(asl.States[step])).not.toMatch(/\/mode|\/calendar/);
  });

  test('a run that opens pages before its first step, and goes on also when nobody can be paged', () => {
    expect(leads(choiceAfter(FRAME.open))).toEqual({ [answers('joined')]: FIRST, default: FRAME.pageAtOnce });
    expect(leads(FRAME.pageAtOnce)).toEqual({ next: FIRST, catch: NOT_PAGED });
    expect(leads(NOT_PAGED)).toEqual({ next: FIRST, catch: NOBODY_TOLD[0] });
    expect(Object.keys(asl.States).filter(escalates).sort()).toEqual([FRAME.pageAtOnce, ...STEPS.map(again)].sort());
  });

  test('a run that joins, and one that could open no incident, are worked all the same; the latter by the last resort', () => {
    expect(leads(FRAME.open)).toEqual({ next: choiceAfter(FRAME.open), catch: NOT_OPENED });
    expect(leads(NOT_OPENED)).toEqual({ next: FIRST, catch: NOBODY_TOLD[1] });
    const [failed] = asl.States[FRAME.open]?.Catch ?? [];
    expect(failed?.Assign).toMatchObject({
      incident: "{% 'none-' & $states.context.Execution.Name %}",
      last: { step: FRAME.open, failed: true },
    });
    expect(asl.States[FRAME.open]?.Arguments?.Payload).toMatchObject({ runbook: { worksOnWhenJoined: true } });
    // Into the first method leads nothing else, but for its own rounds.
    expect(into(FIRST)).toEqual(
      [
        `${choiceAfter(FRAME.open)} (choice)`,
        `${FRAME.pageAtOnce} (next)`,
        `${NOT_PAGED} (next)`,
        `${NOT_OPENED} (next)`,
        `${choiceAfter(FIRST)} (choice)`,
      ].sort(),
    );
  });

  test.each(STEPS)('%s: goes on, or pages again and goes on, whatever it answers and however it fails', (step) => {
    expect(leads(choiceAfter(step))).toEqual({
      [answers('continue')]: NEXT[step],
      [answers('wait')]: step,
      // Only when people have ended the incident: lambdas/sweep-stop.
      [answers('stand-down')]: FRAME.document,
      default: again(step),
    });
    // A call that fails costs one of its rounds.
    expect(leads(step)).toEqual({ next: choiceAfter(step), catch: choiceAfter(step) });
    // The last of them is the proof: a stop that does not hold is people's.
    const onwards = step === SWEEP ? FRAME.unresolved : NEXT[step];
    expect(leads(again(step))).toEqual({ next: onwards, catch: onwards });
  });

  test.each(STEPS)(
    '%s: pages again as an escalation of its own, with what has just failed, and waits for no other try',
    (step) => {
      const page = asl.States[again(step)];
      expect(page).toMatchObject({
        Resource: 'arn:aws:states:::states:startExecution',
        TimeoutSeconds: 8,
        Arguments: {
          Name: "{% $incident & '-not-stopped' %}",
          Input: { because: '{% $last %}', settings: { pagesAlways: true } },
        },
      });
      expect(withArn(stack, String(page?.Arguments?.StateMachineArn))).toMatch(
        new RegExp(`:runbook-${environment}-escalation$`),
      );
      expect(page).not.toHaveProperty('Retry');
      // The first page is another escalation: neither takes the other's place.
      expect(asl.States[FRAME.pageAtOnce]?.Arguments).toMatchObject({ Name: "{% $incident & '-escalation' %}" });
    },
  );

  test('is done only when its end says so, which is asked after the last step and never before', () => {
    expect(leads(choiceAfter(FRAME.complete))).toEqual({
      [answers('resolved')]: FRAME.document,
      [answers('stand-down')]: FRAME.document,
      default: FRAME.unresolved,
    });
    expect(leads(FRAME.complete)).toEqual({ next: choiceAfter(FRAME.complete), catch: choiceAfter(FRAME.complete) });
    const resolved = edges(asl).filter(({ assigns }) => assigns.ending === 'resolved');
    expect(resolved.map(({ from, condition, to }) => [from, condition, to])).toEqual([
      [choiceAfter(FRAME.complete), answers('resolved'), FRAME.document],
    ]);
    expect(into(FRAME.complete)).toEqual([`${choiceAfter(SWEEP)} (choice)`]);
  });

  test('ends documented, or by the last resort; and fails only when nobody could be told', () => {
    expect([...ends(asl)].sort()).toEqual(
      [FRAME.document, FRAME.lastResortSent, FRAME.nobodyTold, ...NOBODY_TOLD].sort(),
    );
    expect(leads(FRAME.document)).toEqual({ catch: FRAME.lastResort });
    expect(leads(FRAME.lastResort)).toEqual({ next: FRAME.lastResortSent, catch: FRAME.nobodyTold });
    expect(leads(FRAME.unresolved)).toEqual({ next: FRAME.document });
    for (const name of [FRAME.nobodyTold, ...NOBODY_TOLD]) expect(asl.States[name]?.Type).toBe('Fail');
    for (const name of Object.keys(asl.States).filter(isLastResort))
      expect(asl.States[name]?.Resource).toBe('arn:aws:states:::sns:publish');
  });

  test('goes in no circle but its steps’ own rounds', () => {
    const forward = ({ condition }: { condition?: string }): boolean => condition !== answers('wait');
    const circles = Object.keys(asl.States).filter((name) =>
      edgesOf(name, asl.States[name] as never)
        .filter(forward)
        .some(({ to }) => reachable(asl, to, forward).has(name)),
    );
    expect(circles).toEqual([]);
  });

  test('its role may write that one parameter, call its functions, page, and nothing else', () => {
    const own = grants(stack).filter(({ workflow, on }) => workflow === ID && !on.includes('*'));
    const { region, account } = stack.described.environment;
    expect(
      own.filter(({ action }) => action !== 'lambda:InvokeFunction').map(({ action, on }) => [action, ...on]),
    ).toEqual(
      expect.arrayContaining([
        ['ssm:PutParameter', `arn:aws:ssm:${region}:${account}:parameter${parameter}`],
        ['states:StartExecution', `arn:aws:states:${region}:${account}:stateMachine:runbook-${environment}-escalation`],
        ['sns:Publish', `arn:aws:sns:${region}:${account}:runbook-${environment}-last-resort`],
      ]),
    );
    expect([...new Set(own.map(({ action }) => action))].sort()).toEqual([
      'lambda:InvokeFunction',
      'sns:Publish',
      'ssm:PutParameter',
      'states:StartExecution',
    ]);
  });
});

test('a sweep lasts longer than any function that can act on the service or the parameter', () => {
  const acting = actingOnTrading();
  for (const name of ['restart-service', 'scale-service', 'undo-scaling', 'resume-trading', 'stop-trading'])
    expect([...acting.keys()]).toContain(name);
  for (const { timeoutSeconds } of acting.values()) expect(sweepSeconds()).toBeGreaterThan(timeoutSeconds);
  // Seven seconds of each round are the function's end and its answer, five the last look.
  const { rounds, timeoutSeconds } = EMERGENCY_BUDGETS['sweep-stop'];
  expect(rounds * (timeoutSeconds - 12)).toBeGreaterThan(sweepSeconds());
});

test('its deadline is as short as its budgets allow', () => {
  expect(worstRunSeconds(emergencyStopTrading)).toBe(permittedSeconds(emergencyStopTrading));
});
