import { decideOpen, type Seen } from '../../../lambdas/review-open-positions/decide';
import type { Position } from '../../../lambdas/shared/day-signals';
import { ALARM_AT, isoAfter, seen, service, tradingIs, unseen } from '../../support/incidents';

const position = (symbol: string, netQuantity: number): Position => ({
  exchange: 'NSE',
  symbol,
  product: 'INTRADAY',
  netQuantity,
  averagePrice: 100,
});
const look = (over: Partial<Seen>) =>
  decideOpen({
    positions: { state: 'seen', value: { asOf: isoAfter(-30), positions: [position('SBIN-EQ', 50)] } },
    tradingEnabled: tradingIs('false'),
    service: seen(service()),
    now: ALARM_AT,
    ...over,
  });
const none = (seconds: number): Partial<Seen> => ({
  positions: { state: 'seen', value: { asOf: isoAfter(seconds), positions: [position('SBIN-EQ', 0)] } },
});

test('what is open is told, with who could close it', () => {
  expect(look({})).toMatchObject({
    outcome: 'continue',
    finding: '1 position open at 10:01:47 IST: NSE SBIN-EQ INTRADAY 50 (trading_enabled is "false", 2 tasks running).',
  });
});

test('no open position, by a list of this minute, is the end; by an older one it is told, and looked at again', () => {
  expect(look(none(-30))).toMatchObject({ outcome: 'resolved' });
  expect(look(none(-181))).toMatchObject({ outcome: 'continue', finding: expect.stringContaining('3 min 1 s old') });
});

test('what could not be read is said, and no list is never no position', () => {
  expect(look({ tradingEnabled: unseen('throttled'), service: unseen('AccessDenied') })).toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/could not be read \(throttled\), the service could not be read \(AccessDenied\)/),
  });
  expect(look({ positions: { state: 'malformed', says: 'positions: given null' } })).toMatchObject({
    outcome: 'escalate',
    verdict: 'unknown',
    callOutside: 'broker',
  });
});
