import { actingOnTrading } from '../../../lib/acting-on-trading';
import type { Crew } from './crew';
import type { Acts, Call, Injection, Recorded } from './inject';

/** How thoroughly a story is searched. */
export interface Thoroughness {
  /** Within so many seconds of a change to the trading service every instant is tried. */
  readonly nearSeconds: number;
  /** Of the instants farther away, most of them looks that repeat what was seen before, every so many-th. */
  readonly every: number;
  /** Of the calls of functions that cannot act on the trading service, every so many-th. */
  readonly others: number;
  /** Of what is tried, every so many-th is watched until the story's end, and until the stop's sweep is over. */
  readonly toTheEnd: number;
  /** Of all that would be tried, every so many-th is; all of it without. */
  readonly sample?: number;
}

/** Every point there is, and each to its end. */
export const WHOLE: Thoroughness = { nearSeconds: Number.POSITIVE_INFINITY, every: 1, others: 1, toTheEnd: 1 };

export interface Found {
  readonly injections: number;
  /** Of them, those that hit the instant they were meant for only when they were aimed again, and those that never did. */
  readonly again: number;
  readonly missed: number;
  readonly broken: readonly string[];
}

/** Where a stop is to strike: this act of its own at this instant, in milliseconds from the story's fault. */
interface Aim {
  readonly instant: number;
  readonly with: keyof Acts;
}

type Shot = Injection & { readonly aim?: Aim };

/** A little more than the minute after which nothing may be left. */
const A_MINUTE_AND_MORE = 75;

/** As long as the sweep lasts, and a little more. */
const SWEPT_SECONDS = 480;

/** An effect is right before or right after another by so much. Milliseconds. */
const BESIDE = 1;

/** Between two instants so far apart lies time enough for the second of a pair of instants to be no longer right after the first. */
const APART_MS = 1_000;

/**
 * Asks for the stop before and after every call of a story. A stop acts some time after it is asked for: it writes the
 * parameter, and where the service does not heed that it suspends the scaling and takes the desired count to 0. So it is
 * asked for at such instants that each of these falls right before each call's effect, and right after those that change
 * something or are followed by nothing for a while; what comes right after any other comes right before the next.
 *
 * Where trading is never enabled by us a service that heeds the parameter cannot trade after the stop, whatever else is done to
 * it: there it ignores the parameter. Calls of functions that cannot act have the one instant right before them.
 */
export function aims({ calls }: Recorded, thoroughness: Thoroughness, usual: Acts): readonly Omit<Shot, 'story'>[] {
  const mayAct = new Set(actingOnTrading().keys());
  const acting = calls.filter(({ by }) => mayAct.has(by)).sort((one, other) => one.effectAt - other.effectAt);
  const others = calls.filter(({ by }) => !mayAct.has(by));
  const changes = acting.filter(({ acts }) => acts);
  const enabled = calls.some(({ enables }) => enables);
  const far = ({ effectAt }: Call): boolean =>
    changes.every((change) => Math.abs(change.effectAt - effectAt) > thoroughness.nearSeconds * 1000);
  const shots: Omit<Shot, 'story' | 'seconds'>[] = [];
  let passed = 0;
  acting.forEach((call, index) => {
    if (far(call) && passed++ % thoroughness.every !== 0) return;
    const next = acting[index + 1]?.effectAt ?? Number.POSITIVE_INFINITY;
    const after = call.acts || next - call.effectAt > APART_MS;
    for (const beside of after ? [-BESIDE, BESIDE] : [-BESIDE]) {
      const instant = call.effectAt + beside;
      for (const act of ['suspends', 'stops'] as const)
        shots.push({ ...at(instant, act, usual), ignoring: true, scaleDown: true });
      if (enabled) shots.push({ ...at(instant, 'disables', usual), ignoring: false, scaleDown: false });
    }
  });
  others.forEach((call, index) => {
    if (index % thoroughness.others === 0)
      shots.push({ at: call.at - BESIDE, ignoring: index % 2 === 0 || acting.length > 0, scaleDown: false });
  });
  const last = Math.max(...calls.map(({ at }) => at));
  const once = new Map(shots.filter(({ at }) => at >= 0).map((shot) => [key(shot), shot]));
  const chosen = [...once.values()].filter((_, index) => index % (thoroughness.sample ?? 1) === 0);
  return chosen.map((shot, index) => ({
    ...shot,
    seconds:
      index % thoroughness.toTheEnd === 0
        ? Math.max(SWEPT_SECONDS, (last - shot.at) / 1000 + A_MINUTE_AND_MORE)
        : A_MINUTE_AND_MORE,
  }));
}

const at = (instant: number, act: keyof Acts, usual: Acts) => ({
  at: instant - (usual[act] ?? 0),
  aim: { instant, with: act },
});

const key = ({ at, ignoring, scaleDown }: Pick<Shot, 'at' | 'ignoring' | 'scaleDown'>): string =>
  `${Math.round(at)} ${ignoring} ${scaleDown}`;

/** A quiet story, for how long a stop takes that nothing disturbs. */
const QUIET: Omit<Injection, 'story'> = { at: 1_000, ignoring: true, scaleDown: true, seconds: A_MINUTE_AND_MORE };

export async function usualActs(crew: Crew): Promise<Acts> {
  const [quiet] = await crew.inject([{ story: 'hung-tasks', ...QUIET }]);
  if (!quiet || quiet.broken.length > 0 || Object.values(quiet.acts).includes(null))
    throw new Error(`A stop that nothing disturbs is not as it should be: ${JSON.stringify(quiet)}.`);
  return quiet.acts;
}

export async function search(crew: Crew, story: string, recorded: Recorded, how: Thoroughness): Promise<Found> {
  if (recorded.calls.length === 0) throw new Error(`${story}: nothing was called.`);
  const shots: Shot[] = aims(recorded, how, await usualActs(crew)).map((shot) => ({ story, ...shot }));
  const first = await crew.inject(shots);
  // Where a function was warm, or the stop had to wait for something, it acted at another instant than it usually does.
  const again = shots.flatMap((shot, index) => {
    const off = offBy(shot, first[index]?.acts);
    return off ? [{ ...shot, at: Math.max(0, shot.at - off) }] : [];
  });
  const second = await crew.inject(again);
  const missed = again.filter((shot, index) => offBy(shot, second[index]?.acts));
  const tried = [...shots.map((shot, index) => ({ shot, found: first[index] }))].concat(
    again.map((shot, index) => ({ shot, found: second[index] })),
  );
  const broken = tried.flatMap(({ shot, found }) =>
    (found?.broken ?? ['no answer']).map((words) => `${JSON.stringify(shot)}: ${words}`),
  );
  return { injections: tried.length, again: again.length, missed: missed.length, broken };
}

/** Milliseconds by which an act came later than it was meant to; 0 where it hit, or was not needed. */
function offBy({ at, aim }: Shot, acts: Acts | undefined): number {
  const came = aim && acts?.[aim.with];
  if (!aim || came === null || came === undefined) return 0;
  const off = at + came - aim.instant;
  return Math.abs(off) > 0.5 ? off : 0;
}
