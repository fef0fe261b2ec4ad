import { uuid } from '../random';
import { AslError, HeartbeatTimeout } from './errors';
import { limited, type Step, type Visit } from './visit';
import type { TaskState } from './workflow';

interface Call {
  readonly arguments: unknown;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** One attempt of a Task. */
export async function runTask(visit: Visit, state: TaskState): Promise<Step> {
  visit.token = state.waitForTaskToken ? uuid(visit.stage.options.random) : undefined;
  const bindings = visit.bindings();
  // @claim cross-checked: A Task without Arguments passes on the state's input.
  // @source https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/outputdecl/test_output.snapshot.json
  const passed = state.arguments ? await visit.hold(state.arguments(bindings)) : visit.input;
  const call: Call = {
    arguments: limited(passed, state.name),
    timeoutSeconds: state.timeoutSeconds && (await visit.hold(state.timeoutSeconds(bindings))),
    heartbeatSeconds: state.heartbeatSeconds && (await visit.hold(state.heartbeatSeconds(bindings))),
  };
  visit.called = true;
  const result = limited(asJson(await visit.hold(perform(visit, state, call))), state.name);
  visit.answer = { value: result };
  return { next: state.next, output: await visit.leave(state, { result }, result) };
}

/** Calls the integration and settles with what comes first: result or token, failure, time-out, missed heartbeat. */
function perform(visit: Visit, state: TaskState, call: Call): Promise<unknown> {
  const { scope, run, options } = visit.stage;
  const { token } = visit;
  return new Promise((resolve, reject) => {
    const endings: (() => void)[] = [];
    const settle = (outcome: () => void) => {
      for (const end of endings.splice(0)) end();
      outcome();
      options.clock.stir();
    };
    const succeed = (result: unknown) => settle(() => resolve(result));
    const fail = (failure: unknown) => settle(() => reject(failure));

    if (call.timeoutSeconds !== undefined) {
      endings.push(scope.after(call.timeoutSeconds * 1000, () => fail(new AslError('States.Timeout', ''))));
    }
    let stopWatch = () => {};
    const watch = () => {
      stopWatch();
      if (call.heartbeatSeconds === undefined) return;
      stopWatch = scope.after(call.heartbeatSeconds * 1000, () => fail(new HeartbeatTimeout()));
    };
    watch();
    endings.push(() => stopWatch());
    if (token !== undefined) {
      const close = () => options.tokens.close(token);
      options.tokens.open(token, { succeed, fail, heartbeat: watch });
      endings.push(close, scope.onCancel(close));
    }

    const task = { resource: state.resource, arguments: call.arguments, execution: run, state: state.name };
    const work = (async () => options.integrate(token === undefined ? task : { ...task, taskToken: token }))();
    // @claim documented: A .waitForTaskToken task ends with the answer to its token; what the called service returned is not its result.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
    work.then((result) => token === undefined && succeed(result), fail);
  });
}

/** The result as JSON would carry it; a service that answers nothing answers null. */
function asJson(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result ?? null)) as unknown;
}
