import { everyRunbook } from '../../../runbooks';
import type { Approval } from '../approvals/approval';
import type { Incident, Line } from '../incident';
import { clockTime, duration } from '../wording';
import { type Publication, toPerson } from './publication';
import { shortMessage } from './sms';
import { oneLine } from './words';

/** How an incident has ended for those who were paged. */
export type Ending =
  | { readonly kind: 'all-clear' }
  | {
      readonly kind: 'not-helped';
      /** What people had approved; at least one. */
      readonly approved: readonly Approval[];
      readonly timeline: readonly Line[];
    };

/** One short message: what became of it, and whether anything is still asked. */
export function composeEnding(incident: Incident, ending: Ending): Publication {
  const { severity, id } = incident;
  const title = oneLine(incident.title, 250);
  const { word, lines } = ending.kind === 'all-clear' ? allClear(incident, title) : notHelped(title, ending);
  return toPerson(
    incident,
    { kind: ending.kind },
    {
      subject: `[${severity}] ${word}: ${title}`,
      text: [...lines, `Incident ${id}`].join('\n'),
      sms: shortMessage(`${severity} ${word}: ${title}`),
    },
  );
}

/** Who closes an incident says that it is over; that it is fixed only the signals say. */
function allClear(incident: Incident, title: string): { word: string; lines: string[] } {
  const { status, alarmAt, closedAt, closedBy } = incident;
  const took = duration((new Date(closedAt ?? alarmAt).getTime() - new Date(alarmAt).getTime()) / 1000);
  const when = closedAt ? ` at ${clockTime(closedAt)}` : '';
  return status === 'closed'
    ? {
        word: 'closed',
        lines: [
          `${title} was closed${when} by ${closedBy?.by ?? 'a person'}: ${oneLine(closedBy?.reason ?? 'no reason is known', 600)}`,
          left(incident),
        ],
      }
    : {
        word: 'resolved',
        lines: [`${title} is fixed${when}, ${took} after it began.`, left(incident)],
      };
}

/** What is over enables nothing: who takes an all-clear for more would find out at the open. */
const left = ({ runbook }: Incident): string =>
  everyRunbook.find(({ id }) => id === runbook)?.steps.some(({ does }) => DISABLING.has(does))
    ? 'Whether trading goes on is for people: where it was disabled, it stays so until two people resume it.'
    : 'Nothing more is asked of you.';

/** Steps that disable trading. */
const DISABLING: ReadonlySet<string> = new Set(['close-gate', 'halt-trading']);

function notHelped(
  title: string,
  { approved, timeline }: Extract<Ending, { kind: 'not-helped' }>,
): { word: string; lines: string[] } {
  return {
    word: 'not resolved',
    lines: [
      `${title} is not resolved.`,
      ...approved.map((approval) => becameOf(approval, timeline)),
      'The runbook has ended. It is with you.',
    ],
  };
}

/** Approved is not done: the timeline says whether its step has acted. */
function becameOf({ act, resource, step, decisions }: Approval, timeline: readonly Line[]): string {
  const by = decisions.map(({ contact }) => contact).join(' and ');
  const since = decisions.at(-1)?.at ?? '';
  const after = timeline.filter((line) => line.step === step && line.at >= since);
  const what = `${act} of ${resource}, approved by ${by},`;
  if (after.some(({ act: done }) => done !== undefined)) return `${what} was done and did not help.`;
  const last = after.at(-1);
  return `${what} was not done${last ? `: ${oneLine(last.finding, 300)}` : '.'}`;
}
