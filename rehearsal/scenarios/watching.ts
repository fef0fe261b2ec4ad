import { AwsError } from '../engine/aws/service';
import { acknowledged, hang, isPage, isRestart, NO_RUNG_PAGED, runbook, UNTIL_AT_WORK } from './ingredients';
import type { Scenario } from './scenario';

/** What no execution dies of, and what the watch on ourselves tells all the same. */
export const watching: readonly Scenario[] = [
  {
    id: 'function-throttled',
    title: 'the account has no concurrency left for the restarting function, whenever it is called',
    runbook,
    play: (stage) => {
      hang(stage);
      const restarting = stage.description.functions['restart-service'] ?? '';
      stage.disturb(
        ({ service, operation, input }) =>
          service === 'lambda' &&
          operation === 'Invoke' &&
          (input as { FunctionName: string }).FunctionName.endsWith(`:${restarting}`),
        100,
        { kind: 'error', error: new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429) },
      );
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: [{ rung: 1 }, { rung: 'watch' }],
      anyPageSays: [/FunctionThrottles/],
    },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'paging-function-dies',
    title:
      'the function that pages dies at every page: the last resort tells of the incident, the watch of the function',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'denial' });
      stage.disturb(isPage(stage), 100, { kind: 'death', when: 'before' });
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: NO_RUNG_PAGED,
      anyPageSays: [/FunctionErrors/],
      denied: 1,
    },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'page-not-delivered',
    title: 'a crash loop, and the address of the primary no longer exists',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      const { email = '' } = stage.description.environment.contacts['trading-primary'] ?? {};
      stage.cloud.sns.lose(email);
      stage.onPage(60, ({ contact, rung }) => {
        if (rung > 1) stage.acknowledge(contact, rung);
      });
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      // SNS has taken the page, and the primary never sees it: the watch says so long before the next rung is due.
      pages: [{ rung: 1 }, { rung: 'watch' }, { rung: 2 }],
      anyPageSays: [/PagesNotDelivered/],
    },
    goesOn: true,
    minutes: 30,
  },
  {
    id: 'workflow-throttled',
    title: 'Step Functions holds back steps of the runbook: it is resolved all the same, and the watch tells of it',
    runbook,
    play: (stage) => {
      hang(stage);
      const { machine = '' } = stage.description.runbooks.find(({ id }) => id === runbook) ?? {};
      stage.cloud.workflows.throttleNext(machine, 3);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [{ rung: 'watch' }],
      pageSays: [/ExecutionsThrottled/],
    },
  },
  {
    id: 'function-near-its-timeout',
    title: 'AWS answers so slowly that a function has hardly a tenth of its time left',
    runbook,
    play: (stage) => {
      hang(stage);
      const reading = stage.description.functions['read-logs'];
      stage.disturb(({ by }) => by === reading, 100, { kind: 'slow', seconds: 2.4 });
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [{ rung: 'watch' }],
      anyPageSays: [/FunctionNearTimeout/],
    },
    // Then the time-out comes as well.
    whenSlower: { outcome: 'escalated', verdict: 'unknown', restarts: 0, pages: [{ rung: 1 }, { rung: 'watch' }] },
    goesOn: true,
    minutes: UNTIL_AT_WORK,
  },
];
