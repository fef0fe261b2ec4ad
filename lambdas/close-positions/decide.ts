import type { Service } from '@aws-sdk/client-ecs';
import { permitted } from '../../runbooks/market-phases';
import type { Approval } from '../shared/approvals/approval';
import { phaseAt } from '../shared/calendar';
import type { Position, Positions, Reading } from '../shared/day-signals';
import type { Ask } from '../shared/guard/decide';
import { forbiddenNow } from '../shared/guard/refusals';
import type { Settings } from '../shared/guard/settings';
import type { Incident } from '../shared/incident';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted } from '../shared/wording';
import { byHand } from './by-hand';
import { ACCEPTED_WITHIN_SECONDS, type Answer, type Command, isOpen, listed } from './command';
import { type ClosingInput, type CommandPlace, type Held, placeOf } from './object';

/** What a closing goes by, seen right before it. */
export interface Seen {
  readonly now: number;
  readonly settings: Settings;
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  readonly positions: Reading<Positions>;
  readonly held: Look<Held>;
  readonly answer: Reading<Answer>;
}

export type Closing =
  | { readonly close: true; readonly open: readonly Position[]; readonly held: Held; readonly ask: Ask }
  | { readonly close: false; readonly result: StepResult };

export interface About {
  readonly service: string;
  readonly place: CommandPlace;
  readonly broker: ClosingInput['broker'];
}

/**
 * Whether the trading service may be told to close every open position. The first no is the answer:
 *
 * 1. The market phase: outside continuous trading a limit order near the last price closes nothing. What else stands before
 *    an act (mode, stops, hands, leases, two people) is asked by the guard afterwards.
 * 2. Tasks: with none running nobody could carry it out, and a command must not wait for one that is started later.
 * 3. Trading is disabled: while it is not, strategies open positions behind the orders that close them. Disabling needs
 *    nobody and takes seconds.
 * 4. The positions, of this minute: what is not known cannot be approved. Where none is open there is nothing to do.
 * 5. What lies at the command's place: a command that can still be carried out is not written over, and neither is anything
 *    that is none.
 */
export function decideClosing(about: About, seen: Seen): Closing {
  const { service, broker } = about;
  const open = seen.positions.state === 'seen' ? seen.positions.value.positions.filter(isOpen) : undefined;
  const ask = askToClose(about, open ?? []);
  const no = (finding: string, because: string, more: Partial<StepResult> = {}): Closing => ({
    close: false,
    result: {
      outcome: 'escalate',
      finding,
      verdict: 'not-fixed',
      refused: { act: ask.act, because },
      ...byHand(broker, open),
      ...more,
    },
  });
  const forbidden = refusePhase(ask, seen);
  if (forbidden) return { close: false, result: forbidden };
  // A service that cannot be seen is the guard's to refuse: what a person stopped, no machine starts.
  if ('seen' in seen.service && (seen.service.seen?.runningCount ?? 0) === 0) {
    return no(`No task of ${service} is running: nobody could carry the command out.`, 'no task is running');
  }
  if ('unseen' in seen.tradingEnabled) {
    return no(
      `Could not check whether trading is disabled: ${seen.tradingEnabled.unseen}.`,
      'unknown whether trading is disabled',
      { verdict: 'unknown' },
    );
  }
  if (seen.tradingEnabled.seen.value === 'true') {
    return no(
      'Trading is enabled: strategies would open positions while these are being closed.',
      'trading is enabled',
      { advice: HALT_FIRST },
    );
  }
  if (seen.positions.state !== 'seen' || open === undefined) {
    const says = seen.positions.state === 'seen' ? '' : `${seen.positions.state}: ${seen.positions.says}`;
    return no(`Which positions are open is unknown: ${says}.`, 'the positions are unknown', { verdict: 'unknown' });
  }
  if (open.length === 0) {
    const at = clockTime(seen.positions.value.asOf);
    return {
      close: false,
      result: { outcome: 'resolved', finding: `No position was open at ${at}: nothing to close.` },
    };
  }
  if ('unseen' in seen.held) {
    return no(
      `The place of the command could not be read: ${seen.held.unseen}.`,
      'the command’s place cannot be read',
      {
        verdict: 'unknown',
      },
    );
  }
  const inTheWay = whatStandsInTheWay(about.place, seen.held.seen, seen.answer, seen.now);
  if (inTheWay)
    return no(inTheWay, 'another command stands', { advice: `Read it: aws s3 cp ${placeOf(about.place)} -` });
  return { close: true, open, held: seen.held.seen, ask };
}

const HALT_FIRST =
  'Disable trading first, which needs nobody: npm run runbook -- start emergency-stop-trading --reason "…". Then close this incident, and start the runbook again.';

/** Asked here as well, because it is the reason people should hear before any other. */
function refusePhase(ask: Ask, { settings: { calendar }, now }: Seen): StepResult | undefined {
  if ('unseen' in calendar) return undefined;
  const { phase, because } = phaseAt(calendar.seen.calendar, calendar.seen.overrides, now);
  return permitted(ask.act, ask.kind, phase) === 'forbidden' ? forbiddenNow(ask, because) : undefined;
}

/** A command that can still be accepted, or is being carried out, and anything that is no command. */
function whatStandsInTheWay(place: CommandPlace, held: Held, answer: Reading<Answer>, now: number): string | undefined {
  if (held.state === 'nothing') return undefined;
  if (held.state === 'something else') return `${placeOf(place)} holds something that is no command; it is left alone.`;
  const { id, expiresAt } = held.command;
  const own = answer.state === 'seen' && answer.value.id === id ? answer.value : undefined;
  if (own && ['refused', 'done', 'failed'].includes(own.state)) return undefined;
  if (own && now - Date.parse(own.asOf) <= place.answer.maxAgeSeconds * 1000)
    return `Command ${id} is being carried out: ${own.state} at ${clockTime(own.asOf)}.`;
  return Date.parse(expiresAt) > now ? `Command ${id} can be accepted until ${clockTime(expiresAt)}.` : undefined;
}

/** The same wish in the words of the guard. Every position is a fact: with another one the approval was about something else. */
export const askToClose = ({ service, place }: About, open: readonly Position[]): Ask => ({
  act: 'close-positions',
  kind: 'trading',
  resource: service,
  command: `aws s3api put-object --bucket ${place.bucket} --key ${place.key} --body close-positions-command.json`,
  because: 'person',
  evenDisabled: true,
  effect: `${service} closes ${counted(open.length, 'position')} by LIMIT orders within ${place.maxSlippagePercent} % of the last price, whatever that realises: ${listed(open)}.`,
  undo: `Nothing takes back an order that was executed. Until the service has accepted it: aws s3 rm ${placeOf(place)}`,
  facts: Object.fromEntries(
    open.map(({ exchange, symbol, product, netQuantity }) => [
      `position ${exchange} ${symbol} ${product}`,
      netQuantity,
    ]),
  ),
});

/**
 * The two people who have said yes, the latest two: different from each other and from whoever asked. It was judged when
 * they answered; it is looked at once more, because nothing takes this act back.
 */
export function twoPeople({ decisions, requester }: Pick<Approval, 'decisions' | 'requester'>): string[] | undefined {
  const yes = decisions.filter(({ decision }) => decision === 'approve').map(({ contact }) => contact);
  const people = [...new Set(yes)].filter((contact) => contact !== requester).slice(-2);
  return people.length === 2 ? people : undefined;
}

export const notByTwo = (service: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was commanded: two people, neither of them whoever asked, have to approve closing the positions of ${service}.`,
  verdict: 'not-fixed',
  refused: { act: 'close-positions', because: 'not approved by two people' },
});

/** @param approval the one it is given under: its id makes the command's own. */
export function commandFor(
  incident: Pick<Incident, 'id' | 'startedBy' | 'cause'>,
  approval: Pick<Approval, 'id'>,
  o: {
    readonly approvedBy: string[];
    readonly maxSlippagePercent: number;
    readonly positions: readonly Position[];
    readonly now: number;
  },
): Command {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    id: `${incident.id}-${approval.id}`,
    asOf: iso(o.now),
    expiresAt: iso(o.now + ACCEPTED_WITHIN_SECONDS * 1000),
    requestedBy: incident.startedBy ?? 'unknown',
    approvedBy: o.approvedBy,
    // One line, whatever was typed as a reason.
    reason: incident.cause.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 500),
    orderType: 'LIMIT',
    maxSlippagePercent: o.maxSlippagePercent,
    positions: [...o.positions],
  };
}

export const given = (
  place: CommandPlace,
  { id, expiresAt, positions, approvedBy }: Command,
  again = false,
): StepResult => ({
  outcome: 'continue',
  finding: `Command ${id} ${again ? 'was given before, by this run, and is not given twice' : 'given'}: close ${counted(positions.length, 'position')} by LIMIT orders, approved by ${approvedBy.join(' and ')}; to be accepted by ${clockTime(expiresAt)}.`,
  act: { action: 'close-positions', resource: placeOf(place) },
});

/** Somebody was quicker, or it may be there or not: the next step looks. */
export const notGiven = (place: CommandPlace, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `The command could not be written to ${placeOf(place)}: ${because}.`,
  verdict: 'unknown',
  refused: { act: 'close-positions', because: 'the command could not be written' },
});
