import type { Decision } from '../restart-service/decide';
import { phaseAt } from '../shared/calendar';
import type { Mode } from '../shared/guard/mode';
import type { Settings } from '../shared/guard/settings';
import type { Look, StepResult } from '../shared/step';

export type Asking =
  /** Nothing is lost by a restart now, or there will be none. */
  { readonly halt: false; readonly result: StepResult } | { readonly halt: true; readonly phase: string };

/**
 * Whether a restart that loses open orders has to be asked for. It does while the market trades or may: trading is halted
 * first, so that no more orders are placed that would be lost, and a person decides. Outside, there are no open orders to
 * lose, and the next step restarts. Where no restart is called for at all, the next step says so.
 */
export function decideAsking(restart: Decision, calendar: Settings['calendar'], now: number): Asking {
  const go = (finding: string): Asking => ({ halt: false, result: { outcome: 'continue', finding } });
  if (!restart.restart) return go('No restart is called for; there is nothing to ask.');
  if ('unseen' in calendar) return { halt: true, phase: `the calendar cannot be read: ${calendar.unseen}` };
  const { phase, because } = phaseAt(calendar.seen.calendar, calendar.seen.overrides, now);
  if (phase === 'closed') return go(`Open orders would not survive a restart, and the market is closed (${because}).`);
  return { halt: true, phase: because };
}

/** What it would have done, where it may not. A mode that cannot be read stops no halt: halting makes the system safer. */
export function heldBack(mode: Look<Mode>, command: string): StepResult | undefined {
  if ('unseen' in mode || mode.seen === 'act') return undefined;
  return mode.seen === 'off'
    ? {
        outcome: 'stand-down',
        finding: 'The mode is off: nothing is done.',
        refused: { act: 'halt-trading', because: 'mode off' },
      }
    : {
        outcome: 'escalate',
        finding: `Would have halted trading before a restart: ${command}`,
        refused: { act: 'halt-trading', because: 'observe' },
      };
}
