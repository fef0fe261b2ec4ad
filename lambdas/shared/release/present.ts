import type { Deployment, ECSClient, Service } from '@aws-sdk/client-ecs';
import { describeService, primary } from '../ecs';
import { type Look, look, type StepResult } from '../step';
import { containersOf, type Definition, definitionName, describeDefinition } from './definition';
import { type ImageName, pinned, readImage } from './image';
import type { Release } from './notes';
import { type Running, runningImages } from './running';
import type { Subject } from './subject';

/** What runs now, and what it was started from. */
export interface Present {
  readonly service: Service;
  readonly deployment: Deployment;
  readonly definition: Definition;
  /** Name of the container whose image is the service's. */
  readonly container: string;
  /** That image, as the task definition names it. */
  readonly own: ImageName;
  readonly running: Look<Running>;
}

/** @throws when there is no such service, no such task definition, or not one container of it runs the service's image. */
export async function lookAtPresent(ecs: ECSClient, subject: Subject): Promise<Present> {
  const service = await describeService(ecs, subject);
  const deployment = service && primary(service);
  if (service?.status !== 'ACTIVE' || !deployment)
    throw new Error(`there is no active service ${subject.service} with a deployment`);
  const name = definitionName(deployment.taskDefinition ?? service.taskDefinition);
  const definition = await describeDefinition(ecs, name);
  if (!definition) throw new Error(`there is no task definition ${name}`);
  const { container, own } = ownContainer(definition, subject.image);
  const running = await look(() => runningImages(ecs, subject, container));
  return { service, deployment, definition, container, own, running };
}

/** @param image of the service, as the environment names it. @throws when not exactly one container is of its repository. */
export function ownContainer(definition: Definition, image: string): { container: string; own: ImageName } {
  const repository = readImage(image)?.repository ?? image;
  const found = containersOf(definition).flatMap(({ name = '?', image: its = '' }) => {
    const own = readImage(its);
    return own?.repository === repository ? [{ container: name, own }] : [];
  });
  const [only] = found;
  if (only && found.length === 1) return only;
  const given = containersOf(definition).map((one) => `${one.name}: ${one.image}`);
  throw new Error(
    `${definition.name} has ${found.length} containers of the repository ${repository}, expected one (${given.join(', ')})`,
  );
}

/** The one image that every running task has; null where they differ, or it is not known. */
export function digestOf(running: Look<Running>): string | null {
  if ('unseen' in running) return null;
  const [digest, ...others] = running.seen.digests;
  return digest === undefined || digest === 'unknown' || others.length > 0 ? null : digest;
}

/** What is gone back to. */
export const cameFrom = ({ definition, deployment, running }: Present): Release['from'] => ({
  taskDefinition: definition.name,
  digest: digestOf(running),
  deployment: deployment.id ?? 'none',
});

/** The repository with its registry, as the task definition names it. */
export const repositoryOf = ({ own }: Pick<Present, 'own'>): string => pinned(own, '').replace(/@$/, '');

/** `2 of 2 tasks running`. */
export const counts = ({ runningCount = 0, desiredCount = 0 }: Service): string =>
  `${runningCount} of ${desiredCount} tasks running`;

/** Nothing is refused and nothing done: what must be known is not. */
export const notSeen = (what: string, unseen: string): StepResult => ({
  outcome: 'escalate',
  finding: `Could not check ${what}: ${unseen}. Nothing was changed.`,
  verdict: 'unknown',
  advice: 'Mend what the error names; close this incident, and start the runbook again.',
});

/** Whoever asked for it has asked for something that cannot be: nothing is wrong with the system, and nobody is woken. */
export const declined = (
  act: 'deploy' | 'rollback',
  finding: string,
  because: string,
  advice?: string,
): StepResult => ({
  outcome: 'stand-down',
  finding,
  refused: { act, because },
  ...(advice ? { advice } : {}),
});
