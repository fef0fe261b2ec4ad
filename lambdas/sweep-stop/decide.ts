import type { Service } from '@aws-sdk/client-ecs';
import type { Acknowledgement } from '../shared/acknowledgement';
import { ALL_SUSPENDED, type Bounds, sameSuspension } from '../shared/capacity';
import { covers, isStopped, type Stop, standing } from '../shared/guard/stop-record';
import { isFresh } from '../shared/status-object';
import type { Look } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted } from '../shared/wording';

/** The system at one look. */
export interface Seen {
  readonly now: number;
  /** Id of the stop that is watched over. */
  readonly stop: string;
  readonly kept: Look<Stop | undefined>;
  readonly parameter: Look<Switch>;
  readonly service: Look<Service | undefined>;
  /** Undefined: it is not scaled. */
  readonly bounds: Look<Bounds | undefined>;
  /** Null: the service acknowledges nothing. */
  readonly word: Look<Acknowledgement> | null;
  /** Seconds after which the service's word is too old. */
  readonly maxAgeSeconds: number;
  /** Nothing but a stopped service will do, whatever the record says. */
  readonly mustBeStopped: boolean;
}

/** What one look comes to. Parts of sentences. */
export interface Verdict {
  /** People have ended the stop. */
  readonly lifted?: string;
  /** What is not as the stop left it: to be set back at once. */
  readonly back: readonly { readonly what: 'parameter' | 'service'; readonly because: string }[];
  /** What is not proved, and may be at the next look. */
  readonly open: readonly string[];
  /** Whether what is open leaves it possible that the service trades. */
  readonly unproved: boolean;
  /** What holds. */
  readonly holds: readonly string[];
}

/**
 * Whether trading is still stopped. The parameter says "false", and besides:
 *
 * - of a service that is stopped, by the record or because nothing else will do: nothing is wanted of it (desired count 0,
 *   minimum 0, all scaling suspended), and no task of it runs;
 * - of one that is disabled: it acknowledges the version, or no task of it runs.
 *
 * What is seen to be otherwise is set back, whoever did it. What cannot be seen is open, and never counts as well. Only people
 * who lift the stop end it: System Recovery, after two of them have said so.
 */
export function decideSweep(seen: Seen): Verdict {
  const { kept, stop, service } = seen;
  const record = 'seen' in kept ? kept.seen : undefined;
  if (record?.lifted && covers(record, stop)) {
    const { by, at } = record.lifted;
    return { lifted: `${by} ended the stop at ${clockTime(at)}`, back: [], open: [], unproved: false, holds: [] };
  }
  const wantsNothing = 'seen' in service && service.seen?.desiredCount === 0;
  // A record that cannot be read leaves the word to what the service shows.
  const stopped = seen.mustBeStopped || isStopped(standing(record)) || (!record && wantsNothing);
  const parts = [parameter(seen), ...(stopped ? [isDown(seen)] : [isDisabled(seen)])];
  return {
    back: parts.flatMap(({ back = [] }) => back),
    open: [
      ...parts.flatMap(({ open = [] }) => open),
      ...('unseen' in kept ? [`the stop's record could not be read (${kept.unseen})`] : []),
    ],
    unproved: parts.some(({ open = [] }) => open.length > 0),
    holds: parts.flatMap(({ holds = [] }) => holds),
  };
}

type Part = Partial<Pick<Verdict, 'back' | 'open' | 'holds'>>;

function parameter({ parameter: seen }: Seen): Part {
  if ('unseen' in seen) return { open: [`the parameter could not be read (${seen.unseen})`] };
  const { value, version } = seen.seen;
  if (value === 'false') return { holds: [`the parameter is "false" (version ${version})`] };
  return { back: [{ what: 'parameter', because: `the parameter was "${value}" (version ${version})` }] };
}

function isDown({ service, bounds }: Seen): Part {
  if ('unseen' in service) return { open: [`the service could not be checked (${service.unseen})`] };
  if (!service.seen) return { open: ['there is no such service'] };
  const { desiredCount = 0, runningCount = 0, pendingCount = 0 } = service.seen;
  if (desiredCount > 0) return back(`its desired count was ${desiredCount}`);
  if ('unseen' in bounds) return { open: [`its scaling could not be checked (${bounds.unseen})`] };
  if (bounds.seen && bounds.seen.min > 0) return back(`its minimum was ${bounds.seen.min}`);
  if (bounds.seen && !sameSuspension(bounds.seen.suspended, ALL_SUSPENDED))
    return back('its scaling was not suspended');
  const left = runningCount + pendingCount;
  return left > 0
    ? { open: [`${counted(left, 'task')} of it still there`] }
    : { holds: ['no task runs, and none is wanted'] };
}

function isDisabled(seen: Seen): Part {
  const { service, word, parameter: value } = seen;
  if ('seen' in service && service.seen?.runningCount === 0) return { holds: ['no task runs that could trade'] };
  const unproved = (why: string): Part => ({ open: [`it is not proved that the service does not trade (${why})`] });
  if (!word) return back('it acknowledges nothing');
  if ('unseen' in word) return unproved(word.unseen);
  const { version, tradingEnabled, asOf } = word.seen;
  const says = `it says version ${version}, ${tradingEnabled ? 'enabled' : 'disabled'}, at ${clockTime(asOf)}`;
  const current = 'seen' in value ? value.seen.version : Number.POSITIVE_INFINITY;
  if (tradingEnabled || version < current || !isFresh(word.seen, seen.maxAgeSeconds, seen.now)) return unproved(says);
  return { holds: [`acknowledged at ${clockTime(asOf)}`] };
}

const back = (because: string): Part => ({ back: [{ what: 'service', because }] });
