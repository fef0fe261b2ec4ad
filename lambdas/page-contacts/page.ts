import type { Incident, Line } from '../shared/incident';
import type { Link } from '../shared/links';
import { clockTime, dateAndTime, duration } from '../shared/wording';

export interface Outside {
  readonly name: string;
  readonly contact: string;
}

export interface PageAbout {
  readonly incident: Incident;
  readonly timeline: readonly Line[];
  readonly rung: { readonly number: number; readonly title: string };
  readonly contactId: string;
  readonly links: readonly Link[];
  readonly outside: { readonly broker: Outside; readonly aws: Outside };
  /** Names of the functions an acknowledgement and a closing invoke. */
  readonly acknowledgeWith: string;
  readonly closeWith: string;
  readonly now: number;
}

/** Amazon SNS takes subjects of up to 100 printable ASCII characters. */
const SUBJECT = 100;

/** What a person woken at night reads first: what is wrong, what was tried, what to do, how to say "I have it". */
export function composePage(about: PageAbout): { subject: string; message: string } {
  const { incident, timeline, rung, contactId, links, outside, now } = about;
  const why = [...timeline].reverse().find(({ outcome }) => outcome === 'escalate');
  // The latest is the most telling.
  const evidence = [...timeline]
    .reverse()
    .flatMap(({ step, evidence: found }) => (found === undefined ? [] : evidenceLines(step, found)));
  const call = [...new Set(timeline.flatMap(({ callOutside }) => callOutside ?? []))].map((who) => outside[who]);
  const since = (now - new Date(incident.alarmAt).getTime()) / 1000;
  const lines = [
    `${incident.severity} ${incident.title}: ${incident.verdict ?? 'unknown'} after ${duration(since)}. You are rung ${rung.number}, ${rung.title}.`,
    '',
    `Why you: ${oneLine(why?.finding ?? unexplained(incident))}`,
    `Since ${dateAndTime(incident.alarmAt)}. ${oneLine(incident.cause)}`,
    '',
    'WHAT TO DO NEXT',
    `- ${why?.advice ?? 'Look at the service and at the failed execution, and work the written procedure by hand.'}`,
    ...call.map(({ name, contact }) => `- Outside: ${name}, ${contact}`),
    `- Acknowledge, which stops the climb to the next rung until the deadline ${clockTime(incident.deadlineAt)}:`,
    `  ${invoke(about.acknowledgeWith, { incidentId: incident.id, rung: rung.number, contact: contactId })}`,
    '- When it is over, close it with your name and a reason; until then every further alarm joins it and only people act:',
    `  ${invoke(about.closeWith, { incidentId: incident.id, by: contactId, reason: '…' })}`,
    '',
    'WHAT WAS TRIED',
    ...timeline
      .filter(({ outcome }) => outcome !== 'paged')
      // Of a step that was asked again and again, the last answer.
      .filter(({ step }, index, all) => all[index + 1]?.step !== step)
      .map(({ at, step, finding }) => `- ${clockTime(at)} ${step}: ${oneLine(finding)}`),
    '',
    'EVIDENCE',
    ...(evidence.length > 0 ? evidence : ['- none was gathered']),
    '',
    'LINKS',
    ...links.map(({ title, url }) => `- ${title}: ${url}`),
    '',
    `Incident ${incident.id}`,
  ];
  return {
    subject: subject(`[${incident.severity}] ${incident.title}: ${incident.verdict ?? 'unknown'}`),
    message: lines.join('\n'),
  };
}

/** A P1 pages as soon as it is opened; anything else says before why it needs a person. */
const unexplained = ({ severity }: Incident): string =>
  severity === 'P1'
    ? 'It is a P1. The runbook goes on with its steps while you read this; the incident channel tells how they end.'
    : 'The runbook failed before it could say why.';

/** As much of one kind of evidence as fits a phone; the report has all of it. */
const SHOWN = 4;

function evidenceLines(step: string, evidence: unknown): string[] {
  return Object.entries(evidence as Record<string, unknown>).flatMap(([key, value]) => {
    const items = Array.isArray(value) ? value : [value];
    return items.slice(0, SHOWN).map((item) => `- ${step}, ${key}: ${oneLine(inWords(item))}`);
  });
}

/** `task 6f8a…, stoppedAt 2026-…` for an object: JSON is not for reading at night. */
function inWords(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.entries(item)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}

/** Text from outside (log lines, alarm reasons) must not be able to make a section of its own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const invoke = (name: string, payload: object): string =>
  `aws lambda invoke --function-name ${name} --cli-binary-format raw-in-base64-out --payload '${JSON.stringify(payload)}' /dev/stdout`;

const subject = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, ' ')
    .slice(0, SUBJECT)
    .trim();
