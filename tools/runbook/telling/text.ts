import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import colours from 'picocolors';

/** Columns of the narrowest terminal that is written for. */
const WIDTH = 80;

/** Characters that move or turn what stands around them: C0 and C1 controls, line separators, bidirectional overrides. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from outside (log lines, alarm and stop reasons, what people have typed) on one line: without escape sequences,
 * which could move the cursor, rewrite what stands on the screen or fill the clipboard.
 */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(CONTROLS, ' ');

/** The same, with its line breaks. */
export const plainLines = (text: string): string[] => text.split(/\r\n|\r|\n/).map(plain);

/** JSON whose every control character is escaped: a terminal takes some for commands that JSON itself lets pass. */
export const json = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(CONTROLS, (sign) =>
    sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Breaks text between words so that it fits; a word that is longer than a line is broken as well, and nothing is lost. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    if (line !== '' && visible(line) + 1 + visible(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (visible(word) <= width) return [word];
  // Broken in the middle of a colour it would end up in pieces as well.
  const bare = stripVTControlCharacters(word);
  return Array.from({ length: Math.ceil(bare.length / width) }, (_, piece) =>
    bare.slice(piece * width, (piece + 1) * width),
  );
}

/** Columns it takes on a terminal, colours left out. */
const visible = (text: string): number => stripVTControlCharacters(text).length;

/** Text behind something that stands at the left, every further line below its beginning. */
export function beside(left: string, text: string, indent: number): string {
  const [first = '', ...more] = wrapped(text, WIDTH - indent);
  const pad = ' '.repeat(indent);
  return [`${left.padEnd(indent + left.length - visible(left))}${first}`, ...more.map((line) => pad + line)].join('\n');
}

/** Text in lines of its own, so far from the left. */
export const indented = (text: string, indent: number): string =>
  wrapped(text, WIDTH - indent)
    .map((line) => ' '.repeat(indent) + line)
    .join('\n');

const EDGES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
const INNER = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
const CHARS = { ...Object.fromEntries([...EDGES, ...INNER].map((name) => [name, ''])), middle: '  ' };

/** A table without lines, whose last column is broken so that the whole is no wider than a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.slice(0, -1).map((_, column) => Math.max(...all.map((row) => visible(row[column] ?? ''))));
  const left = WIDTH - widths.reduce((sum, width) => sum + width + CHARS.middle.length, 0);
  const fitted = rows.map((row) => [...row.slice(0, -1), wrapped(row.at(-1) ?? '', Math.max(left, 20)).join('\n')]);
  const drawn = new Table({
    head: head.map((title) => colours.dim(title)),
    chars: CHARS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  drawn.push(...fitted);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
