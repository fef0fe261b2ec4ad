import type { Description } from '../../../rehearsal/platform';
import { DESCRIPTION, PARAMETER, system, TELLING } from './system';
import { at, FRIDAY, positionsOf } from './telling';

const ENDPOINT = 'https://broker.example/positions';
const HEADERS = { authorization: 'Bearer the-session-of-today', 'x-privatekey': 'a-key-of-the-broker' };
const LISTED: Description = {
  environment: {
    ...TELLING.environment,
    signals: {
      ...TELLING.environment.signals,
      brokerPositions: { endpoint: ENDPOINT, sessionSecret: 'broker-session' },
    },
  },
};

interface Body {
  readonly errorcode?: string;
  readonly errorCode?: string;
  readonly data:
    | readonly { readonly tradingsymbol: string; readonly producttype: string; readonly netqty: string }[]
    | null;
}

/** A started system, and what the broker lists to whoever asks with the session that is kept. */
function listing(hours = '11:00') {
  const seen = system({ description: LISTED, startsAt: at(`${FRIDAY}T${hours}`) });
  const kept = JSON.parse(seen.secrets.get('broker-session') ?? '{}') as { headers: Record<string, string> };
  const headers = Object.fromEntries(Object.entries(kept.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const ask = async (given: Record<string, string> = headers) => {
    const answer = await seen.ask({ path: '/positions', headers: given });
    const text = String(answer.body);
    return { ...answer, json: text.startsWith('{') ? (JSON.parse(text) as Body) : undefined };
  };
  const rows = async () =>
    (await ask()).json?.data?.map(
      ({ tradingsymbol, producttype, netqty }) => `${tradingsymbol} ${producttype} ${netqty}`,
    ) ?? null;
  return { ...seen, list: ask, rows };
}

/** What the trading service writes of itself, in the same words. */
const own = (seen: ReturnType<typeof listing>) =>
  (positionsOf(seen).positions ?? []).map(({ symbol, product, netQuantity }) => `${symbol} ${product} ${netQuantity}`);

describe('the broker’s list of positions', () => {
  it('is the trading service’s own, for whoever has its session', async () => {
    const seen = listing();
    seen.ssm.put(PARAMETER, 'false');
    seen.pass(120);
    expect(own(seen).length).toBeGreaterThan(0);
    expect(await seen.rows()).toEqual(own(seen));
  });

  it('is shown to nobody without a session, or with another one', async () => {
    const seen = listing();
    expect((await seen.list({})).json).toMatchObject({ errorCode: 'AG8003', data: '' });
    expect((await seen.list({ ...HEADERS, authorization: 'Bearer of yesterday' })).json).toMatchObject({
      errorCode: 'AG8001',
    });
  });

  it('differs, lacks one, has one more, or says null; and is true again when that is mended', async () => {
    const seen = listing();
    seen.ssm.put(PARAMETER, 'false');
    seen.pass(120);
    const [first = '', ...others] = own(seen);
    const more = first.replace(/-?\d+$/, (quantity) => String(Number(quantity) + 5));
    const cases = [
      [{ kind: 'broker-position-differs', by: 5 }, [more, ...others]],
      [{ kind: 'broker-position-missing' }, others.length > 0 ? others : null],
      [{ kind: 'broker-position-extra' }, [first, ...others, 'WIPRO-EQ INTRADAY 25']],
      [{ kind: 'broker-positions-null' }, null],
    ] as const;
    for (const [fault, expected] of cases) {
      seen.platform.inject(fault);
      expect(await seen.rows()).toEqual(expected);
      seen.platform.mend(fault.kind);
      expect(await seen.rows()).toEqual(own(seen));
    }
  });

  it('is refused with AG8002 when the kept session is over, while the service’s own goes on', async () => {
    const seen = listing();
    seen.platform.inject({ kind: 'kept-session-stale' });
    expect((await seen.list()).json).toMatchObject({ errorCode: 'AG8002' });
    seen.pass(60);
    expect(seen.platform.serving).toBe(true);
  });

  it('is limited and silent with the rest of the broker', async () => {
    const seen = listing();
    seen.platform.inject({ kind: 'broker-rate-limited', forSeconds: 30 });
    expect(await seen.list()).toMatchObject({ status: 403, json: undefined });
    seen.pass(31);
    seen.platform.inject({ kind: 'broker-unreachable' });
    await expect(seen.list()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is not played where nobody has configured it', async () => {
    const seen = system({ description: DESCRIPTION });
    await expect(seen.ask({ path: '/positions' })).rejects.toThrow('The broker does not play');
  });
});
