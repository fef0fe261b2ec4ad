import { weekdayOf } from '../shared/calendar/zone';
import { channelPublication } from '../shared/messages/channel';
import { type Publication, publication } from '../shared/messages/publication';
import { shortMessage } from '../shared/messages/sms';
import type { Notice } from './decide';

/** @param link where the entry for one's calendar can be fetched, for some hours. */
export function toStakeholder(
  notice: Notice,
  about: { system: string; work: readonly string[]; link: string },
): Publication {
  const { title, lines } = words(notice, about.system, about.work);
  return publication({
    subject: title,
    text: [
      ...lines,
      '',
      `For your calendar (the link works for some hours; the times above are what counts): ${about.link}`,
      'This is for your information; nothing is asked of you.',
    ].join('\n'),
    sms: shortMessage(title),
    https: (text) => ({ kind: 'notice', title, date: notice.window.date, what: notice.what, text }),
  });
}

export function toChannel(notice: Notice, { system, work }: { system: string; work: readonly string[] }): Publication {
  const { title, lines } = words(notice, system, work);
  return channelPublication({ title, lines, eventType: 'maintenance-notice', keywords: ['maintenance', notice.what] });
}

function words(
  { what, when: dateAndHours, window }: Notice,
  system: string,
  work: readonly string[],
): { title: string; lines: string[] } {
  const when = `${weekdayOf(window.date)} ${dateAndHours}`;
  if (what === 'cancelled') {
    return {
      // What matters first: a subject is cut after 100 characters, a message to a phone sooner.
      title: `No maintenance of ${system}: ${when}`,
      lines: [`The maintenance of ${system} planned for ${when} does not take place: ${window.cancelledBy}.`],
    };
  }
  return {
    title: `Maintenance of ${system}: ${when}`,
    lines: [
      `${system} is maintained on ${when}, while nothing trades. Services keep running, and may be slower for moments. You are told if it does not take place.`,
      'What is done:',
      ...work.map((line) => `- ${line}`),
    ],
  };
}
