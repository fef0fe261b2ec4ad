import { join } from 'node:path';
import { Crew } from './crew';
import type { Judged, SingleFault, Task } from './player';
import { faultsOf, kindOf, type Point, type Recorded, saysOf } from './points';

export interface Violation extends SingleFault {
  readonly broken: readonly string[];
}

export interface Proved {
  /** Calls, events and ticks of the stories as they are. */
  readonly points: number;
  readonly plays: number;
  readonly violations: readonly Violation[];
}

/** How a play is called, so that it can be played again: `hung-tasks/restart-service/ecs:UpdateService/1/killed-after`. */
export const nameOf = ({ story, point, fault }: SingleFault): string =>
  [story, point.by, `${point.service}:${point.operation}`, point.nth, fault].join('/');

/** @throws when it is not the name of a play. */
export function playNamed(name: string): SingleFault {
  const [, story = '', by = '', service = '', operation = '', nth = '', fault = ''] =
    /^([^/]+)\/([^/]+)\/([^/:]+):([^/:]+)\/([1-9]\d*)\/([^/]+)$/.exec(name) ?? [];
  if (!fault)
    throw new Error(
      `"${name}" is not the name of a play. Expected story/function/service:Operation/number/fault, as in hung-tasks/restart-service/ecs:UpdateService/1/killed-after.`,
    );
  const point = { by, service, operation, nth: Number(nth), inFunction: true };
  saysOf(point, fault); // throws for one that there is not
  return { story, point, fault };
}

/** Plays one of them again, and tells what happens in it. */
export async function proveOne(directory: string, single: SingleFault): Promise<Judged> {
  const crew = new Crew<Task, Recorded | Judged>({ player: join(__dirname, 'player.ts'), size: 1 });
  try {
    const [recorded] = (await crew.all([{ record: single.story, directory }])) as [Recorded];
    const { undisturbed } = recorded;
    const [judged] = (await crew.all([{ directory, single, undisturbed, told: true }])) as [Judged];
    return judged;
  } finally {
    crew.leave();
  }
}

/** A line of progress every so many plays. */
const PROGRESS_EVERY = 50;

/** How often one kind of call is made to go wrong in one story: its first, and the one after it. */
const OF_A_KIND = 2;

/**
 * Every call of every story and every event and tick, each of its kind once or twice, with every fault it can meet. What several
 * stories have in common (opening, paging, documenting) is disturbed in the first of them; what acts, in all.
 */
export function singles(recorded: readonly Recorded[]): readonly SingleFault[] {
  const seen = new Set<string>();
  return recorded.flatMap(({ story, points }) =>
    points
      .filter((point) => point.nth <= OF_A_KIND && isNew(point, seen))
      .flatMap((point) => faultsOf(point).map((fault) => ({ story, point, fault }))),
  );
}

function isNew(point: Point, seen: Set<string>): boolean {
  const key = `${kindOf(point)} ${point.nth}`;
  if (seen.has(key)) return ACTS.test(point.operation);
  seen.add(key);
  return true;
}

/** What changes the system that is looked after. */
const ACTS =
  /^(UpdateService|StopServiceDeployment|RegisterScalableTarget|PutParameter|CreateDBSnapshot|RestoreDB.*|ModifyDB.*)$/;

/** Of all that would be played every so many-th, from the so many-th on, counted from 0. */
export interface Part {
  readonly every: number;
  readonly from: number;
}

export async function proveSingles(
  directory: string,
  stories: readonly string[],
  { every, from }: Part,
  told: { said(text: string): void; found(violation: Violation): void },
): Promise<Proved> {
  const { said } = told;
  const crew = new Crew<Task, Recorded | Judged>({ player: join(__dirname, 'player.ts') });
  try {
    said(`Playing ${stories.length} stories as they are.`);
    const recorded = (await crew.all(stories.map((record) => ({ record, directory })))) as Recorded[];
    const undisturbed = new Map(recorded.map((each) => [each.story, each.undisturbed]));
    const chosen = singles(recorded).filter((_, index) => index % every === from);
    const violations: Violation[] = [];
    let done = 0;
    said(`${chosen.length} plays with one thing gone wrong.`);
    const tasks = chosen.map((single) => ({
      directory,
      single,
      undisturbed: undisturbed.get(single.story) as Recorded['undisturbed'],
    }));
    await crew.all(tasks, (answer, index) => {
      const { broken } = answer as Judged;
      if (broken.length > 0) {
        const violation = { ...(chosen[index] as SingleFault), broken };
        violations.push(violation);
        told.found(violation);
      }
      done++;
      if (done % PROGRESS_EVERY === 0) said(`${done} of ${chosen.length}, ${violations.length} violations`);
    });
    const points = recorded.reduce((sum, each) => sum + each.points.length, 0);
    return { points, plays: chosen.length, violations };
  } finally {
    crew.leave();
  }
}
