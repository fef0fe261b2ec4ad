import type { Position } from '../shared/day-signals';
import type { StepResult } from '../shared/step';
import { listed } from './command';
import type { ClosingInput } from './object';

/** How it is done without us. Whoever does it is told what is still open, as far as anybody knows. */
export function byHand(
  { name, contact }: ClosingInput['broker'],
  open: readonly Position[] | undefined,
): Pick<StepResult, 'advice' | 'callOutside'> {
  const which = open && open.length > 0 ? `, one by one: ${listed(open)}` : '';
  return {
    advice: `By hand: log in at the broker, cancel what is open in the order book, and close the positions by LIMIT orders there${which}. The broker's desk does it on the telephone as well: ${name} (${contact}).`,
    callOutside: 'broker',
  };
}

/** Neither the command nor the list of positions can be done without. */
export function notConfigured(input: ClosingInput): StepResult | undefined {
  const missing = [
    ...(input.command ? [] : ['commands.closePositions']),
    ...(input.positions ? [] : ['signals.positions']),
  ];
  if (missing.length === 0) return undefined;
  return {
    outcome: 'escalate',
    finding: `No position is closed from here: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not configured.`,
    verdict: 'unknown',
    refused: { act: 'close-positions', because: 'not configured' },
    ...byHand(input.broker, undefined),
  };
}
