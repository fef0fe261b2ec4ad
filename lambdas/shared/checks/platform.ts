import type { Cluster, Service } from '@aws-sdk/client-ecs';
import type { LoadBalancer, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Database, stateOf } from '../database';
import { primary, underWay } from '../ecs';
import type { HttpAnswer } from '../http';
import type { LogLines } from '../log-lines';
import type { Look } from '../step';
import { clockTime, counted } from '../wording';
import { type Answer, attention, failed, ok, unchecked } from './check';

/**
 * A service is ok when it is active, people want tasks of it, and exactly as many run. None at all is a failure, unless none
 * is wanted: then it is stopped, which somebody did. A roll-out on its way needs attention, not alarm.
 */
export function checkService(service: Look<Service | undefined>): Answer {
  if ('unseen' in service) return unchecked(`could not be checked (${service.unseen})`);
  if (!service.seen) return failed('does not exist');
  const { status = '?', runningCount = 0, desiredCount = 0, pendingCount = 0 } = service.seen;
  const tasks = `${runningCount} of ${desiredCount} tasks running${pendingCount > 0 ? `, ${pendingCount} pending` : ''}`;
  if (status !== 'ACTIVE') return failed(`is ${status}: ${tasks}`);
  if (desiredCount === 0) return attention(`is stopped: ${tasks}`);
  const rollout = underWay(service.seen);
  const during = rollout ? `, deployment ${rollout.id} under way since ${clockTime(rollout.createdAt ?? 0)}` : '';
  if (runningCount === 0) return failed(`has ${tasks}${during}`);
  if (rollout || runningCount !== desiredCount) return attention(`has ${tasks}${during}`);
  const last = primary(service.seen);
  if (last?.rolloutState === 'FAILED') return attention(`has ${tasks}, and deployment ${last.id} has failed`);
  return ok(`has ${tasks}`);
}

/** Backing up or optimising storage is no fault; a status nobody here knows is not known to be well. */
export function checkDatabase(database: Look<Database | undefined>): Answer {
  if ('unseen' in database) return unchecked(`could not be checked (${database.unseen})`);
  if (!database.seen) return failed('does not exist');
  const { status, pending } = database.seen;
  switch (stateOf(status)) {
    case 'usable':
      return ok(`is "${status}"`);
    case 'changing':
      return attention(`is "${status}"${pending.length > 0 ? ` (pending: ${pending.join(', ')})` : ''}`);
    case 'broken':
      return failed(`is "${status}"`);
    case undefined:
      return unchecked(`is "${status}", a status this runbook does not know`);
  }
}

/** A target that is being taken out of service counts neither way. */
export function checkTargets(targets: Look<readonly TargetHealthDescription[]>): Answer {
  if ('unseen' in targets) return unchecked(`could not be checked (${targets.unseen})`);
  const states = targets.seen.map(({ TargetHealth }) => TargetHealth?.State ?? 'unknown');
  const serving = states.filter((state) => state !== 'draining');
  const healthy = serving.filter((state) => state === 'healthy').length;
  if (serving.length === 0) return failed('none is registered');
  const others = [...new Set(serving.filter((state) => state !== 'healthy'))].join(', ');
  const says = `${healthy} of ${serving.length} healthy${others ? `, the others ${others}` : ''}`;
  if (healthy === 0) return failed(says);
  return healthy < serving.length ? attention(says) : ok(says);
}

/** No answer is a failure: it is what people meet. */
export function checkDashboard(answer: Look<HttpAnswer>): Answer {
  if ('unseen' in answer) return failed(`does not answer (${answer.unseen})`);
  const { status } = answer.seen;
  return status === 200 ? ok('answers 200') : failed(`answers ${status}, not 200`);
}

const WIDTH = 120;

/** Errors in the logs are worth reading, and prove nothing. */
export function checkErrors(errors: Look<LogLines>, minutes: number): Answer {
  if ('unseen' in errors) return unchecked(`could not be read (${errors.unseen})`);
  const { lines, truncated } = errors.seen;
  const last = lines.reduce<(typeof lines)[number] | undefined>(
    (latest, line) => (!latest || line.at >= latest.at ? line : latest),
    undefined,
  );
  const atLeast = truncated ? 'at least ' : '';
  const count = `${atLeast}${counted(lines.length, 'line')} with ERROR in the last ${minutes} min`;
  if (last) return attention(`${count}, the last at ${clockTime(last.at)}: ${last.message.trim().slice(0, WIDTH)}`);
  // Reading that stopped before the end has not seen that there is none.
  return truncated ? unchecked('could not be read to the end, no ERROR so far') : ok(count);
}

/** A cluster that is being made or unmade, and one that is gone, is not one to run services on. */
export function checkCluster(cluster: Look<Cluster | undefined>): Answer {
  if ('unseen' in cluster) return unchecked(`could not be checked (${cluster.unseen})`);
  if (!cluster.seen) return failed('does not exist');
  const { status = '(no status)' } = cluster.seen;
  return status === 'ACTIVE' ? ok('is ACTIVE') : failed(`is ${status}`);
}

/** An impaired one still routes, and cannot grow. */
export function checkLoadBalancer(loadBalancer: Look<LoadBalancer | undefined>): Answer {
  if ('unseen' in loadBalancer) return unchecked(`could not be checked (${loadBalancer.unseen})`);
  if (!loadBalancer.seen) return failed('does not exist');
  const { Code = '(no state)', Reason } = loadBalancer.seen.State ?? {};
  const says = `is "${Code}"${Reason ? ` (${Reason})` : ''}`;
  if (Code === 'active') return ok(says);
  return Code === 'active_impaired' ? attention(says) : failed(says);
}
