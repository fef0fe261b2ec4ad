import { html } from 'hono/html';
import { capital, counted, words } from '../telling';
import type { Html } from './html';
import type { Reported } from './reported';
import { anchorOf } from './story';
import { totalsOf } from './totals';
import { dollars, long, stories } from './words';

/** What was rehearsed, whether it held, and what it adds up to. */
export function summary(reported: Reported): Html {
  const { description, seed, slower, otherwise, results } = reported;
  const totals = totalsOf(reported);
  const failed = totals.stories - totals.held;
  const figures: [string, number | string][] = [
    ['incidents', totals.incidents],
    ['runs resolved', totals.resolved],
    ['escalated', totals.escalated],
    ['stood down', totals.stoodDown],
    ['joined', totals.joined],
    ['pages', totals.pages],
    ['acts', totals.acts],
    ['held back', totals.refusals],
    ['cost', dollars(totals.costUsd)],
  ];
  return html`<header>
<p class="over">Game day · ${description.stackName}</p>
<h1>${failed === 0 ? `${stories(totals.stories)} rehearsed, and every expectation held` : `${failed} of ${stories(totals.stories)} did not hold`}</h1>
<p>AWS, the trading platform and its broker are simulated, in virtual time. The workflows, functions, alarms, rules and permissions are the ones that would be deployed.</p>
${
  failed === 0
    ? ''
    : html`<section class="loud"><h2>What did not hold</h2><ul>${results
        .filter(({ ok }) => !ok)
        .map(
          (result) =>
            html`<li><a href="#${anchorOf(result)}"><b>${capital(result.title)}</b></a>${result.broken.map((problem) => html`<p>${problem}</p>`)}</li>`,
        )}</ul></section>`
}
<dl class="figures">${figures.map(([name, value]) => html`<div><dt>${name}</dt><dd>${typeof value === 'number' ? value.toLocaleString('en') : value}</dd></div>`)}</dl>
${
  totals.mitigated
    ? html`<p>After the alarm the platform serves again within <b class="num">${long(totals.mitigated.seconds)}</b> (${totals.mitigated.stories === 1 ? 'one story' : `median of ${totals.mitigated.stories} stories`}). A perfect operator, who applies the right remedy at the instant of the alarm, needs <b class="num">${long(totals.mitigated.oracleSeconds)}</b>.</p>`
    : ''
}
<dl class="about">
<dt>Environment</dt><dd>${environments(reported)}</dd>
<dt>Seed</dt><dd>${seed}; the same seed gives the same run and the same page</dd>
<dt>Delays</dt><dd>${slower === 1 ? 'as AWS takes them' : `${slower} times as long, where AWS does not fix them`}</dd>
<dt>Assumptions about AWS</dt><dd>${otherwise.length === 0 ? 'as docs/fidelity.md has them' : `played the other way: ${otherwise.join(', ')}`}</dd>
<dt>Services</dt><dd>${Object.entries(description.environment.services).map(([role, service]) => html`${role}: ${promises(service)}<br>`)}</dd>
<dt>Not watched</dt><dd>${description.notWatched.length === 0 ? 'nothing: every signal is configured' : description.notWatched.map(words).join(', ')}</dd>
</dl>
</header>`;
}

function environments({ description, results }: Reported): string {
  const own = description.environment.name;
  const others = new Map<string, number>();
  for (const { environment } of results) {
    if (environment !== own) others.set(environment, (others.get(environment) ?? 0) + 1);
  }
  const more = [...others].map(([name, count]) => `${name} in ${stories(count)}`);
  return [own, ...more].join('; ');
}

const promises = (service: {
  readonly generationsMayOverlap: boolean;
  readonly stateSurvivesRestart: boolean;
}): string =>
  [
    `old and new tasks ${service.generationsMayOverlap ? 'may' : 'may not'} overlap`,
    `state ${service.stateSurvivesRestart ? 'survives' : 'does not survive'} a restart`,
  ].join(', ');

/** Shown before the rest is folded away. */
const MOST_REFUSALS = 12;

/** What was held back in all stories, and why; the most frequent first. */
export function heldBack({ results }: Pick<Reported, 'results'>): Html {
  const times = new Map<string, { act: string; because: string; count: number }>();
  for (const { act, because } of results.flatMap(({ refusals }) => refusals)) {
    const key = `${act}: ${because}`;
    times.set(key, { act, because, count: (times.get(key)?.count ?? 0) + 1 });
  }
  if (times.size === 0) return html``;
  const all = [...times].sort(([a, x], [b, y]) => y.count - x.count || a.localeCompare(b)).map(([, one]) => one);
  const table = (some: typeof all): Html =>
    html`<table><tr><th class="n">times</th><th>act</th><th>because</th></tr>${some.map(
      ({ act, because, count }) => html`<tr><td class="n">${count}</td><td>${act}</td><td>${because}</td></tr>`,
    )}</table>`;
  const rest = all.slice(MOST_REFUSALS);
  return html`<h2 id="held-back">What was held back, and why</h2>${table(all.slice(0, MOST_REFUSALS))}${
    rest.length === 0
      ? ''
      : html`<details><summary><span class="what">${counted(rest.length, 'further reason')}</span></summary>${table(rest)}</details>`
  }`;
}
