import type { Delivery } from '../../engine/aws/sns';
import type { Result } from '../../result';

/** What people came to see of a story: everything that was done, said to them and kept for them, without its figures. */
export interface Seen {
  /** By what it is, in words. */
  readonly said: Readonly<Record<string, string>>;
  /** From the fault to the alarm, and from the alarm until it was mended. */
  readonly seconds: Readonly<Record<string, number | null>>;
}

/** A difference that an operator would remark: CloudWatch itself judges once a minute. */
const REMARKABLE_SECONDS = 60;

/** @param deliveries messages as they reached people. */
export function seenOf(result: Result, deliveries: readonly Pick<Delivery, 'topicArn' | 'endpoint'>[]): Seen {
  const { pages, notices, acts, executions, timeline, refusals, checklists, documents } = result;
  return {
    said: {
      outcome: String(result.outcome),
      verdict: String(result.verdict),
      // Of two that begin together either may be first.
      runs: lines(executions.map(({ machine, outcome }) => `${machine} ${outcome}`).sort()),
      acts: lines(acts.map(({ action, resource }) => `${action} ${resource}`)),
      pages: lines(pages.map(({ rung, contact, subject, message }) => `${rung} ${contact} ${subject} ${message}`)),
      notices: lines(notices.map(({ contact }) => contact)),
      channel: lines(result.channel),
      // Those of one instant arrive in any order.
      messages: lines(
        deliveries.map(({ topicArn, endpoint }) => `${endpoint} of ${topicArn.split(':').at(-1)}`).sort(),
      ),
      backups: lines(result.backups),
      'all-clear': lines(result.allClear),
      PagerDuty: lines(result.pagerDuty),
      answers: kindsOf(
        result.answers.flatMap(({ who, status, text }) => [
          `${who} ${HTTP[Math.floor(status / 100)]}`,
          ...text.split('\n').filter((line) => !OF_AN_INSTANT.test(line)),
        ]),
      ),
      timeline: lines(timeline.map(({ step, outcome = '', finding }) => `${step} ${outcome} ${finding}`)),
      refusals: lines(refusals.map(({ act, because }) => `${act} ${because}`)),
      checklists: lines(
        checklists.flatMap(({ id, passed, items }) => [
          `${id} ${passed}`,
          ...items.map(({ item, state, says }) => `${item} ${state} ${says}`),
        ]),
      ),
      gates: lines(result.gates.map(({ state, by = '' }) => `${state} ${by}`)),
      documents: kindsOf(Object.entries(documents).flatMap(([key, text]) => [key, ...text.split('\n')])),
      'the trading parameter': String(result.tradingEnabled),
      'whether anything may trade': String(result.mayTrade),
      'dead letters': result.deadLetters > 0 ? 'some' : 'none',
      'alarms on the runbooks': lines(result.ownRed),
    },
    seconds: { detected: result.detectedAfterSeconds, mitigated: result.mitigatedAfterSeconds },
  };
}

/** A line of a log or of the timeline on a page: the page has others a second later, and the timeline is seen by itself. */
const OF_AN_INSTANT = /^\d\d[\d :.A-Za-z]* IST/;

const HTTP: Readonly<Record<number, string>> = { 2: 'done', 3: 'elsewhere', 4: 'refused', 5: 'failed' };

/** Each kind of line once: evidence has as many of a kind as there were instants. */
const kindsOf = (all: readonly string[]): string => [...new Set(lines(all).split('\n'))].sort().join('\n');

/** Instants, counts, identifiers and links are otherwise whenever something comes a moment later. */
const lines = (all: readonly string[]): string =>
  all.map((line) => line.replace(/https?:\S+/g, '…').replace(/[\w./:+-]*\d[\w./:+-]*/g, '#')).join('\n');

/** What is otherwise in the other story, one line each. */
export function differences(one: Seen, other: Seen): readonly string[] {
  const said = Object.entries(one.said).flatMap(([what, text]) => {
    const now = other.said[what] ?? '';
    return now === text ? [] : [`${what}: ${firstDifference(text, now)}`];
  });
  const seconds = Object.entries(one.seconds).flatMap(([what, before]) => {
    const now = other.seconds[what] ?? null;
    const same = before === null || now === null ? before === now : Math.abs(now - before) < REMARKABLE_SECONDS;
    return same ? [] : [`${what} after ${now ?? 'no'} s instead of ${before ?? 'no'} s`];
  });
  return [...said, ...seconds];
}

const LONGEST_LINE = 160;

/** The first line that is otherwise: `"escalated" instead of "resolved"`. */
function firstDifference(before: string, now: string): string {
  const [old, new_] = [before.split('\n'), now.split('\n')];
  const at = old.findIndex((line, index) => line !== new_[index]);
  const place = at < 0 ? old.length : at;
  const from = sameFrom(old[place] ?? '', new_[place] ?? '');
  const quoted = (line: string | undefined): string =>
    line ? `"${from > 0 ? '…' : ''}${line.slice(from, from + LONGEST_LINE)}"` : 'nothing';
  return `${quoted(new_[place])} instead of ${quoted(old[place])}`;
}

/** So much of what is the same leads up to what is not. */
const LEADS_UP = 40;

/** Where two lines are quoted from, for their difference to be in it. */
function sameFrom(one: string, other: string): number {
  let different = 0;
  while (different < one.length && one[different] === other[different]) different++;
  return different < LONGEST_LINE - LEADS_UP ? 0 : different - LEADS_UP;
}
