/** A mark on the axis: an instant (milliseconds since the epoch) and where it stands, in per cent of the width. */
export interface Tick {
  readonly at: number;
  readonly x: number;
  /** After a stretch of quiet: only the time of day is told, since what it takes stands before it. */
  readonly bare?: true;
}

/** A stretch in which nothing happened, drawn shorter than it was. */
export interface Quiet {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** Where instants stand on a picture as wide as it likes to be. */
export interface Scale {
  /** In per cent of the width. */
  x(at: number): number;
  readonly ticks: readonly Tick[];
  readonly quiet: readonly Quiet[];
}

/** The first and the last mark keep clear of the edges, so that half a label fits beside them. */
const LEFT = 4;
const RIGHT = 96;

/** Between two labels on a telephone's 350 pixels there have to be 56 of them. */
const APART = 16;

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
];

/**
 * A scale on which everything that happened can be told apart: linear, but where nothing happened for much longer
 * than all the rest took, that stretch is drawn a third as wide as the rest.
 * @param instants milliseconds since the epoch; at least one.
 * @param zero what the ticks are counted from.
 */
export function scaleOf(instants: readonly number[], zero: number): Scale {
  const sorted = [...new Set(instants)].sort((a, b) => a - b);
  const first = sorted[0] ?? zero;
  if (sorted.length < 2) sorted.push(first + 60_000);
  const pieces = sorted.slice(1).map((to, index): Piece => {
    const from = sorted[index] as number;
    return { from, to, weight: to - from, quiet: false };
  });
  shorten(pieces);
  const total = pieces.reduce((all, { weight }) => all + weight, 0);
  let passed = 0;
  const placed = pieces.map((piece) => {
    const left = place(passed, total);
    passed += piece.weight;
    return { ...piece, left, right: place(passed, total) };
  });
  const x = (at: number): number => {
    const piece = placed.find(({ to }) => at <= to) ?? placed.at(-1);
    if (!piece) return LEFT;
    const part = Math.min(1, Math.max(0, (at - piece.from) / (piece.to - piece.from)));
    return round(piece.left + part * (piece.right - piece.left));
  };
  const quiet = placed
    .filter((piece) => piece.quiet)
    .map(({ from, to, left, right }) => ({ from: round(left), to: round(right), seconds: (to - from) / 1000 }));
  const spanned = placed.filter((piece) => !piece.quiet);
  const ticks = ticksOf(spanned, zero, x, quiet);
  for (const { to: at } of placed.filter((piece) => piece.quiet)) {
    if (ticks.every((tick) => Math.abs(x(at) - tick.x) >= APART)) ticks.push({ at, x: x(at), bare: true });
  }
  return { x, quiet, ticks };
}

interface Piece {
  readonly from: number;
  readonly to: number;
  weight: number;
  quiet: boolean;
}

/** Less than a quarter of an hour is drawn as it was. */
const QUIET_MS = 900_000;
/** More than these and nothing is left to see of the rest. */
const MOST_QUIET = 6;

/** As many of the longest stretches as outweigh all that is shorter get a third of the weight of that rest. */
function shorten(pieces: readonly Piece[]): void {
  const longest = [...pieces].sort((a, b) => b.weight - a.weight);
  const after = (count: number): number => longest.slice(count).reduce((all, { weight }) => all + weight, 0);
  for (let count = Math.min(MOST_QUIET, longest.length); count > 0; count--) {
    const rest = after(count);
    const { weight = 0 } = longest[count - 1] ?? {};
    if (rest === 0 || weight < QUIET_MS || weight <= rest * 1.5) continue;
    for (const piece of longest.slice(0, count)) Object.assign(piece, { weight: rest / 3, quiet: true });
    return;
  }
}

/** Whether there is room to say how long it was. */
export const isTold = ({ from, to }: Quiet): boolean => to - from >= APART;

const place = (passed: number, total: number): number => LEFT + (passed / total) * (RIGHT - LEFT);
const round = (value: number): number => Math.round(value * 10) / 10;

function ticksOf(
  spanned: readonly { readonly from: number; readonly to: number; readonly left: number; readonly right: number }[],
  zero: number,
  x: (at: number) => number,
  quiet: readonly Quiet[],
): Tick[] {
  // As many milliseconds as a label needs, where the picture is not shortened.
  const densest = Math.max(...spanned.map(({ from, to, left, right }) => (to - from) / (right - left)));
  const step = (STEPS.find((seconds) => seconds * 1000 >= densest * APART) ?? 172_800) * 1000;
  const ticks: Tick[] = [];
  for (const { from, to } of spanned) {
    for (let count = Math.ceil((from - zero) / step); zero + count * step <= to; count++) {
      const at = zero + count * step;
      const here = x(at);
      // What is written on a stretch of quiet stands in its middle.
      const taken = [...ticks.map((tick) => tick.x), ...quiet.filter(isTold).map((one) => (one.from + one.to) / 2)];
      if (taken.every((other) => Math.abs(here - other) >= APART - 0.1)) ticks.push({ at, x: here });
    }
  }
  return ticks;
}
