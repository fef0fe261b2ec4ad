import type { Service } from '@aws-sdk/client-ecs';
import { describeStops, failed, recentEvents, type StoppedTask, underWay } from '../shared/ecs';
import type { Look, StepResult } from '../shared/step';
import { decideStop, type Stoppable, type Switch } from '../shared/stop';
import { clockTime } from '../shared/wording';

export interface Seen {
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  readonly stopped: Look<readonly StoppedTask[]>;
  readonly whose: Stoppable;
}

/** How the service stands. Only a stop by people, or not knowing, ends the runbook here; everything else is a finding. */
export function decideService({ tradingEnabled, service, stopped, whose }: Seen): StepResult {
  const stop = decideStop(tradingEnabled, service, whose);
  if (stop || 'unseen' in service || !service.seen) {
    return stop ?? { outcome: 'escalate', finding: 'The service could not be checked.', verdict: 'unknown' };
  }
  const { runningCount = 0, desiredCount = 0, pendingCount = 0 } = service.seen;
  const rollout = underWay(service.seen);
  const parts = [
    `${runningCount} of ${desiredCount} tasks running${pendingCount > 0 ? `, ${pendingCount} pending` : ''}`,
    rollout
      ? `deployment ${rollout.id} under way since ${clockTime(rollout.createdAt ?? 0)}, not started by this incident`
      : 'no deployment under way',
    'unseen' in stopped
      ? `could not check stopped tasks (${stopped.unseen})`
      : describeStops(failed(stopped.seen)) || 'no task ended by itself',
  ];
  return {
    outcome: 'continue',
    finding: `${parts.join('; ')}.`,
    evidence: { events: recentEvents(service.seen), stopped: 'seen' in stopped ? stopped.seen.slice(0, 5) : stopped },
  };
}
