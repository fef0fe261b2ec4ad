import type { Acts, Call, Injected, Injection, Recorded } from './inject';
import type { Players } from './players';

/** How thoroughly a story is searched. */
export interface Thoroughness {
  /** Within so many seconds of a change to the trading service every instant is tried. */
  readonly nearSeconds: number;
  /** Of the instants farther away, most of them looks that repeat what was seen before, every so many-th. */
  readonly every: number;
  /** Of the calls that nothing of a stop meets, every so many-th. */
  readonly others: number;
  /** Of what is tried, every so many-th is watched until the story's end, and until the stop's sweep is over. */
  readonly toTheEnd: number;
}

/** Every point at which a stop can come out otherwise, and of those at which it cannot a sample that would say so if it could. */
export const WHOLE: Thoroughness = { nearSeconds: Number.POSITIVE_INFINITY, every: 1, others: 25, toTheEnd: 8 };

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

/**
 * Asks for the stop before and after every call of a story. A stop acts some time after it is asked for: it writes the
 * parameter and its record, and where the service does not heed that it suspends the scaling and takes the desired count
 * to 0. An act and a call may change places where the one does not touch what the other reads or writes. So between two
 * calls that an act meets all instants for that act are one, and it is made to fall right before each of these calls, and
 * right after those that change something. Of looks that are repeated while nothing changes it is the first and the last.
 *
 * Where trading is never enabled by us a service that heeds the parameter cannot trade after the stop, whatever else is done to
 * it: there it ignores the parameter.
 */
export function aims({ calls }: Recorded, thoroughness: Thoroughness, usual: Acts): readonly Omit<Shot, 'story'>[] {
  const ordered = [...calls].sort((one, other) => one.effectAt - other.effectAt);
  const met = withoutRepeated(ordered.filter(({ meets }) => meets.length > 0));
  const changes = met.filter(({ acts }) => acts);
  const enabled = calls.some(({ enables }) => enables);
  const far = ({ effectAt }: Call): boolean =>
    changes.every((change) => Math.abs(change.effectAt - effectAt) > thoroughness.nearSeconds * 1000);
  const shots: Omit<Shot, 'story' | 'seconds'>[] = [];
  let passed = 0;
  for (const call of met) {
    if (far(call) && passed++ % thoroughness.every !== 0) continue;
    for (const beside of call.acts ? [-BESIDE, BESIDE] : [-BESIDE])
      for (const act of call.meets) {
        const heeded = enabled && HEEDED.includes(act);
        shots.push({ ...at(call.effectAt + beside, act, usual), ignoring: !heeded, scaleDown: !heeded });
      }
  }
  ordered
    .filter(({ meets }) => meets.length === 0)
    .forEach((call, index) => {
      if (index % thoroughness.others === 0)
        shots.push({ at: call.at - BESIDE, ignoring: !enabled || index % 2 === 0, scaleDown: false });
    });
  const last = Math.max(...calls.map(({ at }) => at));
  const once = new Map(shots.filter(({ at }) => at >= 0).map((shot) => [key(shot), shot]));
  return [...once.values()].map((shot, index) => ({
    ...shot,
    seconds:
      index % thoroughness.toTheEnd === 0
        ? Math.max(SWEPT_SECONDS, (last - shot.at) / 1000 + A_MINUTE_AND_MORE)
        : A_MINUTE_AND_MORE,
  }));
}

/** A look that the same function repeats while nothing changes is as good as the first of them, or as the last. */
function withoutRepeated(calls: readonly Call[]): readonly Call[] {
  const looks = new Map<string, { readonly first: Call; last: Call }>();
  for (const call of calls) {
    const key = `${call.by} ${call.what} ${call.epoch}`;
    const known = looks.get(key);
    if (known) known.last = call;
    else looks.set(key, { first: call, last: call });
  }
  const ends = new Set([...looks.values()].flatMap(({ first, last }) => [first, last]));
  return calls.filter((call) => call.acts || ends.has(call));
}

/** What stops a service that heeds the parameter. */
const HEEDED: readonly (keyof Acts)[] = ['disables', 'keepsDisabled'];

const at = (instant: number, act: keyof Acts, usual: Acts) => ({
  at: instant - (usual[act] ?? 0),
  aim: { instant, with: act },
});

const key = ({ at, ignoring, scaleDown }: Pick<Shot, 'at' | 'ignoring' | 'scaleDown'>): string =>
  `${Math.round(at)} ${ignoring} ${scaleDown}`;

/** A quiet story, for how long a stop takes that nothing disturbs. */
const QUIET: Omit<Injection, 'story'> = { at: 1_000, ignoring: true, scaleDown: true, seconds: A_MINUTE_AND_MORE };

export async function usualActs(players: Players): Promise<Acts> {
  const [quiet] = await players.inject([{ story: 'hung-tasks', ...QUIET }]);
  if (!quiet || quiet.broken.length > 0 || Object.values(quiet.acts).includes(null))
    throw new Error(`A stop that nothing disturbs is not as it should be: ${JSON.stringify(quiet)}.`);
  return quiet.acts;
}

interface Tried {
  readonly shot: Shot;
  readonly found: Injected;
}

/** Every so many-th shot shows how long the acts of a stop take in its part of the story; the others are aimed by it. */
const SCOUT_EVERY = 6;

export async function search(players: Players, story: string, recorded: Recorded, how: Thoroughness): Promise<Found> {
  if (recorded.calls.length === 0) throw new Error(`${story}: nothing was called.`);
  const shots: readonly Shot[] = aims(recorded, how, await usualActs(players)).map((shot) => ({ story, ...shot }));
  const fire = async (shots: readonly Shot[]): Promise<readonly Tried[]> => {
    const found = await players.inject(shots);
    return shots.map((shot, index) => ({ shot, found: found[index] as Injected }));
  };
  const scouts = await fire(shots.filter((_, index) => index % SCOUT_EVERY === 0));
  const others = shots.filter((_, index) => index % SCOUT_EVERY !== 0).map((shot) => aimedBy(scouts, shot));
  const first = [...scouts, ...(await fire(others))];
  // Where a function was warm, or the stop had to wait for something, it acted at another instant than was to be expected.
  const again = await fire(
    first.flatMap(({ shot, found }) => {
      const off = offBy(shot, found.acts);
      return off ? [{ ...shot, at: Math.max(0, shot.at - off) }] : [];
    }),
  );
  const tried = [...first, ...again];
  return {
    injections: tried.length,
    again: again.length,
    missed: again.filter(({ shot, found }) => offBy(shot, found.acts)).length,
    broken: tried.flatMap(({ shot, found }) => found.broken.map((words) => `${JSON.stringify(shot)}: ${words}`)),
  };
}

/** The shot, aimed with what its act took in the nearest play of its kind. */
function aimedBy(scouts: readonly Tried[], shot: Shot): Shot {
  const { aim, at } = shot;
  if (!aim) return shot;
  const [nearest] = scouts
    .flatMap(({ shot: scout, found }) => {
      const takes = found.acts[aim.with];
      const alike = scout.ignoring === shot.ignoring && scout.scaleDown === shot.scaleDown;
      return takes === null || !alike ? [] : [{ takes, away: Math.abs(scout.at - at) }];
    })
    .sort((one, other) => one.away - other.away);
  return nearest ? { ...shot, at: Math.max(0, aim.instant - nearest.takes) } : shot;
}

/** Milliseconds by which an act came later than it was meant to; 0 where it hit, or was not needed. */
function offBy({ at, aim }: Shot, acts: Acts): number {
  const came = aim && acts[aim.with];
  if (!aim || came === null || came === undefined) return 0;
  const off = at + came - aim.instant;
  return Math.abs(off) > 0.5 ? off : 0;
}
