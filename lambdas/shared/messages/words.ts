/** Words that stay as they are when a subject or an SMS is put into ASCII: what people type and phones know. */
const TYPED: readonly (readonly [RegExp, string])[] = [
  [/[‐-―−]/g, '-'],
  [/[‘’]/g, "'"],
  [/[“”„]/g, '"'],
  [/→/g, '->'],
];

/**
 * Text from outside (log lines, reasons, alarm reasons) on one line: it cannot begin a line or a section of its own, and
 * holds nothing invisible.
 * @param most characters; what is longer ends in `…`.
 */
export function oneLine(text: string, most = Number.POSITIVE_INFINITY): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : line;
}

/** One line of printable ASCII: `Börse – zu` becomes `Borse - zu`; what has no such form is `?`. */
export function ascii(text: string): string {
  const typed = TYPED.reduce((all, [from, to]) => all.replace(from, to), oneLine(text));
  return typed
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, '?');
}

/** The longest beginning of whole words that fits; of a first word that does not fit, as much as does. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most <= 0) return '';
  const end = text.lastIndexOf(' ', most);
  return text.slice(0, end > 0 ? end : most).replace(/[\s,;:.-]+$/, '');
}
