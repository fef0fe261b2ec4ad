import type { Service } from '@aws-sdk/client-ecs';
import type { PhaseNow } from '../shared/calendar';
import { stateOf } from '../shared/database';
import type { Signal } from '../shared/signals';
import type { Look } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime } from '../shared/wording';
import type { Feed } from './feeds';

/** The system as it is seen right before the decision. */
export interface Seen {
  /** Unseen: the calendar cannot be read. */
  readonly phase: Look<PhaseNow>;
  /** Every watched service by its name, the trading service among them. */
  readonly services: Readonly<Record<string, Look<Service | undefined>>>;
  /** Name of the trading service. */
  readonly trading: string;
  readonly tradingEnabled: Look<Switch>;
  /** The database's status as AWS words it; undefined when there is no such instance. */
  readonly database: Look<string | undefined>;
  /** Alarms that would confirm that the database is in trouble: its connections fail, trading's own. */
  readonly confirming: readonly Look<Signal>[];
  /** Null: the loss is not watched. */
  readonly dailyLoss: Look<Signal> | null;
  /** Null: not configured, which says nothing, not even that it is silent. */
  readonly broker: Feed | null;
  readonly marketData: Feed | null;
}

/** Whether to halt, and why or why not: parts of a sentence with their numbers. */
export interface Halt {
  readonly halt: boolean;
  readonly because: string;
}

/**
 * Whether a critical incident halts trading. It does while orders can be sent or are collected, that is in the session, in
 * the closing auction, in the pre-open, on a day of which nobody knows whether it trades, and while the calendar cannot be
 * read; never while the market is closed. It takes any of these:
 *
 * (a) Every watched service is down: each is seen, and runs no task.
 * (b) The database is lost: it has a status it does not come back from by itself; or it is in doubt (its status cannot be
 *     read, is not documented, or there is no such instance) and an alarm with data confirms trouble with it.
 * (c) Trading would go on blind. The parameter allows it (or cannot be read), and either the broker or the market data
 *     has been bad for three minutes (feeds.ts) while a task of it runs or is meant to; or both have been unknown for three
 *     minutes while a task of it runs. The silence of a service without tasks tells nothing new.
 * (d) The alarm on the daily loss is in ALARM, with data behind it.
 *
 * Nothing halts for the dashboard alone, and nothing for one unknown signal alone: a halt needs something that is seen to
 * be bad, or two signals that are silent together.
 */
export function decideHalt(seen: Seen): Halt {
  if ('seen' in seen.phase && seen.phase.seen.phase === 'closed') {
    return { halt: false, because: `the market is closed (${seen.phase.seen.because})` };
  }
  const reasons = [everythingDown(seen), databaseLost(seen), tradingBlind(seen), lossTooHigh(seen)].filter(
    (reason) => reason !== undefined,
  );
  if (reasons.length > 0) return { halt: true, because: reasons.join('; and ') };
  return { halt: false, because: calm(seen) };
}

const isDown = (service: Look<Service | undefined>): boolean =>
  'seen' in service && service.seen !== undefined && (service.seen.runningCount ?? 0) === 0;

const tasks = (service: Look<Service | undefined>): string => {
  if ('unseen' in service) return `could not be checked (${service.unseen})`;
  return service.seen ? `${service.seen.runningCount ?? 0} of ${service.seen.desiredCount ?? 0} tasks` : 'not found';
};

const inTasks = ({ services }: Seen): string =>
  Object.entries(services)
    .map(([name, service]) => `${name} ${tasks(service)}`)
    .join(', ');

function everythingDown(seen: Seen): string | undefined {
  const services = Object.values(seen.services);
  if (services.length === 0 || !services.every(isDown)) return undefined;
  return `all ${services.length} services are down: ${inTasks(seen)}`;
}

function databaseLost({ database, confirming }: Seen): string | undefined {
  const says = databaseWords(database);
  const state = 'seen' in database && database.seen !== undefined ? stateOf(database.seen) : undefined;
  if (state === 'broken') return says;
  const red = confirming.find((alarm) => isRed(alarm));
  if (state !== undefined || !red || !('seen' in red)) return undefined;
  return `${says}, and ${red.seen.alarm} is in ALARM since ${clockTime(red.seen.since)}`;
}

function databaseWords(database: Look<string | undefined>): string {
  if ('unseen' in database) return `the database could not be checked (${database.unseen})`;
  if (database.seen === undefined) return 'there is no such database';
  const known = stateOf(database.seen) !== undefined;
  return `the database is "${database.seen}"${known ? '' : ', a status nobody here knows'}`;
}

/** Red for want of data is no signal of its own. */
const isRed = (alarm: Look<Signal>): boolean => 'seen' in alarm && alarm.seen.state === 'ALARM' && alarm.seen.hasData;

function tradingBlind({ tradingEnabled, services, trading, broker, marketData }: Seen): string | undefined {
  if ('seen' in tradingEnabled && tradingEnabled.seen.value !== 'true') return undefined;
  const service = services[trading] ?? { unseen: 'not watched' };
  // A service that cannot be seen may well be running.
  const { runningCount = 0, desiredCount = 0 } =
    'seen' in service ? (service.seen ?? {}) : { runningCount: 1, desiredCount: 1 };
  const feeds = [broker, marketData].filter((feed) => feed !== null);
  const bad = feeds.filter(({ state }) => state === 'bad');
  const goesOn = `trading may go on (${tasks(service)})`;
  if (bad.length > 0 && (runningCount > 0 || desiredCount > 0)) {
    return `${goesOn} while ${bad.map(({ says }) => says).join('; ')}`;
  }
  const allUnknown = feeds.length === 2 && feeds.every(({ state }) => state !== 'ok');
  if (!allUnknown || runningCount === 0) return undefined;
  return `${goesOn} while nothing is known of broker and market data: ${feeds.map(({ says }) => says).join('; ')}`;
}

const lossTooHigh = ({ dailyLoss }: Seen): string | undefined =>
  dailyLoss && 'seen' in dailyLoss && isRed(dailyLoss)
    ? `${dailyLoss.seen.alarm} is in ALARM since ${clockTime(dailyLoss.seen.since)}: ${dailyLoss.seen.reason.replace(/\.$/, '')}`
    : undefined;

/** What was seen that calls for no halt. */
function calm(seen: Seen): string {
  const { dailyLoss } = seen;
  const loss =
    dailyLoss === null
      ? 'the daily loss is not watched'
      : 'unseen' in dailyLoss
        ? `the alarm on the daily loss could not be checked (${dailyLoss.unseen})`
        : `the alarm on the daily loss is ${dailyLoss.seen.state}${dailyLoss.seen.hasData ? '' : ' without data'}`;
  return [
    inTasks(seen),
    databaseWords(seen.database),
    seen.broker?.says ?? 'the broker is not watched',
    seen.marketData?.says ?? 'the market data is not watched',
    'unseen' in seen.tradingEnabled
      ? `the parameter could not be read (${seen.tradingEnabled.unseen})`
      : `the parameter is "${seen.tradingEnabled.seen.value}"`,
    loss,
  ].join('; ');
}
