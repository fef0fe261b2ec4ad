import type { Answer, RunOutcome, Verdict } from './scenarios/scenario';

/** One line of an incident's timeline, and what was done or held back with it. */
export interface TimelineLine {
  readonly at: string;
  readonly step: string;
  readonly finding: string;
  readonly outcome?: string;
}

export interface Page {
  /** Number of the rung, or the way that needs no rung. */
  readonly rung: number | 'last resort' | 'watch';
  readonly contact: string;
  readonly at: string;
  readonly subject: string;
  readonly message: string;
}

/** One run of a workflow. */
export interface ExecutionTold {
  readonly machine: string;
  readonly outcome: string;
  readonly transitions: number;
  readonly startedAt: string;
  /** Names of the states it entered, in order; of those that ran side by side, as they came. */
  readonly path: readonly string[];
}

/** A datum of a metric that a function of ours wrote. */
export interface MeasuredDatum {
  readonly at: string;
  /** Name of the function. */
  readonly by: string;
  /** The metric: `Incidents outcome=resolved`. */
  readonly metric: string;
  readonly value: number;
}

/** A line of the dashboard that has data: one value a period, or one for all of it. */
export interface DashboardLine {
  readonly widget: string;
  readonly line: string;
  readonly values: readonly number[];
}

/** The latest run of a checklist for one day. */
export interface CheckedList {
  readonly id: string;
  /** In the calendar's zone. */
  readonly date: string;
  readonly run: number;
  /** When the report was written; absent: it never was. */
  readonly at?: string;
  readonly passed?: boolean;
  readonly items: readonly { readonly item: string; readonly state: string; readonly says: string }[];
}

/** Whether the open of a day was gated. */
export interface DaysGate {
  readonly date: string;
  readonly state: string;
  readonly by?: string;
}

/** What one scenario came to. Times are ISO 8601 in UTC; seconds are null when nothing was mitigated. */
export interface Result {
  readonly scenario: string;
  readonly title: string;
  readonly runbook: string;
  /** Which environment it was played in: a story may have its own. */
  readonly environment: string;
  /** Whether every expectation held. */
  readonly ok: boolean;
  /** What did not hold, in words. */
  readonly broken: readonly string[];
  /** Of the first execution; null when none ended. */
  readonly outcome: RunOutcome | null;
  readonly verdict: Verdict | null;
  /** From the fault to the alarm. */
  readonly detectedAfterSeconds: number | null;
  /** From the alarm's change of state to the instant the platform serves again. */
  readonly mitigatedAfterSeconds: number | null;
  /** The same with the right remedy at the instant of the alarm and no overhead. */
  readonly oracleSeconds: number | null;
  /** Of the first execution. */
  readonly transitions: number;
  readonly costUsd: number;
  readonly invocations: number;
  readonly pages: readonly Page[];
  /** The trading parameter in the end. */
  readonly tradingEnabled: string | undefined;
  /** Seconds from the first command to stop trading until the parameter was written "false"; null without either. */
  readonly disabledAfterSeconds: number | null;
  /** Seconds from the first command to stop trading to the last order that reached the broker; null without either. */
  readonly lastOrderAfterSeconds: number | null;
  /** Whether anything runs in the end that could place an order. */
  readonly mayTrade: boolean;
  /** What the incident channel was told. */
  readonly channel: readonly string[];
  /** Backup engineers contacted, in order. */
  readonly backups: readonly string[];
  /** What people were answered, by pages and by the command line. */
  readonly answers: readonly Answer[];
  /** What PagerDuty took, in order. */
  readonly pagerDuty: readonly string[];
  /** Contacts who were told that it is over. */
  readonly allClear: readonly string[];
  readonly notices: readonly { readonly contact: string; readonly at: string }[];
  readonly acts: readonly { readonly action: string; readonly resource: string; readonly at: string }[];
  readonly refusals: readonly { readonly act: string; readonly because: string; readonly at: string }[];
  readonly denied: readonly {
    readonly by: string;
    readonly action: string;
    readonly resource: string;
    readonly at: string;
  }[];
  readonly executions: readonly ExecutionTold[];
  /** In the order in which it was written. */
  readonly measured: readonly MeasuredDatum[];
  /** What somebody sees who opens the dashboard on the time of the story. */
  readonly dashboard: readonly DashboardLine[];
  readonly timeline: readonly TimelineLine[];
  readonly checklists: readonly CheckedList[];
  readonly gates: readonly DaysGate[];
  /** How many dead letters lie in their queues in the end. */
  readonly deadLetters: number;
  /** Names of the alarms on the runbooks themselves that are in ALARM in the end. */
  readonly ownRed: readonly string[];
  /** Keys of what was written into the bucket of reports, and the text of each. */
  readonly documents: Readonly<Record<string, string>>;
  /** Incidents that were opened. */
  readonly incidents: readonly string[];
  readonly faultAt: string | null;
  readonly alarmAt: string | null;
}
