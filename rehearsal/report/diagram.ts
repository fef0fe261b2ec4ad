import { html } from 'hono/html';
import type { Html } from './html';
import type { Row, Rows, Taken } from './rows';

/** Left of the first column: room for the ways that jump. */
const GUTTER = 40;
const INDENT = 18;
const ROW = 26;
const LINE = 16;
/** Characters on a line: what a telephone has room for. */
const FITS = 42;

interface Placed extends Row {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

/**
 * A workflow from top to bottom: the main path, and beside it what errors and refusals lead to. What the execution went
 * through is filled and its ways are drawn strong; the rest is there, and faint.
 */
export function diagram({ rows, taken }: Rows, says: string): Html {
  const placed = place(rows);
  const at = new Map(placed.map((row) => [row.state.name, row]));
  const went = new Map(taken.map((way) => [`${way.from}\n${way.to}`, way]));
  const last = placed.at(-1);
  const height = last ? last.y + last.lines.length * LINE : 0;
  const [ways, drawn] = trunk(placed, went);
  const jumps = taken.filter((way) => way.from !== way.to && !drawn.has(`${way.from}\n${way.to}`));
  return html`<svg class="flow" role="img" width="100%" height="${height}" aria-label="${says}">${ways}${jumps.map(
    (way) => jump(way, at),
  )}${placed.map(stateOf)}</svg>`;
}

function place(rows: readonly Row[]): Placed[] {
  let y = 14;
  return rows.map((row) => {
    const lines = wrap(row.state.name, FITS - 3 * row.depth);
    const placed = { ...row, x: GUTTER + row.depth * INDENT, y, lines };
    y += ROW + (lines.length - 1) * LINE;
    return placed;
  });
}

/** Lines of whole words. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + word.length >= most) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** From each row to what stands below it on its own path, and to what stands beside it; and which ways these are. */
function trunk(placed: readonly Placed[], went: ReadonlyMap<string, Taken>): [Html[], Set<string>] {
  const drawn = new Set<string>();
  const faint: Html[] = [];
  const strong: Html[] = [];
  placed.forEach((to, index) => {
    const above = placed.slice(0, index);
    const from = above.findLast(({ depth }) => depth <= to.depth);
    const parent = above.findLast(({ depth }) => depth < to.depth);
    const leads = (row: Placed): boolean =>
      row.state.next.includes(to.state.name) || row.state.caught.includes(to.state.name);
    if (from && from.depth === to.depth && leads(from)) {
      const way = `${from.state.name}\n${to.state.name}`;
      drawn.add(way);
      const line = html`<path class="${went.has(way) ? 'w' : 'f'}" d="M${to.x} ${from.y}V${to.y}"/>`;
      (went.has(way) ? strong : faint).push(line);
    } else if (parent) {
      const way = `${parent.state.name}\n${to.state.name}`;
      // Into a Parallel leads no way of its own: it is entered with it.
      const entered = went.has(way) || (!leads(parent) && parent.state.inner.length > 0 && to.visits > 0);
      if (leads(parent)) drawn.add(way);
      const line = html`<path class="${entered ? 'w' : 'f'}" d="M${parent.x} ${parent.y}V${to.y - 8}q0 8 8 8H${to.x}"/>`;
      (entered ? strong : faint).push(line);
    }
  });
  return [[...faint, ...strong], drawn];
}

/** A way past other states, in the gutter; the further, the wider. */
function jump({ from, to }: Taken, at: ReadonlyMap<string, Placed>): Html {
  const [a, b] = [at.get(from), at.get(to)];
  if (!a || !b) return html``;
  const wide = Math.min(a.x, b.x) - Math.min(30, 12 + Math.abs(b.y - a.y) / 12);
  return html`<path class="w" marker-end="url(#arrow)" d="M${a.x - 5} ${a.y}C${wide} ${a.y} ${wide} ${b.y} ${b.x - 8} ${b.y}"/>`;
}

function stateOf({ state, visits, x, y, lines }: Placed): Html {
  const seen = visits > 0 ? 'v' : 'n';
  const mark =
    state.type === 'Choice'
      ? html`<path class="${seen}" d="M${x} ${y - 6}l6 6-6 6-6-6z"/>`
      : html`<circle class="${seen}" cx="${x}" cy="${y}" r="5"/>`;
  const times = visits > 1 ? html`<tspan class="x"> × ${visits}</tspan>` : '';
  const said = lines.map((line, index) =>
    index === 0 ? line : html`<tspan x="${x + 14}" dy="${LINE}">${line}</tspan>`,
  );
  return html`${mark}<text class="${seen}" x="${x + 14}" y="${y + 4}">${said}${times}</text>`;
}
