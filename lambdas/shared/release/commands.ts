import { ALL_SUSPENDED, registerCommand } from '../capacity';
import { pinned, readImage } from './image';
import type { Release } from './notes';
import type { Subject } from './subject';

/** `repository@sha256:…`, as the task definition will name it; undefined where no digest is known. */
export function imageOf({ repository, digest }: Pick<Release, 'repository' | 'digest'>): string | undefined {
  const named = readImage(repository);
  return digest !== null && named ? pinned(named, digest) : undefined;
}

/** What a person would type to bring a release to its service. @param copy whether its task definition is a copy yet to be made. */
export function commandFor(subject: Subject, release: Release, copy: boolean): string {
  const family = release.base.split(':')[0] ?? release.base;
  const service = `aws ecs update-service --cluster ${subject.cluster} --service ${subject.service}`;
  const same = !copy && release.base === release.from.taskDefinition;
  const update = `${service} --task-definition ${copy ? family : release.base}${same ? ' --force-new-deployment' : ''}`;
  const register = copy ? [registerCopy(release)] : [];
  if (subject.overlap) return [...register, update].join(' && ');
  const stop = [registerCommand(subject, { min: 0, suspended: ALL_SUSPENDED }), `${service} --desired-count 0`];
  return `${[...register, ...stop].join(' && ')}; when every old task is STOPPED: ${update} with the desired count of before, and the scalable target as before`;
}

function registerCopy(release: Release): string {
  const change = `(.containerDefinitions[]|select(.name=="${release.container}").image)="${imageOf(release)}"`;
  const drop =
    'del(.taskDefinitionArn,.revision,.status,.requiresAttributes,.compatibilities,.registeredAt,.registeredBy)';
  return `aws ecs describe-task-definition --task-definition ${release.base} --query taskDefinition | jq '${change}|${drop}' > definition.json && aws ecs register-task-definition --cli-input-json file://definition.json`;
}

/** How a release is taken back by the runbook, with the image that runs before it. */
export function undoFor({ role }: Subject, { from }: Release): string {
  const [, revision = '?'] = from.taskDefinition.split(':');
  return from.digest === null
    ? `npm run runbook -- start rollback --service ${role} --to-revision ${revision} --reason "…"`
    : `npm run runbook -- start update-deployment --service ${role} --image ${from.digest} --reason "…"`;
}
