import type { AwsEvent } from './events';

/** One call of an AWS API, as the door saw it. */
export interface ApiCall {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Signing name: `ecs`, `monitoring`. */
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  /** ARN of the role, or the service principal. */
  readonly principal: string;
  /** The function or the state machine behind it. */
  readonly by: string;
  /** Of the state machine: the state that called. */
  readonly state?: string;
  /** `ok`, or the code of the error it was answered with. */
  outcome: string;
  /** Whether it took effect; an error or a death may come after the effect. */
  effect: boolean;
  /** For a denial: what was asked of IAM and why it said no. */
  denied?: { readonly action: string; readonly resource: string; readonly why: string };
}

/** One invocation of a function. */
export interface Invocation {
  readonly at: number;
  readonly functionName: string;
  readonly cold: boolean;
  readonly error?: string;
}

/** One request to the HTTP API, as API Gateway saw it. */
export interface ReceivedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** As it was sent, without its query. */
  readonly path: string;
  /** What it was answered with; absent while it is under way. */
  status?: number;
  /** ARN of the identity whose signature was accepted. */
  caller?: string;
  /** Why API Gateway itself did not let it through, or the function gave no answer to pass on. */
  why?: string;
}

/** A datum of a metric that a function wrote in its log. */
export interface Measured {
  /** Milliseconds since the epoch, as the line says. */
  readonly at: number;
  /** The function. */
  readonly by: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** What the line says besides. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Everything that happened in the simulated account, in order. */
export class Ledger {
  readonly calls: ApiCall[] = [];
  readonly invocations: Invocation[] = [];
  readonly events: AwsEvent[] = [];
  readonly requests: ReceivedRequest[] = [];
  /** What functions wrote to their logs. */
  readonly output: { readonly at: number; readonly functionName: string; readonly line: string }[] = [];
  /** Metrics among it. */
  readonly measured: Measured[] = [];

  get denied(): ApiCall[] {
    return this.calls.filter(({ denied }) => denied !== undefined);
  }
}
