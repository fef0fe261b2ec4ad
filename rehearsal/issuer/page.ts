import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Parameters } from './authorization';
import type { Person } from './person';

/** Contrasts are at least 4.5 to 1 on either ground, and whatever is pressed is as large as a thumb. */
const STYLE = `:root{color-scheme:light dark;--ground:#fff;--text:#14171a;--quiet:#454d55;--box:#f1f4f7;--link:#0842a0}
@media(prefers-color-scheme:dark){:root{--ground:#0e1013;--text:#eef1f4;--quiet:#b6bfc8;--box:#191d22;--link:#a8c7fa}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:34rem;padding:1rem 1rem 3rem;background:var(--ground);color:var(--text);font:1.0625rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{margin:.25rem 0 .5rem;font-size:1.5rem}
.quiet,small{color:var(--quiet);font-size:.9375rem}
button{display:block;width:100%;min-height:3.25rem;margin:.5rem 0;padding:.4rem 1rem;font:inherit;text-align:left;color:var(--text);background:var(--box);border:2px solid var(--quiet);border-radius:.6rem;cursor:pointer}
button.cancel{margin-top:1.25rem;text-align:center;background:transparent}
small{display:block}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}`;

/** Its hash is in the policy, so the tag holds these characters and no others. */
const styled = html`<style>${raw(STYLE)}</style>`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What every page is sent with. @param origins where a form may lead: its own answer, and what that redirects to. */
export const pageHeaders = (...origins: readonly string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self' ${origins.join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
});

/** One button for each person, and one to cancel; without JavaScript. @param hidden the request, which the form carries on. */
export const choicePage = (issuer: string, people: readonly Person[], hidden: Parameters, action: string): string =>
  document(
    'Who are you?',
    html`<p>No password is asked: this is a rehearsal, and so is what you sign in to.</p>
<form method="post" action="${action}">
${Object.entries(hidden).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">\n`))}
${people.map(({ subject, name }) => html`<button name="subject" value="${subject}">${name}<small>${subject}</small></button>\n`)}
<button class="cancel" name="cancel" value="cancel">Cancel</button>
</form>
<p class="quiet">This is the rehearsal’s stand-in for <b>${issuer}</b>.</p>`,
  );

export const refusalPage = (issuer: string, said: string): string =>
  document(
    'This sign-in cannot go on',
    html`<p>${said}</p>
<p class="quiet">This is the rehearsal’s stand-in for <b>${issuer}</b>.</p>`,
  );

const document = (title: string, content: ReturnType<typeof html>): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · rehearsal</title>
${styled}
</head>
<body>
<h1>${title}</h1>
${content}
</body>
</html>`);
