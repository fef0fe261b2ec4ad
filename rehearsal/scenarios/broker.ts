import { acknowledged, RUNG_1, runbook, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** The broker is waited for within the step's budget, and nothing is restarted because of it. */
export const broker: readonly Scenario[] = [
  {
    id: 'broker-credentials-expired',
    title: 'the broker refuses our credentials',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'broker-credentials-expired' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/refuses our credentials/, /support@angelbroking\.com/],
    },
    minutes: UNTIL_AT_WORK,
  },
  ...(['broker-unreachable', 'broker-rate-limited'] as const).flatMap((kind): Scenario[] => {
    const what = kind === 'broker-unreachable' ? 'the broker does not answer' : 'the broker limits our rate';
    return [
      {
        id: kind,
        title: `${what}, and comes back`,
        runbook,
        play: (stage) => {
          stage.inject({ kind });
          stage.onAlarm(() => stage.after(25, () => stage.platform.mend(kind)));
        },
        expects: {
          outcome: 'resolved',
          verdict: 'fixed',
          restarts: 0,
          pages: [],
          timelineSays: [/The broker is back/],
        },
        oracle: kind,
      },
      {
        id: `${kind}-for-long`,
        title: `${what} for the rest of the morning`,
        runbook,
        play: (stage) => {
          stage.inject({ kind });
          acknowledged(stage);
        },
        expects: {
          outcome: 'escalated',
          verdict: 'not-fixed',
          restarts: 0,
          pages: RUNG_1,
          pageSays: [kind === 'broker-unreachable' ? /unreachable/ : /limiting our rate/, /support@angelbroking\.com/],
        },
        minutes: UNTIL_AT_WORK,
      },
    ];
  }),
];
