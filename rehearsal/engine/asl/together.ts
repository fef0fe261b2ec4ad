import { evaluationError } from './expression';
import { limited, type Stage, type Step, type Visit } from './visit';
import type { MapState, ParallelState } from './workflow';

/** One attempt of a Parallel. */
export async function runParallel(visit: Visit, state: ParallelState): Promise<Step> {
  const passed = state.arguments ? await visit.hold(state.arguments(visit.bindings())) : visit.input;
  const input = limited(passed, state.name);
  const jobs = state.branches.map((branch) => (stage: Stage) => stage.runList(stage, branch, input));
  visit.called = true;
  const result = limited(await together(visit, jobs, jobs.length), state.name);
  visit.answer = { value: result };
  return { next: state.next, output: await visit.leave(state, { result }, result) };
}

/** One attempt of an inline Map. */
export async function runMap(visit: Visit, state: MapState): Promise<Step> {
  const items = state.items ? await visit.hold(state.items(visit.bindings())) : visit.input;
  if (!Array.isArray(items)) {
    const place = { machine: visit.stage.options.name, state: state.name, field: 'Items' };
    throw evaluationError(place, `Map state input must be an array but was: ${JSON.stringify(items)}`);
  }
  const concurrency = state.maxConcurrency && (await visit.hold(state.maxConcurrency(visit.bindings())));
  const jobs = items.map((Value: unknown, Index) => async (stage: Stage) => {
    const item = { Index, Value };
    const select = state.itemSelector?.(visit.bindings({}, item));
    const input = select ? await stage.scope.hold(select) : Value;
    return stage.runList({ ...stage, item }, state.processor, limited(input, state.name));
  });
  // @claim documented: A MaxConcurrency of 0, the default, sets no limit; an inline Map runs at most 40 iterations at once.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
  visit.called = true;
  const result = limited(await together(visit, jobs, Math.min(concurrency || 40, 40)), state.name);
  visit.answer = { value: result };
  return { next: state.next, output: await visit.leave(state, { result }, result) };
}

/**
 * Runs the jobs, each in a variable scope of its own, at most `most` at once, and answers their outputs in order.
 * The first failure cancels all the others.
 */
function together(visit: Visit, jobs: ((stage: Stage) => Promise<unknown>)[], most: number): Promise<unknown[]> {
  const { stage } = visit;
  const scope = stage.scope.child();
  const outputs: unknown[] = new Array(jobs.length);
  const work = new Promise<unknown[]>((resolve, reject) => {
    let started = 0;
    let finished = 0;
    // @claim documented: When a branch or iteration fails, the whole Parallel or Map fails and the others are stopped.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html
    const end = (outcome: () => void) => {
      stage.scope.release(scope);
      outcome();
    };
    const begin = () => {
      const index = started++;
      const job = jobs[index];
      if (!job) return;
      job({ ...stage, scope, variables: stage.variables.inner() }).then(
        (output) => {
          outputs[index] = output;
          finished++;
          if (finished === jobs.length) end(() => resolve(outputs));
          else begin();
        },
        (failure: unknown) => end(() => reject(failure)),
      );
    };
    if (jobs.length === 0) end(() => resolve(outputs));
    while (started < Math.min(most, jobs.length)) begin();
  });
  return visit.hold(work);
}
