import type { Budget } from './budget';

/** What the steps of the End-to-End Probe may do. Each is about the app itself, and none about the trading system. */
export interface ProbeActions {
  /** Says whether the test alarm was raised by a probe. Looks only. */
  readonly 'see-test-alarm': Record<never, never>;
  /** Makes the test alarm go off, or ends it. */
  readonly 'set-test-alarm': { readonly to: 'alarm' | 'ok' };
  /** Changes the probe parameter, and waits for the trading service to acknowledge it. */
  readonly 'flip-probe-parameter': Record<never, never>;
  /** Follows the test alarm on its way, and pages through the watch when it is late. Looks only. */
  readonly 'follow-test-alarm': { readonly until: 'acknowledged' | 'reported' };
}

export const PROBE_BUDGETS: Readonly<Record<keyof ProbeActions, Budget>> = {
  'see-test-alarm': { attempts: 2, timeoutSeconds: 8, rounds: 1 },
  'set-test-alarm': { attempts: 2, timeoutSeconds: 12, rounds: 1 },
  // The service looks every few seconds; what it acknowledges is read for a minute and a half. A round that fails is worked again.
  'flip-probe-parameter': { attempts: 1, timeoutSeconds: 98, rounds: 2 },
  // Twelve minutes: what is late is said long before.
  'follow-test-alarm': { attempts: 1, timeoutSeconds: 118, rounds: 6 },
};

/**
 * Seconds each part of the way may take, from the one before; after that somebody is told. An alarm on one minute's metric
 * goes off two to three minutes after it; an incident and its page are promised within one; a fault that is gone is
 * verified through the soak, and twenty minutes are all that a P2 has for it.
 */
export const PROBE_LIMITS = { opened: 300, paged: 60, acknowledged: 60, reported: 600 } as const;
