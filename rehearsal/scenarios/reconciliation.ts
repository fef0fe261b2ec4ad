import { acknowledged, RUNG_1 } from './ingredients';
import { countedYesterday, HALT, haltedAndRecovered, runbook } from './recovering';
import type { Scenario, Stage } from './scenario';

/** The comparison itself: the runs stop before resuming, whatever it comes to. */
const compared = (prepare: (stage: Stage) => void) => (stage: Stage) => {
  countedYesterday(stage);
  prepare(stage);
  haltedAndRecovered(stage, 'devops-primary', { 'no-resume': true });
  acknowledged(stage);
};

const common = { runbook, queriesDatabase: true, minutes: 20 } as const;
const bad = { outcome: 'escalated', restarts: 0, furtherActs: [HALT], pages: RUNG_1, tradingEnabled: 'false' } as const;
const DOCUMENT = /^recovery\/system-recovery-.*\/reconciliation\.md$/;

/** Comparing our positions with the broker's. */
export const reconciliation: readonly Scenario[] = [
  {
    ...common,
    id: 'reconciled',
    title: 'after a halt both sides hold the same: recovered, and not resumed because it was asked so',
    play: compared(() => undefined),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [HALT],
      pages: [],
      timelineSays: [
        /The data are whole/,
        /No table is gone or has fewer rows than at 19 Nov 2026/,
        /Verify broker reconciliation: Reconciled: \d+ positions? on both sides/,
        /Not resumed, as asked/,
      ],
      documents: [[DOCUMENT, /\| NSE \| .* \| equal \|/]],
      tradingEnabled: 'false',
    },
  },
  {
    ...common,
    id: 'reconcile-missing-here',
    title: 'the broker holds a position that we know nothing of',
    play: compared((stage) => stage.inject({ kind: 'broker-position-extra' })),
    expects: {
      ...bad,
      verdict: 'not-fixed',
      refusals: ['the positions are not reconciled'],
      pageSays: [/NSE WIPRO-EQ INTRADAY: ours 0, the broker's 25 \(missing here\)/, /Angel One Support/],
      documents: [[DOCUMENT, /\| NSE \| WIPRO-EQ \| INTRADAY \| 0 \| 25 \| \*\*missing here\*\* \|/]],
    },
  },
  {
    ...common,
    id: 'reconcile-missing-there',
    title: 'the broker does not hold a position that we believe in',
    play: compared((stage) => stage.inject({ kind: 'broker-position-missing' })),
    expects: {
      ...bad,
      verdict: 'not-fixed',
      refusals: ['the positions are not reconciled'],
      pageSays: [/ours -?\d+, the broker's 0 \(missing there\)/],
    },
  },
  {
    ...common,
    id: 'reconcile-quantity-differs',
    title: 'the broker holds another quantity than we do',
    play: compared((stage) => stage.inject({ kind: 'broker-position-differs', by: 5 })),
    expects: {
      ...bad,
      verdict: 'not-fixed',
      refusals: ['the positions are not reconciled'],
      pageSays: [/1 of \d+ positions? differs/, /\(quantity differs\)/],
      documents: [[DOCUMENT, /\*\*quantity differs\*\*/]],
    },
  },
  {
    ...common,
    id: 'reconcile-null',
    title: 'the broker says null: no position at all, which is an answer, and ours are missing there',
    play: compared((stage) => stage.inject({ kind: 'broker-positions-null' })),
    expects: {
      ...bad,
      verdict: 'not-fixed',
      pageSays: [/(\d+) of \1 positions? (differ|differs)/, /missing there/],
    },
  },
  {
    ...common,
    id: 'reconcile-unreachable',
    title: 'the broker does not answer: nothing is known, and nothing counts as equal',
    play: compared((stage) => stage.inject({ kind: 'broker-unreachable' })),
    expects: {
      ...bad,
      verdict: 'unknown',
      refusals: ['could not compare the positions with the broker'],
      pageSays: [/unreachable: the broker does not answer/],
    },
  },
  {
    ...common,
    id: 'reconcile-rate-limited',
    title: 'the broker limits our rate for half a minute: asked again, and the same',
    play: compared((stage) => stage.inject({ kind: 'broker-rate-limited', forSeconds: 100 })),
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      furtherActs: [HALT],
      pages: [],
      timelineSays: [/Verify broker reconciliation: Reconciled/],
    },
  },
  {
    ...common,
    id: 'reconcile-session-stale',
    title: 'the session that is kept for others has ended',
    play: compared((stage) => stage.inject({ kind: 'kept-session-stale' })),
    expects: {
      ...bad,
      verdict: 'unknown',
      pageSays: [/session stale: the broker does not know the session any more \(AG8002\)/],
    },
  },
  {
    ...common,
    id: 'reconcile-positions-stale',
    title: 'our own list is more than an hour old',
    play: (stage) => {
      stage.inject({ kind: 'positions-stale' });
      stage.after(3_700, () => compared(() => undefined)(stage));
    },
    expects: {
      ...bad,
      verdict: 'unknown',
      pageSays: [/our own positions are stale: .*1 h old|our own positions are stale: .*min/],
    },
    minutes: 85,
  },
];
