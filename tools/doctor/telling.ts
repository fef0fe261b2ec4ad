import colours from 'picocolors';
import type { Finding, Status } from './finding';

const COLOUR: Readonly<Record<Status, (text: string) => string>> = {
  ok: colours.green,
  missing: colours.red,
  'could not check': colours.yellow,
  'not configured': colours.dim,
  'not deployed': colours.dim,
};

const WIDTH = Math.max(...Object.keys(COLOUR).map(({ length }) => length));

/** One line a finding; what to do about it on the next. */
export function tell(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ status, title, says, remedy }) => [
    `${COLOUR[status](status.padEnd(WIDTH))}  ${title}: ${says}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(WIDTH)}  → ${remedy}`]),
  ]);
  return [...lines, '', closing(findings)].join('\n');
}

function closing(findings: readonly Finding[]): string {
  const counts = (Object.keys(COLOUR) as Status[]).flatMap((wanted) => {
    const count = findings.filter(({ status }) => status === wanted).length;
    return count === 0 ? [] : [`${count} ${wanted}`];
  });
  return `${counts.join(', ')}.`;
}
