import { AwsError } from '../engine/aws/service';
import { acknowledged, hang, RUNG_1, runbook, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** What a person stopped, no machine starts. */
export const onPurpose: readonly Scenario[] = [
  {
    id: 'halted-on-purpose-parameter',
    title: 'tasks hang while trading is disabled by the parameter',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.after(45, () => stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, 'false'));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      timelineSays: [/Trading is disabled/],
      measures: ['Incidents outcome=stood-down', 'Refusals reason=people'],
    },
  },
  {
    id: 'halted-on-purpose-desired-0',
    title: 'a person scaled the service to 0',
    runbook,
    play: (stage) => stage.platform.scale('trading', 0),
    expects: { outcome: 'stood-down', restarts: 0, pages: [], timelineSays: [/desired count is 0/] },
  },
  {
    id: 'halted-on-purpose-unreadable',
    title: 'tasks hang, and the parameter cannot be read',
    runbook,
    play: (stage) => {
      hang(stage);
      const unreadable = new AwsError('InternalServerError', 'An error occurred on the server side.', 500);
      stage.disturb(({ service, operation }) => service === 'ssm' && operation === 'GetParameter', 100, {
        kind: 'error',
        error: unreadable,
      });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/Could not check whether trading is enabled/],
    },
    minutes: UNTIL_AT_WORK,
  },
];
