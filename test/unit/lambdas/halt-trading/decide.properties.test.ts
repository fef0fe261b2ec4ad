import * as fc from 'fast-check';
import { decideHalt, type Seen } from '../../../../lambdas/halt-trading/decide';
import { seen, tradingIs, unseen } from '../../../support/incidents';
import { alarm, DATABASE_ALARM, down, feed, LOSS_ALARM, phase, SERVICES, up } from './world';

/** Every signal as it gets worse: well, unknown, bad. */
const SERVICE = [up, unseen('throttled'), down] as const;
const DATABASE = [seen('available'), seen('modifying'), unseen('throttled'), seen('storage-full')] as const;
const ALARM = (name: string) => [alarm(name, 'OK'), unseen('throttled'), alarm(name, 'ALARM')] as const;
const FEED = [feed('ok'), feed('unknown'), feed('bad')] as const;
const ENABLED = [tradingIs('true'), unseen('throttled')] as const;

/** How bad each signal is: an index into its list. */
interface Badness {
  readonly services: readonly number[];
  readonly database: number;
  readonly confirming: number;
  readonly dailyLoss: number;
  readonly broker: number;
  readonly marketData: number;
  readonly tradingEnabled: number;
}

const build = (bad: Badness, now: Seen['phase']): Seen => ({
  phase: now,
  services: Object.fromEntries(SERVICES.map((name, index) => [name, SERVICE[bad.services[index] ?? 0] ?? up])),
  trading: SERVICES[0],
  tradingEnabled: ENABLED[bad.tradingEnabled] ?? ENABLED[0],
  database: DATABASE[bad.database] ?? DATABASE[0],
  confirming: [ALARM(DATABASE_ALARM)[bad.confirming] ?? unseen('?')],
  dailyLoss: ALARM(LOSS_ALARM)[bad.dailyLoss] ?? null,
  broker: FEED[bad.broker] ?? null,
  marketData: FEED[bad.marketData] ?? null,
});

const upTo = (list: readonly unknown[]) => fc.nat({ max: list.length - 1 });
const badness: fc.Arbitrary<Badness> = fc.record({
  services: fc.tuple(upTo(SERVICE), upTo(SERVICE), upTo(SERVICE)),
  database: upTo(DATABASE),
  confirming: fc.nat({ max: 2 }),
  dailyLoss: fc.nat({ max: 2 }),
  broker: upTo(FEED),
  marketData: upTo(FEED),
  tradingEnabled: upTo(ENABLED),
});
const WELL: Badness = {
  services: [0, 0, 0],
  database: 0,
  confirming: 0,
  dailyLoss: 0,
  broker: 0,
  marketData: 0,
  tradingEnabled: 0,
};
const open = fc.oneof(
  fc.constantFrom('pre-open', 'session', 'closing-auction', 'unknown-day').map((now) => phase(now as 'session')),
  fc.constant(unseen('no calendar')),
);
const RUNS = { numRuns: 2000, seed: 11 };

const worse = (one: Badness, other: Badness): Badness => ({
  services: one.services.map((bad, index) => Math.max(bad, other.services[index] ?? 0)),
  database: Math.max(one.database, other.database),
  confirming: Math.max(one.confirming, other.confirming),
  dailyLoss: Math.max(one.dailyLoss, other.dailyLoss),
  broker: Math.max(one.broker, other.broker),
  marketData: Math.max(one.marketData, other.marketData),
  tradingEnabled: Math.max(one.tradingEnabled, other.tradingEnabled),
});

test('nothing is ever halted while the market is closed', async () => {
  await fc.assert(
    fc.property(badness, (bad) => !decideHalt(build(bad, phase('closed'))).halt),
    RUNS,
  );
});

test('a single signal that is unknown never halts', async () => {
  const UNKNOWN: readonly Partial<Badness>[] = [
    { services: [1, 0, 0] },
    { services: [0, 1, 0] },
    { services: [0, 0, 1] },
    { database: 2 },
    { confirming: 1 },
    { dailyLoss: 1 },
    { broker: 1 },
    { marketData: 1 },
    { tradingEnabled: 1 },
  ];
  await fc.assert(
    fc.property(fc.constantFrom(...UNKNOWN), open, (one, now) => !decideHalt(build({ ...WELL, ...one }, now)).halt),
    RUNS,
  );
});

/** A service that goes down falls silent: where silence is all that halts, its being down explains it. */
const silenceAlone = (bad: Badness): boolean => {
  const { because } = decideHalt(build(bad, phase('session')));
  return because.includes('nothing is known of broker and market data') && !because.includes('; and ');
};

test('a signal that gets worse never turns a halt into no halt', async () => {
  let halts = 0;
  await fc.assert(
    fc.property(badness, badness, open, (one, other, now) => {
      const before = decideHalt(build(one, now));
      if (!before.halt) return true;
      const after = worse(one, other);
      const fellSilent = silenceAlone(one) && after.services[0] === 2;
      if (fellSilent) return true;
      halts++;
      return decideHalt(build(after, now)).halt;
    }),
    RUNS,
  );
  expect(halts).toBeGreaterThan(500);
});

test('the dashboard alone never halts, however bad it is', async () => {
  await fc.assert(
    fc.property(upTo(SERVICE), open, (bad, now) => !decideHalt(build({ ...WELL, services: [0, bad, 0] }, now)).halt),
    RUNS,
  );
});
