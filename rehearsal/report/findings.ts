import { html } from 'hono/html';
import type { CheckedList, Result } from '../result';
import { capital, MARKS } from '../telling';
import type { Html } from './html';
import { clock, day } from './words';

/** Answers that need no word beside the finding. */
const PLAIN = ['continue', 'noted'];

/** Every line of the incident's timeline, with the fault and the alarm where they belong. */
export function findings({ timeline, faultAt, alarmAt, title, checklists }: Result): Html {
  const lines = [
    ...(faultAt === null ? [] : [{ at: faultAt, step: 'Fault', finding: capital(title), outcome: undefined }]),
    ...(alarmAt === null ? [] : [{ at: alarmAt, step: 'Alarm', finding: '', outcome: undefined }]),
    ...timeline,
  ].sort((a, b) => a.at.localeCompare(b.at));
  if (lines.length === 0 && checklists.length > 0) return html``;
  if (lines.length === 0) return html`<h3>What it found</h3><p class="quiet">No incident was opened.</p>`;
  let last = '';
  return html`<h3>What it found</h3><ol class="lines">${lines.map(({ at, step, finding, outcome }) => {
    const today = day(at);
    const date = last !== '' && today !== last ? html`<br>${today}` : '';
    last = today;
    const word =
      outcome === undefined || PLAIN.includes(outcome)
        ? ''
        : html`<i class="${outcome}">${outcome.replace('-', ' ')}</i>`;
    return html`<li><time>${clock(at)}${date}</time><p><b>${step}</b>${word}${finding === '' ? '' : html`<br>${finding}`}</p></li>`;
  })}</ol>`;
}

/** A list under its heading; nothing where it is empty. @param columns the instant, what, and more about it. */
export function listed<T>(name: string, items: readonly T[], columns: (item: T) => [string, string, string]): Html {
  if (items.length === 0) return html``;
  return html`<h3>${name}</h3><ol class="lines">${items.map((item) => {
    const [at, what, more] = columns(item);
    return html`<li><time>${clock(at)}</time><p><b>${what}</b> ${more}</p></li>`;
  })}</ol>`;
}

/** The latest run of a checklist: what each item says. */
export function checklist({ id, date, run, at, passed, items }: CheckedList): Html {
  const verdict = at === undefined ? 'never reported' : passed ? 'passed' : 'not passed';
  return html`<h3>${capital(id.replaceAll('-', ' '))} of ${date}, run ${run}: ${verdict}</h3><table>${items.map(
    ({ item, state, says }) =>
      html`<tr><td class="m ${state === 'ok' ? 'yes' : state === 'failed' ? 'no' : ''}" title="${state}">${MARKS[state] ?? '?'}</td><td><b>${item}</b><br>${says}</td></tr>`,
  )}</table>`;
}
