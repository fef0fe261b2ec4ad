import type { Sent } from '../engine/disturbance';
import type { Result } from '../result';
import type { Stage } from '../scenarios/scenario';
import { CALL_FAULTS, callFault, DELIVERY_FAULTS, deliveryFault } from './faults';
import { playStaged } from './staged';

/** Something that can go wrong in a story: the n-th of its kind, from 1. */
export interface Point {
  /** The function's id, `restart-service`; the workflow's name; the rule or the schedule, without its environment. */
  readonly by: string;
  /** Of the call; `rule` or `schedule` of what AWS sends by itself. */
  readonly service: string;
  /** Of the call; `Deliver` of what AWS sends by itself. */
  readonly operation: string;
  readonly nth: number;
  /** Called by a function; by Step Functions itself, or sent by AWS, otherwise. */
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

const isSent = ({ service }: Pick<Point, 'service'>): boolean => service === 'rule' || service === 'schedule';

/** Ids of the faults that it can meet. */
export const faultsOf = (point: Point): readonly string[] =>
  isSent(point)
    ? DELIVERY_FAULTS.map(({ id }) => id)
    : CALL_FAULTS.filter(({ ofFunctions }) => point.inFunction || !ofFunctions).map(({ id }) => id);

/** What a fault of a point says. @throws when it cannot meet that fault. */
export const saysOf = (point: Pick<Point, 'service'>, fault: string): string =>
  (isSent(point) ? deliveryFault(fault) : callFault(fault)).says;

/** Who calls, by the name of a function or workflow as it was deployed. */
export function callers({ description }: Stage): ReadonlyMap<string, string> {
  const { functions, runbooks, checklists, escalationMachine, laterMachine } = description;
  const machines = [...[...runbooks, ...checklists].map(({ machine }) => machine), escalationMachine, laterMachine];
  return new Map([
    ...Object.entries(functions).map(([by, name]) => [name, by] as const),
    ...machines.map((machine) => [machine, machine] as const),
  ]);
}

type Kind = Pick<Point, 'by' | 'service' | 'operation'>;

export const kindOf = ({ by, service, operation }: Kind): string => `${by} ${service}:${operation}`;

const sentKind = ({ description }: Stage, { of, name }: Sent): Kind => ({
  by: name.replace(`${description.stackName}-`, ''),
  service: of,
  operation: 'Deliver',
});

/** Plays a story as it is, and says what was called and sent in it. */
export async function record(directory: string, id: string): Promise<Recorded> {
  const sent: Kind[] = [];
  const { stage, result, begunAt } = await playStaged(directory, id, (stage) =>
    stage.stray(
      (one) => {
        sent.push(sentKind(stage, one));
        return false;
      },
      Number.POSITIVE_INFINITY,
      { kind: 'lost' },
    ),
  );
  const known = callers(stage);
  const functions = new Set(Object.values(stage.description.functions));
  const called = stage.cloud.ledger.calls.flatMap(({ by: name, state, service, operation, at }) => {
    const by = known.get(name);
    if (by === undefined || at < begunAt) return [];
    // A workflow, the rule that starts it and a function may have one name: a workflow's calls are those of a state.
    return [{ by, service, operation, inFunction: state === undefined && functions.has(name) }];
  });
  const counts = new Map<string, number>();
  const points = [...called, ...sent.map((one) => ({ ...one, inFunction: false }))].map((one): Point => {
    const nth = (counts.get(kindOf(one)) ?? 0) + 1;
    counts.set(kindOf(one), nth);
    return { ...one, nth };
  });
  return { story: id, points, undisturbed: undisturbedOf(result) };
}

export const undisturbedOf = ({ acts, mitigatedAfterSeconds, pages }: Result): Undisturbed => ({
  mitigated: mitigatedAfterSeconds !== null,
  paged: pages.length > 0,
  restarts: acts.filter(({ action }) => action === 'restart').length,
});

/**
 * Makes the n-th of a kind go wrong, and those that follow for as long as the fault lasts.
 * @param disturbed told of each that went wrong.
 * @throws when it cannot meet that fault.
 */
export function disturbAt(stage: Stage, point: Point, fault: string, disturbed: () => void): void {
  const kind = kindOf(point);
  let count = 0;
  const isMeant = (one: Kind): boolean => {
    if (kindOf(one) !== kind) return false;
    count++;
    return count >= point.nth;
  };
  if (isSent(point)) {
    stage.stray((sent) => isMeant(sentKind(stage, sent)) && told(disturbed), 1, deliveryFault(fault).how);
    return;
  }
  const { lasts, how } = callFault(fault);
  const known = callers(stage);
  const begunAt = stage.now();
  let since: number | undefined;
  stage.disturb(
    ({ by, service, operation }) => {
      const caller = known.get(by);
      if (caller === undefined || stage.now() < begunAt || !isMeant({ by: caller, service, operation })) return false;
      since ??= stage.now();
      return (typeof lasts !== 'number' || stage.now() - since <= lasts * 1000) && told(disturbed);
    },
    lasts === 'once' ? 1 : Number.POSITIVE_INFINITY,
    how(point.service),
  );
}

function told(disturbed: () => void): true {
  disturbed();
  return true;
}
