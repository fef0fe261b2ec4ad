import type { Incident, Line } from '../shared/incident';
import type { Link } from '../shared/links';
import { oneLine } from '../shared/markdown';
import { channelPublication } from '../shared/messages/channel';
import type { Publication } from '../shared/messages/publication';
import { clockTime, dateAndTime, duration } from '../shared/wording';

export type Ending = 'resolved' | 'stood-down' | 'escalated' | 'closed';

/** One incident, as it is kept: the same content for machines (JSON) and for people (Markdown). */
export interface Report {
  readonly incident: Incident;
  readonly ending: Ending;
  readonly timeline: readonly Line[];
  readonly actionsTaken: readonly { at: string; action: string; resource: string; finding: string }[];
  readonly notDone: readonly { at: string; act: string; because: string }[];
  readonly rootCause: string;
  readonly links: readonly Link[];
}

export function makeReport(
  incident: Incident,
  ending: Ending,
  timeline: readonly Line[],
  links: readonly Link[],
): Report {
  return {
    incident,
    ending,
    timeline,
    actionsTaken: timeline.flatMap(({ at, act, finding }) => (act ? [{ at, ...act, finding }] : [])),
    notDone: timeline.flatMap(({ at, refused }) => (refused ? [{ at, ...refused }] : [])),
    rootCause: 'Not known. To be filled in by the person who follows up.',
    links,
  };
}

/** What the channel is told: how it ended, what was done, and what a runbook that only observes would have done. */
export function channelMessage({ incident, ending, timeline, actionsTaken, notDone }: Report): Publication {
  const observed = timeline.filter(({ refused }) => refused?.because === 'observe');
  const words = observed.length > 0 ? `observed, ${ending}` : ending;
  const last = [...timeline].reverse().find(({ outcome }) => outcome !== 'noted' && outcome !== 'paged');
  const { id, title, severity, runbook, alarmAt, verdict = 'unknown' } = incident;
  return channelPublication({
    incidentId: id,
    severity,
    title: `${title}: ${words}`,
    lines: [
      `${title} (${severity}), since ${dateAndTime(alarmAt)}: ${words}, verdict ${verdict}.`,
      ...(last ? [`${last.step}: ${last.finding}`] : []),
      ...actionsTaken.map(({ at, action, resource }) => `Done ${clockTime(at)}: ${action} ${resource}`),
      ...observed.map(({ at, finding }) => `${clockTime(at)}: ${finding}`),
      ...notDone
        .filter(({ because }) => because !== 'observe')
        .map(({ at, act, because }) => `Not done ${clockTime(at)}: ${act}, ${because}`),
    ],
    // A runbook that only observes has paged nobody, and leaves nothing to close but its record.
    ...(ending === 'escalated' && observed.length === 0
      ? { nextSteps: [`It is for people now. Whoever has it closes it: npm run runbook -- close ${id} --reason "…"`] }
      : {}),
    eventType: 'incident-ended',
    resources: [...new Set(actionsTaken.map(({ resource }) => resource))],
    keywords: [severity, runbook, ending],
    context: { ending, verdict },
  });
}

export function asMarkdown(report: Report): string {
  const { incident, ending, timeline, actionsTaken, notDone, links } = report;
  const took =
    (new Date(incident.closedAt ?? timeline.at(-1)?.at ?? incident.openedAt).getTime() -
      new Date(incident.alarmAt).getTime()) /
    1000;
  return [
    `# ${incident.title}`,
    '',
    `${incident.severity} · ${incident.id} · **${ending}**, verdict **${incident.verdict ?? 'unknown'}** · ${dateAndTime(incident.alarmAt)}, ${duration(took)}`,
    '',
    `${oneLine(incident.cause)}`,
    ...(incident.joined > 0 ? ['', `${incident.joined} further deliveries joined this incident.`] : []),
    '',
    '## Timeline of events',
    '',
    ...timeline.map(({ at, step, finding }) => `- ${clockTime(at)} **${step}**: ${oneLine(finding)}`),
    '',
    '## Actions taken',
    '',
    ...listOr(
      actionsTaken.map(({ at, action, resource }) => `- ${clockTime(at)} ${action} ${resource}`),
      'None.',
    ),
    '',
    '## Not done, and why',
    '',
    ...listOr(
      notDone.map(({ at, act, because }) => `- ${clockTime(at)} ${act}: ${oneLine(because)}`),
      'Nothing was held back.',
    ),
    '',
    '## Evidence',
    '',
    ...listOr(
      timeline
        .filter(({ evidence }) => evidence !== undefined)
        .flatMap(({ step, evidence }) => [
          '',
          `### ${step}`,
          '',
          '```json',
          JSON.stringify(evidence, null, 2).replaceAll('```', "'''"),
          '```',
        ]),
      'None was gathered.',
    ),
    '',
    ...links.map(({ title, url }) => `- [${title}](${url})`),
    '',
    // Of planned work nothing was wrong.
    ...(incident.planned && ending === 'resolved' ? [] : ['## Root cause', '', report.rootCause, '']),
  ].join('\n');
}

const listOr = (lines: readonly string[], otherwise: string): readonly string[] =>
  lines.length > 0 ? lines : [otherwise];
