import type { Order } from '../../rehearsal/order';
import { playAll } from '../../rehearsal/players';
import type { Result } from '../../rehearsal/result';
import type { Scenario } from '../../rehearsal/scenarios/scenario';
import { ALONE, STORM } from './bills';
import { median, REACHES, type Standing, standing } from './reaches';

/** Every story once, side by side as `npm start` plays them. */
export interface GameDayFigures {
  readonly scenarios: number;
  /** How many went as expected. */
  readonly held: number;
  readonly seconds: number;
  readonly scenariosPerSecond: number;
  /** From each fault to the last line, page or notice that it brought. */
  readonly virtualHours: number;
  readonly virtualHoursPerSecond: number;
  readonly reach: Standing;
}

/** The storm alone, and the same fault with one delivery; each in a process of its own, whose start is counted. */
export interface StormFigures {
  readonly rounds: number;
  readonly deliveries: number;
  readonly seconds: number;
  readonly oneDeliverySeconds: number;
  readonly ratio: number;
  readonly deliveriesPerSecond: number;
}

export interface Ground {
  readonly directory: string;
  readonly environment: string;
}

/** The same seed, delays and assumptions as `npm start`. */
const orders = (ids: readonly string[], ground: Ground): Order[] =>
  ids.map((scenario) => ({
    scenario,
    ...ground,
    seed: 1,
    slower: 1,
    otherwise: [],
  }));

async function played(ids: readonly string[], ground: Ground): Promise<{ results: Result[]; seconds: number }> {
  const began = performance.now();
  const results = await playAll(orders(ids, ground), () => undefined);
  return { results, seconds: (performance.now() - began) / 1000 };
}

/** Plays every story once. @throws when the rehearsal cannot go on truthfully. */
export async function measureGameDay(
  scenarios: readonly Scenario[],
  ground: Ground,
): Promise<{ figures: GameDayFigures; results: Result[] }> {
  const { results, seconds } = await played(
    scenarios.map(({ id }) => id),
    ground,
  );
  return { figures: gameDay(results, seconds), results };
}

/** What so many stories in so many wall seconds come to. */
export function gameDay(results: readonly Result[], seconds: number): GameDayFigures {
  const virtualHours = results.reduce((sum, result) => sum + virtualSeconds(result), 0) / 3600;
  return {
    scenarios: results.length,
    held: results.filter(({ ok }) => ok).length,
    seconds,
    scenariosPerSecond: results.length / seconds,
    virtualHours,
    virtualHoursPerSecond: virtualHours / seconds,
    reach: standing(seconds, REACHES.gameDaySeconds),
  };
}

/** From the first to the last instant that a result tells of: never more than was played. */
export function virtualSeconds({ faultAt, alarmAt, timeline, pages, notices }: Result): number {
  const told = [...timeline, ...pages, ...notices].map(({ at }) => at);
  const instants = [faultAt, alarmAt, ...told].flatMap((at) => (at === null ? [] : [new Date(at).getTime()]));
  return instants.length === 0 ? 0 : (Math.max(...instants) - Math.min(...instants)) / 1000;
}

/** A trading week from Monday to Saturday, in a process of its own, whose start is counted. */
export interface WeekFigures {
  readonly seconds: number;
  readonly executions: number;
  readonly usd: number;
  readonly reach: Standing;
}

const WEEK = 'normal-week';

/** @throws when the rehearsal cannot go on truthfully. */
export async function measureWeek(ground: Ground): Promise<WeekFigures> {
  const { results, seconds } = await played([WEEK], ground);
  return {
    seconds,
    executions: results[0]?.executions.length ?? 0,
    usd: results[0]?.costUsd ?? 0,
    reach: standing(seconds, REACHES.weekSeconds),
  };
}

/** Plays the storm and the one delivery in turn. @throws when the rehearsal cannot go on truthfully. */
export async function measureStorm(ground: Ground, rounds: number): Promise<StormFigures> {
  const storms: number[] = [];
  const ones: number[] = [];
  let deliveries = 0;
  for (let round = 0; round < rounds; round++) {
    ones.push((await played([ALONE], ground)).seconds);
    const storm = await played([STORM], ground);
    storms.push(storm.seconds);
    // Only the runbook's: every delivery starts one execution.
    deliveries = storm.results[0]?.executions.length ?? 0;
  }
  const seconds = median(storms);
  const oneDeliverySeconds = median(ones);
  return {
    rounds,
    deliveries,
    seconds,
    oneDeliverySeconds,
    ratio: seconds / oneDeliverySeconds,
    deliveriesPerSecond: deliveries / seconds,
  };
}
