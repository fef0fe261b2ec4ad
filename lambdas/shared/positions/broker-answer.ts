import * as v from 'valibot';
import { type BrokerState, classify } from '../broker';
import { jsonOf } from '../json-text';
import type { Holding } from './compare';

/** What the broker says about its positions, or why it does not. Each has its own remedy. */
export type BrokerAnswer =
  | { readonly state: 'seen'; readonly holdings: readonly Holding[] }
  | {
      readonly state: Exclude<BrokerState, 'ok'> | 'no-session';
      /** A part of a sentence. */
      readonly says: string;
    };

/** Quantities come as text, and as numbers from whoever has mended that. */
const Quantity = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((given) => (typeof given === 'string' && /^[+-]?\d{1,15}$/.test(given.trim()) ? Number(given) : given)),
  v.number(),
  v.safeInteger(),
);
const word = v.pipe(v.string(), v.trim(), v.regex(/^[\w&. -]{1,60}$/));
const upper = v.pipe(word, v.toUpperCase());

/** The fields that are compared; the broker sends many more, and may add others. */
const Row = v.object({
  exchange: upper,
  tradingsymbol: word,
  symboltoken: v.pipe(v.union([v.string(), v.number()]), v.transform(String), word),
  producttype: upper,
  netqty: Quantity,
});
const Rows = v.array(Row);

const Envelope = v.looseObject({
  status: v.optional(v.unknown()),
  success: v.optional(v.unknown()),
  errorcode: v.optional(v.nullable(v.string())),
  errorCode: v.optional(v.nullable(v.string())),
});

/**
 * Reads an answer to the question which positions are open.
 *
 * - `data` is `null` with a success and without a code: the account has no open position. That is an answer, and no error.
 * - What is no JSON is not the broker's API that speaks: 403 and 429 are its limit of our rate, anything else is unreachable.
 * - A code says why the broker does not answer; one nobody here knows is unknown.
 * - Anything else, down to one row without a quantity, is unknown: half a list compares as positions that are missing.
 */
export function readAnswer({ status, text }: { readonly status: number; readonly text: string }): BrokerAnswer {
  const body = v.safeParse(Envelope, jsonOf(text));
  if (!body.success) {
    return status === 403 || status === 429
      ? { state: 'rate-limited', says: `limits our rate (HTTP ${status} in plain text)` }
      : { state: 'unreachable', says: `answers HTTP ${status} without a JSON object` };
  }
  const { errorcode, errorCode, data, success, status: said } = body.output;
  const code = errorcode || errorCode || '';
  const state = classify({ httpStatus: status, errorcode: code });
  if (state !== 'ok') return { state, says: WORDS[state](status, code) };
  if (said !== true && success !== true) return unknown('does not say whether it could answer');
  if (data === null) return { state: 'seen', holdings: [] };
  const rows = v.safeParse(Rows, data);
  if (!rows.success) return unknown(`lists positions in a form nobody here knows (${fieldOf(rows.issues)})`);
  return {
    state: 'seen',
    holdings: rows.output.map(({ exchange, tradingsymbol, symboltoken, producttype, netqty }) => ({
      exchange,
      symbol: tradingsymbol,
      token: symboltoken,
      product: producttype,
      netQuantity: netqty,
    })),
  };
}

const unknown = (says: string): BrokerAnswer => ({ state: 'unknown', says });

/** A code is shown only in the form codes have: an answer is not ours to repeat. */
const shown = (code: string): string => (/^[A-Z]{2}\d{4}$/.test(code) ? code : 'a code nobody here knows');

const WORDS: Readonly<Record<Exclude<BrokerState, 'ok'>, (status: number, code: string) => string>> = {
  unreachable: (status, code) => `cannot answer now (HTTP ${status}${code ? `, ${shown(code)}` : ''})`,
  'rate-limited': (status, code) => `limits our rate (${code ? shown(code) : `HTTP ${status}`})`,
  'session-stale': (_, code) => `does not know the session any more (${shown(code)})`,
  'credentials-bad': (_, code) => `refuses the credentials (${shown(code)})`,
  unknown: (status, code) => `answers HTTP ${status}${code ? ` with ${shown(code)}` : ''}`,
};

/** Where it went wrong: names of fields and positions in the list, never what stands in them. */
const fieldOf = (issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string =>
  `data${issues[0].path?.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('') ?? ''}`;
