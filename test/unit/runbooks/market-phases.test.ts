import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTS, type Act, MARKET_PHASES, type MarketPhase, permitted, reasonFor } from '../../../runbooks/market-phases';
import { marketPhasesDocument } from '../../../tools/market-phases';

const SERVICES = ['trading', 'other'] as const;
const TRADING_TIME = ['pre-open', 'session', 'closing-auction'] as const satisfies readonly MarketPhase[];

/** What the table says of an act, phase by phase. */
const row = (act: Act, service: (typeof SERVICES)[number]) =>
  Object.fromEntries(MARKET_PHASES.map((phase) => [phase, permitted(act, service, phase)]));

test('making the system safer is allowed always, to whatever service', () => {
  for (const act of ['halt-trading', 'stop-service'] as const) {
    for (const service of SERVICES) expect(new Set(Object.values(row(act, service)))).toEqual(new Set(['allowed']));
  }
});

test('resuming trading and rolling back always need a person, and nobody resumes into a closing auction', () => {
  for (const service of SERVICES) {
    expect(row('resume-trading', service)).toEqual({
      'pre-open': 'approval',
      session: 'approval',
      'closing-auction': 'forbidden',
      closed: 'approval',
      'unknown-day': 'approval',
    });
    expect(new Set(Object.values(row('rollback', service)))).toEqual(new Set(['approval']));
  }
});

test('a restore always needs a person; a switch-over does when nothing trades, and is forbidden while anything does', () => {
  expect(new Set(Object.values(row('restore', 'other')))).toEqual(new Set(['approval']));
  for (const phase of [...TRADING_TIME, 'unknown-day'] as const)
    expect(permitted('switch-database', 'other', phase)).toBe('forbidden');
  expect(permitted('switch-database', 'other', 'closed')).toBe('approval');
});

test('a deployment needs a person while anything trades and can be done after the close; taking it back needs nobody', () => {
  for (const service of SERVICES) {
    expect(row('deploy', service)).toEqual({
      'pre-open': 'approval',
      session: 'approval',
      'closing-auction': 'approval',
      closed: 'allowed',
      'unknown-day': 'approval',
    });
    expect(new Set(Object.values(row('undo-deploy', service)))).toEqual(new Set(['allowed']));
  }
});

test('the trading service is restarted and scaled up while it trades', () => {
  for (const act of ['restart', 'restart-stop-first', 'scale-up'] as const) {
    for (const phase of MARKET_PHASES) expect(permitted(act, 'trading', phase)).toBe('allowed');
  }
});

test('while there can be open orders, losing them needs a person and shrinking the service is forbidden', () => {
  for (const phase of TRADING_TIME) {
    expect(permitted('restart-state-lost', 'trading', phase)).toBe('approval');
    expect(permitted('undo-scale-up', 'trading', phase)).toBe('forbidden');
  }
  expect(permitted('restart-state-lost', 'trading', 'closed')).toBe('allowed');
  expect(permitted('undo-scale-up', 'trading', 'closed')).toBe('allowed');
});

test('the database is maintained only while nothing trades', () => {
  for (const service of SERVICES) {
    expect(row('database-maintenance', service)).toEqual({
      'pre-open': 'forbidden',
      session: 'forbidden',
      'closing-auction': 'forbidden',
      closed: 'allowed',
      'unknown-day': 'forbidden',
    });
  }
});

test('a backup may be taken at any time, and the table says what that costs a single zone', () => {
  for (const service of SERVICES) {
    expect(new Set(Object.values(row('database-backup', service)))).toEqual(new Set(['allowed']));
    expect(reasonFor('database-backup', service)).toMatch(/Multi-AZ.*standby.*Single-AZ/);
  }
});

test('an unknown day is as strict as the stricter of session and closed', () => {
  const order = ['allowed', 'approval', 'forbidden'];
  const strictness = (act: Act, service: (typeof SERVICES)[number], phase: MarketPhase) =>
    order.indexOf(permitted(act, service, phase));
  for (const act of ACTS) {
    for (const service of SERVICES) {
      const stricter = Math.max(strictness(act, service, 'session'), strictness(act, service, 'closed'));
      expect(strictness(act, service, 'unknown-day')).toBe(stricter);
    }
  }
});

test('no other service is treated more strictly than the trading service', () => {
  const order = ['allowed', 'approval', 'forbidden'];
  for (const act of ACTS) {
    for (const phase of MARKET_PHASES) {
      const [trading, other] = SERVICES.map((service) => order.indexOf(permitted(act, service, phase)));
      expect(other).toBeLessThanOrEqual(trading ?? Number.NaN);
    }
  }
});

test('every row has a reason of one sentence', () => {
  for (const act of ACTS) for (const service of SERVICES) expect(reasonFor(act, service)).toMatch(/^[A-Z][^.]*\.$/);
});

describe('docs/market-phases.md', () => {
  const document = readFileSync(join(__dirname, '../../../docs/market-phases.md'), 'utf8');

  test('is up to date (npm run docs)', () => {
    expect(document).toBe(marketPhasesDocument());
  });

  test('has a row for every act, twice', () => {
    for (const act of ACTS) expect(document.match(new RegExp(`^\\| ${act} \\|`, 'gm'))).toHaveLength(2);
  });
});
