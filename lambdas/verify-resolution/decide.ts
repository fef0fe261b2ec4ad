import type { Service } from '@aws-sdk/client-ecs';
import { DATABASE_STATUS } from '../shared/database';
import { primary, underWay } from '../shared/ecs';
import type { AwaitedDeployment } from '../shared/incident';
import type { Absence, Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { decideStop, type Stoppable, type Switch } from '../shared/stop';
import { clockTime, counted, duration } from '../shared/wording';

/** What always has data, beside the signals: a service as ECS shows it, or the database's own status. */
export type Companion =
  | {
      readonly service: string;
      readonly whose: Stoppable;
      readonly seen: Look<Service | undefined>;
      /** The deployment this incident waits for, if it does. */
      readonly deployment?: AwaitedDeployment;
      /** Whether the incident is about it. */
      readonly target: boolean;
    }
  | { readonly database: string; readonly status: Look<string | undefined> }
  /** Of a test, behind whose alarm there is nothing that could be unwell: why. */
  | { readonly nothing: string };

export interface Seen {
  readonly signals: Look<readonly Signal[]>;
  /** What it means when an alarm's metric is silent, by alarm name. */
  readonly absence: Readonly<Record<string, Absence>>;
  readonly companions: readonly Companion[];
  readonly tradingEnabled: Look<Switch>;
  readonly now: number;
  /** Seconds for which the alarms must have been normal. */
  readonly soakSeconds: number;
}

/**
 * Whether the fault is gone. `fixed` needs all of these, and nothing else is fixed:
 *
 * - every alarm of the incident is OK, and has been through the soak;
 * - each has data behind it, or is one whose silence means that nothing happened;
 * - what the alarms are about, seen by AWS itself, is well: a service runs as many tasks as it should, more than none,
 *   with no roll-out going on; a database is usable. Health needs a companion that always has data;
 * - our own deployment, where there was one, is the one that completed. "Stable" is not "ours": a service that went
 *   back to its old tasks is stable too. Another one in its place is said so; the signal decides.
 *
 * Where people have stopped the service in the meantime there is nothing to verify: the runbook stands down.
 * What is seen to be wrong is `not-fixed`; what cannot be seen is `unknown`. Both wait while there is time.
 */
export function decideVerdict({ signals, absence, companions, tradingEnabled, now, soakSeconds }: Seen): StepResult {
  for (const companion of companions) {
    if (!('service' in companion) || !companion.target) continue;
    const stop = decideStop(tradingEnabled, companion.seen, companion.whose);
    if (stop?.outcome === 'stand-down') return stop;
  }
  if ('unseen' in signals) return wait('unknown', `Could not check the alarms: ${signals.unseen}.`);
  const health = companions.map(healthOf);
  const unseen = health.find(({ state }) => state === 'unknown');
  if (unseen) return wait('unknown', unseen.words);
  if (signals.seen.length === 0) return wait('unknown', 'There is no alarm to judge by.');
  if (companions.length === 0) return wait('unknown', 'There is nothing beside the alarms to judge by.');

  const state = health.map(({ counts }) => counts).join('; ');
  const wrong = health.find((one) => one.state === 'wrong');
  const red = signals.seen.filter((one) => one.state === 'ALARM');
  const first = red[0];
  if (first) {
    // Red only for want of data says nothing, unless AWS itself shows that something is wrong.
    const seenWrong = wrong !== undefined || red.some(({ hasData }) => hasData);
    const why = seenWrong ? '' : ` (${first.reason})`;
    const more = red.length > 1 ? ` and ${counted(red.length - 1, 'more alarm')}` : '';
    return wait(
      seenWrong ? 'not-fixed' : 'unknown',
      `${first.alarm} is in ALARM since ${clockTime(first.since)}${why}${more}; ${state}.`,
    );
  }
  const silent = signals.seen.find(
    (one) => one.state !== 'OK' || (!one.hasData && absence[one.alarm] !== 'nothing-happened'),
  );
  if (silent) return wait('unknown', `${silent.alarm} has no data.`);
  if (wrong) return wait('not-fixed', wrong.words);

  const since = normalSince(signals.seen);
  const normalFor = (now - since) / 1000;
  if (normalFor < soakSeconds) {
    return wait(
      'not-fixed',
      `The alarms are OK since ${clockTime(since)}; normal for ${duration(normalFor)} of ${duration(soakSeconds)}.`,
    );
  }
  return {
    outcome: 'resolved',
    verdict: 'fixed',
    finding: `Fixed: all alarms OK since ${clockTime(since)}, through the soak of ${duration(soakSeconds)}; ${state}.${companions.map(describeDeployment).join('')}`,
  };
}

/** Since when all of them have been as they are; milliseconds since the epoch. */
export const normalSince = (signals: readonly Signal[]): number => Math.max(...signals.map(({ since }) => since));

interface Health {
  readonly state: 'well' | 'wrong' | 'unknown';
  /** A sentence for when it is not well. */
  readonly words: string;
  /** Its part of the finding. */
  readonly counts: string;
}

function healthOf(companion: Companion): Health {
  if ('database' in companion) return databaseHealth(companion.database, companion.status);
  if ('nothing' in companion) return { state: 'well', words: '', counts: companion.nothing };
  const { seen, target, service } = companion;
  // The incident's own service needs no name.
  const name = target ? '' : `${service}: `;
  if ('unseen' in seen) {
    return { state: 'unknown', words: `Could not check the service: ${seen.unseen}.`, counts: `${name}not checked` };
  }
  const { runningCount = 0, desiredCount = 0 } = seen.seen ?? {};
  const counts = `${name}${runningCount} of ${desiredCount} tasks running`;
  if (!seen.seen || desiredCount === 0 || runningCount !== desiredCount) {
    return { state: 'wrong', words: `The service has ${counts}.`, counts };
  }
  const rollout = underWay(seen.seen);
  if (rollout) return { state: 'wrong', words: `Deployment ${rollout.id} is still rolling out: ${counts}.`, counts };
  return { state: 'well', words: '', counts };
}

function databaseHealth(database: string, status: Look<string | undefined>): Health {
  if ('unseen' in status) {
    return {
      state: 'unknown',
      words: `Could not check ${database}: ${status.unseen}.`,
      counts: `${database} not checked`,
    };
  }
  const counts = `${database} is ${status.seen ?? 'gone'}`;
  const known = DATABASE_STATUS[status.seen ?? ''];
  if (known === 'usable') return { state: 'well', words: '', counts };
  return { state: known === undefined ? 'unknown' : 'wrong', words: `${counts}.`, counts };
}

function describeDeployment(companion: Companion): string {
  if (!('service' in companion) || !companion.deployment) return '';
  const { deployment, seen } = companion;
  const latest = 'seen' in seen && seen.seen ? primary(seen.seen)?.id : undefined;
  if (deployment.id !== latest) return ` Deployment ${latest}, not ours, has taken the place of ${deployment.id}.`;
  return ` Deployment ${latest} (${deployment.ours ? 'ours' : 'not ours'}) completed.`;
}

const wait = (verdict: 'not-fixed' | 'unknown', finding: string): StepResult => ({
  outcome: 'wait',
  verdict,
  finding,
  advice:
    'The runbook has done what it can. Look at the evidence; what it tried did not bring the signal back in time.',
});
