import { effective, type Mode } from '../shared/guard/mode';
import type { Look } from '../shared/step';

export type Change =
  /** It says so already. */
  | { readonly change: 'none' }
  | { readonly change: 'lower' | 'raise' }
  | { readonly change: 'refused'; readonly because: string };

/**
 * Whether somebody we know may set a mode. Lowering it (act, observe, off) makes the system safer and needs nobody else.
 * Raising it lets runbooks act that did not: that is for the people who may approve what no list of its own names. From a
 * mode that cannot be read every step but to `off` counts as raising.
 *
 * @param approvers ids of contacts.
 */
export function decideMode(before: Look<Mode>, asked: Mode, contact: string, approvers: readonly string[]): Change {
  if ('seen' in before && before.seen === asked) return { change: 'none' };
  if (asked === 'off' || ('seen' in before && lower(asked, before.seen) === asked)) return { change: 'lower' };
  if (approvers.includes(contact)) return { change: 'raise' };
  const from = 'seen' in before ? `from ${before.seen} to ${asked}` : `to ${asked} where it cannot be read`;
  const who = approvers.length > 0 ? approvers.join(', ') : 'nobody in this environment';
  return { change: 'refused', because: `Raising a mode ${from} is for ${who}; ${contact} may lower it.` };
}

/** Which of two modes goes less far: as if one were the ceiling of the other. */
const lower = (one: Mode, other: Mode): Mode => effective(one, other);

/** By runbook, how far it may go under the environment's ceiling. */
export type Effective = Readonly<Record<string, Mode | 'unknown'>>;

/** @param runbooks each runbook's own mode. */
export function effectiveModes(ceiling: Look<Mode>, runbooks: Readonly<Record<string, Look<Mode>>>): Effective {
  return Object.fromEntries(
    Object.entries(runbooks).map(([id, own]) => [
      id,
      'seen' in ceiling && 'seen' in own ? effective(ceiling.seen, own.seen) : 'unknown',
    ]),
  );
}

/** `May act now: …`; said after every change, because a ceiling lifts what stands below it. */
export function effectiveWords(modes: Effective): string {
  const of = (mode: Mode | 'unknown') => Object.keys(modes).filter((id) => modes[id] === mode);
  const [act, observe, off, unknown] = [of('act'), of('observe'), of('off'), of('unknown')];
  return [
    ...(act.length > 0 ? [`May act now: ${act.join(', ')}.`] : ['None may act now.']),
    ...(observe.length > 0 ? [`Only observe: ${observe.join(', ')}.`] : []),
    ...(off.length > 0 ? [`Off: ${off.join(', ')}.`] : []),
    ...(unknown.length > 0 ? [`Unknown, and so forbidden to act: ${unknown.join(', ')}.`] : []),
  ].join(' ');
}
