import { type BrokerLook, directView, directWords, ownView } from '../shared/broker';
import type { Point } from '../shared/metrics';
import { ageOf } from '../shared/status-object';
import type { Look } from '../shared/step';
import { clockTime, duration } from '../shared/wording';

/** What a trading service lives on. `unknown` counts as worse than `ok`, and `bad` as worse than both. */
export interface Feed {
  readonly state: 'ok' | 'unknown' | 'bad';
  /** Part of a sentence, with its numbers. */
  readonly says: string;
}

/** How long a feed must have been bad, or silent. */
export const PATIENCE_SECONDS = 180;

/** One minute more than is judged: the latest may still be on its way. */
export const MINUTES_READ = 4;
const MINUTES_JUDGED = 3;

/**
 * Whether the broker has failed us for three minutes. A heartbeat has no past, so two views stand for the time:
 *
 * - bad, when the broker does not answer us (or answers 5xx, or that we ask too often), *and* the service says in a young
 *   heartbeat that it fails, or has not said anything for three minutes;
 * - bad, when a young heartbeat says that the broker refuses our credentials: that does not pass by itself;
 * - ok, when both views are good;
 * - unknown, when the views contradict each other, when a heartbeat cannot be read, or when the broker answers us and
 *   the service has been silent for three minutes.
 */
export function brokerFeed(look: BrokerLook, maxAgeSeconds: number, now: number): Feed {
  const { reachability, heartbeat } = look;
  // A service that writes more seldom than that is not silent in between.
  const patience = Math.max(PATIENCE_SECONDS, maxAgeSeconds);
  const own = ownView(heartbeat, patience, now);
  const says = `the broker ${directWords(reachability)}; ${own.says}`;
  if (own.state === 'credentials-bad') return { state: 'bad', says };
  const direct = directView(reachability) === 'ok';
  if (direct && own.state === 'ok') return { state: 'ok', says };
  const failing = own.state !== 'ok' && own.state !== 'unknown';
  const silent = 'seen' in heartbeat && ageOf(heartbeat.seen, now) > patience;
  return { state: !direct && (failing || silent) ? 'bad' : 'unknown', says };
}

/**
 * Whether the market data has been too old for three minutes: in each of the last three minutes with data, the latest of
 * them no older than three minutes. Silence for three minutes is unknown, and so is a time too short to tell.
 */
export function marketDataFeed(ages: Look<readonly Point[]>, maxAgeSeconds: number, now: number): Feed {
  if ('unseen' in ages) return { state: 'unknown', says: `the market data could not be checked (${ages.unseen})` };
  const judged = ages.seen.slice(-MINUTES_JUDGED);
  const last = judged.at(-1);
  // A point stands for the minute that begins with it.
  if (!last || now - last.at > (PATIENCE_SECONDS + 60) * 1000) {
    const since = last ? ` since ${clockTime(last.at)}` : ` in the last ${MINUTES_READ} min`;
    return { state: 'unknown', says: `no word about the market data${since}` };
  }
  const says = `market data ${duration(last.value)} old`;
  const old = judged.filter(({ value }) => value > maxAgeSeconds).length;
  const wanted = `at most ${duration(maxAgeSeconds)} wanted`;
  if (old === MINUTES_JUDGED) return { state: 'bad', says: `${says}, ${wanted}, in each of ${MINUTES_JUDGED} minutes` };
  if (last.value > maxAgeSeconds) return { state: 'unknown', says: `${says}, ${wanted}, for ${old} min so far` };
  return { state: 'ok', says };
}
