import { raw } from 'hono/html';
import { type JudgedItem, worstFirst } from '../shared/checklist/passing';
import { document, type Html, html, quoted } from '../shared/html';
import { dateAndTime } from '../shared/wording';
import { capital, detailed, nextStep, numbersOf, type Report, stateWords, titleOf } from './report';

/** The report for people: one file that needs nothing beside it, for a phone first, and for paper. */
export function asPage(report: Report): string {
  const { items, gateSays, passed, verdict, run, at, startedBy, reason, note, caveat, rerun } = report;
  const wrong = worstFirst(items);
  return document(
    `${titleOf(report)}: ${verdict}`,
    html`<style>${raw(STYLE)}</style>
<h1>${titleOf(report)}</h1>
<p class="verdict${!passed && ' bad'}">${capital(verdict)}.</p>
<p class="quiet">Run ${run}, ${dateAndTime(at)}, started by ${quoted(startedBy)}: ${quoted(reason)}${rerun !== null && html` Repeated for incident ${quoted(rerun)}.`}</p>
${[note, caveat].map((said) => said !== null && html`<p>${said}</p>`)}
<h2>Not ok</h2>
${wrong.length > 0 ? html`<ol class="steps">${wrong.map(problem)}</ol>` : html`<p>Nothing: every item is ok.</p>`}
${
  gateSays !== null &&
  html`<h2>The gate of the open</h2>
<p>${quoted(gateSays, 2_000)}</p>`
}
<h2>All items</h2>
<ul class="status">${items.map(line)}</ul>
<h2>Details</h2>
${detailed(items).length > 0 ? detailed(items).map(details) : html`<p>There are none.</p>`}`,
  );
}

const problem = (item: JudgedItem): Html => html`<li>
<p class="item"><b>${quoted(item.item)}</b> <span class="state${item.gates && ' bad'}">${stateWords(item)}</span></p>
<p>${quoted(item.says)}</p>
<p class="next">${nextStep(item)}</p>
</li>
`;

const line = (item: JudgedItem): Html => html`<li><b>${item.state === 'ok' ? '\u2713' : '!'} ${quoted(item.item)}</b>
<span class="quiet">${stateWords(item)}.</span> ${quoted(item.says)}</li>
`;

function details(item: JudgedItem): Html {
  const numbers = numbersOf(item);
  const { details = [] } = item;
  return html`<section>
<h3>${quoted(item.item)}</h3>
${details.length > 0 && html`<ul class="log">${details.map((text) => html`<li>${quoted(text, 1_000)}</li>`)}</ul>`}
${
  numbers.length > 0 &&
  html`<table><thead><tr><th scope="col">Figure</th><th scope="col">Value</th></tr></thead>
<tbody>${numbers.map(([name, value]) => html`<tr><th scope="row">${quoted(name)}</th><td>${quoted(value)}</td></tr>`)}</tbody></table>`
}
</section>
`;
}

/** Beside the style of every page: tables, and what changes on paper. */
const STYLE = `
.verdict{margin:.25rem 0 .5rem;padding:.5rem .75rem;border:2px solid currentColor;border-radius:.4rem;font-size:1.25rem;font-weight:700}
.state{display:inline-block;padding:0 .5rem;border:1px solid currentColor;border-radius:.3rem;font-size:.9375rem}
.item,.next{margin:0}
.next{padding-left:.75rem;border-left:3px solid var(--line)}
.status li{margin:0 0 .6rem}
table{width:100%;margin:.5rem 0;border-collapse:collapse;font-size:.9375rem}
th,td{padding:.3rem .5rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{font-weight:700}
td,thead th:last-child{text-align:right;font-variant-numeric:tabular-nums}
@media print{
:root{color-scheme:light;--ground:#fff;--text:#000;--quiet:#333;--line:#999;--box:#fff;--link:#000;--bad:#000}
body{font-size:10.5pt}
main{max-width:none;padding:0}
h2{break-after:avoid}
li,section,tr{break-inside:avoid}
}
`;
