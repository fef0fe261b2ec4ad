import * as v from 'valibot';
import type { Act } from '../../../runbooks/market-phases';

/** Of a question within its incident: `a1`, `a2`, … */
export const QuestionId = v.pipe(
  v.string(),
  v.check((id) => /^a[1-9]\d{0,3}$/.test(id), 'the id of a question, like a1'),
);

/** What a person is asked to allow. Times are ISO 8601 in UTC. */
export interface Question {
  readonly act: Act;
  /** Physical name of what is touched. */
  readonly resource: string;
  /** The exact command a person would type. */
  readonly command: string;
  /** What it makes riskier, in one sentence. */
  readonly effect: string;
  /** How it is undone, as a command or a sentence. */
  readonly undo: string;
  /** Why it is asked, in one sentence. */
  readonly because: string;
  /** What the world was like: when one of these differs later, the answer was about something else. */
  readonly facts: Facts;
}

/** Name of a fact, in words, to its value. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** One person's answer. */
export interface Decision {
  readonly decision: 'approve' | 'refuse';
  /** Id of the contact. */
  readonly contact: string;
  /** As what they were known: `IAM user priya`. */
  readonly identity: string;
  readonly reason: string;
  readonly at: string;
}

/** Why an act was not done that nobody has said yes to in time, or that nobody could say yes to any more. */
export const NOT_APPROVED = 'not approved';

/** A question and what came of it. Not answered in time is not approved. */
export interface Approval extends Question {
  /** `a1`, `a2`, … within its incident. */
  readonly id: string;
  readonly incidentId: string;
  /** The step that asks. */
  readonly step: string;
  readonly askedAt: string;
  /** From then on nobody's answer counts. */
  readonly expiresAt: string;
  /** Contact who asked for the run; they do not approve it. */
  readonly requester?: string;
  /**
   * `void`: the world had changed when it was approved, and it was asked anew. `lapsed`: nobody waits for the answer any
   * more, given or not, and nothing comes of it.
   */
  readonly status: 'asked' | 'approved' | 'refused' | 'void' | 'lapsed';
  /**
   * In the order they came; of a question that needs two people the first alone approves nothing. Who has approved may
   * still refuse, and is in it twice then.
   */
  readonly decisions: readonly Decision[];
  /** Whether the workflow waits for the answer. Its token itself is shown to nobody. */
  readonly waiting: boolean;
}
