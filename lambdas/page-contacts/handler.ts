import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { consoles, Place } from '../shared/links';
import { measure } from '../shared/measure';
import { incidentAddress, linkExpiry, makeLink, withoutLinks } from '../shared/messages/link';
import { PageLinks } from '../shared/page-links';
import { Contact } from '../shared/path';
import { endedMeanwhile, incidentTable, look, parse } from '../shared/step';
import { composePage } from './page';

const Outside = v.object({ name: v.string(), contact: v.string() });
const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  token: v.string(),
  rung: v.number(),
  title: v.string(),
  contacts: v.array(Contact),
  /** Whom to page at once when none of those can be paged. */
  otherwise: v.array(Contact),
  /** Address of our pages. */
  pages: v.pipe(v.string(), v.url(), v.regex(/[^/]$/, 'an address without a slash at the end')),
  place: Place,
  outside: v.object({ broker: Outside, aws: Outside }),
});

/** Two tries for a page: the contacts and then the backups must fit into the function's time, even when SNS hangs. */
const sns = new SNSClient({ ...CLIENT, maxAttempts: 2 });
const logger = new Logger();
const table = incidentTable();
const dynamoDb = new DynamoDBClient(CLIENT);
const approvals = new ApprovalTable(dynamoDb, setting('INCIDENT_TABLE'));
const pageLinks = new PageLinks(dynamoDb, setting('INCIDENT_TABLE'));

/**
 * Pages the contacts of one rung, each with a link of their own; when none of them can be paged, the backups. The token
 * that an acknowledgement will answer is kept before anybody is paged, so that nobody can answer too early. Tried again,
 * it pages those of the rung who have not been; and nobody, once the incident has ended.
 *
 * @throws when nobody has been paged on this rung, now or before: then the workflow takes the last resort.
 */
export const handler = async (event: unknown, lambda: Context): Promise<void> => {
  const { incidentId, step, token, rung, title, contacts, otherwise, pages, place, outside } = parse(
    Input,
    event,
    'Page',
  );
  await table.keepToken(incidentId, rung, token);
  const [incident, timeline, questions] = await Promise.all([
    table.get(incidentId),
    table.lines(incidentId),
    look(() => approvals.ofIncident(incidentId)),
  ]);
  const links = consoles(place, Object.keys(incident.alarms));
  const had = new Set((incident.pages ?? []).filter((paged) => paged.rung === rung).map(({ contact }) => contact));
  const failures: string[] = [];
  let ended = false;

  const write = async (finding: string, outcome: 'paged' | 'noted', unique: string): Promise<void> => {
    const line = { at: new Date(Date.now()).toISOString(), step: `${step} ${rung}: ${title}`, finding, outcome };
    logger.info(finding, { incident: incidentId, rung });
    // Who can still be paged must not wait for a line.
    const written = await look(() => table.write(incidentId, line, `${lambda.awsRequestId}-${unique}`));
    if ('unseen' in written) logger.warn(`The timeline lacks a line: ${written.unseen}`, { incident: incidentId });
  };

  const page = async (contact: Contact, insteadOf: readonly string[]): Promise<void> => {
    const now = Date.now();
    const about = { incidentId, contact: contact.id, rung, expiresAt: linkExpiry(incident, now) };
    const link = await look(() => makeLink(pageLinks, pages, about));
    // Without a link of their own they sign in: a page too few is worse.
    const address = 'seen' in link ? link.seen : incidentAddress(pages, incidentId);
    // Another incident may have taken this one over since the rung was chosen: one cause wakes a person once.
    const present = await look(() => table.get(incidentId));
    if ('seen' in present && present.seen.status !== 'open') {
      ended = true;
      return write(`${contact.role} is not paged: ${endedMeanwhile(present.seen).finding}`, 'noted', contact.id);
    }
    const composed = { incident, timeline, approvals: questions, rung: { number: rung, title }, insteadOf };
    const message = composePage({ ...composed, address, links, outside, now });
    const sent = await look(() => sns.send(new PublishCommand({ TopicArn: contact.topicArn, ...message })));
    if ('unseen' in sent) {
      const because = withoutLinks(sent.unseen);
      failures.push(because);
      measure('Pages', 'not-sent', { incident: incidentId });
      return write(`${contact.role} could not be paged: ${because}.`, 'noted', contact.id);
    }
    had.add(contact.id);
    measure('Pages', 'sent', { incident: incidentId });
    const at = new Date(Date.now()).toISOString();
    // After the page: a function that dies in between pages twice, and never not at all.
    const noted = await look(() => table.notePaged(incidentId, { contact: contact.id, rung, at }));
    if ('unseen' in noted) logger.warn(`The page was not noted: ${noted.unseen}`, { incident: incidentId });
    await write(`Paged ${contact.role}.`, 'paged', contact.id);
  };

  const pageAll = (all: readonly Contact[], insteadOf: readonly string[]): Promise<unknown> =>
    Promise.all(all.filter(({ id }) => !had.has(id)).map((contact) => page(contact, insteadOf)));

  await pageAll(contacts, []);
  const roles = contacts.map(({ role }) => role);
  const backups = otherwise.filter(({ id }) => !had.has(id) && !contacts.some((contact) => contact.id === id));
  if (!ended && !contacts.some(({ id }) => had.has(id)) && backups.length > 0) {
    const names = backups.map(({ role }) => role).join(' and ');
    await write(`Nobody of rung ${rung} could be paged; paging ${names} instead.`, 'noted', 'otherwise');
    await pageAll(backups, roles);
  }
  if (had.size === 0 && !ended) throw new Error(`Nobody of rung ${rung} could be paged: ${failures.join('; ')}`);
};
