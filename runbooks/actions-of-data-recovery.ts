import type { Budget } from './budget';

/** What the steps of Data Recovery may do. */
export interface DataRecoveryActions {
  /** Chooses a snapshot or an instant, and writes down what the new instance is going to be. Looks only. */
  readonly 'choose-restore-point': Record<never, never>;
  /** Restores it to a new instance, once two people have approved it. */
  readonly 'restore-database': Record<never, never>;
  /** Waits until the new instance can be used. */
  readonly 'wait-for-restore': Record<never, never>;
  /** Looks whether it is set up as the old one was, and puts right what is not. */
  readonly 'check-restored': Record<never, never>;
  /** Connects to it, compares its rows with those beside the snapshot, and writes the report. */
  readonly 'compare-rows': Record<never, never>;
  /** Looks whether a restored instance may take the place of the database. Looks only. */
  readonly 'check-replacement': Record<never, never>;
  /** Gives it the name of the database, once two people have approved it. */
  readonly 'switch-database': Record<never, never>;
  /** Connects to the database under its name, and looks which one it is. */
  readonly 'verify-switch': Record<never, never>;
  /** Looks whether the chosen day has a backup of its files, and compares what is there with its manifest. Looks only. */
  readonly 'list-backup': Record<never, never>;
  /** Copies the files of a backup into a folder of the run's own, and reads every copy back. */
  readonly 'restore-files': Record<never, never>;
  /** Compares the restored files with the manifest of their backup, and writes down what is there. */
  readonly 'verify-restored-files': Record<never, never>;
}

export const DATA_RECOVERY_BUDGETS: Readonly<Record<keyof DataRecoveryActions, Budget>> = {
  'choose-restore-point': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  // The second round is the one with the answer; others are for a lease, and for an answer that was lost.
  'restore-database': { attempts: 2, timeoutSeconds: 90, rounds: 4 },
  // A restore of 100 GiB takes some fifteen minutes, one to a point in time longer; both are often seen to take an hour.
  'wait-for-restore': { attempts: 2, timeoutSeconds: 840, rounds: 8 },
  // RDS backs a new instance up before anything can be changed.
  'check-restored': { attempts: 2, timeoutSeconds: 598, rounds: 3 },
  'compare-rows': { attempts: 2, timeoutSeconds: 240, rounds: 1 },
  'check-replacement': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  // Two names, ten minutes each; the first round may be spent on asking.
  'switch-database': { attempts: 2, timeoutSeconds: 840, rounds: 7 },
  'verify-switch': { attempts: 2, timeoutSeconds: 240, rounds: 1 },
  'list-backup': { attempts: 2, timeoutSeconds: 30, rounds: 1 },
  // A file takes about a second, one of 50 MiB a few; what had its turn in one round is not begun again in the next.
  'restore-files': { attempts: 1, timeoutSeconds: 598, rounds: 2 },
  'verify-restored-files': { attempts: 1, timeoutSeconds: 598, rounds: 2 },
};
