import type { Service } from '@aws-sdk/client-ecs';
import type { ItemAnswer } from '../shared/checklist/item';
import { type Answer, attention, failed, ok, unchecked } from '../shared/checks/check';
import { worstOf } from '../shared/checks/summary';
import { underWay } from '../shared/ecs';
import type { Look } from '../shared/step';
import { clockTime } from '../shared/wording';

/** A service by its role, as it was seen. */
export interface SeenService {
  readonly role: string;
  readonly service: Look<Service | undefined>;
}

/**
 * Every service runs exactly as many tasks as are wanted of it, and some are. One that nobody wants is stopped, on purpose
 * or by a runbook: the day does not begin without somebody who knows. More than wanted may be a roll-out changing over,
 * which people should know of; without one they are tasks too many, and of a trading service that is orders too many.
 */
export function decideServices(services: readonly SeenService[]): ItemAnswer {
  const answers = services.map(({ role, service }) => ({ role, ...judge(service) }));
  return {
    ...worstOf(answers),
    says: `${answers.map(({ role, says }) => `${role} ${says}`).join(', ')}.`,
    details: answers.map(({ role, state, says }) => `${state}: ${role} ${says}`),
    numbers: Object.fromEntries(
      services.flatMap(({ role, service }) => {
        const seen = 'seen' in service ? service.seen : undefined;
        return [
          [`${role} running`, seen?.runningCount ?? null],
          [`${role} desired`, seen?.desiredCount ?? null],
        ];
      }),
    ),
  };
}

function judge(service: Look<Service | undefined>): Answer {
  if ('unseen' in service) return unchecked(`could not be checked (${service.unseen})`);
  if (!service.seen) return failed('does not exist');
  const { status = '(no status)', runningCount = 0, desiredCount = 0 } = service.seen;
  const tasks = `${runningCount} of ${desiredCount}`;
  if (status !== 'ACTIVE') return failed(`${tasks} (${status})`);
  if (desiredCount === 0) return failed(`${tasks} (stopped, on purpose or by a runbook)`);
  const rollout = underWay(service.seen);
  const says = rollout ? `${tasks} (deployment under way since ${clockTime(rollout.createdAt ?? 0)})` : tasks;
  if (runningCount < desiredCount) return failed(says);
  if (rollout) return attention(says);
  return runningCount > desiredCount ? failed(`${tasks} (more than wanted)`) : ok(says);
}
