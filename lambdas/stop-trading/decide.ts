import type { Service } from '@aws-sdk/client-ecs';
import type { Acknowledgement } from '../shared/acknowledgement';
import { isStopped, type Stop } from '../shared/guard/stop-record';
import type { Written } from '../shared/halt/history';
import { type StopRun, wantsScaleDown } from '../shared/halt/run';
import { isFresh } from '../shared/status-object';
import type { Look } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime } from '../shared/wording';

/** The system as it is seen between the two methods. */
export interface Seen {
  readonly now: number;
  readonly run: StopRun;
  readonly parameter: Look<Switch>;
  /** Its latest values, oldest first. */
  readonly history: Look<readonly Written[]>;
  /** Null: the service acknowledges nothing. */
  readonly word: Look<Acknowledgement> | null;
  /** Seconds after which the service's word is too old. */
  readonly maxAgeSeconds: number;
  readonly service: Look<Service | undefined>;
  readonly kept: Look<Stop | undefined>;
}

/** Whether the service is scaled down, and why or why not: part of a sentence. */
export interface ScaleDown {
  readonly scaleDown: boolean;
  readonly because: string;
}

/**
 * Whether method 2 follows method 1. It does unless method 1 is proved by its effect, and only what is seen proves it:
 * the parameter says "false", and the service has acknowledged that version (or one since which it has never said anything
 * else: two people may stop at once) and does not trade, or no task of it runs and none is wanted. That none runs at this
 * instant proves nothing where some are wanted: of a service whose tasks keep crashing, or are being replaced, the next ones
 * start half a minute later, and whether they heed the parameter is what nobody has seen. It follows whatever is proved where
 * it was asked for, where the service acknowledges nothing, where the workflow's own write failed (whoever stops trading does
 * not wait for a second chance), and where an earlier stop has scaled the service down: then it is seen again that it is.
 */
export function decideScaleDown(seen: Seen): ScaleDown {
  const { run, parameter, word, service, kept } = seen;
  const yes = (because: string): ScaleDown => ({ scaleDown: true, because });
  if (wantsScaleDown(run)) return yes('it was asked for');
  if ('failed' in run.written) return yes(`the first write of the parameter failed (${run.written.failed})`);
  if (word === null) return yes('the service acknowledges nothing');
  if ('seen' in kept && isStopped(kept.seen)) return yes('it is stopped already, and is seen again');
  if ('unseen' in parameter) return yes(`the parameter could not be read (${parameter.unseen})`);
  const { value, version } = parameter.seen;
  if (value !== 'false') return yes(`the parameter is "${value}" (version ${version})`);
  const proof = acknowledges(word, version, seen) ?? idle(service);
  return proof
    ? { scaleDown: false, because: `${proof} (version ${version})` }
    : yes(`version ${version} is not acknowledged`);
}

function acknowledges(
  word: Look<Acknowledgement>,
  version: number,
  { maxAgeSeconds, now, history }: Pick<Seen, 'maxAgeSeconds' | 'now' | 'history'>,
): string | undefined {
  if ('unseen' in word) return undefined;
  const { seen } = word;
  return (seen.version >= version || falseSince(seen.version, version, history)) &&
    !seen.tradingEnabled &&
    isFresh(seen, maxAgeSeconds, now)
    ? `acknowledged at ${clockTime(seen.asOf)}`
    : undefined;
}

/** Whether every value from one version to another, without a gap, was "false". */
function falseSince(from: number, to: number, history: Look<readonly Written[]>): boolean {
  if ('unseen' in history) return false;
  const since = history.seen.filter(({ version }) => version >= from && version <= to);
  return since.length === to - from + 1 && since.every(({ value }) => value === 'false');
}

const idle = (service: Look<Service | undefined>): string | undefined => {
  if ('unseen' in service || !service.seen) return undefined;
  const { desiredCount, runningCount, pendingCount } = service.seen;
  return desiredCount === 0 && runningCount === 0 && pendingCount === 0
    ? 'no task runs, and none is wanted'
    : undefined;
};
