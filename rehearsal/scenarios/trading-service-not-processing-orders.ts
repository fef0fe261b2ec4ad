import { broker } from './broker';
import { deliveries } from './deliveries';
import { acknowledged, ESCALATED, eventsLate, FIXED, hang, RUNG_1, runbook, UNTIL_AT_WORK } from './ingredients';
import { onPurpose } from './on-purpose';
import { ourSide } from './our-own-side';
import { people } from './people';
import type { Scenario } from './scenario';

/** The stories of one runbook, in the order they are told. */
export const tradingServiceNotProcessingOrders: readonly Scenario[] = [
  {
    id: 'hung-tasks',
    title: 'every task hangs',
    runbook,
    play: hang,
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [
        /Check service status: 2 of 2 tasks running/,
        /Check recent logs: \d+ lines/,
        /Verify broker connection: Broker answers 200/,
        /Monitor deployment: Our deployment/,
        /Deployment ecs-svc\/\d+ \(ours\) completed/,
      ],
      measures: FIXED,
    },
    oracle: 'hung-tasks',
  },
  {
    id: 'restart-does-not-help',
    title: 'every task hangs, and so do those that the restart has started',
    runbook,
    play: (stage) => {
      // Whatever starts hangs as well, within seconds.
      const again = (): void => {
        hang(stage);
        stage.after(5, again);
      };
      again();
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 1,
      pages: RUNG_1,
      pageSays: [/OrdersUnanswered is in ALARM since .*2 of 2 tasks running/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'crash-loop',
    title: 'the tasks keep crashing',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 1,
      pages: RUNG_1,
      pageSays: [/Essential container in task exited/, /exit code 1/],
      measures: ESCALATED,
    },
    minutes: UNTIL_AT_WORK,
  },
  ...broker,
  ...onPurpose,
  {
    id: 'already-healthy',
    title: 'the tasks hang and mend themselves before anybody looks',
    runbook,
    play: (stage) => {
      eventsLate(stage, 240);
      stage.inject({ kind: 'hung-tasks', healsAfterSeconds: 150 });
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 0, pages: [] },
  },
  ...deliveries,
  {
    id: 'deployment-under-way',
    title: 'somebody is deploying already',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.platform.deploy('trading'));
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      pages: [],
      timelineSays: [/not ours/],
      measures: [...FIXED, 'Refusals reason=occupied'],
    },
  },
  ...ourSide,
  ...people,
  {
    id: 'metrics-missing',
    title: 'the metrics stop arriving; the service is well',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'metrics-missing' });
      acknowledged(stage);
    },
    // Every service looks down at once: that is a P1, which pages at once and again at its deadline.
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 2 }],
      backups: ['trading-backup'],
      stakeholdersTold: true,
    },
    minutes: UNTIL_AT_WORK,
  },
];
