import { decideHalt, type Seen } from '../../../../lambdas/halt-trading/decide';
import { seen, service, tradingIs, unseen } from '../../../support/incidents';
import { alarm, DATABASE_ALARM, down, feed, LOSS_ALARM, phase, services, world } from './world';

const halts = (over: Partial<Seen> = {}): boolean => decideHalt(world(over)).halt;
const loss = alarm(LOSS_ALARM, 'ALARM');

test('a system that is well is not halted, and the answer says what was seen', () => {
  expect(decideHalt(world())).toEqual({
    halt: false,
    because:
      'algo-trading-prod-trading 2 of 2 tasks, algo-trading-prod-dashboard 2 of 2 tasks, algo-trading-prod-data-service 2 of 2 tasks; the database is "available"; the feed is ok; the feed is ok; the parameter is "true"; the alarm on the daily loss is OK',
  });
});

describe('the market', () => {
  test.each(['pre-open', 'session', 'closing-auction', 'unknown-day'] as const)(
    'in the phase %s trading is halted',
    (now) => {
      expect(halts({ phase: phase(now), dailyLoss: loss })).toBe(true);
    },
  );
  test('while it is closed nothing is halted', () => {
    expect(
      decideHalt(world({ phase: phase('closed'), dailyLoss: loss, services: services(down, down, down) })),
    ).toEqual({
      halt: false,
      because: 'the market is closed (it is closed)',
    });
  });
  test('a calendar that cannot be read may hide a session', () => {
    expect(halts({ phase: unseen('no calendar'), dailyLoss: loss })).toBe(true);
    expect(halts({ phase: unseen('no calendar') })).toBe(false);
  });
});

describe('every service down', () => {
  test('halts, with the tasks of each', () => {
    const { halt, because } = decideHalt(world({ services: services(down, down, down) }));
    expect(halt).toBe(true);
    expect(because).toContain('all 3 services are down: algo-trading-prod-trading 0 of 2 tasks');
  });
  test('none wanted and none running is down as well', () => {
    const stopped = seen(service({ runningCount: 0, desiredCount: 0 }));
    expect(halts({ services: services(stopped, down, down) })).toBe(true);
  });
  test.each([
    ['the dashboard alone', services(undefined as never, down)],
    ['all but one', services(down, down)],
    ['two, and one that cannot be seen', services(down, down, unseen('throttled'))],
    ['two, and one that is not found', services(down, down, seen(undefined))],
    ['none watched', {}],
  ])('%s: no halt', (_what, which) => {
    expect(halts({ services: which })).toBe(false);
  });
});

describe('the database', () => {
  test.each(['storage-full', 'failed', 'stopped'])('"%s" halts', (status) => {
    expect(halts({ database: seen(status) })).toBe(true);
  });
  test.each(['available', 'backing-up', 'modifying', 'rebooting'])(
    '"%s" does not, whatever the alarm says',
    (status) => {
      expect(halts({ database: seen(status), confirming: [alarm(DATABASE_ALARM, 'ALARM')] })).toBe(false);
    },
  );
  test.each([
    ['cannot be read', unseen('throttled')],
    ['is not documented', seen('in-a-muddle')],
    ['is that of no instance', seen(undefined)],
  ])('a status that %s halts only where an alarm with data confirms it', (_what, database) => {
    expect(halts({ database })).toBe(false);
    expect(halts({ database, confirming: [unseen('throttled')] })).toBe(false);
    expect(halts({ database, confirming: [alarm(DATABASE_ALARM, 'ALARM', false)] })).toBe(false);
    expect(halts({ database, confirming: [alarm(DATABASE_ALARM, 'OK'), alarm('trading', 'ALARM')] })).toBe(true);
  });
});

describe('trading that would go on blind', () => {
  const silent = { broker: feed('unknown'), marketData: feed('unknown') };
  const stopped = seen(service({ runningCount: 0, desiredCount: 0 }));

  test.each(['broker', 'marketData'] as const)('halts where the %s is bad', (which) => {
    expect(halts({ [which]: feed('bad') })).toBe(true);
  });
  test('halts where both are silent, and not where one is', () => {
    expect(halts(silent)).toBe(true);
    expect(halts({ broker: feed('unknown') })).toBe(false);
    expect(halts({ marketData: feed('unknown') })).toBe(false);
  });
  test('a feed that is not configured is not silent', () => {
    expect(halts({ broker: null, marketData: null })).toBe(false);
    expect(halts({ broker: null, marketData: feed('unknown') })).toBe(false);
    expect(halts({ broker: null, marketData: feed('bad') })).toBe(true);
  });
  test('is not halted again where the parameter forbids it already', () => {
    expect(halts({ broker: feed('bad'), tradingEnabled: tradingIs('false') })).toBe(false);
    expect(halts({ broker: feed('bad'), tradingEnabled: unseen('throttled') })).toBe(true);
  });
  test('a service whose tasks will come back is halted where a feed is bad, and not for its own silence', () => {
    expect(halts({ broker: feed('bad'), services: services(down) })).toBe(true);
    expect(halts({ ...silent, services: services(down) })).toBe(false);
    expect(halts({ broker: feed('bad'), services: services(stopped) })).toBe(false);
    expect(halts({ ...silent, services: services(unseen('throttled')) })).toBe(true);
  });
});

describe('the daily loss', () => {
  test('halts, with the reason of its alarm', () => {
    expect(decideHalt(world({ dailyLoss: loss }))).toEqual({
      halt: true,
      because: 'system-daily-loss is in ALARM since 10:02:17 IST: Threshold Crossed',
    });
  });
  test.each([
    ['red only for want of data', alarm(LOSS_ALARM, 'ALARM', false)],
    ['without data', alarm(LOSS_ALARM, 'INSUFFICIENT_DATA', false)],
    ['not to be read', unseen('throttled')],
    ['not watched', null],
  ])('%s: no halt', (_what, dailyLoss) => {
    expect(halts({ dailyLoss })).toBe(false);
  });
});
