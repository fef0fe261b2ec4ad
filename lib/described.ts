import type { Environment } from '../environments/schema';

/**
 * What one stack was made of and made into: written to `environment.json` in the cloud assembly, under the stack's name.
 * People and the rehearsal read it; nothing deployed does.
 */
export interface Described {
  readonly stackName: string;
  /** Every stack of the environment, the first one first. */
  readonly stackNames: readonly string[];
  readonly environment: Environment;
  readonly runbooks: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: string;
    readonly target: string;
    readonly machine: string;
    readonly steps: readonly string[];
    readonly alarms: readonly { readonly trigger: string; readonly name: string }[];
  }[];
  readonly checklists: readonly {
    readonly id: string;
    readonly title: string;
    readonly machine: string;
    readonly items: readonly { readonly says: string; readonly must: string }[];
  }[];
  readonly escalationMachine: string;
  /** Starts again what was parked. */
  readonly laterMachine: string;
  /** Speaks to PagerDuty, where that is configured. */
  readonly pagerDutyMachine: string | null;
  /** Parameters people change at run time. */
  readonly settings: {
    readonly mode: string;
    /** Runbook to parameter. */
    readonly runbookModes: Readonly<Record<string, string>>;
    readonly calendar: string;
    readonly overrides: string;
  };
  /** Action to function name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly topics: {
    /** Contact to topic name. */
    readonly contacts: Readonly<Record<string, string>>;
    readonly channel: string;
    readonly lastResort: string;
    readonly watch: string;
    /** Takes the pages of tests. */
    readonly probe: string;
  };
  /** Names of the queues of what could not be delivered: to a workflow or a function, and of the watch. */
  readonly queues: { readonly deadLetters: string; readonly watchDeadLetters: string };
  /** The metric that every audit writes which did all it had to. */
  readonly heartbeat: { readonly namespace: string; readonly name: string };
  /** Parameter that says who is who: contacts, issuer, the address of the pages. */
  readonly directory: string;
  readonly table: string;
  readonly reports: string;
  /** Signals that are not configured. */
  readonly notWatched: readonly string[];
}
