import colours from 'picocolors';
import type { Letters, ToldLetter } from '../../../lambdas/list-letters/letters';
import { shortId } from '../../../lambdas/shared/letters/letter';
import { dateAndTime } from '../../../lambdas/shared/wording';
import { beside, indented, plain, plainLines } from './text';

/** `redrive` and what stands beside it. */
const INDENT = 11;

/** What could not be delivered: of each letter what it was, why it failed, and what can be done with it. */
export function tellLetters({ letters, said }: Letters, { whole }: { whole: boolean }): string {
  return [
    ...letters.flatMap((letter) => [
      tellLetter(letter),
      ...(whole && letter.again !== null ? [tellText(letter)] : []),
      '',
    ]),
    indented(plain(said), 0),
    ...howTo(letters),
  ].join('\n');
}

const MEND_FIRST =
  'Mend what Why names before you redrive: that does again what a letter was for, and mends nothing. --dry-run says what it would do.';

/** With the id of one of them, and each command on a line of its own: to be copied. */
function howTo(letters: readonly ToldLetter[]): string[] {
  const [first] = letters;
  const again = letters.find((letter) => letter.again !== null);
  return [
    ...(again ? [indented(MEND_FIRST, 0), `  letters redrive ${shortId(again.id)} --reason "<why>"`] : []),
    ...(first
      ? ['For good, with what it was for undone:', `  letters discard ${shortId(first.id)} --reason "<why>"`]
      : []),
    ...(letters.length > 1 ? [`All of them: --all ${letters.length} in place of the id.`] : []),
  ];
}

function tellLetter(letter: ToldLetter): string {
  const { id, queue, sentAt, keptUntil, what, why, again } = letter;
  return [
    indented(`${colours.bold(shortId(id))}  given up ${when(sentAt)}, in ${queue}`, 0),
    beside('  What', plain(what), INDENT),
    beside('  Why', plain(why), INDENT),
    beside(
      '  Redrive',
      again === null ? colours.yellow('not possible: see what it says, and do it by hand') : `${again}.`,
      INDENT,
    ),
    beside('  Kept', `until ${when(keptUntil)}`, INDENT),
    // Nobody knows what it was for: whoever reads it may.
    ...(again === null ? [tellText(letter)] : []),
  ].join('\n');
}

const when = (at: string | null): string => (at === null ? 'at an unknown time' : dateAndTime(at));

/** Letters with all that stands in them, for whoever takes them out of their queues for good. */
export const tellWhole = (letters: readonly ToldLetter[]): string =>
  letters
    .map((letter) => [tellLetter(letter), ...(letter.again === null ? [] : [tellText(letter)])].join('\n'))
    .join('\n\n');

/** Not broken, so that it can be copied. */
const tellText = ({ id, attributes, body }: ToldLetter): string =>
  [
    `  ${colours.dim('Message')}  ${plain(id)}`,
    ...Object.entries(attributes).map(([name, text]) => `  ${colours.dim(plain(name))}  ${plain(text)}`),
    ...plainLines(body).map((line) => `  ${line}`),
  ].join('\n');

/** What a redrive would do. */
export const tellRedrive = (letters: readonly ToldLetter[]): string =>
  [
    ...letters.map(({ id, what, again }) =>
      [
        indented(`${colours.bold(shortId(id))}  ${plain(what)}`, 0),
        beside(
          '  Redrive',
          again === null ? colours.yellow('is refused: nobody knows what it was for') : `${again}.`,
          INDENT,
        ),
      ].join('\n'),
    ),
    'Nothing was done.',
  ].join('\n');
