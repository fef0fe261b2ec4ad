import { attention, type ItemAnswer, ok, unchecked } from '../shared/checklist/item';
import { groupByShape, type Shape } from '../shared/error-shapes';
import type { LogLines } from '../shared/log-lines';
import type { Look } from '../shared/step';
import { clockTime, counted } from '../shared/wording';

/** What one service's log gave. */
export interface ServiceErrors {
  /** Its role. */
  readonly service: string;
  readonly errors: Look<LogLines>;
}

interface Kind extends Shape {
  readonly service: string;
}

const ERROR = /\bERROR\b/;
const TOLD = 3;
const LISTED = 20;

/**
 * Any line with ERROR is for attention, with the most frequent kinds by name; none is ok. Where reading stopped before the
 * end the counts are a lower bound, and no lines found then are no proof that there are none. A service whose lines cannot
 * be read makes the whole something that could not be checked; the errors of the others are told all the same.
 * @param from milliseconds since the epoch.
 */
export function decideErrors(read: readonly ServiceErrors[], hours: number, from: number): ItemAnswer {
  const kinds = read.flatMap(kindsOf).sort(byFrequency);
  const unread = read.flatMap(({ service, errors }) => ('unseen' in errors ? [`${service} (${errors.unseen})`] : []));
  const truncated = read.flatMap(({ service, errors }) => ('seen' in errors && errors.seen.truncated ? [service] : []));
  const total = count(kinds);
  const least = truncated.length > 0 ? 'At least ' : '';
  const says = [
    `${least}${counted(total, 'line')} with ERROR in the last ${hours} h, since ${clockTime(from)}${total > 0 ? `, of ${counted(kinds.length, 'kind')}: ${kinds.slice(0, TOLD).map(inWords).join('; ')}` : ''}.`,
    ...(truncated.length > 0 ? [`Truncated: of ${truncated.join(', ')} there may be more.`] : []),
  ].join(' ');
  const more = {
    ...(kinds.length > 0 ? { details: listed(kinds) } : {}),
    numbers: Object.fromEntries([
      ['errors', total],
      ['kinds', kinds.length],
      ...read.map(({ service, errors }) => [
        service,
        'unseen' in errors ? null : count(kinds.filter((kind) => kind.service === service)),
      ]),
    ]),
  };
  if (unread.length > 0) return unchecked(`Could not read the lines of ${unread.join(' and ')}. ${says}`, more);
  if (total > 0) return attention(says, more);
  return truncated.length > 0 ? unchecked(says, more) : ok(says, more);
}

function kindsOf({ service, errors }: ServiceErrors): Kind[] {
  if ('unseen' in errors) return [];
  // The log's filter takes ERROR inside a longer word for a match as well.
  const lines = errors.seen.lines.filter(({ message }) => ERROR.test(message));
  return groupByShape(lines, ERROR).map((shape) => ({ ...shape, service }));
}

const byFrequency = (a: Kind, b: Kind): number =>
  b.count - a.count || b.last - a.last || (a.service < b.service ? -1 : 1);

const count = (kinds: readonly Kind[]): number => kinds.reduce((sum, kind) => sum + kind.count, 0);

const inWords = ({ service, count: times, shape }: Kind): string =>
  `${times} x ${service} "${shape.replace(/\.$/, '')}"`;

function listed(kinds: readonly Kind[]): string[] {
  const lines = kinds
    .slice(0, LISTED)
    .map(({ service, count: times, last, shape }) => `${service}: ${times} x ${shape} (last at ${clockTime(last)})`);
  const left = kinds.length - lines.length;
  return left > 0 ? [...lines, `and ${counted(left, 'further kind')}`] : lines;
}
