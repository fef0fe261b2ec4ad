import { AwsError } from '../engine/aws/service';
import { acknowledged, hang, isOurs, isRestart, RUNG_1, runbook, throttled, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** What happens to our own calls and functions. */
export const ourSide: readonly Scenario[] = [
  {
    id: 'throttled-twice',
    title: 'the restart is throttled twice',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 2, { kind: 'error', error: throttled() });
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [] },
    oracle: 'hung-tasks',
  },
  {
    id: 'act-denied',
    title: 'the restart is denied',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'denial' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      denied: 1,
      pageSays: [/AccessDenied/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'act-and-page-denied',
    title: 'the restart is denied, and so is every page',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'denial' });
      const byPager = stage.description.functions['page-contacts'];
      stage.disturb(
        ({ service, operation, by }) => service === 'sns' && operation === 'Publish' && by === byPager,
        100,
        {
          kind: 'denial',
        },
      );
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      // Once for each rung that could not be paged.
      pages: [{ rung: 'last resort' }, { rung: 'last resort' }, { rung: 'last resort' }, { rung: 'last resort' }],
      denied: 1,
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'nobody-can-be-told',
    title: 'the restart, every page and the last resort are denied',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'denial' });
      stage.disturb(
        ({ service, operation, by }) => service === 'sns' && operation === 'Publish' && isOurs(stage, by),
        100,
        {
          kind: 'denial',
        },
      );
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      // The dead workflow is told of by the event rule and by the alarm, on a topic no runbook uses.
      pages: [{ rung: 'watch' }, { rung: 'watch' }],
      denied: 1,
    },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'event-undeliverable',
    title: 'the event may not start the runbook',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(({ service, operation }) => service === 'states' && operation === 'StartExecution', 100, {
        kind: 'denial',
      });
    },
    expects: { outcome: null, restarts: 0, pages: [{ rung: 'watch' }], denied: 1 },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'restart-answered-late',
    title: 'AWS answers the restart with an error after it took effect',
    runbook,
    play: (stage) => {
      hang(stage);
      const error = new AwsError('ServerException', 'Service Unavailable', 503);
      stage.disturb(isRestart, 1, { kind: 'error', error, afterEffect: true });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [/Not restarted again/],
    },
    oracle: 'hung-tasks',
  },
  {
    id: 'function-keeps-dying',
    title: 'the restarting function dies every time it is called',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'death', when: 'before' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/The step failed: Runtime\.ExitError/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'function-dies-before-its-effect',
    title: 'the function dies before its restart reaches ECS',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 1, { kind: 'death', when: 'before' });
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [] },
    oracle: 'hung-tasks',
  },
  {
    id: 'function-dies-after-its-effect',
    title: 'the function dies after its restart reached ECS',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 1, { kind: 'death', when: 'after' });
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [], timelineSays: [/Not restarted again/] },
    oracle: 'hung-tasks',
  },
];
