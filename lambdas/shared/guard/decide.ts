import type { Service } from '@aws-sdk/client-ecs';
import type { Act, MarketPhase, Permission, ServiceKind } from '../../../runbooks/market-phases';
import { permitted } from '../../../runbooks/market-phases';
import type { Approval, Facts } from '../approvals/approval';
import { changes } from '../approvals/decide';
import { type Calendar, type Overrides, phaseAt, quietAt } from '../calendar';
import { underWay } from '../ecs';
import type { Incident } from '../incident';
import type { Signal } from '../signals';
import type { Look, StepResult } from '../step';
import { decideStop, type Switch } from '../stop';
import { clockTime } from '../wording';
import { decideAttempts, type Limits } from './acts';
import { decideLease, type Holder } from './lease';
import {
  forbidden,
  forbiddenNow,
  leased,
  observed,
  refused,
  refuseHand,
  refuseMode,
  stoppedOnPurpose,
  unreadCalendar,
} from './refusals';
import type { Settings } from './settings';
import { standing } from './stop-record';
import type { Kept } from './table';

/** What is meant to be done, in the words of the table of market phases. */
export interface Ask {
  readonly act: Act;
  readonly kind: ServiceKind;
  /** Physical name of what is touched. */
  readonly resource: string;
  /** The exact command a person would type. */
  readonly command: string;
  /** `fault`: only while a signal of the incident shows it. `person`: somebody asked for it. `undo`: puts back what we changed. */
  readonly because: 'fault' | 'person' | 'undo';
  /** Done also while trading is disabled, because an idle service does no harm. */
  readonly evenDisabled?: true;
  /**
   * Ends a stop: people have decided that the service is to come back, so neither the stop nor what it has left (desired
   * count 0, trading disabled) stands in its way. Only System Recovery says so.
   */
  readonly endsStop?: true;
  /** What it makes riskier: said when it needs an approval. */
  readonly effect: string;
  /** How it is undone: a command, or a sentence where there is none. */
  readonly undo: string;
  /** Needs an approval while anything trades, whatever the table says: why, in one sentence. */
  readonly riskyWhileTrading?: string;
  /** What the command was made of, besides what the guard sees itself: an approval holds only while it is so. */
  readonly facts?: Facts;
}

/** The world as the guard sees it right before the act. */
export interface World {
  readonly now: number;
  readonly incident: Pick<Incident, 'id' | 'runbook' | 'target' | 'tookOver' | 'deployments'>;
  readonly settings: Settings;
  readonly kept: Look<Kept>;
  readonly holder: Holder;
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  /** Alarms of the incident; none when a person started it. */
  readonly signals: Look<readonly Signal[]>;
  readonly limits: Limits;
  /** What people have approved for this step. */
  readonly approval?: Approval;
}

export type Judgement =
  | { readonly allowed: true; readonly kept: Kept }
  | { readonly allowed: false; readonly waitUntil: number }
  | { readonly allowed: false; readonly result: StepResult };

/**
 * Whether an act may be done now. Asked right before it, in this order; the first no is the answer, and it is a finding:
 *
 * 1. Mode: off stands down; a mode that cannot be read forbids the act.
 * 2. What people want: a stop that stands, disabled or stopped on purpose stands down, and unknown forbids
 *    (shared/stop.ts).
 * 3. The fault is still there, unless a person asked or something is undone. A run that a person started has no alarm to
 *    go by: there the step itself must have seen the fault.
 * 4. A maintenance window or a change freeze parks the act; a calendar that cannot be read forbids it.
 * 5. A person's hand on the service stands down.
 * 6. A deployment that is not ours is left to end, except by a rollback, which is there to end it.
 * 7. The lease: one hand on one thing.
 * 8. The attempt budget and the blast radius.
 * 9. The market phase: what it forbids ends with a person.
 * 10. Observe: everything would have allowed it, and it is only said, with the exact command.
 * 11. An approval, where the market phase or the act itself needs one. It holds for this act, this command and the world
 *     it was asked in: if that is another by now, it is asked anew.
 *
 * An emergency stop does not come here.
 */
export function judge(ask: Ask, world: World): Judgement {
  const { settings, kept, now } = world;
  const mode = settings.mode;
  const refusal =
    refuseMode(ask, mode) ??
    refuseStop(ask, world) ??
    refuseHealthy(ask, world.signals) ??
    refuseQuiet(ask, settings.calendar, now) ??
    refuseHand(ask, kept, now) ??
    refuseDeployment(ask, world);
  if (refusal) return { allowed: false, result: refusal };
  // Both are seen, or something above has refused.
  const { seen } = kept as { seen: Kept };
  const { calendar, overrides } = (settings.calendar as { seen: { calendar: Calendar; overrides: Overrides } }).seen;

  const asker = { incident: world.incident.id, tookOver: world.incident.tookOver ?? [] };
  const lease = decideLease(seen.lease, asker, world.holder, now);
  if (!lease.take && 'waitUntil' in lease) return { allowed: false, waitUntil: lease.waitUntil };
  const phase = phaseAt(calendar, overrides, now);
  const permission = permissionOf(ask, phase.phase);
  const last =
    (lease.take ? undefined : leased(ask, lease.by, lease.until)) ??
    refuseAttempts(ask, world, seen) ??
    refusePhase(ask, phase, permission) ??
    observed(ask, mode, permission === 'approval' ? 'Would have asked for an approval now, to run' : undefined) ??
    (permission === 'approval' ? askPeople(ask, world, phase) : undefined);
  return last ? { allowed: false, result: last } : { allowed: true, kept: seen };
}

const withoutOurStop = (service: Service): Look<Service> => ({ seen: { ...service, desiredCount: 1 } });

/** Only the run that stopped it, one that has taken it over, and the undo may start it again. */
const isOurStop = (ask: Ask, { undo }: Kept, { id, tookOver = [] }: World['incident']): boolean =>
  undo?.kind === 'stopped-first' &&
  (ask.because === 'undo' || undo.incident === id || tookOver.includes(undo.incident));

function refuseStop(ask: Ask, { tradingEnabled, service, kept, incident }: World): StepResult | undefined {
  const stands = 'seen' in kept ? standing(kept.seen.stop) : undefined;
  if (stands?.kind === 'stopped' && !ask.endsStop) return stoppedOnPurpose(ask, stands);
  // A service that we have stopped between two generations is not stopped by a person.
  const ours = ask.endsStop || ('seen' in kept && isOurStop(ask, kept.seen, incident));
  const seen = ours && 'seen' in service && service.seen ? withoutOurStop(service.seen) : service;
  const idle = ask.evenDisabled || ask.endsStop;
  const stop = decideStop(tradingEnabled, seen, idle ? 'trading-disabled' : ask.kind);
  return stop?.refused ? { ...stop, ...refused(ask, stop.refused.because) } : stop;
}

function refuseHealthy(ask: Ask, signals: Look<readonly Signal[]>): StepResult | undefined {
  if (ask.because !== 'fault') return undefined;
  if ('unseen' in signals) {
    return forbidden(
      ask,
      `Could not check the alarms: ${signals.unseen}. Whether the service is at fault is unknown.`,
      'the alarms cannot be read',
      'See whether the alarms can be read at all before touching the service.',
    );
  }
  if (signals.seen.length === 0 || signals.seen.some(({ state }) => state !== 'OK')) return undefined;
  return {
    outcome: 'resolved',
    finding: 'Not necessary: the alarms are OK again.',
    ...refused(ask, 'not necessary any more'),
  };
}

function refuseQuiet(ask: Ask, calendar: Settings['calendar'], now: number): StepResult | undefined {
  if ('unseen' in calendar) return unreadCalendar(ask, calendar.unseen);
  // Whoever asks for an act in a window knows what they do.
  const quiet = ask.because !== 'person' && quietAt(calendar.seen.calendar, calendar.seen.overrides, now);
  if (!quiet) return undefined;
  return {
    outcome: 'park',
    finding: `Parked: ${quiet.because}, until ${clockTime(quiet.until)}.`,
    until: new Date(quiet.until).toISOString(),
    ...refused(ask, quiet.because),
  };
}

function refuseDeployment(ask: Ask, { service, incident }: World): StepResult | undefined {
  if (ask.act === 'undo-scale-up' || ask.act === 'rollback') return undefined;
  const rollout = 'seen' in service && service.seen ? underWay(service.seen) : undefined;
  const own = incident.deployments?.[ask.resource];
  if (!rollout?.id || (own?.ours && own.id === rollout.id)) return undefined;
  return {
    outcome: 'continue',
    finding: `Not done: deployment ${rollout.id}, not ours, is under way since ${clockTime(rollout.createdAt ?? 0)}.`,
    ...refused(ask, 'a deployment that is not ours is under way'),
  };
}

function refuseAttempts(ask: Ask, { incident, limits, now }: World, { acts }: Kept): StepResult | undefined {
  const { act, resource } = ask;
  const asked = { act, resource, runbook: incident.runbook, target: incident.target, incident: incident.id };
  // Nobody must be kept from putting back what we changed.
  const spent = ask.because === 'fault' ? decideAttempts(acts.past, asked, limits, now) : undefined;
  if (!spent) return undefined;
  return {
    outcome: 'escalate',
    finding: spent.finding,
    verdict: 'not-fixed',
    advice: spent.advice,
    ...refused(ask, spent.because),
  };
}

/** The table's answer, or approval where the act itself needs one while anything may trade. */
function permissionOf({ act, kind, riskyWhileTrading }: Ask, phase: MarketPhase): Permission {
  const permission = permitted(act, kind, phase);
  return permission === 'allowed' && riskyWhileTrading !== undefined && phase !== 'closed' ? 'approval' : permission;
}

function refusePhase(ask: Ask, { because, until }: Phase, permission: Permission): StepResult | undefined {
  if (permission === 'allowed') return undefined;
  const where = `${ask.act} of ${ask.resource} (${because})`;
  if (ask.because === 'undo') {
    // Nobody needs to be woken for it: it is tried again when the phase is over.
    return {
      outcome: 'park',
      finding: `Not now: ${where}. Tried again at ${clockTime(until)}.`,
      until: new Date(until).toISOString(),
      ...refused(ask, 'the market phase forbids it'),
    };
  }
  return permission === 'approval' ? undefined : forbiddenNow(ask, because);
}

/** @returns undefined when people have approved just this, in a world that is still the same. */
function askPeople(ask: Ask, world: World, { phase, because }: Phase): StepResult | undefined {
  const { approval } = world;
  const facts = factsOf(ask, world, phase);
  const other = approval && (approval.act !== ask.act || approval.resource !== ask.resource);
  const changed = approval ? changes(approval.facts, facts) : [];
  if (approval && !other && changed.length === 0 && approval.command === ask.command) return undefined;
  const void_ = approval ? ` What was approved is void: ${changed.join('; ') || 'it was about something else'}.` : '';
  const why = `${ask.riskyWhileTrading ?? `${ask.act} of ${ask.resource}`} (${because}).${void_}`;
  const finding = `Needs an approval now: ${why}`;
  const { act, resource, command, effect, undo } = ask;
  return {
    outcome: 'ask',
    finding,
    question: { act, resource, command, effect, undo, because: why, facts },
    ...refused(ask, 'it needs an approval'),
  };
}

/** What an approval is about, in words a person reads when it has changed. */
function factsOf({ facts, endsStop }: Ask, { tradingEnabled, service, kept }: World, phase: MarketPhase): Facts {
  const seen = 'seen' in service ? service.seen : undefined;
  const primary = seen?.deployments?.find(({ status }) => status === 'PRIMARY');
  return {
    'market phase': phase,
    'trading enabled': 'seen' in tradingEnabled ? tradingEnabled.seen.value : 'unknown',
    'desired tasks': seen?.desiredCount ?? null,
    'task definition': seen?.taskDefinition ?? null,
    deployment: primary?.id ?? null,
    // Whoever has said that one stop may end has said nothing of the next.
    ...(endsStop ? { stop: ('seen' in kept && standing(kept.seen.stop)?.id) || null } : {}),
    ...facts,
  };
}

type Phase = ReturnType<typeof phaseAt>;
