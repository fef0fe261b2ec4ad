import colours from 'picocolors';
import type { Observed } from '../../../lambdas/list-incidents/handler';
import type { ObservedIncident, ObservedRunbook } from '../../../lambdas/list-incidents/observed';
import { clockTime, dateAndTime } from '../../../lambdas/shared/wording';
import { beside, indented, plain } from './text';

/** What runbooks would have done, for whoever is about to let them; last those of which nothing is known. */
export function tellObserved({ runbooks, said }: Observed): string {
  const started = runbooks.filter((runbook) => runbook.started > 0);
  const others = runbooks.filter((runbook) => runbook.started === 0).map(({ id }) => id);
  const unknown = `Not started in that time, so nothing is known of them: ${others.join(', ')}.`;
  return [plain(said), ...started.map(tellRunbook), ...(others.length > 0 ? [indented(unknown, 0)] : [])].join('\n\n');
}

const tellRunbook = ({ id, title, said, incidents }: ObservedRunbook): string =>
  [`${colours.bold(id)}  ${plain(title)}`, indented(plain(said), 2), ...incidents.map(tellIncident)].join('\n');

function tellIncident({ id, alarmAt, would, refused, ending }: ObservedIncident): string {
  return [
    '',
    indented(`${dateAndTime(alarmAt)}  ${id}`, 2),
    ...would.map(({ at, says }) => beside(`    ${clockTime(at)}`.padEnd(INDENT), plain(says), INDENT)),
    ...refused.map(({ at, act, because }) =>
      beside(`    ${clockTime(at)}`.padEnd(INDENT), `Guard: ${plain(act)} refused, ${plain(because)}`, INDENT),
    ),
    beside('    Ended'.padEnd(INDENT), plain(ending.says), INDENT),
  ].join('\n');
}

const INDENT = 18;
