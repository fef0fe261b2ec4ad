import { html } from 'hono/html';
import type { Result } from '../result';
import { counted } from '../telling';
import type { Html } from './html';
import { type Lane, lanesOf } from './lanes';
import { isTold, type Scale, scaleOf } from './scale';
import { clock, day, long } from './words';

const LANE = 46;
const TOP = 6;

/** A story as a picture: what failed, what was done, whom it reached, and a perfect operator beside it. */
export function timeLine(result: Result): Html {
  const lanes = lanesOf(result);
  const instants = lanes.flatMap(({ events, bars = [] }) => [
    ...events.map(({ at }) => at),
    ...bars.flatMap(({ from, to }) => [from, to]),
  ]);
  const [first] = [...instants].sort((a, b) => a - b);
  if (first === undefined) return html`<p class="quiet">Nothing ran, so there is nothing to draw.</p>`;
  const zero = result.faultAt ? Date.parse(result.faultAt) : first;
  const scale = scaleOf(instants, zero);
  const bottom = TOP + lanes.length * LANE;
  return html`<figure class="time"><svg role="img" width="100%" height="${bottom + 38}" aria-label="${pictureSays(result)}">${axis(
    scale,
    zero,
    bottom,
  )}${lanes.map((lane, index) => laneOf(lane, TOP + index * LANE, scale))}</svg>
<figcaption>Time since ${result.faultAt ? 'the fault' : 'the beginning'}, and the time of day in IST, ${day(zero)}.${
    scale.quiet.length > 0 ? ' Hatched: a stretch in which nothing happened, drawn shorter.' : ''
  }</figcaption></figure>`;
}

const pictureSays = ({ title, timeline, acts, pages }: Result): string =>
  `Time line of "${title}": ${counted(timeline.length, 'line')}, ${counted(acts.length, 'act')}, ${counted(pages.length, 'page')}.`;

function laneOf({ name, says, events, bars = [] }: Lane, y: number, scale: Scale): Html {
  const line = y + 31;
  const seen = new Set<string>();
  // A thousand at one place are one mark.
  const apart = events.filter(({ at, mark }) => {
    const key = `${mark} ${scale.x(at)}`;
    return !seen.has(key) && seen.add(key);
  });
  return html`<text x="0" y="${y + 14}"><tspan class="b">${name}</tspan><tspan dx="8" class="q">${says}</tspan></text><line class="l" x1="0" x2="100%" y1="${line}" y2="${line}"/>${bars.map(
    ({ from, to, kind }) =>
      html`<rect class="${kind}" x="${scale.x(from)}%" y="${line - 4}" width="${(scale.x(to) - scale.x(from)).toFixed(1)}%" height="8" rx="2"/>`,
  )}${apart.map(
    ({ at, mark, says: what }) =>
      html`<use href="#m-${mark}" x="${scale.x(at)}%" y="${line}"><title>${clock(at)} ${short(what)}</title></use>`,
  )}`;
}

const short = (text: string): string => (text.length > 90 ? `${text.slice(0, 89)}…` : text);

function axis({ ticks, quiet }: Scale, zero: number, bottom: number): Html {
  return html`${quiet.map(
    (one) =>
      html`<rect fill="url(#hatch)" x="${one.from}%" y="${TOP}" width="${(one.to - one.from).toFixed(1)}%" height="${bottom - TOP}"><title>${long(one.seconds)}</title></rect>${
        isTold(one)
          ? html`<text class="q" text-anchor="middle" x="${((one.from + one.to) / 2).toFixed(1)}%" y="${bottom + 16}">${long(one.seconds)}</text>`
          : ''
      }`,
  )}${ticks.map(({ at, x: here, bare }) => {
    const time = at % 60_000 === 0 ? clock(at).slice(0, 5) : clock(at);
    return html`<line class="g" x1="${here}%" x2="${here}%" y1="${TOP}" y2="${bottom + 3}"/><text text-anchor="middle" x="${here}%" y="${bottom + 16}">${bare ? '' : since(at - zero)}<tspan class="q" x="${here}%" y="${bottom + 32}">${time}</tspan></text>`;
  })}`;
}

/** `0`, `+30 s`, `+2.5 min`, `+3 h`. */
function since(passed: number): string {
  const seconds = passed / 1000;
  if (seconds === 0) return '0';
  const [value, unit] =
    Math.abs(seconds) < 60
      ? [seconds, 's']
      : Math.abs(seconds) < 7_200
        ? [seconds / 60, 'min']
        : [seconds / 3_600, 'h'];
  return `${value > 0 ? '+' : '−'}${Number(Math.abs(value).toFixed(1))} ${unit}`;
}
