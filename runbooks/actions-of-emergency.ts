import type { Budget } from './budget';

/** What the steps of the emergency procedures: stopping trading, closing positions may do. */
export interface EmergencyActions {
  /**
   * Stops trading by one of the two methods: `parameter` reads back what the workflow has written; `scale-down` stops the
   * service, unless the first is proved.
   */
  readonly 'stop-trading': { readonly method: 'parameter' | 'scale-down' };
  /** Sees for longer than anything that was under way can last that the stop holds, and sets back what does not. */
  readonly 'sweep-stop': Record<never, never>;
  /** Says which positions are open, and whether the trading service could close them. Looks only. */
  readonly 'review-open-positions': { readonly service: 'trading' };
  /** Commands the trading service to close every open position, when two people have said so. */
  readonly 'close-positions': { readonly service: 'trading' };
  /** Sees by the positions whether the command has worked; takes back one that nobody has accepted. */
  readonly 'see-positions-closed': Record<never, never>;
}

export const EMERGENCY_BUDGETS: Readonly<Record<keyof EmergencyActions, Budget>> = {
  // The second round is for tasks that still end: one that hangs is killed after half a minute.
  'stop-trading': { attempts: 1, timeoutSeconds: 48, rounds: 2 },
  // Five minutes of quiet after the longest time-out there is (lib/acting-on-trading.ts), and three for what is set back.
  'sweep-stop': { attempts: 1, timeoutSeconds: 118, rounds: 4 },
  'review-open-positions': { attempts: 2, timeoutSeconds: 15, rounds: 1 },
  // The guard's looks, and at worst waiting for a lease that is being handed over.
  'close-positions': { attempts: 2, timeoutSeconds: 20, rounds: 1 },
  // A minute to be accepted, four seconds or so a position, a minute until the list is written anew: six in all.
  'see-positions-closed': { attempts: 1, timeoutSeconds: 118, rounds: 3 },
};

/** TimeoutSeconds of the write a workflow begins with. A write that takes longer is not waited for: the service is scaled down. */
export const HALT_FIRST_SECONDS = 3;
