import { type Sizes, sizeInWords } from './sizes';

/** Tables in the picture; the documents have them all. */
const MOST = 12;

const [WIDTH, MARGIN, NAMES, VALUES] = [920, 20, 300, 100];
const [ROW, BAR, TOP] = [52, 16, 90];

/** Told apart by how light they are, by a pattern, and by an outline: without colours as well as with them. */
const BEFORE = '#9ecae1';
const AFTER = '#08519c';

interface Row {
  readonly name: string;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * A picture of the largest tables before and after, as SVG: two bars a table, lengths to one scale that begins at 0, each
 * with its size in words. Names come from the database: they are text, never markup.
 */
export function picture(before: Sizes, after: Sizes): string {
  const rows = rowsOf(before, after);
  const largest = Math.max(1, ...rows.flatMap((row) => [row.before ?? 0, row.after ?? 0]));
  const height = TOP + rows.length * ROW + MARGIN;
  const title = `Table sizes of ${before.database}: ${sizeInWords(before.totalBytes)} before, ${sizeInWords(after.totalBytes)} after`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    `<rect width="6" height="6" fill="${BEFORE}"/><line x1="0" y1="0" x2="0" y2="6" stroke="#333" stroke-width="1.5"/></pattern></defs>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="32" font-size="17" fill="#111">${escaped(title)}</text>`,
    legend(),
    ...rows.map((row, at) => drawn(row, TOP + at * ROW, largest)),
    '</svg>',
  ].join('\n')}\n`;
}

/** The largest by either time; one that is only in one document has one bar. */
function rowsOf(before: Sizes, after: Sizes): Row[] {
  const was = new Map(before.tables.map(({ name, bytes }) => [name, bytes]));
  const is = new Map(after.tables.map(({ name, bytes }) => [name, bytes]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((name) => ({ name, before: was.get(name), after: is.get(name) }))
    .sort((one, other) => weight(other) - weight(one) || (one.name < other.name ? -1 : 1))
    .slice(0, MOST);
}

const weight = ({ before = 0, after = 0 }: Row): number => Math.max(before, after);

const legend = (): string =>
  [
    bar(MARGIN, 50, 28, 'url(#hatch)'),
    `<text x="${MARGIN + 36}" y="63" fill="#111">before</text>`,
    bar(MARGIN + 100, 50, 28, AFTER),
    `<text x="${MARGIN + 136}" y="63" fill="#111">after</text>`,
  ].join('');

function drawn({ name, before, after }: Row, top: number, largest: number): string {
  const from = MARGIN + NAMES;
  const room = WIDTH - from - VALUES - MARGIN;
  const one = (bytes: number | undefined, at: number, fill: string): string => {
    if (bytes === undefined) return `<text x="${from}" y="${at + 13}" fill="#555">not there</text>`;
    const length = Math.max(1, Math.round((room * bytes) / largest));
    return `${bar(from, at, length, fill)}<text x="${from + length + 8}" y="${at + 13}" fill="#111">${sizeInWords(bytes)}</text>`;
  };
  return [
    `<text x="${MARGIN}" y="${top + 22}" fill="#111">${escaped(shortened(name))}</text>`,
    one(before, top, 'url(#hatch)'),
    one(after, top + BAR + 3, AFTER),
  ].join('');
}

const bar = (x: number, y: number, width: number, fill: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${BAR}" fill="${fill}" stroke="#111" stroke-width="1"/>`;

const MOST_LETTERS = 40;
const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : name;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What XML does not allow at all is left out: a quoted name may hold a control character. */
const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
