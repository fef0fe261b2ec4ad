import { type ApiResponse, page } from '../shared/api';
import { type Anchor, message } from '../shared/html';
import type { Incident } from '../shared/incident';
import type { PageLink } from '../shared/page-links';
import { dateAndTime } from '../shared/wording';

/** The page of a link we never gave out. */
export const unknownLink = (): ApiResponse =>
  page(
    404,
    message({
      title: 'This link is not known',
      text: 'It may be cut off: open it from the page you were sent, whole. Or see from the command line what is open, and acknowledge there.',
      type: 'npm run runbook -- incidents\nnpm run runbook -- ack <incident>',
    }),
  );

/** The page of a link that was one. */
export const expiredLink = ({ incidentId, expiresAt }: PageLink): ApiResponse =>
  page(
    410,
    message({
      title: 'This link has expired',
      text: `It opened incident ${incidentId} until ${dateAndTime(expiresAt)}, and does nothing any more. Sign in to read the incident, or use the command line.`,
      type: `npm run runbook -- show ${incidentId}`,
      links: [signInTo(incidentId)],
    }),
  );

/** @param id of an incident that is named where there is none. */
export const unknownIncident = (id: string): ApiResponse =>
  page(
    404,
    message({
      title: 'There is no such incident',
      text: `No incident is called "${id}". See from the command line which there are.`,
      type: 'npm run runbook -- incidents --all',
    }),
  );

export const signInTo = (incidentId: string): Anchor => ({
  title: 'Sign in to read the incident',
  url: `/sign-in?to=/incidents/${encodeURIComponent(incidentId)}`,
});

/** `fixed`, `closed by cto`, and where to go on. */
export const howEnded = ({ status, closedBy, takenOverBy }: Incident): string =>
  takenOverBy
    ? `taken over: incident ${takenOverBy} stands for it`
    : `${status}${closedBy ? `, closed by ${closedBy.by}` : ''}`;
