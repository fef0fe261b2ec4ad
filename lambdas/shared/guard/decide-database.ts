import type { Act } from '../../../runbooks/market-phases';
import { permitted } from '../../../runbooks/market-phases';
import type { Approval, Facts } from '../approvals/approval';
import { changes } from '../approvals/decide';
import { phaseAt } from '../calendar';
import type { Incident } from '../incident';
import type { StepResult } from '../step';
import { clockTime } from '../wording';
import type { Judgement } from './decide';
import type { Present } from './gatekeeper';
import { decideLease } from './lease';
import { forbiddenNow, type Meant, observed, refused, refuseHand, refuseMode, unreadCalendar } from './refusals';

/** What is meant to be done to the database. */
export interface DatabaseAsk extends Meant {
  readonly act: Extract<Act, 'database-backup' | 'database-maintenance' | 'restore' | 'switch-database'>;
  /** What it does to whoever uses the database: a sentence. */
  readonly effect: string;
  /** How it is undone, where people are asked: a command, or a sentence. */
  readonly undo?: string;
  /** What the command was made of: an approval holds only while it is so. */
  readonly facts?: Facts;
}

/**
 * Whether an act on the database may be done now. Planned work is done because somebody planned it, not because something
 * is at fault: there is no alarm to go by, and neither the attempt budget nor the blast radius, which count what is done
 * about faults, has anything to say. The rest holds as for every act, in the same order; the first no is the answer:
 *
 * 1. Mode: off stands down; a mode that cannot be read forbids the act.
 * 2. A calendar that cannot be read forbids it. A change freeze stands maintenance and a switch-over down, no backup and no
 *    restore: they change nothing that is used. The maintenance window is no quiet here; it is what the work is planned for.
 * 3. A person's hand on the instance stands down.
 * 4. The lease: another incident's act is waited for. Going on without this one would leave out what the next steps rely on.
 * 5. The market phase: what it forbids ends with a person.
 * 6. Observe: it is only said, with the exact command.
 * 7. An approval, where the market phase wants one. It holds for this act, this command and the facts it was asked about:
 *    if they are others by now, it is asked anew.
 */
export function judgeDatabase(
  ask: DatabaseAsk,
  {
    now,
    settings,
    kept,
    holder,
    incident,
    approval,
  }: Present & {
    readonly incident: Pick<Incident, 'id' | 'runbook' | 'tookOver'>;
    readonly approval?: Approval;
  },
): Judgement {
  const refusal = refuseMode(ask, settings.mode);
  if (refusal) return { allowed: false, result: refusal };
  if ('unseen' in settings.calendar) {
    return { allowed: false, result: unreadCalendar(ask, settings.calendar.unseen) };
  }
  const { calendar, overrides } = settings.calendar.seen;
  const frozen = CHANGES.has(ask.act) ? refuseFrozen(ask, overrides, now) : undefined;
  const stopped = frozen ?? refuseHand(ask, kept, now);
  if (stopped || 'unseen' in kept) return { allowed: false, result: stopped as StepResult };

  const asker = { incident: incident.id, tookOver: incident.tookOver ?? [] };
  const lease = decideLease(kept.seen.lease, asker, holder, now);
  if (!lease.take && 'waitUntil' in lease) return { allowed: false, waitUntil: lease.waitUntil };
  const phase = phaseAt(calendar, overrides, now);
  const permission = permitted(ask.act, 'other', phase.phase);
  const last =
    (lease.take ? undefined : waiting(ask, lease.by, lease.until)) ??
    (permission === 'forbidden' ? later(ask, phase.because, incident) : undefined) ??
    observed(
      ask,
      settings.mode,
      permission === 'approval' ? 'Would have asked for an approval now, to run' : undefined,
    ) ??
    (permission === 'approval' ? askPeople(ask, phase, approval) : undefined);
  return last ? { allowed: false, result: last } : { allowed: true, kept: kept.seen };
}

/** What changes the database that is used. */
const CHANGES: ReadonlySet<Act> = new Set<Act>(['database-maintenance', 'switch-database']);

/** @returns undefined when people have approved just this, in a world that is still the same. */
function askPeople(
  ask: DatabaseAsk,
  { phase, because }: ReturnType<typeof phaseAt>,
  approval: Approval | undefined,
): StepResult | undefined {
  const { act, resource, command, effect, undo = '' } = ask;
  const facts: Facts = { 'market phase': phase, ...ask.facts };
  const other = approval && (approval.act !== act || approval.resource !== resource || approval.command !== command);
  const changed = approval ? changes(approval.facts, facts) : [];
  if (approval && !other && changed.length === 0) return undefined;
  const void_ = approval ? ` What was approved is void: ${changed.join('; ') || 'it was about something else'}.` : '';
  const why = `${act} of ${resource} (${because}).${void_}`;
  return {
    outcome: 'ask',
    finding: `Needs an approval now: ${why}`,
    question: { act, resource, command, effect, undo, because: why, facts },
    ...refused(ask, 'it needs an approval'),
  };
}

type Overrides = Extract<Present['settings']['calendar'], { readonly seen: unknown }>['seen']['overrides'];

function refuseFrozen(ask: DatabaseAsk, { freezes = [] }: Overrides, now: number): StepResult | undefined {
  const freeze = freezes.find(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
  if (!freeze) return undefined;
  return {
    outcome: 'stand-down',
    finding: `A change freeze holds until ${clockTime(freeze.to)} (${freeze.because}): the database is left as it is.`,
    ...refused(ask, 'a change freeze'),
  };
}

/** A single command of a runbook is no advice: what comes before and after it belongs to it. */
const later = (ask: DatabaseAsk, because: string, { runbook }: Pick<Incident, 'runbook'>): StepResult => ({
  ...forbiddenNow(ask, because),
  advice: `It can wait until nothing trades. Close this incident; then start it again: npm run runbook -- start ${runbook} --reason "…"`,
});

const waiting = (ask: DatabaseAsk, by: string, until: number): StepResult => ({
  outcome: 'wait',
  finding: `Incident ${by} has its hand on ${ask.resource} until ${clockTime(until)}; waiting for it, no longer than this step may.`,
  verdict: 'unknown',
  advice: `See what incident ${by} does; when it is over, close this one and start the runbook again.`,
  ...refused(ask, 'leased by another incident'),
});
