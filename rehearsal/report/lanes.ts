import type { Result } from '../result';
import { capital, counted, rungWords } from '../telling';
import { clock, long } from './words';

/** What stands for an event in the picture. */
export type Mark = 'fault' | 'alarm' | 'served' | 'step' | 'act' | 'held' | 'page' | 'answer' | 'run';

/** Something that happened; milliseconds since the epoch. */
export interface Event {
  readonly at: number;
  readonly mark: Mark;
  readonly says: string;
}

/** What belongs together, one line of the picture. */
export interface Lane {
  readonly name: string;
  readonly says: string;
  readonly events: readonly Event[];
  /** Stretches, in milliseconds since the epoch. */
  readonly bars?: readonly { readonly from: number; readonly to: number; readonly kind: 'down' | 'work' | 'best' }[];
}

/** What stands above a lane has to fit a telephone's width. */
const FITS = 20;

const ms = (at: string): number => Date.parse(at);

/** What people did by themselves is written into the timeline by their names. */
const BY_PEOPLE = /^(Acknowledged|Approved|Refused|Closed|Taken|Given back|Waived) by |\bapproves\b/;

/** The story's events: the system, our workflows, what they did, people, and a perfect operator. */
export function lanesOf(result: Result): Lane[] {
  const { faultAt, alarmAt, mitigatedAfterSeconds, oracleSeconds, timeline, acts, refusals, pages, notices } = result;
  const fault = faultAt === null ? [] : [{ at: ms(faultAt), mark: 'fault' as const, says: result.title }];
  const alarm = alarmAt === null ? [] : [{ at: ms(alarmAt), mark: 'alarm' as const, says: 'Alarm' }];
  const since = alarmAt === null ? undefined : ms(alarmAt);
  const served =
    since === undefined || mitigatedAfterSeconds === null ? undefined : since + mitigatedAfterSeconds * 1000;
  const people = timeline.filter(({ finding }) => BY_PEOPLE.test(finding));
  const steps = [
    ...timeline.filter((line) => !people.includes(line) && line.outcome !== 'paged'),
    ...result.checklists.flatMap(({ at, id, passed }) =>
      at === undefined
        ? []
        : [{ at, step: capital(id.replaceAll('-', ' ')), finding: passed ? 'passed' : 'not passed' }],
    ),
  ];
  const runs = result.executions.filter(({ outcome }) => outcome !== 'joined');
  const ends = [...timeline, ...pages, ...acts].map(({ at }) => ms(at));
  const began = faultAt === null ? since : ms(faultAt);
  // Where nothing went down, it is over once a verification says so.
  const over = served ?? (result.verdict === 'fixed' ? verifiedAt(result) : undefined);
  const until = over ?? (result.verdict === 'fixed' || since === undefined ? undefined : Math.max(since, ...ends));
  const system: Lane = {
    name: 'System',
    says: systemSays(result),
    events: [
      ...fault,
      ...alarm,
      ...(over === undefined
        ? []
        : [{ at: over, mark: 'served' as const, says: served === undefined ? 'Verified as fixed' : 'Serving again' }]),
    ],
    ...(began !== undefined && until !== undefined
      ? { bars: [{ from: began, to: Math.max(began, until), kind: 'down' as const }] }
      : {}),
  };
  return [
    ...(system.events.length > 0 ? [system] : []),
    {
      name: 'Workflows',
      says: workflowsSay(result, steps.length),
      events: [
        ...runs.map(({ startedAt, machine }): Event => ({ at: ms(startedAt), mark: 'run', says: machine })),
        ...steps.map(({ at, step, finding }): Event => ({ at: ms(at), mark: 'step', says: `${step}: ${finding}` })),
      ],
    },
    {
      name: 'Acts',
      says: actsSay(result),
      events: [
        ...acts.map(({ at, action, resource }): Event => ({ at: ms(at), mark: 'act', says: `${action} ${resource}` })),
        ...refusals.map(
          ({ at, act, because }): Event => ({ at: ms(at), mark: 'held', says: `Held back: ${act}, ${because}` }),
        ),
      ],
    },
    {
      name: 'People',
      says: peopleSay(result, people.length),
      events: [
        ...pages.map(
          ({ at, rung, contact }): Event => ({
            at: ms(at),
            mark: 'page',
            says: `Page, ${rungWords(rung)}: ${contact}`,
          }),
        ),
        ...people.map(({ at, finding }): Event => ({ at: ms(at), mark: 'answer', says: finding })),
        ...notices.map(({ at, contact }): Event => ({ at: ms(at), mark: 'answer', says: `Notice to ${contact}` })),
      ],
    },
    ...(since !== undefined && oracleSeconds !== null
      ? [
          {
            name: 'A perfect operator',
            says: `serving ${long(oracleSeconds)} after the alarm`,
            events: [{ at: since + oracleSeconds * 1000, mark: 'served' as const, says: 'Serving again' }],
            bars: [{ from: since, to: since + oracleSeconds * 1000, kind: 'best' as const }],
          },
        ]
      : []),
  ];
}

/** When a step said that it is over. */
function verifiedAt({ timeline, alarmAt }: Result): number | undefined {
  const line = timeline.findLast(({ outcome }) => outcome === 'resolved');
  return line && ms(line.at) > ms(alarmAt ?? line.at) ? ms(line.at) : undefined;
}

function systemSays(result: Result): string {
  const { detectedAfterSeconds: detected, mitigatedAfterSeconds: mitigated, alarmAt, verdict } = result;
  if (alarmAt === null) return 'no alarm';
  const alarm = detected === null ? `alarm at ${clock(alarmAt)}` : `alarm after ${long(detected)}`;
  if (mitigated !== null) return `${alarm}, serving ${long(mitigated)} later`;
  const at = verdict === 'fixed' ? verifiedAt(result) : undefined;
  return at === undefined ? alarm : `${alarm}, verified fixed at ${clock(at)}`;
}

function workflowsSay({ executions }: Result, steps: number): string {
  const joined = executions.filter(({ outcome }) => outcome === 'joined').length;
  const runs = executions.length - joined;
  return [counted(runs, 'run'), ...(joined > 0 ? [`${joined} joined`] : []), counted(steps, 'finding')].join(', ');
}

function actsSay({ acts, refusals }: Result): string {
  const [only, ...others] = acts;
  const done =
    only === undefined
      ? 'none'
      : others.length === 0 && only.action.length <= FITS
        ? `${only.action} at ${clock(only.at)}`
        : `${acts.length}, ${others.length === 0 ? '' : 'the first '}at ${clock(only.at)}`;
  return refusals.length === 0 ? done : `${done}; ${refusals.length} held back`;
}

function peopleSay({ pages, notices }: Result, answers: number): string {
  const [first] = pages;
  const parts = [
    first === undefined
      ? 'nobody paged'
      : `${counted(pages.length, 'page')}, ${pages.length === 1 ? '' : 'the first '}at ${clock(first.at)}`,
    ...(answers === 0 ? [] : [counted(answers, 'answer')]),
    ...(notices.length === 0 ? [] : [counted(notices.length, 'notice')]),
  ];
  return parts.join('; ');
}
