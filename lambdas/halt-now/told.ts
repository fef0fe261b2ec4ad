import * as v from 'valibot';
import { StatusPlace } from '../shared/status-object';

/**
 * What the stack tells this one function by its environment's variables: a halt must not hang on a directory that cannot be
 * read. Each is read by itself, for the same reason.
 */
const told = (name: 'TRADING_ENABLED' | 'CHANNEL_TOPIC' | 'ACKNOWLEDGEMENT'): string | undefined =>
  process.env[name] || undefined;

/** Name of the parameter. @throws when the stack has not said it. */
export function tradingEnabled(): string {
  const name = told('TRADING_ENABLED');
  if (name) return name;
  throw new Error('The environment variable TRADING_ENABLED is not set; the stack sets it.');
}

/** ARN of the incident channel's topic. @throws when the stack has not said it. */
export function channelTopic(): string {
  const topic = told('CHANNEL_TOPIC');
  if (topic) return topic;
  throw new Error('The environment variable CHANNEL_TOPIC is not set; the stack sets it.');
}

/** Where the trading service acknowledges the parameter; undefined where it does not. @throws when it says no place. */
export function acknowledgement(): StatusPlace | undefined {
  const place = told('ACKNOWLEDGEMENT');
  return place === undefined ? undefined : v.parse(StatusPlace, JSON.parse(place));
}
