import type { Description } from '../description';
import type { Cloud } from '../engine/cloud';
import type { Disturbance, Sent, Straying } from '../engine/disturbance';
import type { ApiCall } from '../engine/ledger';
import type { Phone, Shown } from '../people/phone';
import type { Fault, FaultKind, Platform, Role, Target } from '../platform';

export type RunOutcome = 'resolved' | 'joined' | 'stood-down' | 'escalated';
export type Verdict = 'fixed' | 'not-fixed' | 'unknown';

/** A call as far as what goes wrong with it depends on it. */
export type DisturbedCall = Pick<ApiCall, 'service' | 'operation' | 'input' | 'by' | 'state'>;

/** What a story can do, and when. Everything happens in virtual time. */
export interface Stage {
  readonly cloud: Cloud;
  readonly platform: Platform;
  readonly description: Description;
  /** Milliseconds since the epoch. */
  now(): number;
  inject(fault: Fault): void;
  /** Does something that many seconds from now. */
  after(seconds: number, act: () => void): void;
  /**
   * From now on the story takes another course than the one it was written for. Its people do not react to such messages, and
   * what they find no way to do any more they leave.
   */
  diverge(overlooked: (message: string) => boolean): void;
  /** Does something when the first alarm goes to ALARM. */
  onAlarm(act: () => unknown): void;
  /** Does something that many seconds after each page. */
  onPage(seconds: number, act: (page: { contact: string; rung: number; subject: string }) => unknown): void;
  /** Makes calls of our own functions and workflows fail in a way, at most so many times. */
  disturb(which: (call: DisturbedCall) => boolean, times: number, how: Disturbance): void;
  /** Makes events and ticks go astray in a way, at most so many of them. */
  stray(which: (sent: Sent) => boolean, times: number, how: Straying): void;
  /** The first alarm's event is delivered once more. */
  redeliver(): void;
  /** An alarm announces that it has changed to ALARM, now. */
  announce(alarmName: string): void;
  /** An engineer starts a runbook, with a reason and what it takes besides. */
  start(runbook: string, startedBy: string, reason: string, options?: StartOptions): void;
  /** A contact opens the link of their page and says they have it. */
  acknowledge(contact: string, rung: number): void;
  /** A contact answers what is asked: signs in on their phone, or with their own AWS credentials. */
  approve(contact: string, how: 'by browser' | 'by command line', over?: Partial<Answered>): void;
  /** Somebody does something else on a phone; the last page they see is kept. */
  onPhone(owner: string, use: (phone: Phone) => Promise<Shown>): void;
  /** Somebody with AWS credentials sends a command to the HTTP API; the answer is kept. */
  command(who: string, method: 'GET' | 'POST', path: string, body?: object): void;
  /** Id of the incident that people were paged about last. @throws when nobody was. */
  latestIncident(): string;
  /** The link a contact was paged with. @throws when they were not. */
  linkOf(contact: string, rung: number): string;
  /** A person sets the mode of the environment, or of one runbook. */
  mode(mode: 'off' | 'observe' | 'act', runbook?: string): void;
  /** A person writes the calendar's overrides. */
  override(overrides: object): void;
  /** An engineer takes a service into their own hands. */
  take(role: Role, by: string, forMinutes: number): void;
  giveBack(role: Role, by: string): void;
  /** Somebody stops the running execution of a runbook in the console. */
  abort(runbook: string): void;
  /** An engineer closes the escalated incident. */
  close(by: string, reason: string): void;
}

/** Of a runbook that is started, by name; a flag is `true`. */
export type StartOptions = Readonly<Record<string, string | number | true>>;

/** How somebody answers what is asked; each with an ordinary value of its own. */
export interface Answered {
  readonly decision: 'approve' | 'refuse';
  readonly reason: string;
  readonly approval: string;
  readonly incident: string;
  /** Name they choose at the issuer. */
  readonly signsInAs: string;
}

/** What somebody was answered, by a page or by the command line. */
export interface Answer {
  readonly who: string;
  /** HTTP status. */
  readonly status: number;
  readonly text: string;
}

/** A page that is expected: who, and at which minute after the first page. */
export interface ExpectedPage {
  readonly rung: number | 'last resort' | 'watch';
  /** Seconds after the first page; pages within 10 s count as this instant. */
  readonly atSeconds?: number;
}

export interface ExpectedChecklist {
  readonly id: 'morning-checklist' | 'evening-checklist';
  /** In the calendar's zone. */
  readonly date: string;
  readonly passed: boolean;
  /** `Check system health: failed, 1 of 2`: each item that is not ok, in the order of the list. */
  readonly notOk?: readonly RegExp[];
  /** Something an item says that is ok. */
  readonly ok?: readonly RegExp[];
  /** Seconds after its time within which the report was there, and that time: `08:45`. */
  readonly within?: { readonly seconds: number; readonly of: string };
}

/** What must have come of it. */
export interface Expectation {
  /** Of the first execution; null when none must start, or the first must not end well. */
  readonly outcome: RunOutcome | null;
  /** Of its incident. */
  readonly verdict?: Verdict;
  /** Changes to the platform by the runbook: how many restarts. */
  readonly restarts: number;
  /** Every other change to the platform, in order: `scale-up algo-trading-prod-trading`. */
  readonly furtherActs?: readonly string[];
  /**
   * How every run of a runbook ended that did not join another, in the order they started; stood down again and again is
   * once. */
  readonly runs?: Readonly<Record<string, readonly (RunOutcome | 'RUNNING' | 'FAILED' | 'ABORTED')[]>>;
  /** Reasons for which something was held back, in the incident of the story's runbook. */
  readonly refusals?: readonly string[];
  readonly pages: readonly ExpectedPage[];
  /** Every datum that our functions have measured, by its metric, in any order: `Pages result=sent`. */
  readonly measures?: readonly string[];
  /** How many executions joined. */
  readonly joined?: number;
  /** Something the first page must say. */
  readonly pageSays?: readonly RegExp[];
  /** Something one of the pages must say. */
  readonly anyPageSays?: readonly RegExp[];
  /** Something the timeline must say. */
  readonly timelineSays?: readonly RegExp[];
  /** Something the incident channel must have been told. */
  readonly channelSays?: readonly RegExp[];
  /** Backup engineers contacted at the deadline; nobody when not given. */
  readonly backups?: readonly string[];
  /** What people were answered, in order, with the status before it: `409 .*already`. */
  readonly answers?: readonly RegExp[];
  /** What PagerDuty took, in order: `trigger`, `acknowledge`, `resolve`. */
  readonly pagerDuty?: readonly string[];
  /** Contacts who were told that it is over. */
  readonly allClear?: readonly string[];
  /** What the trading parameter says in the end. */
  readonly tradingEnabled?: 'true' | 'false';
  /** Seconds from the first command to stop trading within which the parameter was written "false". */
  readonly disabledWithinSeconds?: number;
  /**
   * Seconds from the first command to stop trading within which the last order reached the broker, and nothing is there in
   * the end that could place one. Orders must have flowed before: else it would say nothing.
   */
  readonly lastOrderWithinSeconds?: number;
  readonly denied?: number;
  /** The latest run of checklists: whether it passed, and the items that were not ok, by what they answered. */
  readonly checklists?: readonly ExpectedChecklist[];
  /** Days whose open was gated: `2026-11-23 closed`, `2026-11-23 waived by team-lead`. */
  readonly gates?: readonly string[];
  /** How many dead letters lie in their queues in the end. */
  readonly deadLetters?: number;
  /** Alarms on the runbooks themselves that are in ALARM in the end, by the ends of their names. */
  readonly ownRed?: readonly string[];
  /** Documents that must have been written: the end of the key, and something it must say. */
  readonly documents?: readonly (readonly [key: RegExp, says: RegExp])[];
  /** One notice to the stakeholders at the deadline. */
  readonly stakeholdersTold?: boolean;
}

/** One story: a fault, what people do, and what must come of it. */
export interface Scenario {
  readonly id: string;
  /** The fault, as the table of the game day says it. */
  readonly title: string;
  readonly runbook: string;
  readonly play: (stage: Stage) => void;
  readonly expects: Expectation;
  /** What is otherwise where every delay is three times as long, and why is said beside it. */
  readonly whenSlower?: Partial<Expectation>;
  /** The fault whose remedy, at the instant of the alarm, the run is compared with; absent: there is nothing to compare. */
  readonly oracle?: FaultKind;
  /** Plays to the end of its minutes even when everything has ended: something is still to come. */
  readonly goesOn?: true;
  /** It is over when this holds, whatever else goes on. */
  readonly over?: () => boolean;
  /** Something asks the database a question and gets its answer. */
  readonly queriesDatabase?: true;
  /** The same of one that was restored. */
  readonly restoresDatabase?: true;
  /** Whose serving is compared with the oracle's; `trading` when not given. */
  readonly serves?: Target;
  /** Whose system it happens to; `prod` when not given. */
  readonly environment?: string;
  /** When the story begins, with its zone; Friday 20 November 2026, 10:00 IST, when not given. */
  readonly startsAt?: string;
  /** A story about the day itself: nothing that is due has been started when it begins. */
  readonly day?: 'to come';
  /** How long the story may take, in virtual minutes after the fault; 60 when not given. */
  readonly minutes?: number;
}
