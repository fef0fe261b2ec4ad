import { dateInWords } from '../shared/calendar/zone';
import { type Gate, gateWords } from '../shared/checklist/gate';
import { gatesTheOpen, type JudgedItem, verdictWords } from '../shared/checklist/passing';

/** One run of a checklist: the same content for machines (JSON) and for people (HTML, Markdown, the channel). */
export interface Report {
  readonly checklist: { readonly id: string; readonly title: string };
  readonly date: string;
  readonly run: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly startedBy: string;
  readonly reason: string;
  /** Id of the incident whose runbook repeats it; null: it is a run by itself. */
  readonly rerun: string | null;
  readonly execution: string;
  /** What is to be known of the run, as a sentence; null: nothing. */
  readonly note: string | null;
  /** What no item can see and is the same every day, as a sentence; null: nothing. */
  readonly caveat: string | null;
  readonly passed: boolean;
  /** `passed, 1 needs attention` */
  readonly verdict: string;
  /** In the checklist's own order. */
  readonly items: readonly JudgedItem[];
  /** Null: the day has none. */
  readonly gate: Gate | null;
  /** How the gate stands, in sentences; null where the checklist gates nothing. */
  readonly gateSays: string | null;
}

export interface About extends Omit<Report, 'verdict' | 'gateSays' | 'gate'> {
  readonly gate: { readonly seen: Gate | undefined } | { readonly unseen: string };
  /** Id of the runbook that is started when it is not passed. */
  readonly otherwise: string;
}

export function makeReport({ gate, otherwise, ...about }: About): Report {
  return {
    ...about,
    verdict: verdictWords(about),
    gate: ('seen' in gate && gate.seen) || null,
    gateSays: gatesTheOpen(about.checklist.id) ? gateSentences(gate, otherwise, about) : null,
  };
}

/** `Morning Checklist 23 Nov 2026` */
export const titleOf = ({ checklist, date }: Pick<Report, 'checklist' | 'date'>): string =>
  `${checklist.title} ${dateInWords(date)}`;

const ENABLES_NOTHING = 'That enables nothing: trading is resumed by two people.';

function gateSentences(
  gate: About['gate'],
  otherwise: string,
  { passed, rerun }: Pick<About, 'passed' | 'rerun'>,
): string {
  if ('unseen' in gate) return `How the gate of the open stands could not be read (${gate.unseen}).`;
  const { seen } = gate;
  if (seen?.state === 'closed')
    return `${gateWords(seen)} It opens when the checklist passes, or when it is waived: ${WAIVE}.`;
  if (seen) return `${gateWords(seen)} ${ENABLES_NOTHING}`;
  if (passed) return 'Nothing gates the open.';
  if (rerun !== null) return gateWords(seen);
  return `The gate is not closed yet: ${otherwise} starts now and closes it, unless its mode keeps it from acting.`;
}

const WAIVE = 'npm run runbook -- waive-gate --reason "<why>"';

/** What to do about an item that is not ok, and who does it. */
export function nextStep({ state, because, gates, owner, runbook }: JudgedItem): string {
  const free = 'It holds nothing up.';
  if (state === 'could not check' && because === 'not configured')
    return `For ${owner}: configure it in environments/, or leave it, and nobody knows. ${free}`;
  if (gates && state === 'failed' && runbook)
    return `For ${owner}: the runbook ${runbook} is for it. By hand: npm run runbook -- start ${runbook} --reason "<why>"`;
  if (gates && state === 'failed') return `For ${owner}: mend it, then have the checklist worked again.`;
  if (gates) return `For ${owner}: look by hand. What could not be checked does not pass.`;
  if (state === 'could not check') return `For ${owner}: look by hand. ${free}`;
  if (state === 'failed') return `For ${owner}: mend it today. ${free}`;
  return `For ${owner}: look at it today. ${free}`;
}

/** `failed, must pass` */
export const stateWords = ({ state, because, must }: JudgedItem): string =>
  [because === 'not configured' ? 'not configured' : state, ...(must === 'pass' ? ['must pass'] : [])].join(', ');

/** Numbers of an item by their names, as they are printed. */
export const numbersOf = ({ numbers = {} }: JudgedItem): [name: string, value: string][] =>
  Object.entries(numbers).map(([name, value]) => [name, value === null ? 'unknown' : String(value)]);

/** Items that have more to say than their sentence. */
export const detailed = (items: readonly JudgedItem[]): JudgedItem[] =>
  items.filter(({ details = [], numbers = {} }) => details.length > 0 || Object.keys(numbers).length > 0);

/** The verdict, as the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
