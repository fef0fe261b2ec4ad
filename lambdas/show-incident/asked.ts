import { judgePress } from '../acknowledge-page/decide';
import type { Approval } from '../shared/approvals/approval';
import { approversOf, ended, judgeAnswer } from '../shared/approvals/decide';
import { formToken } from '../shared/form-token';
import { command, form, type Html, html, quoted } from '../shared/html';
import type { Gathered, Parameters } from './gather';
import { moment, span } from './status';
import { couldNot } from './summary';
import { pathOf, type SignedIn, signInPath, type Viewer } from './viewer';

/** Whether an answer could still count. */
const isOpen = ({ status, expiresAt }: Approval, { incident, now }: Pick<Gathered, 'incident' | 'now'>): boolean =>
  status === 'asked' && incident.status === 'open' && now < Date.parse(expiresAt);

/** What people are asked, what was asked before, and the buttons of whoever reads it. */
export function asked(seen: Gathered, viewer: Viewer): Html {
  const open = seen.approvals.filter((approval) => isOpen(approval, seen));
  const over = seen.approvals.filter((approval) => !isOpen(approval, seen));
  return html`${over.length > 0 && html`<h2>What was asked before</h2><ul>${over.map((approval) => html`<li>${overInWords(approval, seen)}</li>`)}</ul>`}
${open.map((approval) => question(approval, seen))}
${acknowledging(seen, viewer)}
${open.length > 0 && deciding(open, seen, viewer)}`;
}

function question(approval: Approval, { parameters, incident, now }: Gathered): Html {
  const { act, resource, effect, because, undo, expiresAt, askedAt, requester, decisions } = approval;
  return html`<section class="asked">
<h2>You are asked: ${act} of ${resource}</h2>
<dl>
<dt>Effect</dt><dd>${quoted(effect)}</dd>
<dt>Why</dt><dd>${quoted(because)}</dd>
<dt>Undo</dt><dd>${quoted(undo)}</dd>
<dt>Exactly this is done</dt><dd>${command(approval.command)}</dd>
<dt>Who may decide</dt><dd>${'seen' in parameters ? whoMay(act, requester, parameters.seen) : couldNot(parameters.unseen)}</dd>
<dt>Yes so far</dt><dd>${decisions.length === 0 ? 'Nobody yet.' : decisions.map(({ contact, at, reason }) => html`<p>${contact} at ${moment(at, now)}: ${quoted(reason)}</p>`)}</dd>
<dt>Until</dt><dd>${moment(expiresAt, now)}, ${span((Date.parse(expiresAt) - now) / 1000)} from now. Without an answer it is not done. Asked at ${moment(askedAt, now)} in ${incident.id}.</dd>
</dl>
</section>`;
}

function whoMay(act: string, requester: string | undefined, { directory }: Parameters): Html {
  const { contacts, people } = approversOf(act, directory);
  const named = contacts.map((id) => {
    const role = directory.contacts[id]?.role;
    return `${id}${role ? ` (${role})` : ''}${id === requester ? ', who asked for it and may only refuse' : ''}`;
  });
  return html`${people === 1 ? 'One person' : `${people} different people`} of: ${named.join('; ') || 'nobody is named'}.`;
}

/** How a question ended, or why it does not count any more. */
function overInWords(approval: Approval, { incident, now }: Gathered): Html {
  const { act, resource, status, expiresAt, decisions } = approval;
  const what = `${act} of ${resource}`;
  if (status !== 'asked') return html`<b>${what}</b> ${quoted(ended(approval))} ${reasonsOf(approval)}`;
  const some = decisions.length > 0 ? ` ${decisions.map(({ contact }) => contact).join(', ')} had said yes.` : '';
  const how =
    now >= Date.parse(expiresAt)
      ? `Expired at ${moment(expiresAt, now)}: not approved.`
      : `Not answered: the incident has ended as ${incident.status}.`;
  return html`<b>${what}</b> ${how}${some}`;
}

/** A refusal says its reason itself. */
const reasonsOf = ({ status, decisions }: Approval): Html | false =>
  status !== 'refused' &&
  decisions.length > 0 &&
  html`<span class="quiet">${decisions.map(({ contact, reason }) => `${contact}: ${reason}`).join('; ')}</span>`;

/** "I have it": for the link of somebody's own page, while nobody has the incident. */
function acknowledging({ incident, now }: Gathered, { link }: Viewer): Html | false {
  if (!link) return false;
  const { press } = judgePress(link.about, incident, now);
  if (press !== 'use' && press !== 'finish') return false;
  const until = now < Date.parse(incident.deadlineAt) ? ` until ${moment(incident.deadlineAt, now)}` : '';
  const token = formToken(link.secret, 'acknowledge', incident.id, String(link.about.rung));
  return html`${form(`/i/${link.secret}/acknowledge`, { token }, { says: 'I have it', looks: 'main' })}
<p class="quiet">It is written down for ${link.about.contact}, and nobody further is paged${until}.</p>`;
}

function deciding(open: readonly Approval[], seen: Gathered, viewer: Viewer): Html {
  const { signedIn } = viewer;
  const to = pathOf(seen.incident.id, viewer);
  if ('not' in signedIn) {
    return html`<p><a class="button" href="${signInPath(to)}">Sign in to approve or refuse</a></p>
<p class="quiet">${signedIn.not}</p>`;
  }
  const { contact, known } = signedIn;
  if (!contact) return html`<p>You are signed in as ${quoted(known)}, which is nobody we know: you cannot decide.</p>`;
  const decide = { ...signedIn, contact };
  return html`<p>You are signed in as <b>${contact}</b>.</p>
${open.map((approval) => html`${decision('approve', approval, seen, decide, to)}${decision('refuse', approval, seen, decide, to)}`)}`;
}

function decision(
  says: 'approve' | 'refuse',
  approval: Approval,
  { incident, parameters, now }: Gathered,
  { contact, session }: SignedIn & { contact: string },
  to: string,
): Html | false {
  if ('unseen' in parameters) return says === 'approve' && html`<p>${couldNot(parameters.unseen)}</p>`;
  const { directory } = parameters.seen;
  const judged = judgeAnswer(incident, approval, { contact, decision: says, now }, directory);
  if (!judged.accepted) {
    const other = judgeAnswer(incident, approval, { contact, decision: 'approve', now }, directory);
    const saidAlready = says === 'refuse' && !other.accepted && other.because === judged.because;
    return !saidAlready && html`<p>${quoted(judged.because)}</p>`;
  }
  const token = formToken(session, says, incident.id, approval.id);
  const fields = { approval: approval.id, decision: says, to, token };
  const id = `reason-${says}-${approval.id}`;
  const above = html`<label for="${id}">Reason to ${says}</label>
<input type="text" id="${id}" name="reason" required maxlength="500" autocomplete="off">`;
  const button = `${says === 'approve' ? 'Approve' : 'Refuse'}: ${approval.act} of ${approval.resource}`;
  return form(`/incidents/${encodeURIComponent(incident.id)}/decide`, fields, {
    says: button,
    looks: says === 'approve' ? 'danger' : 'plain',
    above,
  });
}
