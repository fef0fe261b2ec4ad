import type { Approval } from '../shared/approvals/approval';
import { dateAt, dateInWords, phaseAt, tradingDayOf } from '../shared/calendar';
import { nextDayNotClosed } from '../shared/calendar/days';
import { type Gate, gateWords } from '../shared/checklist/gate';
import type { Settings } from '../shared/guard/settings';
import { type Stop, standing } from '../shared/guard/stop-record';
import { resumeCommand } from '../shared/halt/disable';
import type { Incident } from '../shared/incident';
import type { Note } from '../shared/recovery/notes';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted, duration } from '../shared/wording';

export const ACT = 'resume-trading';

/** A comparison that is older says nothing about the present. */
export const YOUNG_SECONDS = 900;

export interface Seen {
  readonly now: number;
  /** What the run was asked for: to stop before resuming. */
  readonly noResume: boolean;
  readonly tradingEnabled: Look<Switch>;
  readonly stop: Look<Stop | undefined>;
  readonly reconciliation: Note<'reconciliation'> | undefined;
  readonly integrity: Note<'data-integrity'> | undefined;
  readonly losses: Note<'losses'> | undefined;
  /** Incidents of severity P1 that are open; the stop that is being ended is none of them. */
  readonly critical: Look<readonly Pick<Incident, 'id' | 'title'>[]>;
  readonly calendar: Settings['calendar'];
  /** Of today. */
  readonly gate: Look<Gate | undefined>;
  readonly parameter: string;
  readonly approval: Pick<Approval, 'facts'> | undefined;
}

export type Decision =
  | { readonly resume: true; readonly stop: Stop | undefined; readonly before: Switch }
  | { readonly resume: false; readonly result: StepResult };

/**
 * Whether resuming is called for, and may be asked for at all. In this order; the first no is the answer:
 *
 * 1. Trading is enabled already: there is nothing to resume, and nothing of it is ours. A parameter that cannot be read, and
 *    a stop that cannot, are unknown, and unknown forbids.
 * 2. Another stop has come since people were asked: it is somebody's last word, and nobody is asked again over it.
 * 3. What this run has seen: positions that differ, data that are damaged, a loss beyond the limit of the day. That is for
 *    people, whatever day it is.
 * 4. The day has no session: there is nothing to resume for, and nobody is paged about it.
 * 5. What it could not look at, or not just now. That is for people as well.
 * 6. The run was asked to stop here.
 * 7. A P1 is open: something is wrong that somebody is at work on.
 * 8. The gate of the open is closed: a checklist that has not passed says no. In the closing auction orders could only go
 *    into a price that is being struck. Both pass by themselves or by a named person, and nobody is paged about them.
 *
 * Whether it may be now, and whether two people say yes, is the guard's question.
 */
export function decideResume(seen: Seen): Decision {
  const { tradingEnabled, stop } = seen;
  if ('unseen' in tradingEnabled)
    return no(
      unknown(`Could not check whether trading is enabled: ${tradingEnabled.unseen}.`, 'the parameter cannot be read'),
    );
  if ('unseen' in stop) return no(unknown(`Could not read the stop: ${stop.unseen}.`, 'the stop cannot be read'));
  const { value, version, changedAt } = tradingEnabled.seen;
  if (value === 'true')
    return no({
      outcome: 'stand-down',
      finding: `Trading is enabled already, since ${clockTime(changedAt)} (version ${version}): nothing is resumed by this run.`,
      refused: { act: ACT, because: 'enabled already' },
    });
  const stands = standing(stop.seen);
  const refusal =
    stoppedSince(stands, seen.approval) ??
    seenBad(seen) ??
    noSession(seen) ??
    unseen(seen) ??
    asked(seen) ??
    criticalOpen(seen) ??
    theDay(seen);
  if (refusal) return no(refusal);
  return { resume: true, stop: stands, before: tradingEnabled.seen };
}

const no = (result: StepResult): Decision => ({ resume: false, result });

const refused = (because: string): Pick<StepResult, 'refused'> => ({ refused: { act: ACT, because } });

const unknown = (finding: string, because: string): StepResult => ({
  outcome: 'escalate',
  verdict: 'unknown',
  finding: `${finding} Trading is not resumed.`,
  advice: 'Find out by hand; then start the recovery again.',
  ...refused(because),
});

/** Whoever has said yes to ending one stop has said nothing of the next. */
function stoppedSince(stop: Stop | undefined, approval: Seen['approval']): StepResult | undefined {
  if (!approval || (approval.facts.stop ?? null) === (stop?.id ?? null)) return undefined;
  const last = stop?.again?.at(-1);
  const by = last?.by ?? stop?.by;
  return {
    outcome: 'stand-down',
    finding: stop
      ? `${by} has stopped trading again at ${clockTime(last?.at ?? stop.since)}, after it was asked: what was approved is void, and trading stays disabled.`
      : 'Somebody has lifted the stop after it was asked: what was approved is void, and trading stays as it is.',
    ...refused('stopped on purpose'),
  };
}

/** What this run has seen with its own eyes. */
function seenBad(seen: Seen): StepResult | undefined {
  const { reconciliation, integrity, losses } = seen;
  const bad = [
    ...(reconciliation?.state === 'different' ? [[RECONCILED.different, reconciliation.says]] : []),
    ...(integrity?.state === 'damaged' ? [[WHOLE.damaged, integrity.says]] : []),
    ...(losses?.state === 'above' ? [['the loss of the day is above its limit', losses.says]] : []),
  ];
  if (bad.length === 0) return undefined;
  return notResumed('not-fixed', [...bad, ...couldNotSee(seen)], reconciliation?.state);
}

/** What it could not look at, or has not: nobody resumes over that. */
function unseen(seen: Seen): StepResult | undefined {
  const missing = couldNotSee(seen);
  if (missing.length > 0) return notResumed('unknown', missing, seen.reconciliation?.state);
  const age = (seen.now - (seen.reconciliation?.at ?? 0)) / 1000;
  // Whoever has been asked already: it is compared again right before the act.
  if (seen.noResume || seen.approval || age <= YOUNG_SECONDS) return undefined;
  return unknown(
    `The positions were compared ${duration(age)} ago, and that may be ${duration(YOUNG_SECONDS)}.`,
    'the comparison is too old',
  );
}

function couldNotSee({ reconciliation, integrity, noResume }: Seen): (readonly [string, string])[] {
  const compared = reconciliation?.state ?? 'unknown';
  const data = integrity?.state ?? 'unknown';
  // What cannot be compared here at all is no surprise to whoever asked for no resuming.
  const uncompared = compared === 'unknown' || (compared === 'not-configured' && !noResume);
  return [
    ...(uncompared ? [[RECONCILED[compared], reconciliation?.says ?? 'This run has compared nothing.'] as const] : []),
    ...(data === 'unknown' ? [[WHOLE[data], integrity?.says ?? 'This run has not looked at the data.'] as const] : []),
  ];
}

const notResumed = (
  verdict: 'not-fixed' | 'unknown',
  why: readonly (readonly string[])[],
  compared: Note<'reconciliation'>['state'] | undefined,
): StepResult => {
  const because = why.map(([words]) => words).join('; ');
  return {
    outcome: 'escalate',
    verdict,
    finding: `Trading is not resumed: ${because}. ${why.map(([, says]) => says).join(' ')}`,
    advice: adviceFor(compared),
    ...(compared === 'different' ? { callOutside: 'broker' as const } : {}),
    ...refused(because),
  };
};

const RECONCILED = {
  different: 'the positions are not reconciled',
  unknown: 'could not compare the positions with the broker',
  'not-configured': 'the positions cannot be compared with the broker',
} as const;

const WHOLE = { damaged: 'data are damaged or missing', unknown: 'could not check the data' } as const;

const adviceFor = (state: Note<'reconciliation'>['state'] | undefined): string =>
  state === 'not-configured'
    ? 'Compare the positions by hand. Until both lists are configured (docs/signals.md) no runbook resumes trading: two people decide on it, and set the parameter by hand.'
    : 'Bring it in order by hand, then start the recovery again; it resumes only what it has seen well itself.';

function criticalOpen({ critical }: Seen): StepResult | undefined {
  if ('unseen' in critical)
    return unknown(`Could not read the open incidents: ${critical.unseen}.`, 'the open incidents cannot be read');
  if (critical.seen.length === 0) return undefined;
  const names = critical.seen.map(({ id, title }) => `${title} (${id})`).join(', ');
  return {
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: `Trading is not resumed: ${counted(critical.seen.length, 'P1 incident')} open: ${names}.`,
    advice: 'When it is mended, close it with a reason; then start the recovery again.',
    ...refused('a P1 is open'),
  };
}

const asked = ({ noResume, parameter }: Seen): StepResult | undefined =>
  noResume
    ? {
        outcome: 'continue',
        finding: `Not resumed, as asked (no-resume): trading stays disabled. Start the recovery again without it when it may be; by hand, two people decide on: ${resumeCommand(parameter)}`,
        ...refused('asked not to'),
      }
    : undefined;

const later = (finding: string, because: string, advice: string): StepResult => ({
  outcome: 'stand-down',
  finding: `${finding} Trading stays disabled. ${advice}`,
  advice,
  ...refused(because),
});

function noSession({ calendar, now, noResume }: Seen): StepResult | undefined {
  if (noResume || 'unseen' in calendar) return undefined;
  const { calendar: said, overrides } = calendar.seen;
  const today = dateAt(said, now);
  const day = tradingDayOf(said, overrides, today);
  if (day.answer !== 'no') return undefined;
  const next = nextDayNotClosed(said, overrides, today);
  return later(
    `Not resumed on a day without a session (${day.because}).`,
    'no session today',
    `The next session is on ${dateInWords(next)}: start the recovery again then.`,
  );
}

function theDay({ calendar, gate, now }: Seen): StepResult | undefined {
  if ('unseen' in calendar)
    return unknown(`Could not read the calendar: ${calendar.unseen}.`, 'the calendar cannot be read');
  if ('unseen' in gate)
    return unknown(`Could not read the gate of the open: ${gate.unseen}.`, 'the gate cannot be read');
  if (gate.seen?.state === 'closed')
    return later(
      `Not resumed while the gate of the open is closed. ${gateWords(gate.seen)}`,
      'the gate of the open is closed',
      'It opens when a run of the checklist passes (npm run runbook -- start morning-checklist --reason "<why>"), or when it is waived by name: npm run runbook -- waive-gate --reason "<why>". Then start the recovery again.',
    );
  const { calendar: said, overrides } = calendar.seen;
  const phase = phaseAt(said, overrides, now);
  if (phase.phase !== 'closing-auction') return undefined;
  return later(
    `Not resumed in the closing auction (${phase.because}).`,
    'the market phase forbids it',
    `It ends at ${clockTime(phase.until)}: start the recovery again then.`,
  );
}
