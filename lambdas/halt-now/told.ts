import * as v from 'valibot';
import { StatusPlace } from '../shared/status-object';

/**
 * What the stack tells this one function by its environment's variables: a halt must not hang on a directory that cannot be
 * read. Each is read by itself, for the same reason.
 */
const told = (
  name: 'TRADING_ENABLED' | 'CHANNEL_TOPIC' | 'ACKNOWLEDGEMENT' | 'TRADING_SERVICE' | 'STOP_MACHINE',
): string | undefined => process.env[name] || undefined;

function needed(name: Parameters<typeof told>[0]): string {
  const value = told(name);
  if (value) return value;
  throw new Error(`The environment variable ${name} is not set; the stack sets it.`);
}

/** Name of the trading service, for the record of the stop. @throws when the stack has not said it. */
export const tradingService = (): string => needed('TRADING_SERVICE');

/** ARN of the workflow of the emergency stop. @throws when the stack has not said it. */
export const stopMachine = (): string => needed('STOP_MACHINE');

/** Name of the parameter. @throws when the stack has not said it. */
export const tradingEnabled = (): string => needed('TRADING_ENABLED');

/** ARN of the incident channel's topic. @throws when the stack has not said it. */
export const channelTopic = (): string => needed('CHANNEL_TOPIC');

/** Where the trading service acknowledges the parameter; undefined where it does not. @throws when it says no place. */
export function acknowledgement(): StatusPlace | undefined {
  const place = told('ACKNOWLEDGEMENT');
  return place === undefined ? undefined : v.parse(StatusPlace, JSON.parse(place));
}
