import { actingOnTrading } from '../../lib/acting-on-trading';
import { STORIES, STORY_OF } from '../../rehearsal/proof/stories';
import { assembled } from '../support/assembled';
import type { Recorded } from './stop-anywhere/inject';
import { Players } from './stop-anywhere/players';
import { search, type Thoroughness, WHOLE } from './stop-anywhere/search';

/**
 * The stop is asked for around the calls of every runbook, one play of the story a call. With the steadiness tests some two
 * hundred plays are made, a second or two of a processor each: right before and right after each change to the trading
 * service, and a sample of everything else. `npm run test:stop-anywhere` makes all of them, which takes half an hour or more;
 * `-- -t deploy-bad` one story's.
 */
const whole = process.env.STOP_ANYWHERE === 'whole';
const HOW: Thoroughness = whole ? WHOLE : { nearSeconds: 0, every: 60, others: 400, toTheEnd: 20 };

jest.setTimeout(6 * 3_600_000);

let players: Players;
beforeAll(() => {
  players = new Players(assembled());
});
afterAll(() => players.leave());

/** Each is played once. */
const recorded = new Map<string, Recorded>();
async function recordedOf(stories: readonly string[]): Promise<readonly Recorded[]> {
  const missing = stories.filter((story) => !recorded.has(story));
  const found = await players.record(missing);
  for (const [index, story] of missing.entries()) recorded.set(story, found[index] as Recorded);
  return stories.map((story) => recorded.get(story) as Recorded);
}

const told = ({ begun, ...figures }: Readonly<Record<string, string | number>> & { readonly begun: number }): string =>
  `${Object.entries(figures)
    .map(([what, figure]) => `${what} ${figure}`)
    .join(', ')}, ${Math.round((Date.now() - begun) / 1000)} s`;

test('every runbook and every checklist runs in its story', async () => {
  const all = await recordedOf(Object.values(STORY_OF));
  const absent = Object.entries(STORY_OF).filter(([id], index) => !all[index]?.ran.includes(id));
  expect(absent).toEqual([]);
});

test('whatever may act on the trading service acts in one of the stories', async () => {
  const all = await recordedOf(STORIES);
  const acts = new Set(all.flatMap(({ calls }) => calls.filter(({ acts }) => acts).map(({ by }) => by)));
  const idle = [...actingOnTrading().keys()].filter((id) => !acts.has(id));
  // It sets back what it finds, and where nobody disturbs it finds nothing: the search itself gives it work.
  expect(idle).toEqual(['sweep-stop']);
});

test.each(STORIES)(
  '%s: whenever trading is stopped in it, nothing trades a minute later, and nothing could',
  async (story) => {
    const [undisturbed] = (await recordedOf([story])) as [Recorded];
    const begun = Date.now();
    const { injections, again, missed, broken } = await search(players, story, undisturbed, HOW);
    // Whoever waits for an hour sees how far it is.
    const found = told({ story, injections, again, missed, broken: broken.length, begun });
    if (whole) process.stderr.write(`${[found, ...broken].join('\n  ')}\n`);
    expect(broken).toEqual([]);
    expect(injections).toBeGreaterThan(0);
  },
);
