import type { MarketPhase } from '../../runbooks/market-phases';
import { type BrokerLook, type BrokerState, directView, directWords, ownView } from '../shared/broker';
import type { ItemAnswer } from '../shared/checklist/item';
import { type Answer, attention, type CheckState, failed, ok, unchecked } from '../shared/checks/check';
import { worstOf } from '../shared/checks/summary';
import type { Point } from '../shared/metrics';
import { ageOf, isFresh } from '../shared/status-object';
import type { Look } from '../shared/step';
import { duration } from '../shared/wording';

export interface Seen {
  /** `null`: not configured. */
  readonly broker: (BrokerLook & { readonly maxAgeSeconds: number }) | null;
  /** Ages of the last minutes in seconds, oldest first. `null`: not configured. */
  readonly marketData: Look<readonly Point[]> | null;
  readonly maxMarketDataAgeSeconds: number;
  readonly minutes: number;
  readonly phase: Look<MarketPhase>;
  readonly now: number;
  /** Who is called about the broker. */
  readonly outside: { readonly name: string; readonly contact: string };
}

/**
 * Can the day's orders reach the broker, and does its market data reach us? The broker as we meet it, as the service says
 * that it meets it, and the feed: the worst of them is the answer, and whoever can help is named with it. Nothing here logs
 * in: a second login may end the service's own session, and a wrong one locks the account.
 */
export function decideConnectivity(seen: Seen): ItemAnswer {
  const { broker, outside } = seen;
  const call = `call ${outside.name} (${outside.contact})`;
  const answers = [...(broker ? [direct(broker, call), own(broker, seen.now, call)] : [NO_BROKER]), feed(seen)];
  const sentences = answers.map(({ says }) => `${says}.`);
  return {
    ...worstOf(answers),
    says: sentences.join(' '),
    details: answers.map(({ state, says }) => `${state}: ${says}`),
    numbers: numbersOf(seen),
  };
}

const NO_BROKER = unchecked('Broker: not configured, so nobody knows', 'not configured');

/** A broker that limits our rate is there; the service's calls may be limited as well. */
function direct({ reachability }: BrokerLook, call: string): Answer {
  const words = `Broker ${directWords(reachability)}`;
  switch (directView(reachability)) {
    case 'ok':
      return ok(words);
    case 'rate-limited':
      return attention(`${words}: it is limiting our rate`);
    case 'unreachable':
      return failed(`${words}: it is unreachable; ${call}`);
  }
}

/**
 * Every session at the broker ends before the next trading day, so a stale one before the open means that the service has
 * not logged in today: that is a failure here, where a runbook in the session would have the service start anew.
 */
const JUDGED: Readonly<Record<BrokerState, { readonly state: CheckState; readonly advice?: string }>> = {
  ok: { state: 'ok' },
  'rate-limited': { state: 'attention' },
  'session-stale': { state: 'failed', advice: 'the service must log in anew before the open; if it cannot,' },
  'credentials-bad': {
    state: 'failed',
    advice: 'renew the credentials, and do not retry the login: it locks the account;',
  },
  unreachable: { state: 'failed', advice: '' },
  unknown: { state: 'could not check' },
};

function own({ heartbeat, maxAgeSeconds }: NonNullable<Seen['broker']>, now: number, call: string): Answer {
  const { state, says } = ownView(heartbeat, maxAgeSeconds, now);
  const words = `${says.charAt(0).toUpperCase()}${says.slice(1)}`;
  const { state: judged, advice } = JUDGED[state];
  if (judged === 'could not check') return unchecked(words, whyUnknown(heartbeat, maxAgeSeconds, now));
  return { state: judged, says: advice === undefined ? words : `${words}: ${`${advice} ${call}`.trim()}` };
}

/** How reading an object that is there, and is not what it should be, words its errors: JSON's, and the schema's. */
const MALFORMED = /^(SyntaxError|TypeError: The input of )/;

function whyUnknown(heartbeat: BrokerLook['heartbeat'], maxAgeSeconds: number, now: number) {
  if ('unseen' in heartbeat) return MALFORMED.test(heartbeat.unseen) ? 'malformed' : undefined;
  // One from the future is not old: a clock is wrong, or the object is.
  if (isFresh(heartbeat.seen, maxAgeSeconds, now)) return undefined;
  return ageOf(heartbeat.seen, now) > maxAgeSeconds ? 'stale' : 'malformed';
}

/** Whether market data must be arriving. On a day nobody knows it may have to. */
const TICKS: Readonly<Record<MarketPhase, 'yes' | 'no' | 'unknown'>> = {
  'pre-open': 'yes',
  session: 'yes',
  'closing-auction': 'yes',
  closed: 'no',
  'unknown-day': 'unknown',
};

/**
 * While the market is closed nothing ticks: a service that still says how old its data is, is connected, and no more can be
 * asked. From the pre-open on the data must be young as well. Silence says nothing, and is no good sign.
 */
function feed({ marketData, maxMarketDataAgeSeconds, minutes, phase }: Seen): Answer {
  if (!marketData) return unchecked('Market data: not configured, so nobody knows', 'not configured');
  if ('unseen' in marketData) return unchecked(`The age of the market data could not be read (${marketData.unseen})`);
  const last = marketData.seen.at(-1);
  if (!last) return unchecked(`The age of the market data has not been said in the last ${minutes} min`, 'stale');
  const says = `Market data is connected, ${duration(last.value)} old`;
  if (last.value <= maxMarketDataAgeSeconds) return ok(says);
  const wanted = `at most ${duration(maxMarketDataAgeSeconds)} wanted`;
  if ('unseen' in phase) return unchecked(`${says}, ${wanted} while it trades: no calendar says (${phase.unseen})`);
  switch (TICKS[phase.seen]) {
    case 'no':
      return ok(`${says}: the market is closed`);
    case 'yes':
      return failed(`${says}, ${wanted} (${phase.seen})`);
    case 'unknown':
      return unchecked(`${says}, ${wanted} while it trades: nobody knows whether it does today`);
  }
}

function numbersOf({ broker, marketData, now }: Seen): NonNullable<ItemAnswer['numbers']> {
  const reached = broker && 'seen' in broker.reachability ? broker.reachability.seen : undefined;
  const heartbeat = broker && 'seen' in broker.heartbeat ? broker.heartbeat.seen : undefined;
  const last = marketData && 'seen' in marketData ? marketData.seen.at(-1) : undefined;
  const age = heartbeat ? Math.round(ageOf(heartbeat, now)) : Number.NaN;
  return {
    'broker status': reached?.status ?? null,
    'heartbeat error code': heartbeat?.errorcode ?? null,
    'heartbeat age seconds': Number.isFinite(age) ? age : null,
    'market data age seconds': last?.value ?? null,
  };
}
