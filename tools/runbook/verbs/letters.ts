import type { Letters, ToldLetter } from '../../../lambdas/list-letters/letters';
import { MOST_AT_ONCE, SHORT, shortId } from '../../../lambdas/shared/letters/letter';
import type { Outcome } from '../../../lambdas/shared/letters/outcome';
import { counted } from '../../../lambdas/shared/wording';
import type { Api, Said } from '../api';
import { CannotAsk, NotDone } from '../errors';
import { tellLetters, tellRedrive } from '../telling/letters';
import { indented, plainLines } from '../telling/text';
import type { Told } from './told';

/** Which letters are meant: by their ids, or all of them by how many there are. */
export interface Meant {
  readonly ids: readonly string[];
  readonly all?: string;
}

interface Done extends Said {
  readonly letters: readonly Outcome[];
}

const read = (api: Api): Promise<Letters> => api.get<Letters>(['v1', 'letters']);

export async function listLetters(api: Api, { whole }: { whole?: true }): Promise<Told> {
  const data = await read(api);
  return { data, text: () => tellLetters(data, { whole: whole ?? false }) };
}

/** Has done again what letters were for; with `dryRun` it only says what that would be. */
export async function redriveLetters(
  api: Api,
  meant: Meant,
  { reason, dryRun }: { reason?: string; dryRun?: true },
): Promise<Told> {
  if (reason === undefined && !dryRun)
    throw new CannotAsk('letters redrive needs a reason: letters redrive <letter> --reason "<why>"; or --dry-run.');
  checkMeant(meant, 'redrive');
  const letters = choose(await read(api), meant);
  if (dryRun) return { data: { letters, said: 'Nothing was done.' }, text: () => tellRedrive(letters) };
  const data = await inTurn(letters, (ids) => api.post<Done>(['v1', 'letters', 'redrive'], { letters: ids, reason }));
  return { data, text: () => lines(data) };
}

/**
 * Takes letters out of their queues for good.
 * @param show told every letter whole before anything is asked for: what is gone has been seen.
 */
export async function discardLetters(
  api: Api,
  meant: Meant,
  { reason }: { reason: string },
  show: (letters: readonly ToldLetter[]) => void,
): Promise<Told> {
  checkMeant(meant, 'discard');
  const letters = choose(await read(api), meant);
  show(letters);
  const data = await inTurn(letters, (ids) => api.post<Done>(['v1', 'letters', 'discard'], { letters: ids, reason }));
  return { data: { ...data, discarded: letters }, text: () => lines(data) };
}

const lines = ({ said }: Said): string =>
  plainLines(said)
    .map((line) => indented(line, 0))
    .join('\n');

/** As many at a time as the API takes; what is refused ends it. */
async function inTurn(letters: readonly ToldLetter[], ask: (ids: readonly string[]) => Promise<Done>): Promise<Done> {
  const done: Done[] = [];
  for (let from = 0; from < letters.length; from += MOST_AT_ONCE)
    done.push(await ask(letters.slice(from, from + MOST_AT_ONCE).map(({ id }) => id)));
  return { said: done.map(({ said }) => said).join('\n'), letters: done.flatMap((each) => each.letters) };
}

/** Said before anything is asked: a slip of the keyboard needs no round trip. @throws CannotAsk */
function checkMeant({ ids, all }: Meant, verb: 'redrive' | 'discard'): void {
  const how = `letters ${verb} <letter> …, or letters ${verb} --all <how many there are>`;
  if (ids.length > 0 && all !== undefined)
    throw new CannotAsk(`Name letters, or say --all, and not both: ${how}. \`letters list\` shows their ids.`);
  if (ids.length === 0 && all === undefined)
    throw new CannotAsk(`Which letters? ${how}. \`letters list\` shows their ids.`);
  if (all !== undefined && !/^[1-9]\d*$/.test(all))
    throw new CannotAsk(`--all: given "${all}", expected how many letters there are, as \`letters list\` counts them.`);
}

/** @throws NotDone when it is not clear which letters are meant. */
export function choose({ letters, more }: Letters, { ids, all }: Meant): readonly ToldLetter[] {
  if (all !== undefined) {
    if (Number(all) === letters.length) return letters;
    const rest = more ? ' on the list, of more' : '';
    throw new NotDone(
      `Nothing was done: there ${letters.length === 1 ? 'is' : 'are'} ${counted(letters.length, 'letter')}${rest}, and --all says ${all}. Look with \`letters list\`.`,
    );
  }
  const chosen = ids.map((given) => named(letters, given));
  return chosen.filter((letter, index) => chosen.indexOf(letter) === index);
}

function named(letters: readonly ToldLetter[], given: string): ToldLetter {
  const found = letters.filter(({ id }) => id.startsWith(given.toLowerCase()));
  const [only, ...others] = given.length >= SHORTEST ? found : [];
  if (only && others.length === 0) return only;
  if (only)
    throw new NotDone(
      `Nothing was done: "${given}" begins ${found.map(({ id }) => id).join(' and ')}. Say more of it.`,
    );
  const there = letters.length === 0 ? 'there is none' : `there are ${letters.map(({ id }) => shortId(id)).join(', ')}`;
  throw new NotDone(`Nothing was done: there is no letter "${given}"; ${there}.`);
}

/** Half of what is shown: fewer are a slip of the keyboard. */
const SHORTEST = SHORT / 2;
