import { html, raw } from 'hono/html';

export interface DeskView {
  readonly title: string;
  /** Milliseconds since the epoch, in virtual time. */
  readonly now: number;
  readonly over: boolean;
  /** Whether somebody is asked, so that time stands still. */
  readonly asked: boolean;
  /** What a played story would have expected otherwise. */
  readonly broken: readonly string[];
  readonly messages: readonly {
    readonly at: number;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  }[];
  readonly loopback: string;
}

/** IST, which is five and a half hours ahead of UTC and has no summer time. */
const ist = (at: number): string => new Date(at + 19_800_000).toISOString().slice(11, 19);

/** The desk of a rehearsal: every message as it was sent, its links, and the clock. Closing it lets time run. */
export function deskPage(view: DeskView): string {
  const { title, now, over, asked } = view;
  const state = over
    ? 'The story is over. Its pages can still be read; Ctrl-C in the terminal ends it.'
    : asked
      ? 'Somebody is asked: time stands still.'
      : 'Time runs.';
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Rehearsal</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<header>
<p class="what">Rehearsal: nothing here is real</p>
<h1>${title}</h1>
<p><strong class="clock">${ist(now)} IST</strong> ${state}</p>
${asked && !over ? html`<form method="post" action="/rehearsal/go-on"><button>Let time run</button></form>` : ''}
</header>
<main>
<h2>Messages</h2>
${
  view.messages.length === 0
    ? html`<p>Nobody has been told anything yet.</p>`
    : [...view.messages].reverse().map(
        ({ at, to, subject, text }, index) => html`<details${index === 0 ? raw(' open') : ''}>
<summary><span class="at">${ist(at)}</span> <b>${to}</b><br>${subject}</summary>
<pre>${linked(text, view.loopback)}</pre>
</details>`,
      )
}
</main>
<script>${raw(SCRIPT)}</script>
</body>
</html>`);
}

/** Addresses of this machine become links, which open beside the desk. */
const linked = (text: string, loopback: string) =>
  text
    .split(/(https?:\/\/\S+)/)
    .map((part) =>
      part.startsWith(`${loopback}/`)
        ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>`
        : html`${part}`,
    );

/** Loads itself again when something has changed. */
const SCRIPT = `
const events = new EventSource('/rehearsal/events');
const again = () => location.reload();
events.addEventListener('changed', again);
events.addEventListener('over', again);
`;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: Canvas; color: CanvasText; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.what { margin: 0; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; opacity: .7; }
.clock { font-variant-numeric: tabular-nums; }
button { font: inherit; padding: .7rem 1.2rem; border-radius: .5rem; border: 1px solid; background: transparent; color: inherit; min-height: 44px; }
details { border: 1px solid color-mix(in srgb, CanvasText 25%, transparent); border-radius: .5rem; margin: .5rem 0; }
summary { padding: .7rem .9rem; cursor: pointer; }
.at { font-variant-numeric: tabular-nums; opacity: .7; }
pre { margin: 0; padding: 0 .9rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace; }
a { color: LinkText; }
`;
