import type { Stage } from '../scenarios/scenario';
import type { CallFault } from './faults';
import { playStaged } from './staged';

/** A call of one of our functions or workflows in a story: the n-th of its kind, from 1. */
export interface Point {
  /** The function's id, `restart-service`, or the workflow's name. */
  readonly by: string;
  readonly service: string;
  readonly operation: string;
  readonly nth: number;
  /** Of a function; Step Functions' own otherwise. */
  readonly inFunction: boolean;
}

export interface Recorded {
  readonly story: string;
  readonly points: readonly Point[];
  /** How it ended while nothing was disturbed. */
  readonly undisturbed: Undisturbed;
}

/** What a disturbed story is compared with. */
export interface Undisturbed {
  readonly mitigated: boolean;
  readonly paged: boolean;
  readonly restarts: number;
}

/** Who calls, by the name of a function or workflow as it was deployed. */
export function callers({ description }: Stage): ReadonlyMap<string, string> {
  const { functions, runbooks, checklists, escalationMachine, laterMachine } = description;
  const machines = [...[...runbooks, ...checklists].map(({ machine }) => machine), escalationMachine, laterMachine];
  return new Map([
    ...Object.entries(functions).map(([by, name]) => [name, by] as const),
    ...machines.map((machine) => [machine, machine] as const),
  ]);
}

export const kindOf = ({ by, service, operation }: Pick<Point, 'by' | 'service' | 'operation'>): string =>
  `${by} ${service}:${operation}`;

/** Plays a story as it is, and says what was called in it. */
export async function record(directory: string, id: string): Promise<Recorded> {
  const { stage, result, begunAt } = await playStaged(directory, id, () => undefined);
  const known = callers(stage);
  const counts = new Map<string, number>();
  const points = stage.cloud.ledger.calls.flatMap((call): Point[] => {
    const by = known.get(call.by);
    if (by === undefined || call.at < begunAt) return [];
    const { service, operation } = call;
    const kind = kindOf({ by, service, operation });
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    return [{ by, service, operation, nth, inFunction: by in stage.description.functions }];
  });
  const restarts = result.acts.filter(({ action }) => action === 'restart').length;
  const undisturbed = { mitigated: result.mitigatedAfterSeconds !== null, paged: result.pages.length > 0, restarts };
  return { story: id, points, undisturbed };
}

/** Makes the n-th call of its kind go wrong, and those that follow for as long as the fault lasts. */
export function disturbAt(stage: Stage, point: Point, fault: CallFault, disturbed: () => void): void {
  const known = callers(stage);
  const kind = kindOf(point);
  const begunAt = stage.now();
  let count = 0;
  let since: number | undefined;
  const times = fault.lasts === 'once' ? 1 : Number.POSITIVE_INFINITY;
  stage.disturb(
    ({ by, service, operation }) => {
      const caller = known.get(by);
      if (caller === undefined || stage.now() < begunAt || kindOf({ by: caller, service, operation }) !== kind)
        return false;
      count++;
      if (count < point.nth) return false;
      since ??= stage.now();
      const wrong = typeof fault.lasts !== 'number' || stage.now() - since <= fault.lasts * 1000;
      if (wrong) disturbed();
      return wrong;
    },
    times,
    fault.how(point.service),
  );
}
