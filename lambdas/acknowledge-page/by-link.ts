import { type ApiRequest, type ApiResponse, form, page, redirect } from '../shared/api';
import { isFormToken } from '../shared/form-token';
import { message } from '../shared/html';
import type { Incident } from '../shared/incident';
import type { PageLink, PageLinks } from '../shared/page-links';
import { dateAndTime } from '../shared/wording';
import { acknowledge, type Tools } from './acknowledge';
import { hasExpired, judgePress, type NoPress } from './decide';
import { expiredLink, howEnded, unknownIncident, unknownLink } from './link-pages';

/**
 * "I have it", pressed on the page of a contact's own link. It counts only with the token that this page has given to this
 * link; then one conditional write uses the link up, and only then is anything acknowledged.
 */
export async function byLink(
  asked: ApiRequest,
  { links, ...tools }: Tools & { readonly links: PageLinks },
  now: number,
  unique: string,
): Promise<ApiResponse> {
  const secret = asked.path.link ?? '';
  const link = await links.find(secret);
  if (!link) return unknownLink();
  const { incidentId, rung, contact } = link;
  if (!isFormToken(form(asked).token, secret, 'acknowledge', incidentId, String(rung))) return forged(secret);
  if (hasExpired(link, now)) return expiredLink(link);
  let incident = await tools.table.findIncident(incidentId);
  if (!incident) return unknownIncident(incidentId);
  const at = new Date(now).toISOString();
  let judged = judgePress(link, incident, now);
  // Who loses the link to another press of the same button is judged as the second of the two.
  if (judged.press === 'use' && !(await links.useUp(secret, at))) {
    incident = await tools.table.get(incidentId);
    judged = judgePress((await links.find(secret)) ?? link, incident, now);
    // Not used by anybody, and not to be used: it has expired, or is gone, since it was looked up.
    if (judged.press === 'use') return expiredLink(link);
  }
  if (judged.press !== 'use' && judged.press !== 'finish') return already(judged, incident, link, secret);
  const token = await tools.table.token(incidentId, rung);
  await acknowledge({ incidentId, contact, rung, token, at, unique }, tools);
  // The page says who has it, and loading that again posts nothing.
  return redirect(`/i/${secret}`);
}

/** The form did not come from the page of this link, or its fields were changed. */
const forged = (secret: string): ApiResponse =>
  page(
    403,
    message({
      title: 'Not acknowledged',
      text: 'This did not come from the button of your page, so nothing was changed. Open your page and press the button there.',
      links: [{ title: 'Open the page', url: `/i/${secret}` }],
    }),
  );

function already(judged: NoPress, incident: Incident, { contact }: PageLink, secret: string): ApiResponse {
  const { title, text } = inWords(judged, incident, contact);
  return page(200, message({ title, text, links: [{ title: 'Back to the incident', url: `/i/${secret}` }] }));
}

function inWords(
  judged: NoPress,
  incident: Incident,
  contact: string,
): { readonly title: string; readonly text: string } {
  switch (judged.press) {
    case 'ended':
      return {
        title: 'The incident has ended',
        text: `It has ended as ${howEnded(incident)}; there is nothing to acknowledge, and nothing was changed.`,
      };
    case 'held': {
      const { by, at } = judged.holder;
      const who = by === contact ? 'You have' : `${by} has`;
      return { title: 'Acknowledged already', text: `${who} it since ${dateAndTime(at)}. Nothing was changed.` };
    }
    case 'used':
      return {
        title: 'This link has been used',
        text: `It acknowledged at ${dateAndTime(judged.at)}, which held until the deadline; a link does so once. Use the link of your newest page, or the command line: npm run runbook -- ack ${incident.id}`,
      };
  }
}
