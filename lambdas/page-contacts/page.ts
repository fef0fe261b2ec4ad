import { everyRunbook } from '../../runbooks';
import { pagesAtOnce, type Runbook } from '../../runbooks/runbook';
import type { Approval } from '../shared/approvals/approval';
import type { Incident, Line } from '../shared/incident';
import type { Link } from '../shared/links';
import { askedLines, openQuestions } from '../shared/messages/asked';
import { type Publication, toPerson } from '../shared/messages/publication';
import { shortMessage } from '../shared/messages/sms';
import { oneLine } from '../shared/messages/words';
import type { Look } from '../shared/step';
import { clockTime, counted, dateAndTime, duration } from '../shared/wording';

export interface Outside {
  readonly name: string;
  readonly contact: string;
}

export interface PageAbout {
  readonly incident: Incident;
  readonly timeline: readonly Line[];
  readonly approvals: Look<readonly Approval[]>;
  readonly rung: { readonly number: number; readonly title: string };
  /** Roles of those who could not be paged, for whom this contact is paged. */
  readonly insteadOf: readonly string[];
  /** Where the incident is read and acknowledged. */
  readonly address: string;
  readonly links: readonly Link[];
  readonly outside: { readonly broker: Outside; readonly aws: Outside };
  readonly now: number;
}

/** Characters of one sentence from outside; the page in the browser has all of it. */
const MOST_SAID = 600;
/** Advice holds commands: half of one is worse than none. */
const MOST_ADVISED = 2_000;
const MOST_FOUND = 300;
/** Findings; the latest. */
const MOST_TRIED = 12;

/**
 * What a person woken at night reads first: what is wrong, why they, what to do, where to say "I have it", what was tried.
 * The page behind the link has the rest.
 */
export function composePage(about: PageAbout): Publication {
  const { incident, rung, address, links, now } = about;
  const { severity, id } = incident;
  const title = oneLine(incident.title, 250);
  const { verdict, how } = standing(incident, now);
  const open = 'seen' in about.approvals ? openQuestions(about.approvals.seen, now) : [];
  const lines = [
    `${severity} ${title}: ${how}. You are rung ${rung.number}, ${rung.title}.`,
    ...(about.insteadOf.length > 0 ? [`You are paged for ${about.insteadOf.join(' and ')}, who could not be.`] : []),
    '',
    ...why(about),
    '',
    ...('seen' in about.approvals ? [] : ['Whether an approval is asked could not be read; the page says it.', '']),
    ...open.flatMap((question) => [...askedLines(question), '']),
    'WHAT TO DO NEXT',
    ...whatToDo(about, open.length > 0),
    '',
    'WHAT WAS TRIED',
    ...tried(about.timeline),
    '',
    'CONSOLES',
    ...links.map(({ title: of, url }) => `- ${of}: ${url}`),
    '',
    `Incident ${id}`,
  ];
  return toPerson(
    incident,
    { kind: 'page', rung: rung.number, link: address },
    {
      subject: `[${severity}] ${title}: ${verdict}`,
      text: lines.join('\n'),
      sms: shortMessage(`${severity} ${open.length > 0 ? 'approve? ' : ''}${title}`, address),
    },
  );
}

/** What is known of it. Whoever is paged before the first step is not told that nobody knows: nobody has looked yet. */
function standing(incident: Incident, now: number): { readonly verdict: string; readonly how: string } {
  const since = age((now - new Date(incident.alarmAt).getTime()) / 1000);
  if (incident.verdict === undefined && pagedAtOnce(incident)) return { verdict: 'opened', how: `opened ${since} ago` };
  const { verdict = 'unknown' } = incident;
  return { verdict, how: `${verdict} after ${since}` };
}

/** A page that was held over night is many hours old. */
const age = (seconds: number): string =>
  seconds < 7_200 ? duration(seconds) : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;

/** Its runbook, if it pages as soon as it is opened. */
const pagedAtOnce = ({ runbook }: Incident): Runbook | undefined =>
  everyRunbook.find((each) => each.id === runbook && pagesAtOnce(each));

function why({ incident, timeline }: PageAbout): string[] {
  const reason = reasonIn(timeline)?.finding ?? unexplained(incident);
  return [
    `Why you: ${oneLine(reason, MOST_SAID)}`,
    `Since ${dateAndTime(incident.alarmAt)}. ${oneLine(incident.cause, MOST_SAID)}`,
  ];
}

function whatToDo({ incident, timeline, address, outside, now }: PageAbout, asked: boolean): string[] {
  const call = [...new Set(timeline.flatMap(({ callOutside }) => callOutside ?? []))].map((who) => outside[who]);
  const advice = reasonIn(timeline)?.advice;
  const until =
    now < new Date(incident.deadlineAt).getTime() ? ` until the deadline ${clockTime(incident.deadlineAt)}` : '';
  return [
    ...(asked ? ['- Approve or refuse on the page, after signing in.'] : []),
    ...(advice ? [`- ${oneLine(advice, MOST_ADVISED)}`] : asked ? [] : [`- ${unadvised(incident)}`]),
    ...call.map(({ name, contact }) => `- Outside: ${name}, ${contact}`),
    `- Read and acknowledge: ${address}`,
    `  It stops the climb to the next rung${until}. By command line:`,
    `  npm run runbook -- ack ${incident.id}`,
    '- When it is over, close it with a reason; until then every further alarm joins it and only people act:',
    `  npm run runbook -- close ${incident.id} --reason "…"`,
  ];
}

function tried(timeline: readonly Line[]): string[] {
  const found = timeline
    .filter(({ outcome }) => outcome !== 'paged')
    // Of a step that was asked again and again, the last answer.
    .filter(({ step }, index, all) => all[index + 1]?.step !== step);
  if (found.length === 0) return ['- nothing yet'];
  const earlier = found.length - MOST_TRIED;
  return [
    ...(earlier > 0 ? [`- ${counted(earlier, 'earlier finding')} on the page`] : []),
    ...found
      .slice(-MOST_TRIED)
      .map(({ at, step, finding }) => `- ${clockTime(at)} ${step}: ${oneLine(finding, MOST_FOUND)}`),
  ];
}

/** The last line that needed a person. */
const reasonIn = (timeline: readonly Line[]): Line | undefined =>
  [...timeline].reverse().find(({ outcome }) => outcome === 'escalate' || outcome === 'ask');

/** Some page as soon as they are opened; anything else says before why it needs a person. */
function unexplained(incident: Incident): string {
  const because = incident.severity === 'P1' ? 'It is a P1.' : 'This does not wait until the runbook has ended.';
  return pagedAtOnce(incident)
    ? `${because} The runbook goes on with its steps while you read this; the incident channel tells how they end.`
    : 'The runbook failed before it could say why.';
}

/** What to do before a step has said it. */
function unadvised(incident: Incident): string {
  const runbook = pagedAtOnce(incident);
  return runbook
    ? `Begin with what is said above. Meanwhile the runbook works: ${runbook.steps.map(({ says }) => says).join('; ')}.`
    : 'Look at the service and at the failed execution, and work the written procedure by hand.';
}
