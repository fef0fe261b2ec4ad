import type { Acknowledgement } from '../acknowledgement';
import { type BrokerLook, directView, directWords, ownView } from '../broker';
import type { Point } from '../metrics';
import { ageOf, isFresh } from '../status-object';
import type { Look } from '../step';
import type { Switch } from '../stop';
import { clockTime, duration } from '../wording';
import { type Answer, attention, failed, ok, unchecked } from './check';

/** The broker as we meet it and as the trading service says that it meets it; the worse of the two counts. */
export function checkBroker(broker: BrokerLook, maxAgeSeconds: number, now: number): Answer {
  const own = ownView(broker.heartbeat, maxAgeSeconds, now);
  const says = `${directWords(broker.reachability)}; ${own.says}`;
  if (directView(broker.reachability) !== 'ok') return failed(says);
  switch (own.state) {
    case 'ok':
      return ok(says);
    case 'session-stale':
      return attention(says);
    case 'unknown':
      return unchecked(says);
    default:
      return failed(says);
  }
}

/** The latest age within the last minutes. Outside the session it grows without a fault; the calendar is not asked here. */
export function checkMarketData(ages: Look<readonly Point[]>, maxAgeSeconds: number, minutes: number): Answer {
  if ('unseen' in ages) return unchecked(`could not be checked (${ages.unseen})`);
  const last = ages.seen.at(-1);
  if (!last) return unchecked(`could not be checked: no data in the last ${minutes} min`);
  const says = `is ${duration(last.value)} old, at most ${duration(maxAgeSeconds)} wanted`;
  return last.value > maxAgeSeconds ? failed(says) : ok(says);
}

/** Disabled is what people decided: they should know, and nothing has failed. */
export function checkParameter(parameter: Look<Switch>): Answer {
  if ('unseen' in parameter) return unchecked(`could not be read (${parameter.unseen})`);
  const { value, version, changedAt } = parameter.seen;
  const says = `is "${value}" (version ${version}, since ${clockTime(changedAt)})`;
  if (value === 'true') return ok(says);
  return attention(value === 'false' ? `${says}: trading is disabled` : `${says}, which is neither true nor false`);
}

/** How long the trading service may take to act on a change of its parameter. */
const HEEDS_WITHIN_SECONDS = 60;

/** Whether the trading service acts on the parameter as it is. A word too old to go by tells nothing. */
export function checkAcknowledgement(
  acknowledgement: Look<Acknowledgement>,
  parameter: Look<Switch>,
  maxAgeSeconds: number,
  now: number,
): Answer {
  if ('unseen' in acknowledgement) return unchecked(`could not be read (${acknowledgement.unseen})`);
  const { version, tradingEnabled, asOf } = acknowledgement.seen;
  const says = `says version ${version}, ${tradingEnabled ? 'enabled' : 'disabled'}, at ${clockTime(asOf)}`;
  if (!isFresh(acknowledgement.seen, maxAgeSeconds, now)) {
    const age = ageOf(acknowledgement.seen, now);
    return unchecked(`${says}: ${age < 0 ? 'from the future' : `${duration(age)} old, too old to tell`}`);
  }
  if ('unseen' in parameter) return unchecked(`${says}; the parameter could not be read`);
  const { seen } = parameter;
  if (version === seen.version && tradingEnabled === (seen.value === 'true')) return ok(says);
  const against = `${says}, where the parameter is "${seen.value}" (version ${seen.version})`;
  const changed = (now - seen.changedAt.getTime()) / 1000;
  return changed <= HEEDS_WITHIN_SECONDS ? attention(`${against}, changed just now`) : failed(against);
}
