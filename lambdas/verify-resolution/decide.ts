import type { Service } from '@aws-sdk/client-ecs';
import { SOAK_SECONDS } from '../../runbooks/actions';
import { primary, underWay } from '../shared/ecs';
import type { Incident } from '../shared/incident';
import type { Absence, Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { decideStop, type Switch } from '../shared/stop';
import { clockTime, duration } from '../shared/wording';

export interface Seen {
  readonly signals: Look<readonly Signal[]>;
  /** What it means when an alarm's metric is silent, by alarm name. */
  readonly absence: Readonly<Record<string, Absence>>;
  readonly service: Look<Service | undefined>;
  /** The deployment this incident waits for, if it does. */
  readonly deployment?: Incident['deployment'];
  readonly tradingEnabled: Look<Switch>;
  readonly now: number;
}

/**
 * Whether the fault is gone. `fixed` needs all of these, and nothing else is fixed:
 *
 * - every alarm of the incident is OK, and has been through the soak;
 * - each has data behind it, or is one whose silence means that nothing happened;
 * - the service itself, seen by ECS, runs as many tasks as it should, more than none, with no roll-out going on: health
 *   needs a companion that always has data;
 * - our own deployment, where there was one, is the one that completed. "Stable" is not "ours": a service that went
 *   back to its old tasks is stable too. Another one in its place is said so; the signal decides.
 *
 * Where people have stopped the service in the meantime there is nothing to verify: the runbook stands down.
 * What is seen to be wrong is `not-fixed`; what cannot be seen is `unknown`. Both wait while there is time.
 */
export function decideVerdict({ signals, absence, service, deployment, tradingEnabled, now }: Seen): StepResult {
  const stop = decideStop(tradingEnabled, service);
  if (stop?.outcome === 'stand-down') return stop;
  if ('unseen' in signals) return wait('unknown', `Could not check the alarms: ${signals.unseen}.`);
  if ('unseen' in service) return wait('unknown', `Could not check the service: ${service.unseen}.`);

  if (signals.seen.length === 0) return wait('unknown', 'There is no alarm to judge by.');

  const { runningCount = 0, desiredCount = 0 } = service.seen ?? {};
  const counts = `${runningCount} of ${desiredCount} tasks running`;
  const complete = desiredCount > 0 && runningCount === desiredCount;

  const red = signals.seen.filter(({ state }) => state === 'ALARM');
  const first = red[0];
  if (first) {
    // Red only for want of data says nothing, unless ECS shows that something is wrong.
    const seenWrong = !complete || red.some(({ hasData }) => hasData);
    const why = seenWrong ? '' : ` (${first.reason})`;
    const finding = `${first.alarm} is in ALARM since ${clockTime(first.since)}${why}; ${counts}.`;
    return wait(seenWrong ? 'not-fixed' : 'unknown', finding);
  }
  const silent = signals.seen.find(
    ({ alarm, state, hasData }) => state !== 'OK' || (!hasData && absence[alarm] !== 'nothing-happened'),
  );
  if (silent) return wait('unknown', `${silent.alarm} has no data.`);

  if (!service.seen || !complete) return wait('not-fixed', `The service has ${counts}.`);
  const rollout = underWay(service.seen);
  if (rollout) return wait('not-fixed', `Deployment ${rollout.id} is still rolling out: ${counts}.`);

  const rolledOut = describeDeployment(deployment, primary(service.seen)?.id);

  const since = Math.max(...signals.seen.map((signal) => signal.since));
  const normalFor = (now - since) / 1000;
  if (normalFor < SOAK_SECONDS) {
    return wait(
      'not-fixed',
      `The alarms are OK since ${clockTime(since)}; normal for ${duration(normalFor)} of ${duration(SOAK_SECONDS)}.`,
    );
  }
  return {
    outcome: 'resolved',
    verdict: 'fixed',
    finding: `Fixed: all alarms OK since ${clockTime(since)}, through the soak of ${duration(SOAK_SECONDS)}; ${counts}.${rolledOut}`,
  };
}

function describeDeployment(deployment: Incident['deployment'], latest: string | undefined): string {
  if (!deployment) return '';
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
