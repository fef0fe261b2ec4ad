import { AslError, asFailure, errorOutput, HeartbeatTimeout, matches } from './errors';
import { evaluationError } from './expression';
import type { Failure } from './model';
import { runTask } from './task';
import { isTimestamp } from './timestamp';
import { runMap, runParallel } from './together';
import { type Stage, type Step, Visit } from './visit';
import type { ChoiceState, FailState, Retrier, State, StateList, WaitState } from './workflow';

/**
 * Runs states from the first to an end.
 * @returns the output of the last one
 * @throws AslError as the state that failed and was not caught reported it
 */
export async function runList(stage: Stage, list: StateList, input: unknown): Promise<unknown> {
  let step: Step = { next: list.startAt, output: input };
  while (step.next !== undefined) {
    const state = list.states.get(step.next);
    if (!state) throw new Error(`State ${step.next} is missing from a definition that was checked`);
    step = await runState(stage, state, step.output);
  }
  return step.output;
}

async function runState(stage: Stage, state: State, input: unknown): Promise<Step> {
  const { run, options, scope } = stage;
  const visit = new Visit(stage, state, input);
  run.enter(state.name, input);
  await scope.sleep(options.transitionMs());
  const tries = new Map<Retrier, number>();
  for (;;) {
    visit.begin();
    try {
      const step = await act(visit);
      run.log('exited', state.name, step.output);
      visit.tell((variables) => ({ status: 'succeeded', ...step, variables }));
      return step;
    } catch (thrown) {
      const failure = asFailure(thrown);
      run.log('failed', state.name, errorOutput(failure));
      const retrier = retrierOf(visit, failure);
      const told = failureOf(failure, retrier && (tries.get(retrier) ?? 0));
      const wait = retrier && waitBeforeRetry(stage, retrier, tries);
      if (wait === undefined) return await recover(visit, failure, told);
      visit.tell(() => ({
        status: 'retried',
        by: retriersOf(visit).indexOf(retrier as Retrier),
        failure: told,
        afterSeconds: wait,
        jitter: retrier?.fullJitter === true,
      }));
      visit.retryCount++;
      run.retry(state.name, { ...errorOutput(failure), afterSeconds: wait });
      await scope.sleep(wait * 1000);
    }
  }
}

/** One attempt at what the state is for. */
function act(visit: Visit): Promise<Step> {
  const { state } = visit;
  switch (state.type) {
    case 'Task':
      return runTask(visit, state);
    case 'Parallel':
      return runParallel(visit, state);
    case 'Map':
      return runMap(visit, state);
    case 'Choice':
      return choose(visit, state);
    case 'Wait':
      return wait(visit, state);
    case 'Fail':
      return fail(visit, state);
    case 'Pass':
      return leaveTo(visit, state.next);
    case 'Succeed':
      return leaveTo(visit, undefined);
  }
}

async function leaveTo(visit: Visit, next: string | undefined): Promise<Step> {
  return { next, output: await visit.leave(visit.state, {}, visit.input) };
}

async function choose(visit: Visit, state: ChoiceState): Promise<Step> {
  const bindings = visit.bindings();
  for (const [by, rule] of state.rules.entries()) {
    if (await visit.hold(rule.condition(bindings))) {
      return { next: rule.next, output: await visit.leave(rule, {}, visit.input), by };
    }
  }
  if (state.otherwise !== undefined) return leaveTo(visit, state.otherwise);
  // @claim documented: A Choice without a true rule and without Default fails with States.NoChoiceMatched.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  throw new AslError('States.NoChoiceMatched', `No rule of the Choice '${state.name}' is true and it has no Default.`);
}

async function wait(visit: Visit, state: WaitState): Promise<Step> {
  const { clock, name: machine } = visit.stage.options;
  const bindings = visit.bindings();
  if ('seconds' in state.until) {
    await visit.stage.scope.sleep((await visit.hold(state.until.seconds(bindings))) * 1000);
  } else {
    const timestamp = await visit.hold(state.until.timestamp(bindings));
    if (!isTimestamp(timestamp)) {
      const what = 'cannot be parsed as an ISO-8601 extended offset date-time format string';
      const place = { machine, state: state.name, field: 'Timestamp' };
      throw evaluationError(place, `The Timestamp field ${what}: ${timestamp}`);
    }
    await visit.stage.scope.sleep(Date.parse(timestamp) - clock.now());
  }
  return leaveTo(visit, state.next);
}

async function fail(visit: Visit, state: FailState): Promise<never> {
  const bindings = visit.bindings();
  const error = state.error ? await visit.hold(state.error(bindings)) : '';
  const cause = state.cause ? await visit.hold(state.cause(bindings)) : '';
  throw new AslError(error, cause);
}

// @claim documented: The first retrier that names the error decides, and each retrier counts its own attempts.
// @source https://states-language.net/spec.html
const retrierOf = (visit: Visit, failure: AslError): Retrier | undefined =>
  retriersOf(visit).find((r) => matches(r.errorEquals, failure));

const retriersOf = ({ state }: Visit): readonly Retrier[] => ('retry' in state ? state.retry : []);

const failureOf = (failure: AslError, retries: number | undefined): Failure => ({
  error: failure.error,
  cause: failure.reason,
  heartbeat: failure instanceof HeartbeatTimeout,
  ...(retries !== undefined && { retries }),
});

/** Seconds to wait before the next attempt; undefined when the state is not tried again. Counts the attempt. */
function waitBeforeRetry(stage: Stage, retrier: Retrier, tries: Map<Retrier, number>): number | undefined {
  const before = tries.get(retrier) ?? 0;
  if (before >= retrier.maxAttempts) return undefined;
  tries.set(retrier, before + 1);
  // @claim documented: The wait grows by BackoffRate with each attempt up to MaxDelaySeconds; FULL jitter takes a random part of it.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  const grown = retrier.intervalSeconds * retrier.backoffRate ** before;
  const capped = Math.min(grown, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.fullJitter ? capped * stage.options.random() : capped;
}

/** Goes where a catcher says. @throws the failure when none names it */
async function recover(visit: Visit, failure: AslError, told: Failure): Promise<Step> {
  const { state, stage } = visit;
  const catchers = 'catch' in state ? state.catch : [];
  const by = catchers.findIndex((c) => matches(c.errorEquals, failure));
  const catcher = catchers[by];
  if (!catcher) {
    visit.tell(() => ({ status: 'failed', failure: told }));
    throw failure;
  }
  stage.run.log('caught', state.name, { ...errorOutput(failure), next: catcher.next });
  const output = await visit.leave(catcher, { errorOutput: errorOutput(failure) }, errorOutput(failure));
  stage.run.log('exited', state.name, output);
  visit.tell((variables) => ({ status: 'caught', by, next: catcher.next, output, variables, failure: told }));
  return { next: catcher.next, output };
}
