import { html, raw } from 'hono/html';
import { SCRIPT, STYLE } from './desk-look';
import type { Message } from './messages';

export interface DeskView {
  /** Of this rehearsal and no other. */
  readonly id: string;
  /** The scenario's title. */
  readonly story: string;
  /** Milliseconds since the epoch, in virtual time. */
  readonly now: number;
  /** Whether somebody is asked, so that time stands still. */
  readonly asked: boolean;
  /** How the story ended; absent while it goes on. */
  readonly ended?: string;
  /** In the order they were sent. */
  readonly messages: readonly Message[];
  /** Contacts who have a command line. */
  readonly engineers: readonly string[];
  readonly loopback: string;
  /** Names what is shown. */
  readonly news: string;
}

type Html = ReturnType<typeof html>;

/** Date and time in IST, which is five and a half hours ahead of UTC and has no summer time. */
function ist(at: number): { readonly date: string; readonly time: string } {
  const shifted = new Date(at + 19_800_000);
  return { date: shifted.toUTCString().slice(0, 11), time: shifted.toISOString().slice(11, 19) };
}

/** The date where it is another day than now. */
function moment(at: number, now: number): string {
  const { date, time } = ist(at);
  return date === ist(now).date ? time : `${date}, ${time}`;
}

/** The desk of a rehearsal: the clock, and every message as it was sent. Closing it lets time run. */
export function deskPage(view: DeskView): string {
  const { id, story, messages, news } = view;
  const state = stateOf(view);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${state.short} · rehearsal</title>
${state.runs ? html`<noscript><meta http-equiv="refresh" content="1"></noscript>` : ''}
<style>${raw(STYLE)}</style>
</head>
<body data-rehearsal="${id}" data-news="${news}">
<header>
<p class="what">Rehearsal: nothing here is real, and nobody is called.</p>
${stateBox(view, state)}
<p class="quiet">The story, as it goes without you: ${story}.</p>
</header>
<main>
<h2>Messages, the latest first</h2>
<div id="messages">
${messages.length === 0 ? html`<p class="none">Nobody has been told anything yet.</p>` : ''}
${messages.map((message, index) => messageOf(message, index === messages.length - 1, view)).reverse()}
</div>
</main>
${commandLine(view)}
<script>${raw(SCRIPT)}</script>
</body>
</html>`);
}

interface State {
  readonly short: string;
  readonly text: string;
  readonly runs: boolean;
}

function stateOf({ asked, ended }: DeskView): State {
  if (asked) return { short: 'Asked', text: 'Somebody is asked, and time stands still.', runs: false };
  if (ended !== undefined)
    return {
      short: 'Over',
      text: `The story is over: ${ended}.`,
      runs: false,
    };
  return { short: 'Time runs', text: 'Time runs, until somebody is asked.', runs: true };
}

const stateBox = ({ now, asked, ended }: DeskView, { text }: State): Html => html`<section id="state"${
  asked ? raw(' class="asked"') : ''
} aria-live="polite">
<h1>${text}</h1>
<p class="clock">${ist(now).date}, ${ist(now).time} IST</p>
${
  asked
    ? html`<form method="post" action="/rehearsal/go-on"><button>Let time run</button></form>
<p class="quiet">As if nobody answered. Closing this page does the same.</p>
<noscript><p class="quiet">Not without JavaScript; nor does it show by itself what is new: load it again.</p></noscript>`
    : ended !== undefined
      ? html`<p class="quiet">Its pages can be read until Ctrl-C in the terminal.</p>`
      : ''
}
</section>`;

const messageOf = (
  { at, to, contact, subject, text, sms, link }: Message,
  open: boolean,
  { now, loopback }: DeskView,
): Html =>
  html`<details${open ? raw(' open') : ''}>
<summary><span><span><time>${moment(at, now)}</time> to <b>${to}${contact && contact !== to ? ` (${contact})` : ''}</b></span>${subject}</span></summary>
<div class="inside">
${link?.startsWith(`${loopback}/`) ? html`<a class="button" href="${link}" target="_blank" rel="noopener">Open the page</a>` : ''}
<h3>As an e-mail</h3>
<pre>${linked(text, loopback)}</pre>
${sms === undefined ? '' : html`<h3>As an SMS</h3><pre>${linked(sms, loopback)}</pre>`}
</div>
</details>
`;

/** Addresses of this machine become links, which open beside the desk; no others do. What ends a sentence is no part of one. */
const linked = (text: string, loopback: string): Html[] =>
  text
    .split(/(https?:\/\/\S*[^\s.,;:!?)"'])/)
    .map((part) =>
      part.startsWith(`${loopback}/`)
        ? html`<a href="${part}" target="_blank" rel="noopener">${part}</a>`
        : html`${part}`,
    );

const commandLine = ({ engineers, loopback }: DeskView): Html => html`<footer>
<h2>By command line</h2>
<p>Commands of a message reach this rehearsal with <code>--rehearsal ${loopback}</code> behind them, and in the name of one of its engineers with <code>--as</code>:</p>
<pre>npm run runbook -- status --rehearsal ${loopback} --as ${engineers[0] ?? ''}</pre>
<p class="quiet">Engineers: ${engineers.join(', ')}.</p>
</footer>`;
