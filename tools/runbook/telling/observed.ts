import colours from 'picocolors';
import type { Observed } from '../../../lambdas/list-incidents/handler';
import type { ObservedIncident, ObservedRunbook } from '../../../lambdas/list-incidents/observed';
import { clockTime, dateAndTime } from '../../../lambdas/shared/wording';
import { beside, indented, plain } from './text';

/** What runbooks would have done, for whoever is about to let them. */
export const tellObserved = ({ runbooks, said }: Observed): string =>
  [plain(said), ...runbooks.map(tellRunbook)].join('\n\n');

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
