import type { Approval } from '../approvals/approval';
import { ended } from '../approvals/decide';
import { clockTime } from '../wording';
import { oneLine } from './words';

/** Questions that wait for an answer. */
export const openQuestions = (approvals: readonly Approval[], now: number): Approval[] =>
  approvals.filter(({ status, expiresAt }) => status === 'asked' && now < new Date(expiresAt).getTime());

/** What is asked, what it makes riskier, how it is undone, and until when it can be answered. */
export function askedLines(approval: Approval): string[] {
  const { act, resource, because, effect, undo, expiresAt, requester, decisions } = approval;
  return [
    `Approval needed: ${act} of ${resource}.`,
    `Why: ${oneLine(because, 600)}`,
    `Effect: ${oneLine(effect, 600)}`,
    // It may be a command: half of one is worse than none.
    `Undo: ${oneLine(undo, 2_000)}`,
    ...(requester ? [`Asked for by ${requester}, who may refuse it and not approve it.`] : []),
    ...(decisions.length > 0 ? [ended(approval)] : []),
    `Until ${clockTime(expiresAt)}. Without an answer it is not approved.`,
  ];
}
