import type { DayFigures, Reading } from '../shared/day-signals';
import type { Point } from '../shared/metrics';
import type { Look } from '../shared/step';
import { clockTime, dateAndTime } from '../shared/wording';
import type { Since } from './since';

export interface Seen {
  readonly since: Since | { readonly none: string };
  /** What the day has realised; null: not configured. */
  readonly figures: Reading<DayFigures> | null;
  /** The loss of the day over the time of the outage, and its metric's name; null: not configured. */
  readonly loss: { readonly metric: string; readonly points: Look<readonly Point[]> } | null;
  /** In the account's currency. */
  readonly maxDailyLoss: number;
}

export interface Losses {
  readonly state: 'within' | 'above' | 'unknown';
  /** Sentences, with their numbers, and what they are made of. */
  readonly says: string;
}

/**
 * What the outage has cost, as far as the system says it: what the day has realised, and how its loss has moved since the
 * outage began. Positions that were open meanwhile are valued by nobody here unless the metric of the loss does so.
 *
 * - Above: the loss of the day is beyond its limit by either word.
 * - Within: one of the two was read, and neither is beyond.
 * - Unknown: neither was read.
 */
export function calculate({ since, figures, loss, maxDailyLoss }: Seen): Losses {
  const from =
    'none' in since ? `No outage to reckon from: ${since.none}.` : `Since ${dateAndTime(since.at)}, ${since.says}.`;
  const realised = figures?.state === 'seen' ? figures.value.realisedProfit : undefined;
  const points = loss && 'seen' in loss.points ? loss.points.seen : [];
  const last = points.at(-1)?.value;
  const above = (last ?? Number.NEGATIVE_INFINITY) > maxDailyLoss || (realised ?? 0) < -maxDailyLoss;
  const limit = above ? ` THE LOSS OF THE DAY IS ABOVE ITS LIMIT of ${amount(maxDailyLoss)}.` : '';
  const says = `${from} ${profitWords(figures)} ${lossWords(loss)}${limit}`;
  const known = realised !== undefined || last !== undefined;
  return { state: above ? 'above' : known ? 'within' : 'unknown', says };
}

function profitWords(figures: Seen['figures']): string {
  if (!figures) return 'Realised profit of the day: not configured (signals.tradesAndProfit).';
  if (figures.state !== 'seen')
    return `Realised profit of the day: could not check: ${figures.state}: ${figures.says}.`;
  const { realisedProfit, trades, asOf } = figures.value;
  return `Realised profit of the day: ${amount(realisedProfit)} in ${trades} trades, as of ${clockTime(asOf)}.`;
}

function lossWords(loss: Seen['loss']): string {
  if (!loss) return 'Loss of the day: not configured (signals.dailyLoss).';
  const { metric, points } = loss;
  if ('unseen' in points) return `Loss of the day: could not read ${metric} (${points.unseen}).`;
  const [first, last] = [points.seen[0], points.seen.at(-1)];
  if (!first || !last) return `Loss of the day: ${metric} has said nothing since.`;
  const moved = last.value - first.value;
  const words = moved === 0 ? 'no more' : `${amount(Math.abs(moved))} ${moved > 0 ? 'more' : 'less'}`;
  return `Loss of the day by ${metric}: ${amount(first.value)} at ${clockTime(first.at)}, ${amount(last.value)} at ${clockTime(last.at)}, ${words}.`;
}

const amount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
