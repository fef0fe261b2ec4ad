import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Parameters } from './authorization';
import type { Person } from './person';

const STYLE = `:root{color-scheme:light dark}
body{font:1.1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:34rem;padding:0 1rem}
button{display:block;width:100%;min-height:3.25rem;margin:.75rem 0;font:inherit;text-align:left;padding:.5rem 1rem;border-radius:.5rem}
small{display:block;opacity:.75}`;

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
    html`<p>This is the rehearsal’s stand-in for <b>${issuer}</b>. It asks for no password, and what you sign in to is rehearsed as well.</p>
<form method="post" action="${action}">
${Object.entries(hidden).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">\n`))}
${people.map(({ subject, name }) => html`<button name="subject" value="${subject}">${name}<small>${subject}</small></button>\n`)}
<button name="cancel" value="cancel">Cancel</button>
</form>`,
  );

export const refusalPage = (issuer: string, said: string): string =>
  document(
    'This sign-in cannot go on',
    html`<p>${said}</p>
<p>This is the rehearsal’s stand-in for <b>${issuer}</b>.</p>`,
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
