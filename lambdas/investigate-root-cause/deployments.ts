import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { clockTime, counted, dateAndTime, duration } from '../shared/wording';

/** Seconds before the alarm within which a deployment is a suspect. */
const SUSPECT_SECONDS = 1800;

export interface Around {
  /** When the alarm changed state, in milliseconds since the epoch. */
  readonly alarmAt: number;
  /** Ids of the deployments this incident has made itself. */
  readonly ours: readonly string[];
  readonly minutes: number;
}

export interface Change {
  readonly says: string;
  readonly suspect: boolean;
}

/**
 * What was deployed around the alarm. A deployment created in the 30 minutes before it is a suspect; one created after it
 * cannot be the cause, and may be our own. ECS lists a deployment only while it has tasks: one that was replaced since is
 * left to the service's events.
 */
export function describeDeployments(service: Service, { alarmAt, ours, minutes }: Around): Change {
  const from = alarmAt - minutes * 60_000;
  const known = (service.deployments ?? [])
    .flatMap((deployment) => (deployment.createdAt ? [{ deployment, at: deployment.createdAt.getTime() }] : []))
    .sort((a, b) => b.at - a.at);
  const recent = known.filter(({ at }) => at >= from);
  if (recent.length === 0) {
    const latest = known[0];
    const before = latest ? `, the latest is ${latest.deployment.id ?? '?'} of ${dateAndTime(latest.at)}` : '';
    return { says: `no deployment in the ${counted(minutes, 'minute')} before the alarm${before}`, suspect: false };
  }
  const changes = recent.map(({ deployment, at }) => describeOne(deployment, (alarmAt - at) / 1000, ours));
  return { says: changes.map(({ says }) => says).join(', '), suspect: changes.some(({ suspect }) => suspect) };
}

function describeOne({ id = '?' }: Deployment, secondsBefore: number, ours: readonly string[]): Change {
  if (ours.includes(id)) return { says: `deployment ${id} is our own`, suspect: false };
  if (secondsBefore < 0) {
    const after = duration(-secondsBefore);
    return { says: `deployment ${id} was created ${after} after the alarm: not its cause`, suspect: false };
  }
  const suspect = secondsBefore <= SUSPECT_SECONDS;
  const created = `deployment ${id} was created ${duration(secondsBefore)} before the alarm`;
  return { says: suspect ? `${created}: suspect` : created, suspect };
}

/** The service's events since then, latest first, as ECS words them. */
export const eventsSince = (service: Service, from: number): string[] =>
  (service.events ?? [])
    .filter(({ createdAt }) => createdAt !== undefined && createdAt.getTime() >= from)
    .slice(0, 10)
    .map(({ createdAt, message = '' }) => `${clockTime(createdAt ?? from)} ${message}`);
