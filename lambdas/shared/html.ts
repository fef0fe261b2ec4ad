import { html as escaped, raw } from 'hono/html';

/** Markup that is safe to be put into a page as it is. */
export type Html = ReturnType<typeof raw>;

/** What may stand between the markup: text is escaped, nothing and false are left out. */
export type Part = string | number | Html | null | undefined | false | readonly Part[];

/**
 * Markup with everything in it escaped, and readable as what it is: text from outside (log lines, reasons, names of alarms)
 * can neither break a line, nor turn the reading direction, nor hide. What could is shown as `�`.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const made = escaped(strings, ...parts.map(legible));
  if (made instanceof Promise) throw new TypeError('Markup is made at once; a promise was given.');
  return made;
}

function legible(part: Part): Part {
  if (typeof part === 'string') return onOneLine(part);
  return Array.isArray(part) ? part.map(legible) : part;
}

/** Colours and other commands to a terminal, as programs write them into their logs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const TERMINAL = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** Control characters, marks and overrides of direction, and characters that cannot be seen. */
// https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const visible = (text: string): string => text.replace(TERMINAL, '').replace(UNSEEN, '\ufffd');

/** Text that stays where it is put. */
export const onOneLine = (text: string): string => visible(text.replace(/\s+/g, ' '));

/** No longer than so many characters; the cut is shown. */
export function shortened(text: string, most: number): string {
  const characters = [...onOneLine(text)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** Text from outside beside our own: its reading direction stays within it. */
export const quoted = (text: string, most = 600): Html => html`<bdi>${shortened(text, most)}</bdi>`;

/** A command to be copied as it stands; it may have several lines. */
export const command = (text: string): Html => {
  const lines = text.split(/\r?\n/).map((line) => String(escaped`${visible(line)}`));
  return html`<pre><code>${raw(lines.join('\n'))}</code></pre>`;
};

/** A whole page: for a phone first, in the colours its owner has chosen, without a script. */
export const document = (title: string, body: Html): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`);

export interface Anchor {
  readonly title: string;
  /** `https://…`, or a path of this site. */
  readonly url: string;
}

/** Links one below the other, each as large as a thumb. */
export const anchors = (links: readonly Anchor[]): Html =>
  html`<ul class="links">${links.map(({ title, url }) => html`<li><a href="${url}">${title}</a></li>`)}</ul>`;

/** A small page that answers: what happened, and what to do next. */
export const message = (about: {
  readonly title: string;
  /** Whole sentences. */
  readonly text: string;
  /** To be typed, where there is something to type. */
  readonly type?: string;
  readonly links?: readonly Anchor[];
}): string =>
  document(
    about.title,
    html`<h1>${about.title}</h1>
<p class="answer">${about.text}</p>
${about.type !== undefined && command(about.type)}
${about.links && anchors(about.links)}`,
  );

/**
 * A form that is sent with POST, and only when its button is pressed.
 * @param fields hidden ones, the form's token among them.
 * @param button `main`: stays at the lower edge, under the thumb, until the page has been read as far as its place.
 */
export const form = (
  action: string,
  fields: Readonly<Record<string, string>>,
  button: { readonly says: string; readonly looks?: 'main' | 'danger' | 'plain'; readonly above?: Html },
): Html => html`<form method="post" action="${action}" class="${button.looks ?? 'plain'}">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${button.above}
<button class="${button.looks ?? 'plain'}">${button.says}</button>
</form>`;

/** Contrasts are at least 7 to 1 on either ground; nothing is told by colour alone. */
const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--text:#14171a;--quiet:#454d55;--line:#c3cad1;--box:#f1f4f7;--link:#0842a0;--bad:#8c1d18;--main:#0842a0;--on:#fff;--ask:#fff4d6}
@media(prefers-color-scheme:dark){:root{--ground:#0e1013;--text:#eef1f4;--quiet:#b6bfc8;--line:#3b434b;--box:#191d22;--link:#a8c7fa;--bad:#ffb4ab;--main:#a8c7fa;--on:#062e6f;--ask:#2b2410}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-bottom:6rem}
body{margin:0;background:var(--ground);color:var(--text);font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:42rem;margin:0 auto;padding:1rem 1rem 4rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .75rem}
h2{font-size:1.2rem;line-height:1.3;margin:2.25rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1.0625rem;margin:1.25rem 0 .25rem}
p{margin:.5rem 0}
a{color:var(--link)}
.severity{display:inline-block;margin:0;padding:.1rem .6rem;border:2px solid currentColor;border-radius:.4rem;font-weight:700}
.P1,.P2,.bad{color:var(--bad)}
.quiet,time{color:var(--quiet)}
.small,.quiet,time{font-size:.9375rem}
.answer{font-size:1.125rem}
.asked{margin:1.5rem 0;padding:.25rem 1rem 1rem;background:var(--ask);border:2px solid currentColor;border-radius:.6rem}
.asked h2{border:0;margin:.5rem 0;padding:0}
dl{margin:.5rem 0}
dt{margin-top:.6rem;font-weight:700}
dd{margin:0}
ul,ol{margin:.5rem 0;padding:0;list-style:none}
ol.steps{list-style:decimal;padding-left:1.5rem}
li{margin:0 0 .75rem}
.status li{margin:0 0 .25rem}
li time,li b{display:block}
pre{margin:.5rem 0;padding:.75rem;background:var(--box);border:1px solid var(--line);border-radius:.4rem;white-space:pre-wrap;overflow-wrap:anywhere}
pre,code,.log{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875rem;line-height:1.45}
.log li{margin:0;padding:.35rem 0;border-bottom:1px solid var(--line)}
.links li{margin:0}
.links a,a.button,button,summary{display:flex;align-items:center;min-height:3rem}
.links a{padding:.5rem 0;border-bottom:1px solid var(--line)}
form{margin:1rem 0}
label{display:block;font-weight:700}
input[type=text]{width:100%;min-height:3rem;margin:.25rem 0 .75rem;padding:.5rem .75rem;font:inherit;color:var(--text);background:var(--ground);border:2px solid var(--quiet);border-radius:.5rem}
button,a.button{justify-content:center;width:100%;padding:.6rem 1rem;font:inherit;font-weight:700;text-decoration:none;color:var(--text);background:var(--box);border:2px solid currentColor;border-radius:.6rem;cursor:pointer}
button.main,a.main{min-height:3.75rem;font-size:1.25rem;color:var(--on);background:var(--main);border-color:var(--main)}
button.danger{color:var(--bad)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
summary{cursor:pointer;color:var(--link)}
summary::before{content:"+";width:1.25rem;font-weight:700}
details[open] summary::before{content:"\u2212"}
form.main{position:sticky;bottom:0;margin:1rem -1rem 0;padding:.75rem 1rem;background:var(--ground)}
svg{display:block;width:100%;height:auto;margin:.5rem 0}
svg text{font:12px system-ui,sans-serif;fill:var(--text);paint-order:stroke;stroke:var(--ground);stroke-width:3px}
svg .data{fill:none;stroke:var(--link);stroke-width:2;stroke-linejoin:round}
svg .point{fill:var(--link)}
svg .threshold{stroke:var(--bad);stroke-width:2;stroke-dasharray:6 4}
svg .since{stroke:var(--quiet);stroke-width:1;stroke-dasharray:2 3}
svg .frame{stroke:var(--line)}
svg text.over{fill:var(--bad)}
`;
