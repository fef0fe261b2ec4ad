import { actingOnTrading } from '../../../lib/acting-on-trading';
import type { Crew } from './crew';
import type { Acts, Call, Injection } from './inject';

/** How thoroughly a story is searched. */
export interface Thoroughness {
  /** Of the calls of functions that cannot act on the trading service, every so many-th is tried. */
  readonly every: number;
  /** Of all that would be tried, every so many-th is. */
  readonly sample: number;
  /** Seconds a story is watched after the stop; to its end without it. */
  readonly seconds?: number;
}

export interface Found {
  readonly injections: number;
  readonly broken: readonly string[];
}

/** An instant right before an effect, and one right after it. Milliseconds. */
const BESIDE = [-1, 1] as const;

/**
 * Asks for the stop around every call of a story. Its own acts come some time after it is asked for, so that each of them is
 * brought right before and right after each effect of whoever may act on the trading service: the parameter, where the
 * service heeds it; the parameter, the suspension and the desired count, where it does not. For calls that change nothing
 * the one instant right before them is as good as any.
 */
export async function search(crew: Crew, story: string, thoroughness: Thoroughness): Promise<Found> {
  const [recorded] = await crew.all([{ record: story }]);
  if (!recorded || !('calls' in recorded) || recorded.calls.length === 0)
    throw new Error(`${story}: nothing was called.`);
  const { calls } = recorded;
  const mayAct = new Set([...actingOnTrading().keys()]);
  const acting = calls.filter(({ by }) => mayAct.has(actionOf(by)));
  const others = calls.filter((call) => !acting.includes(call));
  const { seconds } = thoroughness;
  const about = { story, ...(seconds === undefined ? {} : { seconds }) };
  // How long after it is asked for a stop acts is the same wherever it is, give or take what it waits for.
  const probe = async (given: Omit<Injection, 'story'>): Promise<Acts> => {
    const [answer] = await crew.all([{ inject: { ...about, ...given } }]);
    if (!answer || !('acts' in answer)) throw new Error(`${story}: the stop did not answer.`);
    return answer.acts;
  };
  const at = acting[0]?.at ?? calls[0]?.at ?? 0;
  const [heeds, ignores] = [
    await probe({ at, ignoring: false, scaleDown: false }),
    await probe({ at, ignoring: true, scaleDown: true }),
  ];
  const offsets = [ignores.disables, ignores.suspends, ignores.stops].filter((offset) => offset !== null);
  const injections: Injection[] = [
    ...acting.flatMap(({ effectAt }) => [
      ...BESIDE.map((beside) => ({
        ...about,
        at: effectAt - heeds.disables + beside,
        ignoring: false,
        scaleDown: false,
      })),
      ...offsets.flatMap((offset) =>
        BESIDE.map((beside) => ({ ...about, at: effectAt - offset + beside, ignoring: true, scaleDown: true })),
      ),
    ]),
    ...others
      .filter((_, index) => index % thoroughness.every === 0)
      .map(({ at }) => ({ ...about, at: at - 1, ignoring: acting.length > 0, scaleDown: false })),
  ].filter((injection) => injection.at >= 0);
  const once = [
    ...new Map(injections.map((one) => [JSON.stringify({ ...one, at: Math.round(one.at) }), one])).values(),
  ];
  const chosen = once.filter((_, index) => index % thoroughness.sample === 0);
  const answers = await crew.all(chosen.map((inject) => ({ inject })));
  const broken = answers.flatMap((answer, index) =>
    'broken' in answer ? answer.broken.map((words) => `${JSON.stringify(chosen[index])}: ${words}`) : [],
  );
  return { injections: chosen.length, broken };
}

/** `runbook-prod-restart-service` is the function of `restart-service`. */
const actionOf = (by: Call['by']): string => by.replace(/^runbook-[a-z]+-/, '');
