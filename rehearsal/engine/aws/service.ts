/** Where the simulated account lives. */
export interface Account {
  readonly id: string;
  readonly region: string;
}

/** Who calls, as the service model sees it. */
export interface Caller {
  /** ARN of the role or, for AWS itself, the service principal (`cloudwatch.amazonaws.com`). */
  readonly principal: string;
}

/**
 * What one AWS service answers: operation name (`UpdateService`) to behaviour.
 *
 * Inputs and outputs have the shape of the SDK client's own types, dates as `Date`. An operation the app does not use is
 * not here, and calling it is refused by name. Virtual latency is charged by the caller, not here.
 */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, (input: never, caller: Caller) => unknown>>;
  /** Operations that wait for something to come: time goes on while they do. */
  readonly inVirtualTime?: readonly string[];
}

/** An error as AWS would answer it. */
export class AwsError extends Error {
  constructor(
    /** The modelled name, or a plain code: `ServiceNotFoundException`, `ThrottlingException`. */
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further members of the modelled error shape. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

export function arn(service: string, account: Account, resource: string): string {
  return `arn:aws:${service}:${account.region}:${account.id}:${resource}`;
}
