import { redOf } from '../plan-deployment/decide';
import { underWay } from '../shared/ecs';
import type { Definition } from '../shared/release/definition';
import type { PastDeployment } from '../shared/release/history';
import { type ImageName, said, short, shortened, whichOf } from '../shared/release/image';
import type { Release } from '../shared/release/notes';
import { cameFrom, counts, declined, digestOf, type Present, repositoryOf } from '../shared/release/present';
import type { Image } from '../shared/release/registry';
import type { Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { counted, dateAndTime, duration } from '../shared/wording';

/** What is gone back to. */
export interface Choice {
  /** `family:revision`. */
  readonly base: string;
  /** What it ran then; null where ECS has recorded none. */
  readonly digest: string | null;
  /** The deployment that brought it, where ECS still tells of it. */
  readonly deployment?: PastDeployment;
}

export type Choosing = { readonly choice: Choice } | { readonly refused: StepResult };

/** The digests of what is gone back from: of a deployment under way what it brings, else what runs. */
export function presentDigests(present: Present, history: readonly PastDeployment[]): readonly string[] {
  const newest = history[0]?.revision.digest;
  if (underWay(present.service)) return newest === undefined ? [] : [newest];
  const running = digestOf(present.running);
  if (running !== null) return [running];
  return 'seen' in present.running ? present.running.seen.digests : newest === undefined ? [] : [newest];
}

/**
 * The last deployment that succeeded and brought something else than what runs. It must lie before what runs came for the
 * first time: a rollback goes back, and never to what was rolled back from before.
 * @param history the newest first.
 */
export function chooseLast(present: Present, history: readonly PastDeployment[]): Choosing {
  const now = presentDigests(present, history);
  const name = present.definition.name;
  const brings = ({ revision }: PastDeployment) => revision.digest !== undefined && now.includes(revision.digest);
  const first = Math.max(0, history.findLastIndex(brings));
  const found = history
    .slice(first + 1)
    .find(
      (one) =>
        one.status === 'SUCCESSFUL' &&
        !brings(one) &&
        (one.revision.digest !== undefined || one.revision.taskDefinition !== name),
    );
  if (found) return { choice: choiceOf(found) };
  return {
    refused: declined(
      'rollback',
      `There is nothing to go back to: of ${history.length} deployments that ECS tells of, none was successful before ${shortened(now)} (${name}) came and brought another image.`,
      'none successful before',
      'Name a revision of its task definition: --to-revision <number>.',
    ),
  };
}

const choiceOf = (deployment: PastDeployment): Choice => ({
  base: deployment.revision.taskDefinition,
  digest: deployment.revision.digest ?? null,
  deployment,
});

/**
 * A revision of the service's own family that somebody names. What it ran is what ECS has recorded of its last deployment
 * that succeeded, else of any, unless the revision itself names a digest.
 * @param definition as it is registered; undefined where there is none.
 * @param own its image.
 */
export function chooseNamed(
  name: string,
  definition: Definition | undefined,
  own: ImageName | undefined,
  present: Present,
  history: readonly PastDeployment[],
): Choosing {
  const refused = (finding: string, because: string): Choosing => ({ refused: declined('rollback', finding, because) });
  if (!definition || !own) return refused(`There is no task definition ${name}.`, 'the revision does not exist');
  if (!definition.active) return { refused: inactive(name) };
  const now = presentDigests(present, history);
  const same = name === present.definition.name;
  const its = history.filter(({ revision }) => revision.taskDefinition === name && revision.digest !== undefined);
  const other = same ? its.filter(({ revision }) => !now.includes(revision.digest ?? '')) : its;
  const deployment = other.find(({ status }) => status === 'SUCCESSFUL') ?? other[0];
  if (same && (!deployment || own.digest)) {
    return refused(`${name} is the present one: it runs ${shortened(now)}.`, 'the revision is the present one');
  }
  const digest = own.digest ?? deployment?.revision.digest ?? null;
  return { choice: { base: name, digest, ...(deployment ? { deployment } : {}) } };
}

const inactive = (name: string): StepResult =>
  declined(
    'rollback',
    `Task definition ${name} is INACTIVE: no service can be brought to it.`,
    'the revision is inactive',
    'Name another revision: --to-revision <number>.',
  );

/** What there still is of what was chosen. */
export interface InRegistry {
  /** Whether its task definition can still be used. */
  readonly active: boolean;
  /** The chosen digest; undefined where it is gone, or none is known. */
  readonly image: Image | undefined;
  /** What the revision's tag means now; undefined where it means nothing, or the revision has no tag. */
  readonly meant: Image | undefined;
}

/** @returns undefined when what was chosen can still be run. */
export function goneFrom(
  { digest, base }: Choice,
  own: ImageName,
  { active, image, meant }: InRegistry,
): StepResult | undefined {
  if (!active) return inactive(base);
  if (digest !== null && !image) {
    return declined(
      'rollback',
      `The image of ${base} is gone: ${own.repository}@${short(digest)} is not in the registry any more.`,
      'the digest is gone from the registry',
      'Name another revision: --to-revision <number>; or build that image again and deploy it.',
    );
  }
  if (digest === null && !meant) {
    return declined(
      'rollback',
      `${base} runs ${own.repository}${said(whichOf(own))}, which is not in the registry.`,
      'the image is gone from the registry',
      'Name another revision: --to-revision <number>.',
    );
  }
  return undefined;
}

export const releaseFrom = (
  choice: Choice,
  present: Present,
  signals: Look<readonly Signal[]>,
  about: string,
): Release => ({
  container: present.container,
  repository: repositoryOf(present),
  base: choice.base,
  digest: choice.digest,
  ...(choice.deployment ? { revision: choice.deployment.revision.arn } : {}),
  from: cameFrom(present),
  red: redOf(signals),
  about,
});

/** What the step says, and what the question will say of it. */
export function describeChoice(
  choice: Choice,
  present: Present,
  own: ImageName,
  { meant }: InRegistry,
  history: readonly PastDeployment[],
  signals: Look<readonly Signal[]>,
): string {
  const now = shortened(presentDigests(present, history));
  const to =
    choice.digest === null
      ? `${choice.base}, of which ECS has recorded no digest: what ${said(whichOf(own))} means now would run${meant ? ` (${short(meant.digest)})` : ''}`
      : `${choice.base} with ${short(choice.digest)}${movedTag(choice.digest, own, meant)}`;
  return `From ${present.definition.name} with ${now} (${counts(present.service)}) to ${to}. ${ranFor(choice, history)}${redNow(signals)}`;
}

const movedTag = (digest: string, own: ImageName, meant: Image | undefined): string => {
  if (own.digest || meant?.digest === digest) return '';
  return `, as a copy with that digest, because ${said(whichOf(own))} means ${meant ? short(meant.digest) : 'nothing'} now`;
};

/** What is red before the rollback is no fault of it; whoever approves it hopes that it is the cure. */
function redNow(signals: Look<readonly Signal[]>): string {
  if ('unseen' in signals) return ` Which alarms are red could not be read: ${signals.unseen}.`;
  const red = redOf(signals);
  return red.length > 0 ? ` Alarms that are red already: ${red.join(', ')}; they must be OK in time.` : '';
}

/** When it ran last, and for how long: until the deployment after it. */
function ranFor({ deployment }: Choice, history: readonly PastDeployment[]): string {
  if (!deployment) return 'When it ran last is not known.';
  const began = deployment.finishedAt ?? deployment.createdAt;
  const next = history[history.indexOf(deployment) - 1];
  const long = next ? `, for ${inDays((next.createdAt - began) / 1000)}` : '';
  return `It was deployed last at ${dateAndTime(deployment.createdAt)} and ran from ${dateAndTime(began)}${long}.`;
}

/** A release may run for minutes or for months. */
function inDays(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (hours < 1) return duration(seconds);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.floor(hours / 24), 'day');
}
