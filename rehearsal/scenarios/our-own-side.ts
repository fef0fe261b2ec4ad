import { AwsError } from '../engine/aws/service';
import {
  acknowledged,
  ESCALATED,
  hang,
  isOurs,
  isPage,
  isRestart,
  NO_RUNG_PAGED,
  RUNG_1,
  runbook,
  throttled,
  ticksLost,
  UNTIL_AT_WORK,
} from './ingredients';
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
      stage.disturb(isPage(stage), 100, { kind: 'denial' });
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: NO_RUNG_PAGED,
      anyPageSays: [/FunctionErrors/],
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
    id: 'event-lost',
    title: 'the alarm’s event is lost: the audit starts the runbook in its place, and says so',
    runbook,
    play: (stage) => {
      stage.stray(({ of }) => of === 'rule', 1, { kind: 'lost' });
      hang(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [{ rung: 'watch' }],
      pageSays: [/OrdersUnanswered is in ALARM since .*no incident knows of it/],
    },
    goesOn: true,
    minutes: 25,
  },
  {
    id: 'mended-by-hand',
    title: 'people mend what was escalated to them: the audit sees it, closes the incident and tells them',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
      stage.onPage(90, ({ rung }) => rung === 1 && stage.platform.mend('crash-loop'));
    },
    expects: {
      outcome: 'escalated',
      verdict: 'fixed',
      restarts: 1,
      pages: RUNG_1,
      timelineSays: [/Look again at what people have: Fixed: all alarms OK/],
      measures: [...ESCALATED, 'TimeToMitigate severity=P2'],
    },
    // Then the response time is over before everything has been well for a quarter of an hour.
    whenSlower: {
      pages: [...RUNG_1, { rung: 2 }],
      measures: [...ESCALATED, 'Pages result=sent', 'Pages result=acknowledged', 'TimeToMitigate severity=P2'],
    },
    goesOn: true,
    minutes: 45,
  },
  {
    id: 'mended-while-disabled',
    title: 'people mend what was escalated to them, with trading disabled: the audit does not call that fixed',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
      stage.onPage(90, ({ rung }) => rung === 1 && stage.platform.mend('crash-loop'));
      // When the orders that had to wait have been answered.
      stage.onPage(600, ({ rung }) => {
        const { tradingEnabled } = stage.description.environment.parameters;
        if (rung === 1) stage.cloud.ssm.put(tradingEnabled, 'false');
      });
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 1,
      pages: [...RUNG_1, { rung: 2 }],
      tradingEnabled: 'false',
    },
    goesOn: true,
    minutes: 45,
  },
  {
    id: 'audits-lost',
    title: 'no audit comes any more: people are told by an alarm',
    runbook,
    play: (stage) => ticksLost(stage, 'audit'),
    expects: { outcome: null, restarts: 0, pages: [{ rung: 'watch' }], pageSays: [/AuditsMissing/] },
    goesOn: true,
    minutes: 40,
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
    expects: {
      outcome: null,
      restarts: 0,
      // The dead letter, and the event that did not reach its workflow; the audit, which may not start it either; and once
      // more, because still nobody looks after it.
      pages: [{ rung: 'watch' }, { rung: 'watch' }, { rung: 'watch' }, { rung: 'watch' }],
      denied: 1,
    },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'watch-cannot-page',
    title: 'nobody can be told, and the watch’s own topic takes nothing either',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'denial' });
      const lastResort = `:${stage.description.topics.lastResort}`;
      stage.disturb(
        ({ service, operation, by, input }) => {
          if (service !== 'sns' || operation !== 'Publish') return false;
          return isOurs(stage, by) || !(input as { TopicArn: string }).TopicArn.endsWith(lastResort);
        },
        100,
        { kind: 'denial' },
      );
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      // The event of the dead workflow lies among the dead letters of the watch. Their alarm has another topic, and so has
      // that of the rule that could not deliver it.
      pages: [{ rung: 'last resort' }, { rung: 'last resort' }],
      anyPageSays: [/WatchDeadLetters/, /WatchNotDelivered/],
      denied: 1,
    },
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
