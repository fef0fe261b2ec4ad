import type { Approval } from '../approvals/approval';
import type { Incident } from '../incident';
import { askedLines } from './asked';
import { incidentAddress } from './link';
import { type Publication, toPerson } from './publication';
import { shortMessage } from './sms';
import { oneLine } from './words';

/**
 * The short message for who was paged before the question was asked; a page that comes later says it itself.
 *
 * @param o.pages address of our pages, without a slash at the end.
 * @param o.link the person's own link, where there is one; else the incident's page, which asks for a sign-in.
 */
export function composeQuestion({
  incident,
  approval,
  pages,
  link = incidentAddress(pages, incident.id),
}: {
  readonly incident: Incident;
  readonly approval: Approval;
  readonly pages: string;
  readonly link?: string;
}): Publication {
  const { severity, id } = incident;
  const title = oneLine(incident.title, 250);
  return toPerson(
    incident,
    { kind: 'question', link },
    {
      subject: `[${severity}] Approval needed: ${approval.act}, ${title}`,
      text: [
        `${severity} ${title}`,
        ...askedLines(approval),
        `Approve or refuse, after signing in: ${link}`,
        `Incident ${id}`,
      ].join('\n'),
      sms: shortMessage(`${severity} approve ${approval.act}? ${title}`, link),
    },
  );
}
