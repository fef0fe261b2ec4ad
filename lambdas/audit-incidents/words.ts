import type { Incident } from '../shared/incident';
import { ascii, oneLine } from '../shared/messages/words';
import { clockTime, dateAndTime } from '../shared/wording';
import type { Lost, Red } from './decide';

/** One message to whoever watches the runbooks. */
export interface Words {
  readonly Subject: string;
  readonly Message: string;
}

/** SNS takes subjects of up to 100 printable ASCII characters. */
const MOST_SUBJECT = 100;

const words = (subject: string, ...paragraphs: readonly string[]): Words => ({
  Subject: ascii(subject).slice(0, MOST_SUBJECT),
  Message: paragraphs.map((paragraph) => oneLine(paragraph)).join('\n\n'),
});

/** @param started `unseen`: why its runbook could not be started. */
export function lostWords(
  { alarm, since, reason }: Red,
  { title, id }: { readonly title: string; readonly id: string },
  started: { readonly unseen: string } | { readonly seen: unknown },
): Words {
  return words(
    `Nothing came of alarm ${alarm}`,
    `${alarm} is in ALARM since ${dateAndTime(since)}, and no incident knows of it: its event was lost, or its run died before it wrote anything down. ${reason}`,
    'unseen' in started
      ? `The runbook "${title}" could not be started in its place: ${started.unseen}. Nobody looks after it. By hand: npm run runbook -- start ${id} --reason "${alarm}"`
      : `The runbook "${title}" was started in its place. You hear of it again only if that opens no incident either.`,
  );
}

export const lostAgainWords = (
  { alarm, since }: Red,
  { startedAt, failed }: Pick<Lost, 'startedAt' | 'failed'>,
  id: string,
): Words =>
  words(
    `Still nobody looks after alarm ${alarm}`,
    `${alarm} is in ALARM since ${dateAndTime(since)}. ${failed ? 'Its runbook can still not be started in place of its lost event.' : `Its runbook was started at ${clockTime(startedAt)} in place of its lost event, and has opened no incident.`}`,
    `Look at the system yourself. By hand: npm run runbook -- start ${id} --reason "${alarm}"`,
  );

export const unattendedWords = (
  { id, title, target, openedAt, execution }: Pick<Incident, 'id' | 'title' | 'target' | 'openedAt' | 'execution'>,
  status: string,
): Words =>
  words(
    `Nobody works on ${title} (${target})`,
    `Incident ${id} is open since ${dateAndTime(openedAt)}. Its run has ended as ${status} without having told anybody, and what it held is given back: ${execution}`,
    `Look at the system. Until the incident is closed every further alarm joins it: npm run runbook -- close ${id} --reason "…"`,
  );
