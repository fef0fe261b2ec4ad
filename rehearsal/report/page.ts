import { html, raw } from 'hono/html';
import { chaptersOf, contents } from './contents';
import { SHARED, STYLE } from './look';
import type { Reported } from './reported';
import { story } from './story';
import { heldBack, summary } from './summary';

/** So few stories are read one after the other. */
const FEW = 3;

/**
 * The game day as one page that needs nothing else: no network, no script. It says nothing of when it was made, so the
 * same run makes the same page.
 */
export function report(reported: Reported): string {
  const { results, workflows, description } = reported;
  const chapters = chaptersOf(reported);
  const failed = results.filter(({ ok }) => !ok);
  const open = results.length <= FEW;
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Game day · ${description.stackName}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${SHARED}
${summary(reported)}
<main>
${contents(chapters)}
${heldBack(reported)}
${failed.length === 0 ? '' : html`<h2>Did not hold</h2>${failed.map((result) => story(result, workflows, true))}`}
${chapters.map(({ title, results: told }) => {
  const held = told.filter(({ ok }) => ok);
  return held.length === 0 ? '' : html`<h2>${title}</h2>${held.map((result) => story(result, workflows, open))}`;
})}
</main>
<footer class="quiet"><p>Virtual time throughout, told in IST. Costs are AWS's list prices for what was called; the platform's own costs are not among them.</p></footer>
</body>
</html>
`);
}
