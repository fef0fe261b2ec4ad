import * as v from 'valibot';

/** Words for a field that is meant to be empty: nothing emits it, so nothing watches it. */
export const NOT_CONFIGURED = 'not configured';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const whole = v.pipe(v.number(), v.integer('Expected a whole number'));
const seconds = v.pipe(whole, v.minValue(1, 'Expected 1 or more'));
const address = v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL'));

const Metric = v.strictObject({
  namespace: text,
  name: text,
  dimensions: v.record(v.string(), v.string()),
});

const BrokerStatus = v.strictObject({
  /** Answers without credentials; says whether the broker's API responds at all. Never a login. */
  endpoint: address,
  /** A JSON object the trading service writes: `{ asOf, httpStatus, errorcode }` of its last call to the broker. */
  heartbeat: v.strictObject({ bucket: text, key: text, maxAgeSeconds: seconds }),
});

/** A JSON object one of your services writes, with `asOf`: the instant it describes. */
const StatusObject = v.strictObject({ bucket: text, key: text, maxAgeSeconds: seconds });

/** Where a JSON object about the system comes from; `{date}` in a key or a URL is the day it is about. */
const ObjectSource = v.variant('from', [
  v.strictObject({ from: v.literal('s3'), bucket: text, key: text, maxAgeSeconds: seconds }),
  v.strictObject({
    from: v.literal('http'),
    url: address,
    maxAgeSeconds: seconds,
  }),
]);

/** The same as a metric for each of its numbers. */
const TradesSource = v.variant('from', [
  ...ObjectSource.options,
  v.strictObject({ from: v.literal('metric'), trades: Metric, realisedProfit: Metric, openPositions: Metric }),
]);

/** The broker's own word about what is held: asked with the session the trading service has, and never with a login. */
const BrokerPositions = v.strictObject({
  /** Answers the open positions of the account. */
  endpoint: address,
  /** A secret in Secrets Manager in which the trading service keeps the headers of its present session. */
  sessionSecret: text,
});

/** A command as a JSON object, and the trading service's answer to it as another. */
const CommandObject = v.strictObject({
  bucket: text,
  key: text,
  answer: v.strictObject({ key: text, maxAgeSeconds: seconds }),
  /** How far from the last price a limit order may be, at most. */
  maxSlippagePercent: v.pipe(
    v.number(),
    v.minValue(0.01, 'Expected 0.01 or more'),
    v.maxValue(10, 'Expected 10 or less'),
  ),
});

/** What is said is judged by what it can only be: words, or a description of the signal. */
const signal = <T extends v.GenericSchema>(schema: T) =>
  v.lazy(
    (given): v.GenericSchema<v.InferInput<T> | typeof NOT_CONFIGURED, v.InferOutput<T> | typeof NOT_CONFIGURED> =>
      typeof given === 'string' ? v.literal(NOT_CONFIGURED) : schema,
  );

export const SignalsSchema = v.strictObject({
  brokerStatus: signal(BrokerStatus),
  oldestUnansweredOrder: signal(Metric),
  /** Age of the last market data the trading system has, in seconds. */
  marketDataFreshness: signal(Metric),
  /** Loss of the day in the account's currency, above 0. */
  dailyLoss: signal(Metric),
  /** Trades, realised profit and number of open positions of a day. */
  tradesAndProfit: signal(TradesSource),
  /** Every open position, at the instant the object describes. */
  positions: signal(ObjectSource),
  /** What the trading service has exported of a day: names, sizes and checksums. */
  exportManifest: signal(ObjectSource.options[0]),
  /** Written by the trading service: `{ asOf, version, tradingEnabled }`, the parameter as it last acted on it. */
  tradingEnabledAcknowledgement: signal(StatusObject),
  /** Written by the trading service: `{ asOf, version, value }`, the probe parameter as it last read it. */
  probeAcknowledgement: signal(StatusObject),
  /** The broker's own word about every open position, to compare with `positions`. */
  brokerPositions: signal(BrokerPositions),
});

export const CommandsSchema = v.strictObject({
  /** Closes every open position by limit orders, when two people have said so. */
  closePositions: signal(CommandObject),
});
