import { html, raw } from 'hono/html';
import type { ExecutionTold, Page, Result } from '../result';
import { actWords, capital, counted, outcomeWords, pageWords, rungWords } from '../telling';
import { asSteps, type States } from './definition';
import { diagram } from './diagram';
import { checklist, findings, listed } from './findings';
import type { Html } from './html';
import { rowsOf } from './rows';
import { timeLine } from './time-line';
import { clock, dollars, long } from './words';

/** Where a link to a story leads: into what opens, so that a browser opens it. */
export const anchorOf = ({ scenario }: Pick<Result, 'scenario'>): string => `story-${scenario}`;

/** One story, folded up to a line. */
export function story(result: Result, workflows: ReadonlyMap<string, States>, open: boolean): Html {
  const { ok, title, scenario, broken } = result;
  return html`<details class="one"${raw(open ? ' open' : '')}>
<summary>${mark(ok)}<span class="what"><b>${capital(title)}</b><small>${capital(outcomeWords(result))} · ${actWords(result)} · ${pageWords(result)}</small></span></summary>
<section class="story" id="${anchorOf({ scenario })}">
${broken.length === 0 ? '' : html`<div class="broken"><b class="no">Expected otherwise</b>${broken.map((problem) => html`<p>${problem}</p>`)}</div>`}
${timeLine(result)}
${figures(result)}
${told(result, workflows)}
${listed('Acts', result.acts, ({ at, action, resource }) => [at, action, resource])}
${listed('Held back, and why', result.refusals, ({ at, act, because }) => [at, `${act}:`, because])}
${listed('Calls denied', result.denied, ({ at, by, action, resource }) => [at, action, `by ${by}, on ${resource}`])}
${pages(result)}
${runs(result, workflows)}
<p class="quiet">Again: <code>npm start -- ${scenario}${result.environment === 'prod' ? '' : ` (environment ${result.environment})`}</code></p>
</section>
</details>
`;
}

export const mark = (ok: boolean): Html =>
  ok ? html`<span class="mark yes" title="held">✓</span>` : html`<span class="mark no" title="did not hold">✗</span>`;

function figures(result: Result): Html {
  const { detectedAfterSeconds, mitigatedAfterSeconds, oracleSeconds, transitions, invocations, costUsd } = result;
  const all: [string, string | null][] = [
    ['alarm after the fault', detectedAfterSeconds === null ? null : long(detectedAfterSeconds)],
    ['serving after the alarm', mitigatedAfterSeconds === null ? null : long(mitigatedAfterSeconds)],
    ['a perfect operator', oracleSeconds === null ? null : long(oracleSeconds)],
    ['transitions', String(transitions)],
    ['invocations', String(invocations)],
    ['cost', dollars(costUsd)],
  ];
  return html`<dl class="figures small">${all.map(([name, value]) =>
    value === null ? '' : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

/** What it found beside what it went through. */
function told(result: Result, workflows: ReadonlyMap<string, States>): Html {
  const [first] = runsOf(result).filter(({ machine }) => workflows.has(machine));
  const beside = first && flow(first, workflows);
  return html`<div class="two"><div>${findings(result)}${result.checklists.map(checklist)}</div>${
    beside ? html`<div><h3>What it went through</h3>${beside}</div>` : ''
  }</div>`;
}

/** Runs that took the same way are one. */
interface Runs extends ExecutionTold {
  readonly times: number;
}

/** The runbook's own runs first, then as they began; those that joined an incident are told by their number. */
function runsOf({ executions, runbook }: Result): Runs[] {
  const same = new Map<string, Runs>();
  for (const execution of executions) {
    const { machine, outcome, path } = execution;
    const key = `${machine} ${outcome} ${outcome === 'joined' ? '' : path.join()}`;
    same.set(key, { ...execution, times: (same.get(key)?.times ?? 0) + 1 });
  }
  const own = ({ machine }: Runs): number => (machine.endsWith(`-${runbook}`) ? 0 : 1);
  return [...same.values()].sort((a, b) => own(a) - own(b));
}

function flow(run: Runs, workflows: ReadonlyMap<string, States>): Html | undefined {
  const states = workflows.get(run.machine);
  if (!states) return undefined;
  const rows = rowsOf(asSteps(states), run.path);
  const visited = rows.rows.filter(({ visits }) => visits > 0).length;
  const says = `${visited} of ${counted(rows.rows.length, 'state')} gone through; the faint ones are what else could have come.`;
  return html`<figure>${diagram(rows, `${run.machine}: ${says}`)}<figcaption>${says}</figcaption></figure>`;
}

function runs(result: Result, workflows: ReadonlyMap<string, States>): Html {
  const all = runsOf(result);
  if (all.length === 0) return html``;
  const [first] = all.filter(({ machine }) => workflows.has(machine));
  return html`<h3>Workflows that ran</h3>${all.map((run) => {
    const { machine, outcome, transitions, startedAt, times } = run;
    const line = html`<time>${clock(startedAt)}</time><span class="what">${machine}<small>${ended(outcome)}, ${counted(transitions, 'transition')}${times > 1 ? `; ${times} of the same kind` : ''}</small></span>`;
    const drawn = run === first || outcome === 'joined' ? undefined : flow(run, workflows);
    return drawn ? html`<details><summary>${line}</summary>${drawn}</details>` : html`<div class="run">${line}</div>`;
  })}`;
}

const ended = (outcome: string): string => (outcome === 'RUNNING' ? 'still waiting at the end' : outcome.toLowerCase());

function pages({ pages: sent }: Result): Html {
  if (sent.length === 0) return html``;
  return html`<h3>Pages, as sent</h3>${sent.map(page)}`;
}

const page = ({ at, rung, contact, subject, message }: Page, index: number): Html =>
  html`<details${raw(index === 0 ? ' open' : '')}><summary><time>${clock(at)}</time><span class="what">${subject}<small>${capital(rungWords(rung))}, ${contact}</small></span></summary><pre>${message}</pre></details>`;
