import type { Unchecked } from '../checklist/item';
import type { Check, CheckState } from './check';

/** Worst first. What is not known may be the worst of all, so it comes before what is known to work. */
const ORDER: readonly CheckState[] = ['failed', 'could not check', 'attention', 'ok'];

const COUNTED: Readonly<Record<CheckState, (count: number) => string>> = {
  failed: (count) => `${count} failed`,
  'could not check': (count) => `${count} could not be checked`,
  attention: (count) => (count === 1 ? '1 needs attention' : `${count} need attention`),
  ok: (count) => `${count} ok`,
};

/** How many checks gave each answer, by the answer's name. */
export function countsOf(checks: readonly Pick<Check, 'state'>[]): Readonly<Record<CheckState, number>> {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  return {
    failed: count('failed'),
    'could not check': count('could not check'),
    attention: count('attention'),
    ok: count('ok'),
  };
}

/** All checks in one sentence: how many of each answer, and every one that is not ok, worst first. */
export function inOneSentence(checks: readonly Check[]): string {
  const wrong = worstFirst(checks).filter(({ state }) => state !== 'ok');
  if (wrong.length === 0) return `All checks (${checks.length}) are ok.`;
  const counts = countsOf(checks);
  const counted = ORDER.filter((state) => counts[state] > 0).map((state) => COUNTED[state](counts[state]));
  return `${counted.join(', ')}: ${wrong.map(({ name, says }) => `${name} ${says}`).join('; ')}.`;
}

/** A line for every check, worst first. */
export const linesOf = (checks: readonly Check[]): string[] =>
  worstFirst(checks).map(({ name, state, says }) => `${state}: ${name} ${says}`);

/**
 * The worst answer of all; of no check at all nothing is known. Several may not have been possible for different reasons:
 * "not configured" is the answer only where it is everybody's reason, because a checklist lets it pass.
 */
export function worstOf(checks: readonly Pick<Check, 'state' | 'because'>[]): {
  readonly state: CheckState;
  readonly because?: Unchecked;
} {
  const state = ORDER.find((each) => checks.some((check) => check.state === each)) ?? 'could not check';
  if (state !== 'could not check') return { state };
  const reasons = new Set(checks.filter((check) => check.state === state).map(({ because }) => because));
  if (reasons.size > 1) reasons.delete('not configured');
  const [because] = reasons;
  return reasons.size === 1 && because !== undefined ? { state, because } : { state };
}

const worstFirst = (checks: readonly Check[]): Check[] =>
  ORDER.flatMap((state) => checks.filter((check) => check.state === state));
