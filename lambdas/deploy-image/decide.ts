import { RELEASE_SOAK_SECONDS } from '../../runbooks/actions-of-change';
import { phaseAt } from '../shared/calendar';
import { primary } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import type { Before } from '../shared/guard/guard';
import type { Settings } from '../shared/guard/settings';
import type { Kept } from '../shared/guard/table';
import { commandFor, imageOf, undoFor } from '../shared/release/commands';
import { definitionName } from '../shared/release/definition';
import { short } from '../shared/release/image';
import type { Release } from '../shared/release/notes';
import { declined } from '../shared/release/present';
import type { Subject } from '../shared/release/subject';
import type { Look, StepResult } from '../shared/step';
import { duration } from '../shared/wording';

export const wordsOf = ({ digest, base }: Release): string => (digest === null ? base : short(digest));

/** The same wish in the words of the guard. */
export function askToDeploy(subject: Subject, release: Release, red: Look<readonly string[]>): Ask {
  const { from } = release;
  const redNow = 'unseen' in red ? 'unknown' : red.seen.join(', ') || 'none';
  return {
    act: 'deploy',
    kind: subject.kind,
    resource: subject.service,
    command: commandFor(subject, release, true),
    because: 'person',
    effect: [
      `${wordsOf(release)} replaces ${from.digest === null ? from.taskDefinition : short(from.digest)}${subject.overlap ? ', task by task' : ': the service is down between the two'}.`,
      `What is not verified by the signals (${duration(RELEASE_SOAK_SECONDS)} in a row without an alarm) is rolled back to ${from.taskDefinition} by itself: that is part of the question.`,
      redNow === 'none' ? '' : `Alarms that are red already: ${redNow}; they must be OK in time as well.`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    undo: undoFor(subject, release),
    ...disabledToo(subject),
    facts: { image: imageOf(release) ?? null, 'copied from': release.base, 'alarms red': redNow },
  };
}

/**
 * New tasks read the parameter as the old ones did: while trading is disabled they idle, and that is the best moment to
 * deploy. A service that must be stopped first is another matter: nothing but people starts a stopped service while trading
 * is disabled.
 */
export const disabledToo = ({ overlap }: Pick<Subject, 'overlap'>): Pick<Ask, 'evenDisabled'> =>
  overlap ? { evenDisabled: true } : {};

/** What the service itself, or what others have done to it, says against bringing anything to it. The guard has its own word. */
export interface Seen {
  readonly before: Before;
  readonly kept: Look<Kept>;
  readonly calendar: Settings['calendar'];
  readonly now: number;
}

/**
 * Why an image is not deployed, before the guard is asked:
 *
 * - Somebody has deployed since the dry run: what it said is no longer so.
 * - What was changed on the service for a time is not put back yet: only one set of values before is kept.
 * - Open work does not survive, and the market trades: a deployment can wait for the close.
 *
 * @returns undefined where nothing is.
 */
export function refuseToDeploy(
  subject: Subject,
  release: Release,
  { before, kept, calendar, now }: Seen,
  incidentId: string,
): StepResult | undefined {
  const service = 'seen' in before.service ? before.service.seen : undefined;
  const present = service && primary(service);
  if (
    service &&
    (present?.id !== release.from.deployment || definitionName(present.taskDefinition) !== release.from.taskDefinition)
  ) {
    return declined(
      'deploy',
      `Not deployed: since the dry run ${subject.service} has gone from ${release.from.taskDefinition} to ${definitionName(present?.taskDefinition)} (deployment ${present?.id ?? 'none'}), not by this run.`,
      'it was deployed by somebody else meanwhile',
      'Start the runbook again: its dry run says what would change now.',
    );
  }
  return notPutBack(subject, 'deploy', kept, incidentId) ?? openWorkLost(subject, calendar, now);
}

export function notPutBack(
  { service, overlap }: Pick<Subject, 'service' | 'overlap'>,
  act: 'deploy' | 'rollback',
  kept: Look<Kept>,
  incidentId: string,
): StepResult | undefined {
  const undo = 'seen' in kept ? kept.seen.undo : undefined;
  if (overlap || !undo || undo.incident === incidentId) return undefined;
  return declined(
    act,
    `Nothing was done: incident ${undo.incident} has changed how ${service} is scaled (${undo.kind}), which is not put back yet, and its old tasks would have to be stopped first.`,
    'scaling is not put back yet',
    'Undo the scaling first, then start the runbook again.',
  );
}

function openWorkLost(
  { service, stateSurvives }: Subject,
  calendar: Settings['calendar'],
  now: number,
): StepResult | undefined {
  if (stateSurvives || 'unseen' in calendar) return undefined;
  const { phase, because } = phaseAt(calendar.seen.calendar, calendar.seen.overrides, now);
  if (phase === 'closed') return undefined;
  return declined(
    'deploy',
    `Not deployed: ${service} forgets its open orders when it starts, and there can be some now (${because}).`,
    'open orders would be lost',
    'Deploy when the market is closed.',
  );
}

/** What the guard holds back without more is no deployment: whoever asked must not read that all was done. */
export const heldBack = (result: StepResult): StepResult =>
  result.outcome === 'continue' && result.refused?.because !== 'observe'
    ? { ...result, outcome: 'stand-down' }
    : result;
