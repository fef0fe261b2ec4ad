import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { dateInIndia, ObjectSource, Positions, type Reading, readSignal } from '../day-signals';
import type { StepContext } from '../step';
import { clockTime, counted } from '../wording';
import { askBroker, BrokerPositions } from './broker';
import type { BrokerAnswer } from './broker-answer';
import { type Comparison, compare, discrepancies, type Row } from './compare';

/** Where both sides say what they hold; null: not configured. */
export const ReconcileInput = v.object({
  positions: v.nullable(ObjectSource),
  brokerPositions: v.nullable(BrokerPositions),
});
export type ReconcileInput = v.InferOutput<typeof ReconcileInput>;

/** What came of comparing the two sides. Only `equal` says that they agree. */
export type Reconciliation =
  | {
      readonly state: 'not-configured' | 'unknown';
      /** A sentence. */
      readonly says: string;
    }
  | {
      readonly state: 'equal' | 'different';
      readonly says: string;
      readonly comparison: Comparison;
      /** When the trading service wrote its list, and when the broker was asked: ISO 8601 in UTC. */
      readonly hereAt: string;
      readonly thereAt: string;
    };

/** Both sides, looked at one after the other: the trading service's own first, which is the older. */
export interface BothSides {
  readonly here: Reading<Positions>;
  readonly there: BrokerAnswer;
  /** When the broker was asked, in milliseconds since the epoch. */
  readonly at: number;
}

/** How many discrepancies a sentence bears; the document has them all. */
const MOST_NAMED = 8;

/** Overnight holdings stand in another list of the broker's. */
export const OUT_OF_SCOPE = 'Holdings are not compared.';

/** Says what both sides together mean. A side that could not be seen leaves it unknown: then nothing agrees. */
export function decideReconciliation({ here, there, at }: BothSides): Reconciliation {
  const unseen = [
    ...(here.state === 'seen' ? [] : [`our own positions are ${here.state}: ${here.says}`]),
    ...(there.state === 'seen' ? [] : [`${WORDS[there.state]}: the broker ${there.says}`]),
  ];
  if (here.state !== 'seen' || there.state !== 'seen')
    return { state: 'unknown', says: `Could not compare: ${unseen.join('; and ')}.` };
  const comparison = compare(here.value.positions, there.holdings);
  const thereAt = new Date(at).toISOString();
  const when = `ours of ${clockTime(here.value.asOf)}, the broker's of ${clockTime(at)}`;
  const differing = discrepancies(comparison);
  const of = counted(comparison.rows.length, 'position');
  const says =
    differing.length === 0
      ? `${comparison.rows.length === 0 ? 'No position on either side' : `${of} on both sides, with the same quantities`} (${when}). ${OUT_OF_SCOPE}`
      : `${differing.length} of ${of} ${differing.length === 1 ? 'differs' : 'differ'} (${when}): ${named(differing)}. ${OUT_OF_SCOPE}`;
  const state = differing.length === 0 ? 'equal' : 'different';
  return { state, says, comparison, hereAt: here.value.asOf, thereAt };
}

const WORDS: Readonly<Record<Exclude<BrokerAnswer['state'], 'seen'>, string>> = {
  unreachable: 'unreachable',
  'rate-limited': 'rate limited',
  'session-stale': 'session stale',
  'credentials-bad': 'credentials refused',
  'no-session': 'no session',
  unknown: 'unknown answer',
};

const named = (rows: readonly Row[]): string => {
  const rest = rows.length - MOST_NAMED;
  return [...rows.slice(0, MOST_NAMED).map(rowWords), ...(rest > 0 ? [`and ${rest} more in the document`] : [])].join(
    '; ',
  );
};

/** `NSE SBIN-EQ INTRADAY: ours 50, the broker's 40 (quantity differs)`. */
export const rowWords = ({ exchange, symbol, product, here, there, is }: Row): string =>
  `${exchange} ${symbol} ${product}: ours ${here}, the broker's ${there} (${is})`;

/** The broker takes one such question a second, and the trading service asks as well. */
const EVERY_MS = 15_000;

/**
 * Compares the positions of both sides, and trades nothing. What another look may change is looked at again until the time
 * is up: the trading service writes its list every half minute, so a difference can be no more than a delay; and a broker
 * that does not answer now may in a moment. A session that has ended, and credentials that are refused, are for people at
 * once. A word that cannot be gone by is never taken for one that agrees.
 * @param until milliseconds since the epoch; it looks once in any case.
 */
export async function reconcile(
  {
    s3,
    secrets,
    fetch: ask,
  }: { readonly s3: S3Client; readonly secrets: SecretsManagerClient; readonly fetch?: typeof fetch },
  { positions, brokerPositions }: ReconcileInput,
  until: number,
  { now, sleep }: Pick<StepContext, 'now' | 'sleep'>,
): Promise<Reconciliation> {
  if (!positions || !brokerPositions) return notConfigured({ positions, brokerPositions });
  for (;;) {
    const date = dateInIndia(now());
    const here = await readSignal(positions, Positions, { date, now: now(), s3, ...(ask ? { fetch: ask } : {}) });
    const at = now();
    const there = await askBroker(secrets, brokerPositions, ask);
    const found = decideReconciliation({ here, there, at });
    const settled = found.state === 'equal' || LASTING.has(there.state) || now() + EVERY_MS > until;
    if (settled) return found;
    await sleep(EVERY_MS);
  }
}

/** What no other look changes. */
const LASTING: ReadonlySet<BrokerAnswer['state']> = new Set(['session-stale', 'credentials-bad', 'no-session']);

function notConfigured({ positions, brokerPositions }: ReconcileInput): Reconciliation {
  const missing = [...(positions ? [] : ['positions']), ...(brokerPositions ? [] : ['brokerPositions'])];
  return {
    state: 'not-configured',
    says: `Could not compare: ${missing.map((name) => `signals.${name}`).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not configured.`,
  };
}
