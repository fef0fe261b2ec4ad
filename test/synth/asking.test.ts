import jsonata from 'jsonata';
import { environments } from '../../environments';
import { worstRunSeconds } from '../../lib/budget';
import { FRAME } from '../../lib/frame';
import { plan } from '../../lib/plan';
import { everyRunbook, runbooks } from '../../runbooks';
import { highestSeverity, pagesAtOnce, type Runbook } from '../../runbooks/runbook';
import { type Asl, edges, edgesOf, type State } from '../support/asl';
import { assembled } from '../support/assembled';
import {
  assemble,
  type MachineOf,
  machines,
  NOTHING_ELSE,
  type Synthesised,
  stacks,
  testApp,
  withArn,
} from '../support/synth';

const synthesised = stacks(assembled());

/** Steps that make the system riskier wherever it runs: people are asked. */
const EVERYWHERE = [
  'close-all-positions: Close all positions',
  'data-recovery: Restore from RDS snapshot',
  'rollback: Rollback to it',
  'switch-database: Switch the names',
  // What a stop has stopped; and trading itself.
  'system-recovery: Restore services: trading after a stop',
  'system-recovery: Resume trading (if appropriate)',
  'update-deployment: Deploy',
];
/** Steps that may ask a person, by hand: who is asked before what is a decision. */
const ASKING: Readonly<Record<string, readonly string[]>> = {
  prod: EVERYWHERE,
  // Two copies of the trading service may not run side by side there.
  staging: [...EVERYWHERE, 'high-cpu-memory-utilization-trading: Scale up if needed'],
};

const machineOf = (stack: Synthesised | undefined, id: string): Asl =>
  machines(stack as Synthesised).find((machine) => machine.id === id)?.asl as Asl;
const runbookOf = (id: string): Runbook => everyRunbook.find((each) => each.id === id) as Runbook;

const stateOf = ({ States }: Asl, name: string): State => States[name] ?? { Type: `no state ${name}` };
const isAsking = (name: string): boolean => [FRAME.ask, FRAME.pageToAsk].some((words) => name.startsWith(words));

/** The workflows of runbooks, without what they call. */
const ofRunbooks = (stack: Synthesised | undefined): readonly MachineOf[] =>
  machines(stack as Synthesised).filter(({ id }) => everyRunbook.some((each) => each.id === id));

describe.each(Object.entries(ASKING))('in %s', (environment, asking) => {
  test('the steps that may ask are those that are written down', () => {
    const found = ofRunbooks(synthesised[environment]).flatMap(({ id, asl }) =>
      Object.keys(asl.States)
        .filter((name) => name.startsWith(FRAME.ask))
        .map((name) => `${id}${name.slice(FRAME.ask.length)}`),
    );
    expect(found.sort()).toEqual([...asking].sort());
  });

  const others = ofRunbooks(synthesised[environment]).filter(
    ({ id }) => !asking.some((each) => each.startsWith(`${id}: `)),
  );

  test.each(others)('$id asks nobody: it has no variable for it, and tells no step of an answer', ({ asl }) => {
    expect(Object.keys(stateOf(asl, FRAME.open).Assign ?? {}).sort()).toEqual([
      'acknowledge',
      'deadline',
      'incident',
      'last',
    ]);
    expect(JSON.stringify(asl)).not.toMatch(/\$approval|\$paged|'ask'/);
  });

  // What halts first has a frame of its own: test/synth/emergency-stop.test.ts.
  test.each(others.filter(({ id }) => !runbookOf(id).haltsFirst))('$id has no state for asking', ({ id, asl }) => {
    const runbook = runbookOf(id);
    const described = (synthesised[environment] as Synthesised).described.environment;
    const steps = [FRAME.assess, ...plan(runbook, described).map(({ says }) => says)];
    const atOnce = pagesAtOnce(runbook);
    const end = runbook.verifiedBy === 'steps' ? FRAME.complete : FRAME.verify;
    expect(Object.keys(asl.States).sort()).toEqual(
      [
        ...[FRAME.open, ...steps, end].flatMap((says) => [says, `After: ${says}`]),
        ...[FRAME.joined, FRAME.document, FRAME.park, FRAME.lastResort, FRAME.lastResortSent, FRAME.nobodyTold],
        ...(atOnce ? [FRAME.pageAtOnce, FRAME.unresolved] : [FRAME.escalate]),
        ...(atOnce ? [FRAME.lastResort, FRAME.nobodyTold].map((name) => `${name} (not paged)`) : []),
      ].sort(),
    );
  });
});

const everyAsking = Object.entries(ASKING).flatMap(([environment, asking]) =>
  asking.map((each) => {
    const [ID = '', STEP = ''] = [each.slice(0, each.indexOf(': ')), each.slice(each.indexOf(': ') + 2)];
    return { asking: `${environment}: ${each}`, environment, ID, STEP };
  }),
);

describe.each(everyAsking)('a step that may ask, $asking', ({ environment, ID, STEP }) => {
  const stack = synthesised[environment] as Synthesised;
  const [AFTER, WAIT, PAGE] = [`After: ${STEP}`, `${FRAME.ask}: ${STEP}`, `${FRAME.pageToAsk}: ${STEP}`];
  const NOT_PAGED = `${FRAME.lastResort} (not paged: ${STEP})`;
  const asl = machineOf(stack, ID);
  const wait = stateOf(asl, WAIT);
  /** Its people are there from the first minute. */
  const atOnce = pagesAtOnce(runbookOf(ID));
  const planned = plan(runbookOf(ID), stack.described.environment);
  const asks = planned.filter(({ mayAsk }) => mayAsk);
  const calls = (state: State): string => withArn(stack, String(state.Arguments?.FunctionName));
  const starts = (state: State): string => withArn(stack, String(state.Arguments?.StateMachineArn));

  /** Where the choice after the step leads, as Step Functions would decide it: the first condition that holds. */
  async function leads(last: object, paged: boolean): Promise<string | undefined> {
    for (const { Condition, Next } of stateOf(asl, AFTER).Choices ?? []) {
      if (await jsonata(Condition.slice(2, -2)).evaluate({}, { last, paged })) return Next;
    }
    return stateOf(asl, AFTER).Default;
  }

  test('pages before it waits, once: who has been paged is not paged again', async () => {
    const says = planned.map((each) => each.says);
    const following = says[says.indexOf(STEP) + 1] ?? FRAME.complete;
    await expect(leads({ outcome: 'ask' }, false)).resolves.toBe(atOnce ? WAIT : PAGE);
    await expect(leads({ outcome: 'ask' }, true)).resolves.toBe(WAIT);
    await expect(leads({ outcome: 'continue' }, false)).resolves.toBe(following);
    // Where people are at work already, what is not done keeps nothing else from being done.
    await expect(leads({ outcome: 'escalate' }, false)).resolves.toBe(atOnce ? following : FRAME.paged);
    await expect(leads({ outcome: 'unheard of' }, true)).resolves.toBe(atOnce ? following : FRAME.paged);
  });

  test('waits after the page, or after the last resort where nobody could be paged, and comes there by no other way', () => {
    const coming = edges(asl).filter(({ to }) => to === WAIT);
    expect(coming.map(({ from, by }) => [from, by]).sort()).toEqual(
      [
        [AFTER, 'choice'],
        ...(atOnce
          ? []
          : [
              [NOT_PAGED, 'next'],
              [PAGE, 'next'],
            ]),
      ].sort(),
    );
    expect(PAGE in asl.States).toBe(!atOnce);
    if (atOnce) return;
    expect(edgesOf(PAGE, stateOf(asl, PAGE)).map(({ by, to }) => [by, to])).toEqual([
      ['next', WAIT],
      ['catch', NOT_PAGED],
    ]);
    expect(stateOf(asl, PAGE)).toMatchObject({
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { Input: { because: '{% $last %}' } },
    });
    expect(starts(stateOf(asl, PAGE))).toMatch(new RegExp(`:runbook-${environment}-escalation$`));
  });

  test('knows that people were paged only from a page that was started', () => {
    const saying = edges(asl).filter(({ assigns }) => 'paged' in assigns);
    const pages = atOnce
      ? [FRAME.pageAtOnce]
      : [...asks.map(({ says }) => `${FRAME.pageToAsk}: ${says}`), FRAME.escalate];
    expect(saying.map(({ from, by, assigns }) => [from, by, assigns.paged]).sort()).toEqual(
      [[FRAME.open, 'next', false], ...pages.map((from) => [from, 'next', true])].sort(),
    );
    if (atOnce) return;
    expect(edgesOf(FRAME.paged, stateOf(asl, FRAME.paged))).toEqual([
      { from: FRAME.paged, to: FRAME.unresolved, by: 'choice', condition: '{% $paged %}', assigns: {} },
      { from: FRAME.paged, to: FRAME.escalate, by: 'default', assigns: {} },
    ]);
  });

  test('waits by a task token that one function keeps, as long as the question is open', () => {
    expect(wait).toMatchObject({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: '{% $last.waitSeconds %}',
      Arguments: {
        Payload: {
          incidentId: '{% $incident %}',
          approval: '{% $last.approval %}',
          token: '{% $states.context.Task.Token %}',
        },
      },
    });
    expect(calls(wait)).toMatch(new RegExp(`:runbook-${environment}-await-approval$`));
  });

  test('comes back to the same step by every way: an answer, none in time, a failure', () => {
    const back = edgesOf(WAIT, wait);
    expect(back.map(({ by, to }) => [by, to])).toEqual([
      ['next', STEP],
      ['catch', STEP],
    ]);
    // Of errors, States.ALL is a time-out as well.
    expect(wait.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    // The step is told which question it was, whatever came of it, and begins its rounds anew.
    const [first] = back;
    for (const { assigns } of back) expect(assigns).toEqual(first?.assigns);
    expect(first?.assigns).toEqual({
      approval: '{% $last.approval %}',
      last: { step: STEP, outcome: 'ask', finding: '{% $last.finding %}', round: 0 },
    });
    expect(stateOf(asl, STEP).Arguments?.Payload).toMatchObject({
      approval: '{% $approval %}',
      previous: '{% $last %}',
    });
  });

  test('tries again to wait when that fails, and takes silence for an answer', () => {
    expect(wait.Retry).toEqual([
      // Any failure but a time-out: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
      expect.objectContaining({ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2 }),
    ]);
  });

  test('acts on nothing a person said: an answer is an empty word, and the step looks the question up itself', () => {
    const payload = JSON.stringify(stateOf(asl, STEP).Arguments);
    expect(payload).not.toContain('$states.result');
    expect(JSON.stringify(wait.Assign)).not.toContain('$states.result');
    expect(wait).not.toHaveProperty('Output');
  });

  test('tells no step of the answer but those that may ask', () => {
    const told = Object.entries(asl.States).filter(([, state]) =>
      JSON.stringify(state.Arguments ?? {}).includes('$approval'),
    );
    // Each leaves alone what another has asked: lambdas/shared/approvals/answer-to.ts.
    expect(told.map(([name]) => name).sort()).toEqual(asks.map(({ says }) => says).sort());
  });

  test('lives as long as people may take, besides its own work', () => {
    const forPeople =
      Number(asl.TimeoutSeconds) -
      worstRunSeconds(
        runbookOf(ID),
        planned.map(({ budget }) => budget),
      ) -
      60;
    // To the deadline, then one rung's time for each of the questions more (lambdas/shared/approvals/ask.ts: a step asks three
    // times), each with 30 s to spare; after each the step is worked again; and a page before the first.
    const { P1, P2 } = { P1: { response: 900, rung: 300 }, P2: { response: 1800, rung: 600 } };
    const { response, rung } = highestSeverity(runbookOf(ID)) === 'P1' ? P1 : P2;
    const toTheDeadline = (runbookOf(ID).planned?.deadlineSeconds ?? 0) + response + 30;
    const questions = toTheDeadline + (3 * asks.length - 1) * (rung + 30);
    const worked = asks.map(({ budget: { rounds, attempts, timeoutSeconds } }) => {
      expect(attempts).toBeLessThanOrEqual(2);
      return 3 * rounds * (attempts === 2 ? 2 * timeoutSeconds + 1 : timeoutSeconds);
    });
    const page = 2 * 8 + 1 + 3 * 10 + 3;
    const needed = worked.reduce((sum, seconds) => sum + seconds, questions + page);
    expect(forPeople).toBeGreaterThanOrEqual(needed);
    // And not for ever: an hour more is a workflow that hangs.
    expect(forPeople).toBeLessThan(needed + 3600);
  });
});

describe('a workflow that asks in one environment alone: scaling the trading service up, where two copies may not overlap', () => {
  const ID = 'high-cpu-memory-utilization-trading';
  const STEP = 'Scale up if needed';
  const [WAIT, PAGE] = [`${FRAME.ask}: ${STEP}`, `${FRAME.pageToAsk}: ${STEP}`];
  const NOT_PAGED = `${FRAME.lastResort} (not paged: ${STEP})`;
  const asl = machineOf(synthesised.staging, ID);

  test('has not one transition more where nothing is asked: the way through is as long as where two copies may overlap', () => {
    const through = (flow: Asl): number => {
      let length = 0;
      for (let now = flow.StartAt; now !== FRAME.document; length++) {
        const ways = edgesOf(now, stateOf(flow, now)).filter(({ by }) => by !== 'catch');
        const wanted = now === `After: ${FRAME.verify}` ? 'resolved' : 'continue';
        const next =
          ways.find(({ condition }) => condition === `{% $last.outcome = '${wanted}' %}`) ??
          ways.find(({ by }) => by === 'next' || by === 'default');
        if (!next || length > 100) throw new Error(`There is no way on from "${now}".`);
        now = next.to;
      }
      return length;
    };
    expect(through(asl)).toBe(through(machineOf(synthesised.prod, ID)));
  });

  test('has states of its own for asking, and only those, besides the ones it would have anyway', () => {
    const more = Object.keys(asl.States).filter((name) => !(name in machineOf(synthesised.prod, ID).States));
    expect(more.sort()).toEqual(
      [PAGE, WAIT, NOT_PAGED, `${FRAME.nobodyTold} (not paged: ${STEP})`, FRAME.paged, FRAME.unresolved].sort(),
    );
  });
});

test('a P1 that may ask has its people from the first minute: it waits at once, and pages nobody a second time', () => {
  const [staging] = environments.filter(({ name }) => name === 'staging');
  const [scaling] = runbooks.filter(({ id }) => id === 'high-cpu-memory-utilization-trading');
  if (!staging || !scaling) throw new Error('There is no staging, or no runbook that scales the trading service.');
  const { severityInSession: _, ...rest } = scaling;
  const steps = rest.steps.filter(({ does }) => does === 'scale-service');
  const urgent: Runbook = { ...rest, severity: 'P1', steps };
  const asl = machineOf(
    stacks(assemble(testApp(), { environments: [staging], runbooks: [urgent], ...NOTHING_ELSE })).staging,
    urgent.id,
  );
  expect(Object.keys(asl.States).filter(isAsking)).toEqual([`${FRAME.ask}: ${steps[0]?.says}`]);
  expect(edges(asl).filter(({ to }) => isAsking(to))).toMatchObject([
    { from: `After: ${steps[0]?.says}`, condition: "{% $last.outcome = 'ask' %}" },
  ]);
  expect(FRAME.pageAtOnce in asl.States).toBe(true);
});
