import { anchors, type Html, html, quoted } from '../shared/html';
import { consoles, type Place } from '../shared/links';
import { counted } from '../shared/wording';
import type { Gathered, Parameters } from './gather';
import { LOG_LINES, LOG_MINUTES, type ServiceSeen } from './looks';
import { inWords, picture } from './picture';
import { moment } from './status';
import { or } from './summary';

/** How the system looks at this moment: tasks, what ECS says, the log's end, the metric. */
export function evidence(seen: Gathered): Html {
  return html`<h2>How it looks now</h2>
${or(seen.services, (services) => html`${services.map(({ role, look }) => html`<h3>Tasks of ${role}</h3>${or(look, (service) => tasks(service, services.length))}`)}`)}
${metric(seen)}
${logs(seen)}`;
}

/** Of one service all events that ECS was asked for; of several the latest of each. */
function tasks({ running, desired, pending, rollout, events }: ServiceSeen, services: number): Html {
  const shown = services === 1 ? events : events.slice(0, 3);
  return html`<p><b>${running} of ${desired} running</b>, ${pending} pending; newest deployment ${quoted(rollout)}.</p>
${
  shown.length === 0
    ? html`<p>ECS has said nothing of late.</p>`
    : html`<ul class="log">${shown.map((event) => html`<li>${quoted(event, 300)}</li>`)}</ul>`
}`;
}

function metric({ metric: seen }: Gathered): Html {
  return html`<h3>The alarm's metric</h3>
${or(seen, (drawn) => {
  if ('noPicture' in drawn) return html`<p>There is no picture. ${quoted(drawn.noPicture)}</p>`;
  const { series } = drawn;
  return html`${series.points.length > 0 && picture(series)}<p class="small">${quoted(inWords(series))}</p>`;
})}`;
}

function logs({ logs: seen, now }: Gathered): Html {
  return html`<h3>Last log lines</h3>
${or(seen, ({ lines, truncated }) => {
  const more = truncated && html`<p>There is more than could be read: later lines may be missing.</p>`;
  if (lines.length === 0) return html`<p>No line in the last ${LOG_MINUTES} min.</p>${more}`;
  return html`<p class="small">${lines.length < LOG_LINES ? 'All' : 'The last'} ${counted(lines.length, 'line')} of the last ${LOG_MINUTES} min, the latest at the end.</p>${more}
<ul class="log">${lines.map(({ at, message }) => html`<li>${moment(at, now)} ${quoted(message, 300)}</li>`)}</ul>`;
})}`;
}

/** Whom to call who is not of us. */
export const outside = ({ parameters }: Gathered): Html => html`<h2>Outside</h2>
${or(
  parameters,
  ({ system }) =>
    html`<ul>${Object.values(system.outside).map(({ name, contact }) => html`<li><b>${name}</b>${contact}</li>`)}</ul>`,
)}`;

/** Where to look for oneself. */
export const consoleLinks = (seen: Gathered): Html => html`<h2>Consoles</h2>
${or(seen.parameters, (known) => anchors(consoles(placeOf(known, seen), Object.keys(seen.incident.alarms))))}`;

function placeOf({ directory, system }: Parameters, { incident: { target } }: Gathered): Place {
  const service = system.services[target];
  return {
    region: directory.region,
    cluster: system.cluster,
    service: service?.name ?? null,
    database: service ? null : system.database,
    logGroup: system.logGroup,
    streamPrefix: service?.logStreamPrefix ?? null,
  };
}
