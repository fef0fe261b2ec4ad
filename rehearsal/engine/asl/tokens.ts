import { AwsError } from '../aws/service';
import { AslError } from './errors';

/** The task behind a token. */
export interface WaitingTask {
  succeed(output: unknown): void;
  fail(failure: AslError): void;
  heartbeat(): void;
}

/** The task tokens of every machine: what SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat speak to. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly closed = new Set<string>();

  /** Tokens that tasks wait for at this instant. */
  get waitedFor(): readonly string[] {
    return [...this.waiting.keys()];
  }

  /** @internal Opens a token for a task that starts to wait. */
  open(token: string, task: WaitingTask): void {
    this.waiting.set(token, task);
  }

  /** @internal Closes a token whose task ended, by whatever way. */
  close(token: string): void {
    if (this.waiting.delete(token)) this.closed.add(token);
  }

  /**
   * @param output JSON text, as SendTaskSuccess takes it.
   * @throws AwsError InvalidOutput, TaskTimedOut, TaskDoesNotExist
   */
  sendSuccess(token: string, output: string): void {
    const task = this.find(token);
    const value = parseOutput(output);
    this.close(token);
    task.succeed(value);
  }

  /** @throws AwsError TaskTimedOut, TaskDoesNotExist */
  sendFailure(token: string, error = '', cause = ''): void {
    const task = this.find(token);
    this.close(token);
    task.fail(new AslError(error, cause));
  }

  /** @throws AwsError TaskTimedOut, TaskDoesNotExist */
  heartbeat(token: string): void {
    this.find(token).heartbeat();
  }

  private find(token: string): WaitingTask {
    const task = this.waiting.get(token);
    if (task) return task;
    // @claim documented: A token that expired, or whose task is already closed, is answered with TaskTimedOut.
    // @source SDK client-sfn SendTaskSuccess documentation
    if (this.closed.has(token)) {
      throw new AwsError('TaskTimedOut', 'Task Timed Out: the token has expired or its task has already been closed');
    }
    // @claim assumed: A token that was never issued is answered with TaskDoesNotExist (the API also knows InvalidToken, for a malformed one).
    // @source SDK client-sfn SendTaskSuccess documentation
    throw new AwsError('TaskDoesNotExist', 'Task does not exist: no task waits with this token');
  }
}

function parseOutput(output: string): unknown {
  try {
    return JSON.parse(output) as unknown;
  } catch {
    // @claim documented: SendTaskSuccess refuses an output that is not JSON with InvalidOutput.
    // @source SDK client-sfn SendTaskSuccess documentation
    throw new AwsError('InvalidOutput', `Invalid output: not JSON: ${output.slice(0, 80)}`);
  }
}
