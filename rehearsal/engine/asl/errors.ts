/**
 * A failed state. `error` is the name that Retry, Catch and the execution see (`States.Timeout`, `Lambda.TooManyRequestsException`,
 * or a function's own error type); '' when whoever failed the state gave none. `reason` is what AWS calls the cause.
 */
export class AslError extends Error {
  constructor(
    readonly error: string,
    readonly reason: string,
  ) {
    super(reason === '' ? error : `${error}: ${reason}`);
    this.name = 'AslError';
  }
}

/** A missed heartbeat: reported as States.Timeout, yet Retry and Catch can also name States.HeartbeatTimeout. */
export class HeartbeatTimeout extends AslError {
  constructor() {
    // @claim cross-checked: A task that misses its heartbeat is reported as States.Timeout.
    // @source https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/timeouts/test_heartbeats.snapshot.json
    super('States.Timeout', '');
  }
}

/** A definition, or a use of it, that the rehearsal does not play. The message says what, where and what is supported. */
export class UnsupportedDefinition extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsupportedDefinition';
  }
}

// @claim documented: States.ALL matches every error but States.DataLimitExceeded and States.Runtime.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
// Histories recorded from AWS in 2024 show States.ALL catching a task's States.DataLimitExceeded all the same; the
// documentation is followed, so that a workflow that counts on the catch is found out.
const NOT_IN_ALL: readonly string[] = ['States.DataLimitExceeded', 'States.Runtime'];

// @claim documented: States.TaskFailed matches every error but States.Timeout.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
const NOT_IN_TASK_FAILED: readonly string[] = ['States.Timeout', 'States.Runtime'];

/** Whether an ErrorEquals list matches. */
export function matches(errorEquals: readonly string[], failure: AslError): boolean {
  // @claim documented: A States.Runtime error always fails the execution; it is neither retried nor caught.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  if (failure.error === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === 'States.ALL') return !NOT_IN_ALL.includes(failure.error);
    if (name === 'States.TaskFailed') return !NOT_IN_TASK_FAILED.includes(failure.error);
    if (name === 'States.HeartbeatTimeout') return failure instanceof HeartbeatTimeout;
    return name === failure.error;
  });
}

/** What `$states.errorOutput` holds, and a caught state's output unless the catcher says otherwise. */
export function errorOutput(failure: AslError): { Error: string | null; Cause: string | null } {
  // @claim cross-checked: A failure sent without error and cause is caught as {"Error": null, "Cause": null}, a timeout with the cause "".
  // @source https://github.com/localstack/localstack/blob/8b9a79f05846835cf4dff63ab7eefdde9df83783/tests/aws/services/stepfunctions/v2/callback/test_callback.snapshot.json
  if (failure.error === '') return { Error: null, Cause: failure.reason === '' ? null : failure.reason };
  return { Error: failure.error, Cause: failure.reason };
}

/** What went wrong as a failure of the state: a fault of the rehearsal itself must not be caught by the workflow. */
export function asFailure(thrown: unknown): AslError {
  if (thrown instanceof AslError) return thrown;
  return new AslError('States.Runtime', thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
}
