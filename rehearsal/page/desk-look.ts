import { createHash } from 'node:crypto';
import { NEWS } from './server';

/**
 * Looks again when there is something new, and puts it in: what is being read stays where it is, open as it is.
 * Who is connected is at their desk; a desk without this script is not seen to be closed.
 */
export const SCRIPT = `
const shown = (page) => page.body.dataset;
async function look() {
  const answer = await fetch('/');
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (shown(page).rehearsal !== shown(document).rehearsal) return location.reload();
  shown(document).news = shown(page).news;
  document.title = page.title;
  document.querySelector('#state').replaceWith(page.querySelector('#state'));
  const messages = document.querySelector('#messages');
  const known = messages.querySelectorAll('details').length;
  const all = [...page.querySelectorAll('#messages details')];
  if (all.length > 0) messages.querySelector('.none')?.remove();
  messages.prepend(...all.slice(0, all.length - known));
}
let looking = Promise.resolve();
const news = new EventSource('${NEWS}');
news.addEventListener('message', ({ data }) => {
  looking = looking.then(() => data === shown(document).news ? undefined : look()).catch(lost);
});
news.addEventListener('error', lost);
function lost() {
  document.querySelector('#state h1').textContent = 'The rehearsal does not answer: it has been ended.';
}
`;

/** Colours and sizes: at least 4.5 to 1 on either ground, and whatever is pressed as large as a thumb. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--text:#14171a;--quiet:#454d55;--line:#c3cad1;--box:#f1f4f7;--link:#0842a0;--on:#fff;--ask:#fff4d6}
@media(prefers-color-scheme:dark){:root{--ground:#0e1013;--text:#eef1f4;--quiet:#b6bfc8;--line:#3b434b;--box:#191d22;--link:#a8c7fa;--on:#062e6f;--ask:#2b2410}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:46rem;padding:1rem 1rem 3rem;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
h1{margin:.25rem 0;font-size:1.25rem;line-height:1.3}
h2{margin:1.75rem 0 .5rem;font-size:1.1rem}
p{margin:.4rem 0}
.what,.quiet,time{color:var(--quiet)}
.what,.quiet{font-size:.9rem}
time,.clock{font-variant-numeric:tabular-nums}
.clock{font-weight:700}
#state{margin:.75rem 0;padding:.75rem 1rem;border:2px solid var(--line);border-radius:.6rem;background:var(--box)}
#state.asked{border-color:currentColor;background:var(--ask)}
button,a.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:3rem;padding:.5rem 1rem;font:inherit;font-weight:700;text-decoration:none;border:2px solid currentColor;border-radius:.6rem;cursor:pointer}
button{width:auto;margin-top:.5rem;background:transparent;color:inherit;font-weight:400}
a.button{margin:.25rem 0 .75rem;border-color:var(--link);background:var(--link);color:var(--on)}
details{margin:.6rem 0;border:1px solid var(--line);border-radius:.6rem}
summary{display:flex;min-height:3rem;padding:.6rem .9rem;cursor:pointer}
summary::before{content:"+";flex:none;width:1.25rem;font-weight:700}
details[open]>summary::before{content:"\\2212"}
summary span{display:block}
summary span span{color:var(--quiet)}
summary b{color:var(--text)}
.inside{padding:0 .9rem .5rem}
h3{margin:.75rem 0 .25rem;font-size:.9rem;color:var(--quiet)}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.5 ui-monospace,Menlo,Consolas,monospace}
pre a{display:inline-block;padding:.75rem 0}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
`;

const hashed = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What a desk is sent with: its own script and style, and nothing else. */
export const deskHeaders: readonly (readonly [string, string])[] = [
  ['content-type', 'text/html; charset=utf-8'],
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  [
    'content-security-policy',
    `default-src 'none'; script-src ${hashed(SCRIPT)}; style-src ${hashed(STYLE)}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  ],
];
