import { Logger } from '@aws-lambda-powertools/logger';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { hasExpired } from '../acknowledge-page/decide';
import { expiredLink, unknownIncident, unknownLink } from '../acknowledge-page/link-pages';
import { type ApiRequest, type ApiResponse, page, request } from '../shared/api';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { readParameters } from '../shared/directory';
import { message } from '../shared/html';
import { issuerKeys } from '../shared/issuer-keys';
import { PageLinks } from '../shared/page-links';
import { SESSION_COOKIE } from '../shared/session';
import { incidentTable } from '../shared/step';
import { named } from '../shared/wording';
import { type Clients, gather } from './gather';
import { timely } from './looks';
import { view } from './view';
import { signInPath, type Viewer } from './viewer';
import { whoIs } from './who-is';

const db = new DynamoDBClient(CLIENT);
const clients: Clients = {
  table: incidentTable(),
  approvals: new ApprovalTable(db, setting('INCIDENT_TABLE')),
  ecs: new ECSClient(CLIENT),
  logs: new CloudWatchLogsClient(CLIENT),
  cloudwatch: new CloudWatchClient(CLIENT),
  ssm: new SSMClient(CLIENT),
};
const links = new PageLinks(db, setting('INCIDENT_TABLE'));
const logger = new Logger();

/**
 * Shows an incident, to whoever holds the link of a page or is signed in as somebody we know. It only reads, and may only
 * read: a scanner, a preview or a reload changes nothing, not even "seen".
 */
export const handler = async (event: unknown): Promise<ApiResponse> => {
  const asked = request(event);
  const shown = await show(asked);
  return asked.method === 'HEAD' ? { ...shown, body: '' } : shown;
};

async function show(asked: ApiRequest): Promise<ApiResponse> {
  try {
    const { link } = asked.path;
    return link === undefined ? await bySession(asked) : await byLink(link, asked);
  } catch (error) {
    logger.error(`The page could not be made: ${named(error)}`);
    return page(
      500,
      message({
        title: 'The page could not be made',
        text: `Load it again. If that does not help, use the command line. ${named(error)}`,
        type: 'npm run runbook -- incidents\nnpm run runbook -- show <incident>',
      }),
    );
  }
}

async function byLink(secret: string, { cookies }: ApiRequest): Promise<ApiResponse> {
  const now = Date.now();
  const [about, parameters] = await Promise.all([links.find(secret), timely(readParameters)]);
  if (!about) return unknownLink();
  if (hasExpired(about, now)) return expiredLink(about);
  const [incident, signedIn] = await Promise.all([
    clients.table.findIncident(about.incidentId),
    whoIs(cookies[SESSION_COOKIE], parameters, issuerKeys, now),
  ]);
  if (!incident) return unknownIncident(about.incidentId);
  const viewer: Viewer = { link: { secret, about }, signedIn };
  return page(200, view(await gather(incident, parameters, clients, Date.now), viewer));
}

async function bySession({ path, cookies }: ApiRequest): Promise<ApiResponse> {
  const id = path.id ?? '';
  const parameters = await timely(readParameters);
  const signedIn = await whoIs(cookies[SESSION_COOKIE], parameters, issuerKeys, Date.now());
  if ('not' in signedIn) return signInFirst(id, signedIn.not);
  if (!signedIn.contact) return nobodyWeKnow(signedIn.known);

  const incident = await clients.table.findIncident(id);
  if (!incident) return unknownIncident(id);
  return page(200, view(await gather(incident, parameters, clients, Date.now), { signedIn }));
}

/** The same for an incident that exists and for one that does not. */
const signInFirst = (id: string, not: string): ApiResponse =>
  page(
    401,
    message({
      title: 'Sign in to read this incident',
      text: `${not} Whoever was paged can open the link of their page without signing in.`,
      links: [{ title: 'Sign in', url: signInPath(`/incidents/${encodeURIComponent(id)}`) }],
    }),
  );

const nobodyWeKnow = (known: string): ApiResponse =>
  page(
    403,
    message({
      title: 'You are nobody we know',
      text: `You are signed in as ${known}, and no contact of this environment has that identity. Whoever owns the environment can add it to a contact.`,
    }),
  );
