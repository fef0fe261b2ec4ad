import type { Stage } from '../../scenarios/scenario';
import { fullStory } from '../../telling';
import { judged } from '../invariants';
import { type Undisturbed, undisturbedOf } from '../points';
import { artefacts, playStaged, type Staged, storyOf } from '../staged';
import { calledBy, fail, type Told } from './failing';
import type { Mutant } from './mutant';
import { mutantsIn } from './mutants';
import { differences, type Seen, seenOf } from './seen';
import { Touches } from './touches';

/** A story before anything is altered. */
export interface Rehearsed {
  /** What it is called, which is its id unless something fails in it. */
  readonly story: string;
  readonly told: Told;
  readonly environment: string;
  /** Keys of what it touches (touches.ts), in order. */
  readonly touches: readonly string[];
  /** How it ends, and what was done by then: the same where two stories go the same way. */
  readonly ending: string;
  /** What playing it costs: functions invoked. */
  readonly cost: number;
  readonly seen: Seen;
  readonly undisturbed: Undisturbed;
  /** What is broken already: a story in which something fails does not come out as it says. */
  readonly broken: readonly string[];
}

/** What a story with something altered is compared with. */
export type AsItIs = Omit<Rehearsed, 'touches'>;

/** What came of a mutant. */
export interface Tried {
  /** Stories it was played in, in order: the last one noticed it, where one did. */
  readonly played: readonly string[];
  /** By what it was noticed, in words; empty: by nothing. */
  readonly noticed: readonly string[];
  /** Calls that were denied in the last story. */
  readonly denied: number;
  /** The last story could not even be played to its end. */
  readonly stuck?: true;
  /** The stories as they came out, where it was asked for. */
  readonly told?: string;
}

/** The people of a story go on with what they find. */
function prepare(stage: Stage, { failing }: Told): void {
  stage.diverge(() => false);
  if (failing) fail(stage, failing);
}

const environmentOf = (story: string): string => storyOf(story).environment ?? 'prod';

/** Plays a story as it is, and notes what it touches. */
export async function rehearse(directory: string, told: Told): Promise<Rehearsed> {
  const environment = environmentOf(told.story);
  const touches = new Touches(artefacts(directory, environment).assembly);
  const staged = await playStaged(
    directory,
    told.story,
    (stage) => {
      prepare(stage, told);
      touches.listen(stage);
    },
    { witness: touches },
  );
  const { stage, result } = staged;
  const seen = seenOf(result, stage.cloud.sns.deliveries);
  const undisturbed = undisturbedOf(result);
  return {
    story: calledBy(told),
    told,
    environment,
    touches: touches.of(stage),
    ending: [seen.said.outcome, seen.said.verdict, seen.said.acts].join(' '),
    cost: result.invocations,
    seen,
    undisturbed,
    broken: await complaints(staged, undisturbed, false),
  };
}

/** Enumerated once a process for each environment. */
const known = new Map<string, ReadonlyMap<string, Mutant>>();

function mutantOf(directory: string, environment: string, name: string): Mutant {
  const key = `${directory} ${environment}`;
  const mutants =
    known.get(key) ??
    new Map(mutantsIn(artefacts(directory, environment).assembly).map((mutant) => [mutant.name, mutant]));
  known.set(key, mutants);
  const mutant = mutants.get(name);
  if (!mutant) throw new Error(`There is no mutant "${name}".`);
  return mutant;
}

/**
 * Plays stories with one thing altered, one after the other until one of them notices.
 * @param told tells every story in full.
 */
export async function tryMutant(
  directory: string,
  name: string,
  stories: readonly AsItIs[],
  told: boolean,
): Promise<Tried> {
  const played: string[] = [];
  const texts: string[] = [];
  let last: Outcome = { noticed: [], denied: 0, told: '' };
  for (const asItIs of stories) {
    last = await tryIn(directory, name, asItIs);
    played.push(asItIs.story);
    texts.push(last.told);
    if (last.noticed.length > 0) break;
  }
  const { noticed, denied, stuck } = last;
  return { played, noticed, denied, ...(stuck ? { stuck } : {}), ...(told ? { told: texts.join('\n') } : {}) };
}

type Outcome = Pick<Tried, 'noticed' | 'denied' | 'stuck'> & { readonly told: string };

async function tryIn(directory: string, name: string, asItIs: AsItIs): Promise<Outcome> {
  const { told, environment, story } = asItIs;
  const mutant = mutantOf(directory, environment, name);
  const deployed = mutant.alter(artefacts(directory, environment).assembly);
  let staged: Staged;
  try {
    staged = await playStaged(directory, told.story, (stage) => prepare(stage, told), { deployed });
  } catch (error) {
    const why = `${story} cannot go on: ${error instanceof Error ? error.message : String(error)}`;
    return { noticed: [why], denied: 0, stuck: true, told: why };
  }
  const noticed = await noticedIn(staged, asItIs, mutant);
  return { noticed, denied: staged.result.denied.length, told: fullStory(staged.result, false) };
}

/** That a call is denied is the alteration itself: noticed is what comes of it. */
const DENIAL = /^\d+ calls denied, expected \d+$/;

async function noticedIn(staged: Staged, asItIs: AsItIs, { kind }: Mutant): Promise<string[]> {
  const broken = await complaints(staged, asItIs.undisturbed, kind === 'permission removed');
  return [
    ...broken.filter((words) => !asItIs.broken.includes(words)),
    ...differences(asItIs.seen, seenOf(staged.result, staged.stage.cloud.sns.deliveries)),
  ];
}

/** @param denials whether calls are expected to be denied. */
const complaints = async (staged: Staged, undisturbed: Undisturbed, denials: boolean): Promise<string[]> => [
  ...staged.result.broken.filter((words) => !denials || !DENIAL.test(words)),
  ...(await judged(staged, undisturbed, denials)),
];
