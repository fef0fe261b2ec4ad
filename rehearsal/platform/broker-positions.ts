import type { HttpRequest, HttpResponse } from '../engine/bundles/http';
import type { Position } from './day/book';
import { EXCHANGE, tokenOf } from './day/reports';

/** What goes wrong with what the broker says it holds for us. */
export type Untruth =
  /** So many more of the first position than we have. */
  | { readonly is: 'differs'; readonly by: number }
  /** Without our first position. */
  | { readonly is: 'missing' }
  /** One position more than we have. */
  | { readonly is: 'extra' }
  /** `data` is null: no position at all. */
  | { readonly is: 'null' };

/** Of an instrument that no strategy trades: somebody has bought it by hand. */
const BY_HAND: Position = { symbol: 'WIPRO-EQ', product: 'INTRADAY', netQuantity: 25, averagePaise: 24_510 };

/** The session of the trading service, as the broker's API asks for it. */
export const SESSION_HEADERS: Readonly<Record<string, string>> = {
  Authorization: 'Bearer the-session-of-today',
  Accept: 'application/json',
  'X-UserType': 'USER',
  'X-SourceID': 'WEB',
  'X-PrivateKey': 'a-key-of-the-broker',
};

/** What the trading service keeps for others to ask with. @param at milliseconds since the epoch. */
export const keptSession = (at: number): string =>
  JSON.stringify({ asOf: new Date(at).toISOString(), headers: SESSION_HEADERS });

export interface BrokerPositionsOptions {
  /** The session that the trading service has; who asks with another is told that it is not known. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is really held. */
  readonly held: () => readonly Position[];
}

/** The broker's list of the account's positions, for whoever asks with the session of the trading service. */
export class BrokerPositions {
  private untruth: Untruth | undefined;
  private ended = false;

  constructor(private readonly options: BrokerPositionsOptions) {}

  /** What it says from now on; undefined: the truth. */
  say(untruth: Untruth | undefined): void {
    this.untruth = untruth;
  }

  /** The session is over, and the trading service has not kept a new one where others find it. */
  endSession(ended: boolean): void {
    this.ended = ended;
  }

  answer({ headers }: Pick<HttpRequest, 'headers'>): HttpResponse {
    if (headers.authorization === undefined) return refused('AG8003', 'Missing token');
    const known = Object.entries(this.options.headers).every(([name, value]) => headers[name.toLowerCase()] === value);
    if (!known) return refused('AG8001', 'Invalid Token');
    if (this.ended) return refused('AG8002', 'Token Expired');
    // The source project's broker has been seen to answer null, rather than an empty list, where nothing is held.
    const rows = this.rows();
    const data = rows.length === 0 || this.untruth?.is === 'null' ? null : rows;
    return json({ status: true, message: 'SUCCESS', errorcode: '', data });
  }

  private rows(): readonly object[] {
    const held = this.options.held();
    switch (this.untruth?.is) {
      case 'differs': {
        const { by } = this.untruth;
        return held.map((one, at) => row(at === 0 ? { ...one, netQuantity: one.netQuantity + by } : one));
      }
      case 'missing':
        return held.slice(1).map(row);
      case 'extra':
        return [...held, BY_HAND].map(row);
      default:
        return held.map(row);
    }
  }
}

/** As the broker writes it: every number is text. It sends many more fields, which nobody here reads. */
const row = ({ symbol, product, netQuantity, averagePaise }: Position): object => ({
  exchange: EXCHANGE,
  symboltoken: tokenOf(symbol),
  producttype: product,
  tradingsymbol: symbol,
  symbolname: symbol.replace(/-EQ$/, ''),
  instrumenttype: '',
  netqty: String(netQuantity),
  netprice: (averagePaise / 100).toFixed(2),
});

const refused = (errorCode: string, message: string): HttpResponse =>
  json({ success: false, message, errorCode, data: '' });

const json = (body: object): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
