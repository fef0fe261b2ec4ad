import colours from 'picocolors';
import type { Asked, Incidents, Listed, Shown } from '../../../lambdas/list-incidents/incidents';
import type { Line } from '../../../lambdas/shared/incident';
import { clockTime, counted, dateAndTime } from '../../../lambdas/shared/wording';
import { beside, indented, plain } from './text';

/** Incidents, three lines each: when and how severe, its id, and who has it. */
export const tellIncidents = ({ incidents, said }: Incidents): string =>
  [...incidents.map(tellListed), said].join('\n');

function tellListed(incident: Listed): string {
  const { severity, status, alarmAt, title, id, questions } = incident;
  const asks =
    questions > 0
      ? [colours.yellow(`${counted(questions, 'question')} wait${questions === 1 ? 's' : ''} for an answer`)]
      : [];
  return [
    indented(`${colours.bold(severity)} ${statusWords(status)}  ${dateAndTime(alarmAt)}  ${plain(title)}`, 0),
    indented(id, 3),
    indented([...standing(incident), ...asks].join('; '), 3),
    '',
  ].join('\n');
}

const statusWords = (status: Listed['status']): string => (status === 'open' ? colours.red(status) : status);

type Head = Pick<
  Listed,
  'status' | 'acknowledged' | 'escalatedAt' | 'closedAt' | 'closedBy' | 'takenOverBy' | 'verdict' | 'held' | 'observed'
>;

/** Who has it and how it ended, in parts of a sentence. */
function standing(incident: Head): string[] {
  const { status, acknowledged, escalatedAt, closedAt, closedBy, takenOverBy, verdict, held, observed } = incident;
  return [
    ...(status === 'open' && !acknowledged ? ['nobody has acknowledged it'] : []),
    ...(acknowledged ? [`acknowledged by ${plain(acknowledged.by)} at ${clockTime(acknowledged.at)}`] : []),
    ...(escalatedAt ? [`escalated at ${clockTime(escalatedAt)}${observed ? ', to nobody: observed only' : ''}`] : []),
    ...(held ? [`pages held until ${dateAndTime(held.until)}`] : []),
    ...(closedAt ? [`ended at ${dateAndTime(closedAt)}`] : []),
    ...(closedBy ? [`closed by ${plain(closedBy.by)}: ${plain(closedBy.reason)}`] : []),
    ...(takenOverBy ? [`${takenOverBy} stands for it`] : []),
    ...(verdict ? [`verdict ${verdict}`] : []),
  ];
}

const sentence = (parts: readonly string[]): string => parts.join('; ').replace(/^./, (letter) => letter.toUpperCase());

/** One incident: what is wrong, who has it, what was tried, what is asked. */
export function tellIncident({ incident, timeline, approvals }: Shown): string {
  const { id, title, severity, status, target, alarmAt, deadlineAt, cause, joined, pages = [] } = incident;
  return [
    indented(`${colours.bold(plain(title))}  ${severity}, ${statusWords(status)}`, 0),
    id,
    indented(`About ${target}, since ${dateAndTime(alarmAt)}; to be resolved by ${dateAndTime(deadlineAt)}.`, 0),
    indented(plain(cause), 0),
    ...(joined > 0 ? [`${counted(joined, 'further delivery').replace('deliverys', 'deliveries')} joined it.`] : []),
    indented(`${sentence(standing(incident))}.`, 0),
    '',
    colours.bold('Timeline'),
    ...timeline.map(tellLine),
    ...(pages.length > 0
      ? [
          '',
          colours.bold('Paged'),
          ...pages.map(({ at, rung, contact }) => beside(clockTime(at), `rung ${rung}: ${plain(contact)}`, TIME)),
        ]
      : []),
    ...approvals.flatMap((approval) => ['', tellQuestion(approval), ...(approval.open ? [howToAnswer(id)] : [])]),
  ].join('\n');
}

/** `10:02:17 IST` and two blanks. */
const TIME = 14;

function tellLine({ at, step, finding, advice, act, refused }: Line): string {
  return [
    beside(colours.dim(clockTime(at).padEnd(TIME)), `${plain(step)}: ${plain(finding)}`, TIME),
    ...(act ? [indented(`Done: ${plain(act.action)} ${plain(act.resource)}`, TIME)] : []),
    ...(refused ? [indented(`Not done: ${plain(refused.act)}, ${plain(refused.because)}`, TIME)] : []),
    ...(advice ? [indented(`→ ${plain(advice)}`, TIME)] : []),
  ].join('\n');
}

const howToAnswer = (incident: string): string =>
  indented(`Answer it with \`approve ${incident} --reason "<why>"\`, or with \`refuse\`.`, 2);

/** A question, with all that an answer should go by. */
export function tellQuestion(approval: Asked): string {
  const { id, act, resource, because, effect, undo, command, status, open, askedAt, expiresAt, requester, decisions } =
    approval;
  const state = open
    ? colours.yellow(`waits for an answer until ${clockTime(expiresAt)}`)
    : status === 'asked'
      ? `expired at ${clockTime(expiresAt)}: not approved`
      : status;
  const facts = [
    ['Why', because],
    ['Effect', effect],
    ['Undo', undo],
    ...(requester ? [['Asked by', requester]] : []),
  ] as const;
  return [
    indented(
      `${colours.bold(`Question ${plain(id)}`)}: ${plain(act)} of ${plain(resource)}, asked at ${clockTime(askedAt)}; ${state}`,
      0,
    ),
    ...facts.map(([name = '', text = '']) => beside(`  ${name}`.padEnd(QUESTION), plain(text), QUESTION)),
    // Whole, however long: with line breaks of ours in it nobody could copy it.
    `${'  Command'.padEnd(QUESTION)}${plain(command)}`,
    ...decisions.map(({ at, contact, identity, decision, reason }) =>
      beside(
        `  ${clockTime(at)}`.padEnd(TIME + 2),
        `${decision === 'approve' ? 'approved' : 'refused'} by ${plain(contact)} (${plain(identity)}): ${plain(reason)}`,
        TIME + 2,
      ),
    ),
  ].join('\n');
}

const QUESTION = 12;
