import { SEVERITIES } from '../../runbooks/severity';
import { type Html, html, quoted } from '../shared/html';
import type { Look } from '../shared/step';
import type { Gathered } from './gather';
import { moment, sinceWhen, statusOf } from './status';
import { toCall, whyPeople } from './timeline';

/** What a person woken at night reads first. */
export function summary({ incident, timeline, phase, mode, parameters, now }: Gathered): Html {
  const why = whyPeople(timeline);
  const { severity, title, cause } = incident;
  return html`<p class="severity ${severity}">${severity} ${SEVERITIES[severity].title}</p>
<h1>${title}</h1>
<p>${quoted(cause)}</p>
<p><b>${sinceWhen(incident, now)}</b></p>
<ul class="status">${statusOf(incident, now).map((line) => html`<li>${quoted(line)}</li>`)}</ul>
<p>Market: ${or(phase, ({ phase: name, because, until }) => html`<b>${name}</b> until ${moment(until, now)} (${quoted(because)}).`)}</p>
${modeOf(mode)}
${why && html`<p><b>Why it is for people:</b> ${quoted(why.finding)}</p>`}
${why?.advice !== undefined && html`<p><b>What to do next:</b> ${quoted(why.advice)}</p>`}
${toCall(timeline).map((who) =>
  or(
    parameters,
    ({ system }) => html`<p><b>Call:</b> ${system.outside[who].name}, ${system.outside[who].contact}.</p>`,
  ),
)}
<p class="quiet">As of ${moment(now, now)}. Load the page again for what is new: reading it changes nothing.</p>`;
}

/** What was seen, or that it could not be. */
export const or = <T>(seen: Look<T>, show: (value: T) => Html): Html =>
  'seen' in seen ? show(seen.seen) : couldNot(seen.unseen);

export const couldNot = (because: string): Html => html`<span class="bad">could not check: ${quoted(because)}.</span>`;

/** Said where the runbook does not act by itself. */
function modeOf(mode: Look<string>): Html | false {
  if ('unseen' in mode) return html`<p>Mode of the runbook: ${couldNot(mode.unseen)}</p>`;
  return mode.seen !== 'act' && html`<p>The runbook's mode is <b>${mode.seen}</b>: it changes nothing by itself.</p>`;
}
