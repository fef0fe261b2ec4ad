import type { Role } from './description';
import type { Table } from './tables';

/** What can go wrong in the platform. Numbers are above 0, seconds virtual; a duration left out, the fault stays. */
export type Fault =
  /** Every trading task that runs now stops working but stays alive, and does not heed SIGTERM; new tasks are fine. */
  | { readonly kind: 'hung-tasks'; readonly healsAfterSeconds?: number }
  /** From now on a trading task exits with code 1 some seconds after its start; those that run exit now. */
  | { readonly kind: 'crash-loop' }
  | { readonly kind: 'broker-unreachable'; readonly forSeconds?: number }
  /** The broker answers 403 to everything. */
  | { readonly kind: 'broker-rate-limited'; readonly forSeconds?: number }
  /** The broker ends our session and refuses the next login. */
  | { readonly kind: 'broker-credentials-expired' }
  /** The exchange has logged everybody out, as it does every day: AG8002 until the service is restarted. */
  | { readonly kind: 'broker-session-expired' }
  /** One trading task ends, and what ECS starts in its place ends the moment it starts; the others work. */
  | { readonly kind: 'one-task-short'; readonly forSeconds?: number }
  /** PagerDuty answers 500 to everything. */
  | { readonly kind: 'pager-duty-down'; readonly forSeconds?: number }
  /** Container Insights and the service's own metrics no longer arrive; the service is fine. */
  | { readonly kind: 'metrics-missing' }
  /** More work comes in: so many percent of CPU for each task of the usual number. From 90 % a service falls behind. */
  | { readonly kind: 'cpu-spike'; readonly service?: Role; readonly toPercent: number; readonly forSeconds?: number }
  /** The memory of every running task rises from its start on, and at 100 % it is killed. */
  | { readonly kind: 'memory-leak'; readonly service: Role; readonly percentPerMinute: number }
  /** Somebody deploys a release that hangs when it starts; that of the dashboard answers 503 to everything. */
  | { readonly kind: 'bad-release'; readonly service: Role }
  /** RDS is changing the instance and refuses connections meanwhile. */
  | { readonly kind: 'database-modifying'; readonly forSeconds: number }
  | { readonly kind: 'database-stopped' }
  /** It can be read and not be written. */
  | { readonly kind: 'database-storage-full' }
  /** Somebody took the rule away that lets the services in. */
  | { readonly kind: 'database-port-closed' }
  /** Somebody changed the password in the database and not in the secret. */
  | { readonly kind: 'database-password-wrong' }
  /** Its certificate is from an authority nobody trusts. */
  | { readonly kind: 'database-tls-refused' }
  | { readonly kind: 'database-too-many-connections' }
  /** The dashboard's tasks of now answer health checks and no page; new tasks are fine. */
  | { readonly kind: 'dashboard-hung' }
  /** The dashboard's tasks exit; what ECS starts in their place exits within seconds until somebody deploys it. */
  | { readonly kind: 'dashboard-dead' }
  /**
   * Every task of every service exits; what ECS starts in its place exits within seconds until somebody
   * deploys that service.
   */
  | { readonly kind: 'everything-down' }
  /** After the close the trading service writes neither figures nor reports. */
  | { readonly kind: 'no-export' }
  /** The day's reports and their manifest are written so many minutes late; the figures are not. */
  | { readonly kind: 'export-late'; readonly byMinutes: number }
  /** One exported file is not the one the manifest was written of. */
  | { readonly kind: 'export-checksum-wrong' }
  /** `positions` is `null`, which is not the same as none. */
  | { readonly kind: 'positions-malformed' }
  /** The trading service no longer writes its positions, and is fine otherwise. */
  | { readonly kind: 'positions-stale' }
  /** The broker lists so many more of our first position than we have. */
  | { readonly kind: 'broker-position-differs'; readonly by: number }
  /** The broker does not list our first position. */
  | { readonly kind: 'broker-position-missing' }
  /** The broker lists a position that we know nothing of. */
  | { readonly kind: 'broker-position-extra' }
  /** The broker lists no position: `data` is null. */
  | { readonly kind: 'broker-positions-null' }
  /** The session that the trading service keeps for others is over; its own is not. */
  | { readonly kind: 'kept-session-stale' }
  /** The trading service does not look for commands, and is fine otherwise. */
  | { readonly kind: 'commands-ignored' }
  /** The trading service answers the command to close positions, and refuses it. */
  | { readonly kind: 'closing-refused' }
  /** The order that closes the first position of a command is never filled. */
  | { readonly kind: 'position-stuck' }
  /** The tables belong to somebody else, who lets us read them; the warnings are those of this version of PostgreSQL. */
  | { readonly kind: 'vacuum-without-rights'; readonly words: 15 | 18 }
  /** VACUUM of one table takes that long. */
  | { readonly kind: 'vacuum-slow'; readonly table?: Table; readonly takesSeconds: number }
  /** Somebody builds an index: one table is read and written, and VACUUM of it waits. */
  | { readonly kind: 'table-locked'; readonly table?: Table; readonly forSeconds?: number }
  /** The next snapshot that is asked for stays `creating`. */
  | { readonly kind: 'snapshot-never-available' }
  /** The next snapshot that is asked for becomes `failed`. */
  | { readonly kind: 'snapshot-fails' }
  /** The account has as many manual snapshots as it may have. */
  | { readonly kind: 'snapshot-quota-full' }
  /** Somebody took a snapshot by hand, and called it as today's own is called. */
  | { readonly kind: 'snapshot-id-taken' }
  /** Somebody deletes rows of a table. */
  | { readonly kind: 'rows-deleted'; readonly table?: Table; readonly rows: number }
  /** The account has as many DB instances as it may have. */
  | { readonly kind: 'instance-quota-full' }
  /** The next instance that is restored stays `creating`. */
  | { readonly kind: 'restore-never-available' }
  /** The next instance that is restored becomes `restore-error`. */
  | { readonly kind: 'restore-fails' }
  /** Nobody gets through to an instance that is restored: its subnet lets nobody in. */
  | { readonly kind: 'restored-unreachable' }
  /** An instance that is restored lacks rows which its backup had. */
  | { readonly kind: 'restored-rows-lost'; readonly table?: Table; readonly rows: number }
  /** The exchange's feed has stopped; what reads it runs. */
  | { readonly kind: 'market-data-stale' }
  /** In the account's currency. */
  | { readonly kind: 'daily-loss'; readonly amount: number }
  /** The trading service goes on as the parameter is now, whatever it becomes, and acknowledges nothing. */
  | { readonly kind: 'ignores-parameter' }
  /** The trading service reads the parameter that counts, and not the one of the probe. */
  | { readonly kind: 'ignores-probe-parameter' };

export type FaultKind = Fault['kind'];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/**
 * How long a fault lasts, in milliseconds; infinite when it does not end by itself.
 * @throws when a number of it is not above 0.
 */
export function lastsMs(fault: Fault): number {
  for (const [what, value] of Object.entries(fault) as [string, unknown][]) {
    if (typeof value !== 'number' || value > 0) continue;
    const [says, otherwise] = what.endsWith('Seconds')
      ? [`lasts ${value} s`, ', or leave it out']
      : [`has ${what} ${value}`, ''];
    throw new Error(`Fault ${fault.kind} ${says}; give a number above 0${otherwise}.`);
  }
  const seconds =
    'healsAfterSeconds' in fault ? fault.healsAfterSeconds : 'forSeconds' in fault ? fault.forSeconds : undefined;
  return seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1000;
}

/** A fault as it happened. Times in milliseconds since the epoch. */
export interface Occurrence {
  readonly fault: Fault;
  readonly at: number;
  /** When somebody outside ended its cause; absent while nobody has. */
  readonly mendedAt?: number;
}
