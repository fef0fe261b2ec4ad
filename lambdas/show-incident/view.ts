import { document, html } from '../shared/html';
import { asked } from './asked';
import { consoleLinks, evidence, outside } from './evidence';
import type { Gathered } from './gather';
import { paged, procedure, tried } from './story';
import { summary } from './summary';
import type { Viewer } from './viewer';

/** The page of an incident, as this person may see and use it. */
export function view(seen: Gathered, viewer: Viewer): string {
  const { incident } = seen;
  return document(
    `${incident.severity} ${incident.title}`,
    html`${summary(seen)}
${asked(seen, viewer)}
${tried(seen)}
${evidence(seen)}
${paged(seen)}
${procedure(seen)}
${outside(seen)}
${consoleLinks(seen)}
<p class="quiet">Incident ${incident.id}. ${whoReads(viewer)}</p>`,
  );
}

function whoReads({ link, signedIn }: Viewer): string {
  const by = link ? [`This page is ${link.about.contact}'s, rung ${link.about.rung}: do not hand it on.`] : [];
  return [...by, 'not' in signedIn ? signedIn.not : `Signed in as ${signedIn.contact ?? signedIn.known}.`].join(' ');
}
