import type { LogLine } from './log-lines';

/** Lines that say the same, but for numbers, names and ids. */
export interface Shape {
  readonly shape: string;
  readonly count: number;
  /** When it was last seen, in milliseconds since the epoch. */
  readonly last: number;
}

const WIDTH = 160;

/** What varies between two lines that say the same; the first that matches takes the text. */
const VARIABLE: readonly [RegExp, string][] = [
  // An apostrophe inside a word opens no quotation.
  [/"[^"]*"|(?<!\w)'[^']*'(?!\w)/g, '"…"'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '#'],
  [/\d+([.,:]\d+)*/g, '#'],
];

/** A message without what varies in it: from the given word on, first line only. */
export function shapeOf(message: string, from?: RegExp): string {
  const start = from ? Math.max(0, message.search(from)) : 0;
  const line = message.slice(start).split('\n')[0] ?? '';
  return VARIABLE.reduce((text, [what, sign]) => text.replace(what, sign), line)
    .trim()
    .slice(0, WIDTH);
}

/** Lines grouped by shape: the most frequent first, and of equally many the latest. */
export function groupByShape(lines: readonly LogLine[], from?: RegExp): Shape[] {
  const groups = new Map<string, Shape>();
  for (const { at, message } of lines) {
    const shape = shapeOf(message, from);
    const group = groups.get(shape);
    groups.set(shape, { shape, count: (group?.count ?? 0) + 1, last: Math.max(group?.last ?? at, at) });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.last - a.last || (a.shape < b.shape ? -1 : 1));
}
