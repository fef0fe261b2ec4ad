import type { Reconciliation } from '../shared/positions/reconcile';
import type { StepResult } from '../shared/step';

/**
 * What the step says. It goes on in any case, because nothing after it but resuming depends on it, and resuming asks for it.
 * @param key of the document.
 */
export function describeReconciliation(found: Reconciliation, key: string): StepResult {
  const finding = `${HEADINGS[found.state]}: ${found.says} Written down in ${key}.`;
  if (found.state === 'equal') return { outcome: 'continue', finding };
  return { outcome: 'continue', finding, ...WHAT_NEXT[found.state] };
}

const HEADINGS: Readonly<Record<Reconciliation['state'], string>> = {
  equal: 'Reconciled',
  different: 'NOT RECONCILED',
  unknown: 'Could not check',
  'not-configured': 'Not configured',
};

const WHAT_NEXT = {
  different: {
    verdict: 'not-fixed',
    advice:
      "Bring the two together by hand, position by position: find out by the broker's order book which side is right. Nothing here trades. Then start the recovery again.",
    callOutside: 'broker',
  },
  unknown: {
    verdict: 'unknown',
    advice:
      "Compare the broker's list of positions with our own by hand, or start the recovery again when both can be read.",
  },
  'not-configured': {
    verdict: 'unknown',
    advice: "Compare the broker's list of positions with our own by hand; docs/signals.md says what to configure.",
  },
} as const;
