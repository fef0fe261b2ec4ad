import type { Incident } from '../shared/incident';
import { type Publication, toPerson } from '../shared/messages/publication';
import { shortMessage } from '../shared/messages/sms';
import { oneLine } from '../shared/messages/words';
import { clockTime, dateAndTime } from '../shared/wording';

export const whoHasIt = ({ acknowledged }: Pick<Incident, 'acknowledged'>): string =>
  acknowledged
    ? `${acknowledged.by} has been at work on it since ${clockTime(acknowledged.at)}.`
    : 'Nobody has acknowledged it yet.';

/** What is told when the response time has passed: the backup is asked to come, stakeholders are asked nothing. */
export function overdue(incident: Incident, to: 'backup' | 'stakeholder'): Publication {
  const { id, severity, alarmAt } = incident;
  const title = oneLine(incident.title, 250);
  const words =
    to === 'backup'
      ? {
          kind: 'backup' as const,
          about: `You are the backup: ${title}`,
          asked: 'You are the backup engineer: please join.',
        }
      : {
          kind: 'notice' as const,
          about: `${title}: not resolved in time`,
          asked: 'This is for your information; nothing is asked of you.',
        };
  return toPerson(
    incident,
    { kind: words.kind },
    {
      subject: `[${severity}] ${words.about}`,
      text: [
        `${title} (${severity}) began at ${dateAndTime(alarmAt)} and is not resolved within its response time.`,
        whoHasIt(incident),
        words.asked,
        `Incident ${id}`,
      ].join('\n'),
      sms: shortMessage(`${severity} ${words.about}. ${whoHasIt(incident)}`),
    },
  );
}
