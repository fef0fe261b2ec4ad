import { html, raw } from 'hono/html';
import type { Result } from '../result';
import { capital, outcomeWords } from '../telling';
import type { Html } from './html';
import type { Reported } from './reported';
import { anchorOf, mark } from './story';
import { long, stories } from './words';

/** Stories about one runbook. */
export interface Chapter {
  readonly title: string;
  readonly results: readonly Result[];
}

/** More stories than this are folded up by chapter. */
const AT_A_GLANCE = 12;

/** The stories by runbook, in the order of the game day. */
export function chaptersOf({ results, description }: Pick<Reported, 'results' | 'description'>): Chapter[] {
  const known = new Map([...description.runbooks, ...description.checklists].map(({ id, title }) => [id, title]));
  const chapters = new Map<string, Result[]>();
  for (const result of results) {
    const title = known.get(result.runbook) ?? capital(result.runbook.replaceAll('-', ' '));
    chapters.set(title, [...(chapters.get(title) ?? []), result]);
  }
  return [...chapters].map(([title, all]) => ({ title, results: all }));
}

/** Every story with its status, and where it is. */
export function contents(chapters: readonly Chapter[]): Html {
  const all = chapters.reduce((count, { results }) => count + results.length, 0);
  return html`<nav aria-labelledby="contents"><h2 id="contents">Stories</h2>${chapters.map(({ title, results }) => {
    const failed = results.filter(({ ok }) => !ok).length;
    const open = all <= AT_A_GLANCE || failed > 0;
    return html`<details${raw(open ? ' open' : '')}><summary>${mark(failed === 0)}<span class="what"><b>${title}</b></span><span class="count">${failed === 0 ? stories(results.length) : `${failed} of ${results.length} did not hold`}</span></summary>${table(results.toSorted((a, b) => Number(a.ok) - Number(b.ok)))}</details>`;
  })}</nav>`;
}

const table = (results: readonly Result[]): Html =>
  html`<table><tr><th></th><th>story</th><th>came to</th><th class="n wide">acts</th><th class="n wide">pages</th><th class="n wide">serving after</th><th class="n wide">perfect operator</th></tr>${results.map(row)}</table>`;

const row = (result: Result): Html => {
  const { ok, title, acts, pages, mitigatedAfterSeconds: serving, oracleSeconds: oracle } = result;
  return html`<tr><td class="m">${mark(ok)}</td><td><a href="#${anchorOf(result)}">${capital(title)}</a></td><td>${outcomeWords(result)}</td><td class="n wide">${acts.length}</td><td class="n wide">${pages.length}</td><td class="n wide">${serving === null ? '–' : long(serving)}</td><td class="n wide">${oracle === null ? '–' : long(oracle)}</td></tr>`;
};
