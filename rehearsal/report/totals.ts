import type { Result } from '../result';
import type { Reported } from './reported';

/** What a game day adds up to. */
export interface Totals {
  readonly stories: number;
  readonly held: number;
  readonly incidents: number;
  /** Runs of runbooks and checklists, by how they ended. */
  readonly resolved: number;
  readonly escalated: number;
  readonly stoodDown: number;
  readonly joined: number;
  readonly pages: number;
  readonly acts: number;
  readonly refusals: number;
  readonly costUsd: number;
  /** Stories in which it serves again and the oracle is known; seconds, half of them are quicker. */
  readonly mitigated?: { readonly stories: number; readonly seconds: number; readonly oracleSeconds: number };
}

export function totalsOf({ results, description }: Pick<Reported, 'results' | 'description'>): Totals {
  const ids = [...description.runbooks, ...description.checklists].map(({ id }) => id);
  const runs = results.flatMap(({ executions }) =>
    executions.filter(({ machine }) => ids.some((id) => machine.endsWith(`-${id}`))),
  );
  const ended = (as: string): number => runs.filter(({ outcome }) => outcome === as).length;
  const sum = (of: (result: Result) => number): number => results.reduce((all, result) => all + of(result), 0);
  const compared = results.flatMap(({ mitigatedAfterSeconds: seconds, oracleSeconds }) =>
    seconds === null || oracleSeconds === null ? [] : [{ seconds, oracleSeconds }],
  );
  return {
    stories: results.length,
    held: results.filter(({ ok }) => ok).length,
    incidents: sum(({ incidents }) => incidents.length),
    resolved: ended('resolved'),
    escalated: ended('escalated'),
    stoodDown: ended('stood-down'),
    joined: ended('joined'),
    pages: sum(({ pages }) => pages.length),
    acts: sum(({ acts }) => acts.length),
    refusals: sum(({ refusals }) => refusals.length),
    costUsd: sum(({ costUsd }) => costUsd),
    ...(compared.length > 0 && {
      mitigated: {
        stories: compared.length,
        seconds: median(compared.map(({ seconds }) => seconds)),
        oracleSeconds: median(compared.map(({ oracleSeconds }) => oracleSeconds)),
      },
    }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = low] = Number.isInteger(middle)
    ? sorted.slice(middle - 1, middle + 1)
    : [sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
