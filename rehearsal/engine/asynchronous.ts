import type { Assembly } from './assembly';
import { AwsError } from './aws/service';
import type { FunctionError } from './bundles';
import type { VirtualClock } from './clock';
import type { CallFrom } from './door';
import { type AsynchronousSettings, BY_DEFAULT, readAsynchronousSettings } from './event-invoke-config';
import type { Functions } from './functions';
import { type Random, uuid } from './random';
import { NotPlayed } from './refuse';

export interface AsynchronousOptions {
  readonly assembly: Assembly;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly functions: Pick<Functions, 'invoke' | 'resource'>;
  /** Puts a message on a queue. @throws AwsError when the queue does not take it. */
  readonly toQueue: (from: CallFrom, queueArn: string, body: string) => Promise<void>;
  /** Told of what is no answer of AWS. */
  readonly onRefusal: (error: unknown) => void;
}

/** One event in a function's queue. */
interface Queued {
  readonly functionName: string;
  readonly functionArn: string;
  readonly roleArn: string;
  readonly event: unknown;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly settings: AsynchronousSettings;
}

// @claim documented: An event whose function fails is tried twice more, one minute after the first attempt and two minutes after the second; an event is kept for six hours.
// @source https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const WAITS_MS = [60_000, 120_000];

/** Asynchronous invocations: whoever invokes hears that the event was taken, and nothing of what the function says. */
export class Asynchronous {
  private readonly settings: ReadonlyMap<string, AsynchronousSettings>;

  /** @throws NotPlayed for settings that are not rehearsed. */
  constructor(private readonly options: AsynchronousOptions) {
    this.settings = readAsynchronousSettings(options.assembly);
  }

  /** Takes an event for a function. Permission is the door's business. @throws AwsError ResourceNotFoundException. */
  accept(nameOrArn: string, event: unknown): void {
    const { functions, clock, random, onRefusal } = this.options;
    const { name, arn, properties } = functions.resource(nameOrArn);
    if (properties.DeadLetterConfig !== undefined) {
      throw new NotPlayed(`function ${name}: DeadLetterConfig`, ['DestinationConfig.OnFailure']);
    }
    const queued: Queued = {
      functionName: name,
      functionArn: arn,
      roleArn: String(properties.Role),
      event: structuredClone(event),
      requestId: uuid(random),
      acceptedAt: clock.now(),
      settings: this.settings.get(arn) ?? BY_DEFAULT,
    };
    void this.run(queued)
      .catch(onRefusal)
      .finally(() => clock.stir());
  }

  private async run(queued: Queued): Promise<void> {
    const { functions, clock } = this.options;
    const { settings, functionArn, event, requestId, acceptedAt } = queued;
    for (let attempts = 1; ; attempts++) {
      const answer = await functions.invoke(functionArn, structuredClone(event), requestId);
      if (!('error' in answer)) return;
      const wait = WAITS_MS[attempts - 1];
      if (wait === undefined || attempts > settings.maximumRetryAttempts) {
        await this.giveUp(queued, 'RetriesExhausted', attempts, answer.error);
        return;
      }
      await clock.sleep(wait);
      // @claim assumed: Lambda finds that an event has grown too old when its next attempt is due.
      // @source https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html (names no instant)
      if (clock.now() - acceptedAt > settings.maximumEventAgeInSeconds * 1_000) {
        await this.giveUp(queued, 'EventAgeExceeded', attempts, answer.error);
        return;
      }
    }
  }

  // @claim documented: What is given up is dropped, or told to the on-failure destination in an invocation record, sent with the function's own role; where the queue refuses it, it is lost.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
  private async giveUp(
    { settings, functionName, functionArn, roleArn, event, requestId }: Queued,
    condition: 'RetriesExhausted' | 'EventAgeExceeded',
    attempts: number,
    { errorType, errorMessage, trace }: FunctionError,
  ): Promise<void> {
    if (settings.onFailureArn === undefined) return;
    const record = {
      version: '1.0',
      timestamp: new Date(this.options.clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${functionArn}:$LATEST`,
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType, errorMessage, trace },
    };
    try {
      const from = { principal: roleArn, by: functionName };
      await this.options.toQueue(from, settings.onFailureArn, JSON.stringify(record));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}
