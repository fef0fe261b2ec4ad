import type { Result } from '../../rehearsal/result';
import type { Scenario } from '../../rehearsal/scenarios/scenario';
import { REACHES, ratio, type Standing, standing } from './reaches';

/**
 * Stories in which the first remedy cannot work at once, because the story itself holds back the event or our own call.
 * They are shown without a reach; every other story with an oracle is held to it.
 */
export const HELD_BACK: readonly string[] = [
  'late-event-still-alarm',
  'throttled-twice',
  'function-dies-before-its-effect',
  // Its event lies among the dead letters until somebody redrives it.
  'letter-redriven',
];

/** One story beside the perfect operator; seconds are virtual, and null when it was not mitigated. */
export interface Mitigation {
  readonly scenario: string;
  /** What the runbook did; 0 where the platform came back by itself and the runbook only had to see it. */
  readonly acts: number;
  readonly seconds: number | null;
  readonly oracleSeconds: number | null;
  readonly addedSeconds: number | null;
  readonly ratio: number | null;
  readonly reach: Standing;
  readonly goal: Standing;
}

/** Time to mitigate of every story that has an oracle, in the order they are told. */
export function mitigations(scenarios: readonly Scenario[], results: readonly Result[]): Mitigation[] {
  return scenarios
    .filter(({ oracle }) => oracle !== undefined)
    .map(({ id }) => {
      const result = results.find(({ scenario }) => scenario === id);
      const seconds = result?.mitigatedAfterSeconds ?? null;
      const oracleSeconds = result?.oracleSeconds ?? null;
      const addedSeconds = seconds === null || oracleSeconds === null ? null : tenths(seconds - oracleSeconds);
      const times = ratio(seconds, oracleSeconds);
      const heldBack = HELD_BACK.includes(id);
      return {
        scenario: id,
        acts: result?.acts.length ?? 0,
        seconds,
        oracleSeconds,
        addedSeconds,
        ratio: times,
        reach: heldBack ? 'none' : standing(addedSeconds, REACHES.addedSeconds),
        goal: heldBack ? 'none' : standing(times, REACHES.mitigationRatio),
      };
    });
}

/** The rehearsal tells the time to mitigate in tenths of a second. */
const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
