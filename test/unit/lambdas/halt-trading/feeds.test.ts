import { brokerFeed, marketDataFeed } from '../../../../lambdas/halt-trading/feeds';
import type { Heartbeat } from '../../../../lambdas/shared/broker';
import { ALARM_AT, at, isoAfter, seen, unseen } from '../../../support/incidents';

const ANSWERS = seen({ status: 200, json: true });
const AWAY = unseen('no answer in 3 s');
const LIMITED = seen({ status: 403, json: false });
const beat = (over: Partial<Heartbeat> = {}) => seen({ asOf: isoAfter(-20), httpStatus: 200, errorcode: '', ...over });
const FAILING = beat({ httpStatus: 0 });
const SILENT = beat({ asOf: isoAfter(-181) });

describe('the broker is', () => {
  test.each([
    ['ok where both views are good', ANSWERS, beat(), 'ok'],
    ['bad where it answers neither us nor the service', AWAY, FAILING, 'bad'],
    ['bad where it does not answer us and the service is silent', AWAY, SILENT, 'bad'],
    ['bad where it answers 503', seen({ status: 503, json: true }), FAILING, 'bad'],
    ['bad where it limits us both', LIMITED, beat({ httpStatus: 403 }), 'bad'],
    ['bad where it refuses our credentials, though it answers', ANSWERS, beat({ errorcode: 'AB1050' }), 'bad'],
    ['unknown where it does not answer us and serves the service', AWAY, beat(), 'unknown'],
    ['unknown where it answers us and fails the service', ANSWERS, FAILING, 'unknown'],
    ['unknown where the service is silent', ANSWERS, SILENT, 'unknown'],
    [
      'unknown where credentials were refused long ago',
      ANSWERS,
      beat({ asOf: isoAfter(-181), errorcode: 'AB1050' }),
      'unknown',
    ],
    ['unknown where the heartbeat cannot be read', AWAY, unseen('no bucket'), 'unknown'],
    ['unknown where the heartbeat is from the future', AWAY, beat({ asOf: isoAfter(600) }), 'unknown'],
  ])('%s', (_what, reachability, heartbeat, state) => {
    expect(brokerFeed({ reachability, heartbeat }, 120, ALARM_AT).state).toBe(state);
  });

  test('not silent between the heartbeats of a service that writes them more seldom', () => {
    expect(brokerFeed({ reachability: ANSWERS, heartbeat: SILENT }, 600, ALARM_AT).state).toBe('ok');
  });
});

/** Ages by the minute, the last of them that of the last whole minute. */
const ages = (...values: (number | undefined)[]) =>
  seen(
    values.flatMap((value, index) =>
      value === undefined ? [] : [{ at: at(-17 - 60 * (values.length - index)), value }],
    ),
  );

describe('the market data is', () => {
  test.each([
    ['ok while it is young', ages(5, 5, 5, 5), 'ok'],
    ['ok when it is young again', ages(90, 90, 90, 5), 'ok'],
    ['bad when it was too old in each of three minutes', ages(5, 70, 80, 90), 'bad'],
    ['bad though the last minute is still on its way', ages(70, 80, 90, undefined), 'bad'],
    ['unknown while it is too old for two minutes', ages(5, 5, 70, 80), 'unknown'],
    ['unknown without a word', ages(), 'unknown'],
    ['unknown when the last word was long ago', ages(5, undefined, undefined, undefined), 'unknown'],
    ['unknown when it cannot be read', unseen('throttled'), 'unknown'],
  ])('%s', (_what, given, state) => {
    expect(marketDataFeed(given, 60, ALARM_AT).state).toBe(state);
  });

  test('said with its numbers', () => {
    expect(marketDataFeed(ages(70, 80, 90), 60, ALARM_AT).says).toBe(
      'market data 1 min 30 s old, at most 1 min wanted, in each of 3 minutes',
    );
  });
});
