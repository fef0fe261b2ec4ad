import type { Service } from '@aws-sdk/client-ecs';
import { FRESH_SECONDS, isOpen, listed } from '../close-positions/command';
import type { Positions, Reading } from '../shared/day-signals';
import { ageOf } from '../shared/status-object';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime, counted, duration } from '../shared/wording';

export interface Seen {
  readonly positions: Reading<Positions>;
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  readonly now: number;
}

/**
 * Says what is open, and who could close it. No open position, by a list of this minute, is the end of the run; an older one
 * is told, and the step that closes looks anew. Nothing is decided here that must not be decided there again.
 */
export function decideOpen({ positions, tradingEnabled, service, now }: Seen): StepResult {
  const trading =
    'seen' in tradingEnabled
      ? `trading_enabled is "${tradingEnabled.seen.value}"`
      : `trading_enabled could not be read (${tradingEnabled.unseen})`;
  const tasks =
    'seen' in service
      ? `${counted(service.seen?.runningCount ?? 0, 'task')} running`
      : `the service could not be read (${service.unseen})`;
  if (positions.state !== 'seen') {
    return {
      outcome: 'escalate',
      finding: `Which positions are open is unknown: ${positions.state}: ${positions.says} (${trading}, ${tasks}).`,
      verdict: 'unknown',
      advice: 'Look at the positions in the broker’s own application.',
      callOutside: 'broker',
    };
  }
  const { asOf } = positions.value;
  const open = positions.value.positions.filter(isOpen);
  const age = ageOf(positions.value, now);
  const old = age > FRESH_SECONDS ? `, ${duration(age)} old` : '';
  const evidence = { asOf, open: open.slice(0, 100) };
  if (open.length === 0) {
    const finding = `No position was open at ${clockTime(asOf)}${old} (${trading}, ${tasks})`;
    return old === ''
      ? { outcome: 'resolved', finding: `${finding}: nothing to close.`, evidence }
      : { outcome: 'continue', finding: `${finding}.`, evidence };
  }
  return {
    outcome: 'continue',
    finding: `${counted(open.length, 'position')} open at ${clockTime(asOf)}${old}: ${listed(open)} (${trading}, ${tasks}).`,
    evidence,
  };
}
