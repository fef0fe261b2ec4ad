/** What one side says it holds of one instrument, in one product. */
export interface Holding {
  /** As the broker calls it: NSE, NFO. */
  readonly exchange: string;
  /** The trading symbol. */
  readonly symbol: string;
  /** The number by which the broker knows the instrument. */
  readonly token?: string | undefined;
  /** The broker's word: INTRADAY, DELIVERY. */
  readonly product: string;
  /** Below 0 for a short position; 0 for one that has been closed. */
  readonly netQuantity: number;
}

/** One instrument in one product, on both sides. `here` is the trading service's, `there` the broker's. */
export interface Row extends Pick<Holding, 'exchange' | 'symbol' | 'product'> {
  readonly here: number;
  readonly there: number;
  readonly is: 'equal' | 'missing here' | 'missing there' | 'quantity differs';
}

export interface Comparison {
  /** What instruments were told apart by. */
  readonly by: 'token' | 'symbol';
  /** Every instrument that somebody holds, by exchange, symbol and product. */
  readonly rows: readonly Row[];
}

/**
 * Compares what the trading service believes it holds with what the broker says.
 *
 * - Compared is the net quantity of each exchange, instrument and product: the same share held for the day and for delivery
 *   is two positions, and so is the same symbol on two exchanges.
 * - An instrument is known by the broker's number for it where every row of both sides has one, else by its symbol: with
 *   one row that has none the two would never meet.
 * - Several rows of one position are added up on either side; what adds up to 0 is no position, whoever lists it.
 * - The order of the rows says nothing, and neither does which side is asked first.
 */
export function compare(here: readonly Holding[], there: readonly Holding[]): Comparison {
  const by = [...here, ...there].every(({ token }) => token !== undefined) ? 'token' : 'symbol';
  const nets = new Map<string, Row>();
  const add = (side: 'here' | 'there') => (holding: Holding) => {
    const { exchange, symbol, product, netQuantity } = holding;
    const key = JSON.stringify([exchange, by === 'token' ? holding.token : symbol, product]);
    const net = nets.get(key) ?? { exchange, symbol, product, here: 0, there: 0, is: 'equal' };
    // One number can go by two names: whoever is asked first must not matter.
    const name = symbol < net.symbol ? symbol : net.symbol;
    nets.set(key, { ...net, symbol: name, [side]: net[side] + netQuantity });
  };
  here.forEach(add('here'));
  there.forEach(add('there'));
  const rows = [...nets.entries()]
    .filter(([, net]) => net.here !== 0 || net.there !== 0)
    .sort(([one, a], [other, b]) => inOrder(nameOf(a), nameOf(b)) || inOrder(one, other))
    .map(([, net]) => ({ ...net, is: judge(net) }));
  return { by, rows };
}

function judge({ here, there }: Pick<Row, 'here' | 'there'>): Row['is'] {
  if (here === there) return 'equal';
  if (here === 0) return 'missing here';
  return there === 0 ? 'missing there' : 'quantity differs';
}

export const discrepancies = ({ rows }: Comparison): readonly Row[] => rows.filter(({ is }) => is !== 'equal');

const nameOf = ({ exchange, symbol, product }: Row): string => [exchange, symbol, product].join('\n');
const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
