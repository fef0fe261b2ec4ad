import type { Incident } from '../incident';
import { ascii, oneLine } from './words';

/** What `sns:Publish` takes besides the topic. */
export interface Publication {
  readonly Subject: string;
  /** JSON: one text per protocol. */
  readonly Message: string;
  readonly MessageStructure: 'json';
}

/** SNS takes subjects of up to 100 printable ASCII characters. */
const MOST_SUBJECT = 100;

/**
 * Bytes of the full text. All protocols together may have 262,144: the text is in it three times, and each of its bytes
 * becomes at most 2 + 2 + 4 where it is escaped, in JSON and in JSON within JSON.
 */
const MOST_TEXT = 24_000;

/**
 * One message in the words of each protocol: mail gets the full text, SMS one that fits, a webhook JSON. A protocol without
 * words of its own gets `default`, the full text.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html (MessageStructure)
 *
 * @param o.https what a webhook is sent, made of the text as it goes out.
 */
export function publication(o: {
  readonly subject: string;
  readonly text: string;
  readonly sms: string;
  readonly https: (text: string) => object;
}): Publication {
  const text = fitted(o.text);
  return {
    Subject: ascii(o.subject).slice(0, MOST_SUBJECT).trim(),
    Message: JSON.stringify({ default: text, email: text, sms: o.sms, https: JSON.stringify(o.https(text)) }),
    MessageStructure: 'json',
  };
}

/** What a webhook is told first: what kind of message it is, and which incident it is about. */
export interface Kind {
  /** `not-helped`: an approved act has not resolved it. `backup`: is asked to join. `notice`: for information. */
  readonly kind: 'page' | 'question' | 'all-clear' | 'not-helped' | 'backup' | 'notice';
  readonly rung?: number;
  /** Where the incident is read. */
  readonly link?: string;
}

/** A message to one person about an incident. The webhook's JSON: kind, incidentId, severity, title, rung, link, text. */
export function toPerson(
  { id, severity, title }: Pick<Incident, 'id' | 'severity' | 'title'>,
  { kind, rung, link }: Kind,
  words: { readonly subject: string; readonly text: string; readonly sms: string },
): Publication {
  const about = { kind, incidentId: id, severity, title: oneLine(title, 250) };
  return publication({ ...words, https: (text) => ({ ...about, rung, link, text }) });
}

/** Without control characters, and cut before its last line, which names the incident. */
function fitted(text: string): string {
  const clean = text.replace(/[^\P{Cc}\n]|\p{Cs}/gu, ' ');
  if (Buffer.byteLength(clean) <= MOST_TEXT) return clean;
  const end = `\n…\n${clean.slice(clean.lastIndexOf('\n') + 1).slice(0, 500)}`;
  return beginning(clean, MOST_TEXT - Buffer.byteLength(end)) + end;
}

/** As many whole characters as fit into so many bytes. */
function beginning(text: string, bytes: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
