import type { Budget } from './budget';

/** What the steps of Update Deployment and the Rollback Procedure may do. Which service is meant is said at the start. */
export interface ChangeActions {
  /** Says what a deployment would change, in a document. Looks only; `--dry-run` ends here. */
  readonly 'plan-deployment': Record<never, never>;
  /** Brings an image to its service; where generations may not overlap, stops the old tasks first. */
  readonly 'deploy-image': Record<never, never>;
  /** Waits for the deployment of this run, and starts the new tasks where the old ones were stopped first. */
  readonly 'follow-deployment': Record<never, never>;
  /** Judges by the signals whether what was deployed works. Looks only. */
  readonly 'verify-deployment': {
    /** What follows where it is not verified: people, or the step that goes back to what ran before. */
    readonly otherwise: 'escalate' | 'roll-back';
  };
  /** Goes back to what ran before, where the deployment is not verified. */
  readonly 'roll-back-failed': Record<never, never>;
  /** Chooses what is gone back to: the last deployment that succeeded, or a revision that is named. Looks only. */
  readonly 'choose-revision': Record<never, never>;
  /** Goes back to it: stops a deployment that is under way, or deploys the revision again. */
  readonly 'roll-back-service': Record<never, never>;
}

export const CHANGE_BUDGETS: Readonly<Record<keyof ChangeActions, Budget>> = {
  'plan-deployment': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  // The guard's looks, a task definition to be registered, and at worst a lease that is being handed over.
  'deploy-image': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  // Eight minutes: two generations one after the other take five where everything is slow.
  'follow-deployment': { attempts: 2, timeoutSeconds: 118, rounds: 4 },
  // A quarter of an hour: five minutes of soak, and ten for an alarm that was red before to be OK again.
  'verify-deployment': { attempts: 2, timeoutSeconds: 298, rounds: 3 },
  // The first round begins it.
  'roll-back-failed': { attempts: 2, timeoutSeconds: 178, rounds: 4 },
  'choose-revision': { attempts: 2, timeoutSeconds: 40, rounds: 1 },
  'roll-back-service': { attempts: 2, timeoutSeconds: 58, rounds: 1 },
};

/**
 * Seconds for which everything must be well before a deployment counts as verified. The slowest alarm that tells of orders
 * needs an order that is 60 s old, two datapoints of a minute, and the minutes until the datapoints arrive and are judged.
 */
export const RELEASE_SOAK_SECONDS = 300;
