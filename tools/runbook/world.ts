import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Environment } from '../../environments/schema';

/** What a command line has around it. */
export interface World {
  readonly environments: readonly Environment[];
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly ssm: (region: string) => SSMClient;
  /** From then on ctrl-c ends what goes on, instead of the process. */
  readonly interruptible: () => AbortSignal;
}
