import type { Position, Positions, Reading } from '../shared/day-signals';
import { ageOf } from '../shared/status-object';
import type { StepResult } from '../shared/step';
import { clockTime, counted, duration } from '../shared/wording';

/** How many names a sentence bears; the timeline's evidence has them all. */
const MOST_NAMED = 10;

const ADVICE = "Look at the broker's own list of positions before anything trades again.";

/**
 * How many positions are open, which, and of when. It decides nothing: what cannot be read here is not comparable with the
 * broker's list either, and that step says so again where it matters.
 * @param reading null: not configured.
 */
export function decideReview(reading: Reading<Positions> | null, now: number): StepResult {
  const unseen = (why: string): StepResult => ({
    outcome: 'continue',
    verdict: 'unknown',
    finding: `Could not check the open positions: ${why}.`,
    advice: ADVICE,
  });
  if (!reading) return unseen('signals.positions is not configured');
  if (reading.state !== 'seen') return unseen(`${reading.state}: ${reading.says}`);
  const { asOf, positions } = reading.value;
  const open = positions.filter(({ netQuantity }) => netQuantity !== 0);
  const when = `as of ${clockTime(asOf)}, ${duration(ageOf({ asOf }, now))} ago`;
  const rest = open.length - MOST_NAMED;
  const named = [...open.slice(0, MOST_NAMED).map(words), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  return {
    outcome: 'continue',
    finding:
      open.length === 0 ? `No open position, ${when}.` : `${counted(open.length, 'open position')}, ${when}: ${named}.`,
    evidence: { asOf, open },
  };
}

const words = ({ exchange, symbol, product, netQuantity, averagePrice }: Position): string =>
  `${exchange} ${symbol} ${product} ${netQuantity} at ${averagePrice}`;
