import { readDescription } from '../../rehearsal/description';
import type { Page, Result } from '../../rehearsal/result';
import type { Scenario } from '../../rehearsal/scenarios/scenario';
import { assembled } from './assembled';
import { type Run, rehearse } from './rehearsal';

/** What was played, once for all tests of a file. */
export interface Played {
  readonly run: Run;
  readonly results: readonly Result[];
  /** Name of the trading service. */
  readonly service: string;
}

/** Plays stories as the command line does; all of them when none is named. */
export async function playStories(ids: readonly string[] = []): Promise<Played> {
  const assembly = assembled();
  const run = await rehearse('--json', '--assembly', assembly, ...ids);
  if (run.stdout === '') throw new Error(`The command ended with ${run.status}: ${run.stderr}`);
  const service = readDescription(assembly, 'prod').environment.services.trading.name;
  return { run, results: JSON.parse(run.stdout) as Result[], service };
}

export function storyOf({ results }: Pick<Played, 'results'>, id: string): Result {
  const found = results.find(({ scenario }) => scenario === id);
  if (!found) throw new Error(`Scenario ${id} was not played.`);
  return found;
}

export const secondsBetween = (from: string | null, to: string): number =>
  (new Date(to).getTime() - new Date(from ?? Number.NaN).getTime()) / 1000;

/** Rungs in the order they were paged. */
export const rungs = ({ pages }: Result): readonly Page['rung'][] => pages.map(({ rung }) => rung);

/** Executions that found an incident open and left it to the one that opened it. */
export const joined = ({ executions }: Result): number =>
  executions.filter(({ outcome }) => outcome === 'joined').length;

export const story = ({ timeline }: Result): string =>
  timeline.map(({ step, finding }) => `${step}: ${finding}`).join('\n');

export const firstPage = ({ pages: [first] }: Result): string => `${first?.subject}\n${first?.message}`;

/** How it ended, what was restarted, and who was paged. */
export interface Ending {
  readonly outcome: Result['outcome'];
  readonly verdict?: Result['verdict'];
  readonly restarts: number;
  readonly paged: readonly Page['rung'][];
}

export function expectEnding(service: string, result: Result, { outcome, verdict, restarts, paged }: Ending): void {
  const restart = { action: 'restart', resource: service, at: expect.any(String) };
  expect(result.broken).toEqual([]);
  expect(result.outcome).toBe(outcome);
  if (verdict) expect(result.verdict).toBe(verdict);
  expect(result.acts).toEqual(Array.from({ length: restarts }, () => restart));
  expect(rungs(result)).toEqual(paged);
}

/** Ten seconds either way. */
export const expectSeconds = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((seconds, index) => {
    expect(Math.abs((actual[index] ?? Number.NaN) - seconds)).toBeLessThanOrEqual(10);
  });
};

export const afterTheFirstPage = ({ pages }: Result): readonly number[] =>
  pages.map(({ at }) => secondsBetween(pages[0]?.at ?? null, at));

export const acts = ({ acts: all }: Result): readonly string[] =>
  all.map(({ action, resource }) => `${action} ${resource}`);

/** A test for each story, named by what happens in it: it ends as it says itself (rehearsal/scenarios/). */
export const endAsTheySay = (stories: readonly Scenario[], of: (id: string) => Result): void =>
  test.each(stories.map(({ id, title }) => [id, title]))('%s: %s', (id) => expect(of(id).broken).toEqual([]));
