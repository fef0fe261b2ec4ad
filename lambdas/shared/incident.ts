import type { Outcome, Verdict } from '../../runbooks/runbook';
import type { Severity } from '../../runbooks/severity';

/** The first item of an incident. Times are ISO 8601 in UTC. */
export interface Incident {
  readonly id: string;
  readonly runbook: string;
  readonly title: string;
  readonly severity: Severity;
  readonly target: string;
  /** `closed`: by a person, with a reason. */
  readonly status: 'open' | 'fixed' | 'stood-down' | 'closed';
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
  readonly escalatedAt?: string;
  readonly acknowledged?: { readonly by: string; readonly at: string };
  /** Rungs chosen so far, in order: their numbers, from 1, and when the workflow asked for each. */
  readonly rungs?: readonly { readonly rung: number; readonly asked: string }[];
  readonly stakeholdersToldAt?: string;
  /** Written before a restart is asked for, so that a second attempt knows of the first. */
  readonly restart?: { readonly intendedAt: string; readonly primaryBefore: string };
  /** The deployment the incident waits for. */
  readonly deployment?: {
    readonly id: string;
    readonly ours: boolean;
    /** Image digests that ran before; absent where they could not be read. */
    readonly imagesBefore?: readonly string[];
  };
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
    'id' | 'runbook' | 'title' | 'severity' | 'target' | 'openedAt' | 'alarmAt' | 'deadlineAt' | 'execution' | 'cause'
  > {
  /** The alarm whose change of state started this run. */
  readonly alarm?: string;
}

export type Opened =
  | { readonly opened: true; readonly incident: Incident }
  | { readonly opened: false; readonly joined: string; readonly because: 'open' | 'repeat' };
