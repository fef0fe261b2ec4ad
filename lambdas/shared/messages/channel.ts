import type { Severity } from '../../../runbooks/severity';
import { type Publication, publication } from './publication';
import { shortMessage } from './sms';
import { oneLine } from './words';

/** News for the incident channel, where nobody is paged. Texts from outside may be in it as they came. */
export interface ChannelNews {
  /** Groups what is told about one incident; absent: it is about the system. */
  readonly incidentId?: string;
  readonly severity?: Severity;
  /** On one line: `Trading Service Not Processing Orders: resolved`. */
  readonly title: string;
  /** What happened, a line each. */
  readonly lines: readonly string[];
  readonly nextSteps?: readonly string[];
  /** Kind of event, as letters, digits and hyphens: `incident-ended`. */
  readonly eventType: string;
  /** Names or ARNs. */
  readonly resources?: readonly string[];
  /** Shown as tags. */
  readonly keywords?: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
}

// Characters: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
const MOST = { title: 250, description: 8_000, nextStep: 350, keyword: 75 };
/** Of a list; what is longer is for the report. */
const MOST_LISTED = 10;

/**
 * News in the words of each subscriber: mail gets plain text; Amazon Q Developer, which subscribes with HTTPS, a custom
 * notification, and drops anything else.
 */
export function channelPublication(news: ChannelNews): Publication {
  const { incidentId, severity, lines, nextSteps = [] } = news;
  const title = oneLine(news.title, MOST.title);
  const subject = severity ? `[${severity}] ${title}` : title;
  return publication({
    subject,
    text: [
      ...[...lines, ...nextSteps].map((line) => oneLine(line)),
      ...(nextSteps.length > 0 ? [] : ['This is for your information; nothing is asked of you.']),
      ...(incidentId ? [`Incident ${incidentId}`] : []),
    ].join('\n'),
    sms: shortMessage(severity ? `${severity} ${title}` : title),
    https: () => customNotification(news, subject),
  });
}

/** Event schema: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
function customNotification(news: ChannelNews, subject: string): object {
  const { incidentId, lines, nextSteps = [], eventType, resources = [], keywords = [], context } = news;
  const listed = (texts: readonly string[], most: number) =>
    texts.slice(0, MOST_LISTED).map((text) => inert(oneLine(text), most));
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: inert(subject, MOST.title),
      description: inert(lines.map((line) => oneLine(line)).join('\n'), MOST.description),
      ...(nextSteps.length > 0 ? { nextSteps: listed(nextSteps, MOST.nextStep) } : {}),
      ...(keywords.length > 0 ? { keywords: listed(keywords, MOST.keyword) } : {}),
    },
    metadata: {
      ...(incidentId ? { threadId: incidentId } : {}),
      summary: inert(subject, MOST.title),
      eventType,
      ...(resources.length > 0 ? { relatedResources: listed(resources, MOST.nextStep) } : {}),
      ...(context ? { additionalContext: context } : {}),
    },
  };
}

/**
 * Text that the chat shows as it is: a log line can neither call everybody (`<!channel>`) nor hide an address behind
 * words (`<https://…|words>`, `[words](https://…)`).
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
function inert(text: string, most: number): string {
  const shown = [...text.replaceAll('](', '] (')].map((character) => ENTITIES[character] ?? character);
  if (shown.join('').length <= most) return shown.join('');
  let end = 0;
  for (let used = 1; used + (shown[end]?.length ?? 0) <= most; end++) used += shown[end]?.length ?? 0;
  return `${shown.slice(0, end).join('')}…`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
