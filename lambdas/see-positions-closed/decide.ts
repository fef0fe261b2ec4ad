import { byHand } from '../close-positions/by-hand';
import { type Answer, type Command, isOpen, listed } from '../close-positions/command';
import type { ClosingInput } from '../close-positions/object';
import type { Position, Positions, Reading } from '../shared/day-signals';
import type { Mode } from '../shared/guard/mode';
import type { Look, StepResult } from '../shared/step';
import { clockTime, counted } from '../shared/wording';

/** One look at what became of a command. */
export interface Seen {
  readonly command: Command;
  readonly answer: Reading<Answer>;
  readonly positions: Reading<Positions>;
  readonly now: number;
  /** Seconds the service's word may be old. */
  readonly maxAgeSeconds: number;
  /** When the command was taken back, or why it could not be; absent: it was not tried. */
  readonly withdrawn?: { readonly at: number } | { readonly unseen: string };
  /** There will be no other look. */
  readonly last: boolean;
  readonly broker: ClosingInput['broker'];
}

/** A word of the step, or what is to be done before the next look. */
export type Verdict = StepResult | 'withdraw';

/** Between reading a command and writing that it is accepted a service may take so long: it may be just about to. */
const ACCEPTING_MS = 10_000;

/**
 * What became of a command. It has worked when the list of positions, written after the command, has none open, and the
 * service has no order in the market any more that could open one. Whoever says so besides, and whatever else is said, proves
 * nothing.
 *
 * - Nobody has accepted it in time: it is taken back, so that nobody carries it out later, and that is told. It may have been
 *   accepted in that very moment, so the answer is looked at once more after that.
 * - Refused or failed: in the service's own words, with what is still open.
 * - Done, by its word, and positions that say otherwise: the positions are believed.
 */
export function decideClosed(seen: Seen): Verdict {
  const { command, answer, now, withdrawn } = seen;
  const own = answer.state === 'seen' && answer.value.id === command.id ? answer.value : undefined;
  const open = openSince(seen, command.asOf);
  const none = open?.length === 0;
  if (!own) {
    // Without another look it is taken back before its time: nobody would see it carried out.
    if (now < Date.parse(command.expiresAt) && !seen.last) return soon(seen, open);
    if (!withdrawn) return 'withdraw';
    if ('at' in withdrawn && now < withdrawn.at + ACCEPTING_MS && !seen.last) return soon(seen, open);
    return none ? closedWithout(seen) : notAccepted(seen, open);
  }
  if (none && own.state !== 'accepted' && own.state !== 'working') return closed(seen, own);
  if (own.state === 'refused') return refused(seen, own, open);
  if (own.state === 'accepted' || own.state === 'working')
    return seen.last ? underWay(seen, own, open) : soon(seen, open);
  // Done or failed: what is open is told as of after that word.
  const after = openSince(seen, own.asOf);
  return after === undefined && !seen.last ? soon(seen, open) : stillOpen(seen, own, after ?? open);
}

/** Those that are open by a list that was written after an instant; undefined where there is no such list. */
function openSince({ positions }: Seen, instant: string): readonly Position[] | undefined {
  if (positions.state !== 'seen' || Date.parse(positions.value.asOf) <= Date.parse(instant)) return undefined;
  return positions.value.positions.filter(isOpen);
}

const orderWords = ({ orders: { sent, filled, open } }: Answer): string =>
  `${counted(sent, 'order')} sent, ${filled} filled, ${open} open`;
const asOfPositions = ({ positions }: Seen): string =>
  positions.state === 'seen' ? ` at ${clockTime(positions.value.asOf)}` : '';
const openWords = (seen: Seen, open: readonly Position[] | undefined): string => {
  if (open) return `${counted(open.length, 'position')} still open${asOfPositions(seen)}: ${listed(open)}`;
  const { positions } = seen;
  if (positions.state !== 'seen') return `which positions are open is unknown (${positions.state}: ${positions.says})`;
  const before = positions.value.positions.filter(isOpen);
  return `by the last list${asOfPositions(seen)}, which is older than the command, ${counted(before.length, 'position')} open: ${listed(before)}`;
};
const because = ({ because: why }: Answer): string => (why === undefined ? '' : `: ${why}`);

/** The evidence of every word. */
const evidenceOf = ({ command, answer, positions }: Seen) => ({
  evidence: {
    command: command.id,
    answer: answer.state === 'seen' ? answer.value : answer,
    positions: positions.state === 'seen' ? positions.value : positions,
  },
});

const soon = (seen: Seen, open: readonly Position[] | undefined): StepResult => ({
  outcome: 'wait',
  finding: `Command ${seen.command.id} was given; ${openWords(seen, open)}.`,
  verdict: 'unknown',
  ...byHand(seen.broker, open),
});

const closed = (seen: Seen, own: Answer): StepResult => ({
  outcome: 'continue',
  finding: `Every position is closed${asOfPositions(seen)}: the list that was written after the command has none. The trading service says ${own.state}${because(own)} (${orderWords(own)}).`,
  ...evidenceOf(seen),
});

/** Somebody else has closed them, or they closed themselves; the command is taken back all the same. */
const closedWithout = (seen: Seen): StepResult => ({
  outcome: 'continue',
  finding: `Every position is closed${asOfPositions(seen)}, although nobody has accepted command ${seen.command.id}; ${withdrawal(seen)}.`,
  ...evidenceOf(seen),
});

const escalate = (
  seen: Seen,
  open: readonly Position[] | undefined,
  more: Pick<StepResult, 'finding' | 'verdict'>,
): StepResult => ({
  outcome: 'escalate',
  ...more,
  ...byHand(seen.broker, open ?? openBefore(seen)),
  ...evidenceOf(seen),
});

/** What the service was told to close, where nobody knows what has come of it. */
const openBefore = ({ positions, command }: Seen): readonly Position[] =>
  positions.state === 'seen' ? positions.value.positions.filter(isOpen) : command.positions;

const withdrawal = ({ withdrawn, command }: Seen): string =>
  withdrawn && 'unseen' in withdrawn
    ? `it could not be taken back (${withdrawn.unseen}), and says itself that it is not to be accepted after ${clockTime(command.expiresAt)}`
    : 'it is taken back, and nobody carries it out later';

const notAccepted = (seen: Seen, open: readonly Position[] | undefined): StepResult => {
  const { answer, command } = seen;
  const said = answer.state === 'seen' ? `its last answer is to ${answer.value.id}` : `${answer.state}: ${answer.says}`;
  return escalate(seen, open, {
    finding: `The trading service has not accepted command ${command.id} by ${clockTime(command.expiresAt)} (${said}); ${withdrawal(seen)}. ${capital(openWords(seen, open))}.`,
    verdict: 'not-fixed',
  });
};

const refused = (seen: Seen, own: Answer, open: readonly Position[] | undefined): StepResult =>
  escalate(seen, open, {
    finding: `The trading service has refused the command${because(own)}. ${capital(openWords(seen, open))}.`,
    verdict: 'not-fixed',
  });

const stillOpen = (seen: Seen, own: Answer, open: readonly Position[] | undefined): StepResult =>
  escalate(seen, open, {
    finding: `Not all positions are closed: the trading service says ${own.state}${because(own)} (${orderWords(own)}); ${openWords(seen, open)}.`,
    verdict: open ? 'not-fixed' : 'unknown',
  });

/** The time is spent. Orders that are in the market can still close, and open, something. */
function underWay(seen: Seen, own: Answer, open: readonly Position[] | undefined): StepResult {
  const age = (seen.now - Date.parse(own.asOf)) / 1000;
  const silent = age > seen.maxAgeSeconds ? `, and has said nothing since ${clockTime(own.asOf)}` : '';
  return escalate(seen, open, {
    finding: `Not seen closed in time: the trading service is at it (${own.state}, ${orderWords(own)})${silent}; ${openWords(seen, open)}.`,
    verdict: open && open.length > 0 ? 'not-fixed' : 'unknown',
  });
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Without a command there is nothing to see: the step before has said why, or only what it would have done. */
export function withoutCommand(mode: Look<Mode>, broker: ClosingInput['broker']): StepResult {
  if ('seen' in mode && mode.seen === 'observe') {
    return { outcome: 'continue', finding: 'Nothing was commanded, as the runbook only observes.' };
  }
  return {
    outcome: 'escalate',
    finding: 'Nothing was commanded: the positions are as they were.',
    verdict: 'not-fixed',
    ...byHand(broker, undefined),
  };
}
