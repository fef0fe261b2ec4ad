/** An event as EventBridge hands it to a rule. */
export type AwsEvent = {
  version: '0';
  id: string;
  source: string;
  'detail-type': string;
  account: string;
  region: string;
  /** ISO 8601, whole seconds, UTC. */
  time: string;
  resources: string[];
  detail: Record<string, unknown>;
};

/** A field's list of values and operators, or further fields below it. */
export type EventPattern = { readonly [field: string]: EventPattern | readonly unknown[] };

/** What a target receives instead of the whole event: at most one of the three. */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: { readonly InputPathsMap?: Record<string, string>; readonly InputTemplate: string };
}

/** One target of a rule. */
export interface RuleTarget extends TargetInput {
  readonly id: string;
  readonly arn: string;
  /** Role that EventBridge takes to call the target; without one, the target's resource policy must allow the call. */
  readonly roleArn?: string;
  /** ARN of the dead-letter queue. */
  readonly deadLetterArn?: string;
  readonly maximumEventAgeInSeconds: number;
  /** Attempts after the first one. */
  readonly maximumRetryAttempts: number;
}

/** One rule with an event pattern, on the default bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly pattern: EventPattern;
  readonly targets: readonly RuleTarget[];
}

/** What becomes of an event that was given up: the event, and what its letter says of why. */
export interface DeadLetter {
  readonly event: AwsEvent;
  readonly target: RuleTarget;
  /** ERROR_CODE and ERROR_MESSAGE: `NO_PERMISSIONS`, … */
  readonly code: string;
  readonly message: string;
  /** Attempts after the first one. */
  readonly retries: number;
  /** What of the retry policy was used up; absent where no retry would have helped. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

/** An event that reached neither its target nor a dead-letter queue. */
export interface Undelivered {
  /** Name of the rule. */
  readonly rule: string;
  readonly event: AwsEvent;
  readonly error: string;
}
