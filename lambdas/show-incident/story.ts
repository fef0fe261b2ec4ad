import { everyRunbook } from '../../runbooks';
import { type Html, html, quoted } from '../shared/html';
import type { Line } from '../shared/incident';
import type { Gathered } from './gather';
import { moment } from './status';
import { evidenceLines, told, worked } from './timeline';

/** What was tried and found, in the order of the clock. */
export function tried({ timeline, now }: Gathered): Html {
  const lines = told(timeline);
  return html`<h2>What was tried and found</h2>
${
  lines.length === 0
    ? html`<p>Nothing is written down yet.</p>`
    : html`<ul>${lines.map((line) => html`<li><time>${moment(line.at, now)}</time><b>${quoted(line.step)}</b>${quoted(line.finding)}${besides(line)}</li>`)}</ul>`
}`;
}

function besides({ act, refused, advice, evidence }: Line): Html {
  const found = evidenceLines(evidence);
  return html`${act && html`<p>Done: ${quoted(act.action)} ${quoted(act.resource)}</p>`}
${refused && html`<p>Not done: ${quoted(refused.act)} (${quoted(refused.because)})</p>`}
${advice !== undefined && html`<p>Advice: ${quoted(advice)}</p>`}
${found.length > 0 && html`<details><summary>Evidence (${found.length})</summary><ul class="log">${found.map((each) => html`<li>${quoted(each, 300)}</li>`)}</ul></details>`}`;
}

/** Who was paged when; and where nobody was, that. */
export function paged({ incident, parameters, now }: Gathered): Html {
  const { pages = [] } = incident;
  const role = (id: string): string =>
    'seen' in parameters ? (parameters.seen.directory.contacts[id]?.role ?? id) : id;
  return html`<h2>Who was paged</h2>
${
  pages.length === 0
    ? html`<p>Nobody has been paged.</p>`
    : html`<ul>${pages.map(({ contact, rung, at }) => html`<li><time>${moment(at, now)}</time>${role(contact)} (${contact}), rung ${rung}</li>`)}</ul>`
}`;
}

/** The procedure as it is written, with what each of its steps has found. */
export function procedure({ incident, timeline, now }: Gathered): Html {
  const runbook = everyRunbook.find(({ id }) => id === incident.runbook);
  if (!runbook)
    return html`<h2>The written procedure</h2><p>${quoted(incident.runbook)} is not among the runbooks of this version.</p>`;
  return html`<h2>The written procedure: ${runbook.title}</h2>
${runbook.symptoms.length > 0 && html`<p>Symptoms: ${runbook.symptoms.join('; ')}.</p>`}
<ol class="steps">${worked(runbook, timeline).map(({ says, line }) => html`<li><b>${says}</b>${line ? html`${moment(line.at, now)}: ${quoted(line.finding, 300)}` : html`<span class="quiet">Not reached.</span>`}</li>`)}</ol>`;
}
