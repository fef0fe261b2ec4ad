import type { Options } from '../../runbooks/options';
import type { Outcome, Target, Verdict } from '../../runbooks/runbook';
import type { Severity } from '../../runbooks/severity';

/** What has started a run that looks after what another has done. */
export const OURSELVES = 'the runbook';

/** The first item of an incident. Times are ISO 8601 in UTC. */
export interface Incident {
  readonly id: string;
  readonly runbook: string;
  readonly title: string;
  readonly severity: Severity;
  readonly target: Target;
  /** Targets whose open incident would explain this one. */
  readonly dependsOn: readonly Target[];
  /** `closed`: by a person, with a reason. `taken-over`: another incident stands for it. */
  readonly status: 'open' | 'fixed' | 'stood-down' | 'closed' | 'taken-over';
  readonly openedAt: string;
  /** When the alarm changed state; for a run started by a person, when it was started. */
  readonly alarmAt: string;
  /** `alarmAt` plus the severity's response time. */
  readonly deadlineAt: string;
  /** The execution that works on it. */
  readonly execution: string;
  /** What started it, as a sentence. */
  readonly cause: string;
  /** Alarms of this incident and when each last changed state; empty when a person started it. */
  readonly alarms: Readonly<Record<string, string>>;
  /** Deliveries that joined it after the first. */
  readonly joined: number;
  readonly verdict?: Verdict;
  readonly closedAt?: string;
  /** Who closed it, where a person did. */
  readonly closedBy?: { readonly by: string; readonly reason: string };
  /** The incident that stands for this one. */
  readonly takenOverBy?: string;
  /** Incidents this one stands for; what they hold is its own. */
  readonly tookOver?: readonly string[];
  readonly escalatedAt?: string;
  /** Escalated while the runbook only observed: nobody was paged, and nobody is told later. */
  readonly observed?: true;
  readonly acknowledged?: { readonly by: string; readonly at: string };
  /** Rungs chosen so far, in order: their numbers, from 1, and when the workflow asked for each. */
  readonly rungs?: readonly { readonly rung: number; readonly asked: string }[];
  /** Who was paged, in order. */
  readonly pages?: readonly Paged[];
  /** Pages wait until then, because it is not urgent and the market is closed. */
  readonly held?: { readonly until: string; readonly at: string };
  /** Id of the contact who started the run, or what did (`the schedule`, OURSELVES); absent: an alarm did. */
  readonly startedBy?: string;
  /** What was said when it was started, besides the reason. */
  readonly options?: Options;
  /** Work that was planned: nothing was wrong when it began. */
  readonly planned?: true;
  readonly stakeholdersToldAt?: string;
  /** By service: written before a restart is asked for, so that a second attempt knows of the first. */
  readonly restarts?: Readonly<Record<string, IntendedRestart>>;
  /** By service: the deployment the incident waits for. */
  readonly deployments?: Readonly<Record<string, AwaitedDeployment>>;
  /** What a step has noted for a later one of the same run; whoever reads a note checks its shape. */
  readonly notes?: Readonly<Record<string, unknown>>;
  /** The backup of this run: written before it is asked for, so that a second attempt knows of the first. */
  readonly snapshot?: IntendedSnapshot;
}

export interface Paged {
  /** Id of the contact. */
  readonly contact: string;
  readonly rung: number;
  readonly at: string;
}

export interface IntendedRestart {
  readonly intendedAt: string;
  readonly primaryBefore: string;
}

export interface AwaitedDeployment {
  readonly id: string;
  readonly ours: boolean;
  /** Image digests that ran before; absent where they could not be read. */
  readonly imagesBefore?: readonly string[];
}

export interface IntendedSnapshot {
  readonly id: string;
  readonly intendedAt: string;
  /** When it was seen to be available; absent until then. */
  readonly availableAt?: string;
}

/** How far a run has come with the tables it maintains; a table is named as the server quotes it. */
export interface TableProgress {
  /** Everything that is to be done, in this order; decided once, so that no round forgets a table or does one twice. */
  readonly tables: readonly string[];
  /** By position in `tables`, for those that had their turn. */
  readonly done: readonly TableOutcome[];
  /** How often the table whose turn it is was begun without coming to an end. */
  readonly begun: number;
}

export interface TableOutcome {
  readonly outcome: 'done' | 'failed';
  /** Why it failed. */
  readonly because?: string;
}

/** One line of the timeline. */
export interface Line {
  readonly at: string;
  readonly step: string;
  readonly finding: string;
  readonly outcome?: Outcome | 'paged' | 'noted';
  readonly verdict?: Verdict;
  /** What was done to the system, if anything. */
  readonly act?: { readonly action: string; readonly resource: string };
  /** What was not done, and why. */
  readonly refused?: { readonly act: string; readonly because: string };
  /** What a person should do next. */
  readonly advice?: string;
  /** Whom outside to call. */
  readonly callOutside?: 'broker' | 'aws';
  readonly evidence?: unknown;
}

export interface OpenRequest
  extends Pick<
    Incident,
    | 'id'
    | 'runbook'
    | 'title'
    | 'severity'
    | 'target'
    | 'dependsOn'
    | 'openedAt'
    | 'alarmAt'
    | 'deadlineAt'
    | 'execution'
    | 'cause'
    | 'startedBy'
    | 'options'
    | 'planned'
  > {
  /** The alarm whose change of state started this run. */
  readonly alarm?: string;
  /** Where it joins another run of its runbook, it works on the incident itself: the incident becomes its own. */
  readonly worksOnWhenJoined?: true;
}

export type Opened =
  | { readonly opened: true; readonly incident: Incident }
  | { readonly opened: false; readonly joined: string; readonly because: 'open' | 'repeat' };
