import type { Service } from '@aws-sdk/client-ecs';
import { primary, underWay } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import type { AwaitedDeployment, IntendedRestart } from '../shared/incident';
import type { Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { decideStop, type Stoppable, type Switch } from '../shared/stop';
import { clockTime } from '../shared/wording';

export interface Seen {
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  /** The alarms of the incident as they are now; none when a person started the run. */
  readonly signals: Look<readonly Signal[]>;
  /** What this incident has done to the service before. */
  readonly before: {
    readonly restart?: IntendedRestart | undefined;
    readonly deployment?: AwaitedDeployment | undefined;
  };
  readonly whose: Stoppable;
  /** 'asked': a person wants it, whatever the alarms say. 'affected': only where ECS shows too few tasks. */
  readonly reason: 'necessary' | 'asked' | 'affected';
}

export type Decision =
  | { readonly restart: true; readonly because: string }
  | { readonly restart: false; readonly result: StepResult; readonly deployment?: AwaitedDeployment };

/**
 * Whether a restart is called for; whether it may be done now is the guard's question. All of these must hold:
 *
 * 1. People want the service to work, and we can see that they do (shared/stop.ts).
 * 2. This incident has not restarted it yet. One that intended to and died is not repeated blindly: if another
 *    deployment is primary than before, the restart took place, and its deployment is waited for.
 * 3. No deployment is under way. A second one would throw away the tasks the first has just started.
 * 4. The fault is there now, and it is a fault of this service: an alarm of the incident is in ALARM with data behind
 *    it, or ECS itself shows fewer running tasks than wanted. An alarm that is red only because its metric is silent,
 *    over a service that ECS shows complete, is no reason to touch it.
 */
export function decideRestart(seen: Seen): Decision {
  const stop = decideStop(seen.tradingEnabled, seen.service, seen.whose);
  if (stop) return { restart: false, result: seen.reason === 'affected' ? leftAlone(stop) : stop };
  const service = 'seen' in seen.service ? (seen.service.seen as Service) : {};
  return (
    alreadyDone(service, seen.before) ??
    rollingOut(service) ??
    (seen.reason === 'asked'
      ? asked()
      : seen.reason === 'affected'
        ? affected(service, seen)
        : necessary(service, seen.signals))
  );
}

/** The same wish in the words of the guard. */
export const askToRestart = ({
  cluster,
  service,
  kind,
  ...input
}: {
  cluster: string;
  service: string;
  kind: 'trading' | 'other';
  if: Seen['reason'];
}): Ask => ({
  act: 'restart',
  kind,
  resource: service,
  command: `aws ecs update-service --cluster ${cluster} --service ${service} --force-new-deployment`,
  because: input.if === 'asked' ? 'person' : 'fault',
  effect: 'New tasks replace the old ones, which keep running until the new ones do.',
  undo: 'A restart cannot be undone.',
  ...(input.if === 'affected' ? { evenDisabled: true as const } : {}),
});

/** Old and new tasks side by side may do harm; stopping first takes longer than a run about several services has. */
export const needsToStopFirst = ({ service }: { readonly service: string }): StepResult => ({
  outcome: 'continue',
  finding: `${service} needs a restart, and its generations may not overlap: not restarted here.`,
  refused: { act: 'restart', because: 'its generations may not overlap' },
  advice: `Start the runbook "Service Restart Procedure" for ${service}, which stops the old tasks first.`,
});

/** One of several services: what a person has stopped or taken is left alone, and the others still have their turn. */
export const leftAlone = (result: StepResult): StepResult =>
  result.outcome === 'stand-down' && result.refused?.because !== 'mode off'
    ? { ...result, outcome: 'continue' }
    : result;

/**
 * Whether one of several services is down: ECS shows fewer tasks than wanted, or an alarm of its own says so with data. A task that
 * keeps ending may be running at the very moment of looking. Of the trading service's alarms only the one on running tasks
 * counts: the others are red because of what it depends on, or because it is disabled.
 */
function affected(service: Service, { signals, whose }: Pick<Seen, 'signals' | 'whose'>): Decision {
  const { serviceName = '', runningCount = 0, desiredCount = 0 } = service;
  const counts = `${runningCount} of ${desiredCount} tasks running`;
  if (runningCount < desiredCount) return { restart: true, because: counts };
  const own = 'seen' in signals ? signals.seen.filter(({ alarm }) => alarm.startsWith(`${serviceName}/`)) : [];
  const red = own.find(
    ({ alarm, state, hasData }) =>
      state === 'ALARM' && hasData && (whose === 'other' || alarm.endsWith('/TooFewRunningTasks')),
  );
  if (red) return { restart: true, because: `${red.alarm} is in ALARM` };
  return { restart: false, result: { outcome: 'continue', finding: `Left alone: ${counts}.` } };
}

const CLOCKS_DIFFER_MS = 5_000;

function alreadyDone(service: Service, { restart, deployment }: Seen['before']): Decision | undefined {
  if (!restart) return undefined;
  const now = primary(service);
  // Made well before the intention was written, it cannot be what came of it; two clocks may differ by seconds.
  const since = (now?.createdAt ?? new Date(0)).getTime() >= new Date(restart.intendedAt).getTime() - CLOCKS_DIFFER_MS;
  const id = deployment?.id ?? (since && now?.id !== restart.primaryBefore ? now?.id : undefined);
  if (!id) return undefined; // intended, never reached ECS: the way is free
  return {
    restart: false,
    deployment: deployment ?? { id, ours: true },
    result: {
      outcome: 'continue',
      finding: `Restarted before, at ${clockTime(restart.intendedAt)}: deployment ${id} is ours. Not restarted again.`,
      refused: { act: 'restart', because: 'this incident has restarted it already' },
    },
  };
}

function rollingOut(service: Service): Decision | undefined {
  const rollout = underWay(service);
  if (!rollout?.id) return undefined;
  return {
    restart: false,
    deployment: { id: rollout.id, ours: false },
    result: {
      outcome: 'continue',
      finding: `Not restarted: deployment ${rollout.id}, not ours, is under way since ${clockTime(rollout.createdAt ?? 0)}.`,
      refused: { act: 'restart', because: 'a deployment that is not ours is under way' },
    },
  };
}

const asked = (): Decision => ({ restart: true, because: 'a person asked for it' });

function necessary(service: Service, signals: Look<readonly Signal[]>): Decision {
  if ('unseen' in signals) {
    return unknown(`Could not check the alarms: ${signals.unseen}.`, 'the alarms cannot be read');
  }
  const { runningCount = 0, desiredCount = 0 } = service;
  const red = signals.seen.filter(({ state }) => state === 'ALARM');
  if (red.length === 0) {
    const silent = signals.seen.filter(({ state }) => state === 'INSUFFICIENT_DATA');
    if (silent.length > 0) {
      return unknown(`No data for ${silent.map(({ alarm }) => alarm).join(', ')}.`, 'the signal has no data');
    }
    return {
      restart: false,
      result: {
        outcome: 'resolved',
        finding: 'Not necessary: the alarms are OK again.',
        refused: { act: 'restart', because: 'not necessary any more' },
      },
    };
  }
  const measured = red.filter(({ hasData }) => hasData);
  if (measured.length > 0) {
    return { restart: true, because: `${measured.map(({ alarm }) => alarm).join(', ')} in ALARM` };
  }
  if (runningCount < desiredCount) {
    return { restart: true, because: `${runningCount} of ${desiredCount} tasks running` };
  }
  return unknown(
    `${red.map(({ alarm }) => alarm).join(', ')} in ALARM without any data, while ECS shows ${runningCount} of ${desiredCount} tasks running.`,
    'the alarm has no data and ECS shows the service complete',
  );
}

function unknown(finding: string, because: string): Decision {
  return {
    restart: false,
    result: {
      outcome: 'escalate',
      finding: `${finding} Whether the service is at fault is unknown.`,
      verdict: 'unknown',
      refused: { act: 'restart', because },
      advice: 'See whether the metrics arrive at all (Container Insights, log delivery) before touching the service.',
    },
  };
}
