import { AwsError } from '../engine/aws/service';
import type { Scenario, Stage } from './scenario';

const runbook = 'trading-service-not-processing-orders';

/** Every task hangs; new ones are well. The fault most of these stories begin with. */
const hang = (stage: Stage): void => stage.inject({ kind: 'hung-tasks' });

const isRestart = ({ service, operation }: { service: string; operation: string }): boolean =>
  service === 'ecs' && operation === 'UpdateService';

/** Whether a call comes from our functions or workflows rather than from AWS itself. */
const isOurs = ({ description }: Stage, by: string): boolean =>
  Object.values(description.functions).includes(by) ||
  by === description.escalationMachine ||
  description.runbooks.some(({ machine }) => machine === by);

const throttled = (): AwsError => new AwsError('ThrottlingException', 'Rate exceeded');

const RUNG_1 = [{ rung: 1 }] as const;

/** The story of an incident nobody acknowledges is the same wherever it begins: ten minutes a rung for a P2. */
const ALL_RUNGS = [
  { rung: 1, atSeconds: 0 },
  { rung: 2, atSeconds: 600 },
  { rung: 3, atSeconds: 1200 },
  { rung: 4, atSeconds: 1800 },
] as const;

/** Such a story ends before the response time does: what follows then is told by stories of its own. */
const UNTIL_AT_WORK = 25;

/** The on-call engineer acknowledges a minute after the page. */
const acknowledged = (stage: Stage): void => stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));

/** What a person stopped, no machine starts. */
const onPurpose: readonly Scenario[] = [
  {
    id: 'halted-on-purpose-parameter',
    title: 'tasks hang while trading is disabled by the parameter',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.after(45, () => stage.cloud.ssm.put(stage.description.environment.parameters.tradingEnabled, 'false'));
    },
    expects: { outcome: 'stood-down', restarts: 0, pages: [], timelineSays: [/Trading is disabled/] },
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

/** The broker is waited for within the step's budget, and nothing is restarted because of it. */
const broker: readonly Scenario[] = [
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

/** Events that come twice, late, or by the thousand. */
const deliveries: readonly Scenario[] = [
  {
    id: 'same-alarm-twice',
    title: 'the same alarm is delivered twice',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(3, () => stage.redeliver()));
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [], joined: 1 },
    oracle: 'hung-tasks',
  },
  {
    id: 'storm-1000',
    title: 'a thousand deliveries within half a minute: repeats, and new changes of three alarms',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => storm(stage, 999));
    },
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [], joined: 999 },
    oracle: 'hung-tasks',
  },
  {
    id: 'late-event-alarm-ok',
    title: 'the event comes 20 minutes late; the alarm is OK by then',
    runbook,
    play: (stage) => {
      stage.delayEvents(20 * 60);
      stage.inject({ kind: 'hung-tasks', healsAfterSeconds: 300 });
    },
    expects: { outcome: 'stood-down', restarts: 0, pages: [], timelineSays: [/The event is 20 min .*old/] },
  },
  {
    id: 'late-event-still-alarm',
    title: 'the event comes 20 minutes late; the alarm is still red',
    runbook,
    play: (stage) => {
      stage.delayEvents(20 * 60);
      hang(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [/The event is 20 min .*old/],
    },
    oracle: 'hung-tasks',
  },
];

/** Half are repeats of the first event, half new changes of state of the runbook's alarms, over half a minute. */
function storm(stage: Stage, deliveries: number): void {
  const alarms = stage.description.runbooks.find(({ id }) => id === runbook)?.alarms ?? [];
  for (let n = 0; n < deliveries; n++) {
    const alarm = alarms[n % alarms.length]?.name ?? '';
    stage.after(1 + (n * 30) / deliveries, () => (n % 2 === 0 ? stage.redeliver() : stage.announce(alarm)));
  }
}

/** What happens to our own calls and functions. */
const ourSide: readonly Scenario[] = [
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
    id: 'function-keeps-dying',
    title: 'the restarting function dies every time it is called',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.disturb(isRestart, 100, { kind: 'death', when: 'before' });
      acknowledged(stage);
    },
    expects: { outcome: 'escalated', verdict: 'unknown', restarts: 0, pages: RUNG_1, pageSays: [/The step failed: Runtime\.ExitError/] },
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

/** What people do, or do not do, once they are paged. */
const people: readonly Scenario[] = [
  {
    id: 'nobody-acknowledges',
    title: 'a crash loop, and nobody acknowledges',
    runbook,
    play: (stage) => stage.inject({ kind: 'crash-loop' }),
    expects: { outcome: 'escalated', restarts: 1, pages: ALL_RUNGS, stakeholdersTold: true },
    minutes: 90,
  },
  {
    id: 'empty-rung',
    title: 'a crash loop, and the team lead has no confirmed address',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      const { email } = stage.description.environment.contacts['team-lead'] ?? { email: '' };
      stage.cloud.sns.unconfirm(email);
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: [
        { rung: 1, atSeconds: 0 },
        { rung: 3, atSeconds: 600 },
        { rung: 4, atSeconds: 1200 },
      ],
      timelineSays: [/Rung 2 .* passed over/],
    },
    minutes: 90,
  },
  {
    id: 'acknowledged-not-resolved',
    title: 'a crash loop, acknowledged and not resolved in time',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: { outcome: 'escalated', restarts: 1, pages: [{ rung: 1 }, { rung: 2 }], stakeholdersTold: true },
    minutes: 90,
  },
];

/** The stories of one runbook, in the order they are told. */
export const tradingServiceNotProcessingOrders: readonly Scenario[] = [
  {
    id: 'hung-tasks',
    title: 'every task hangs',
    runbook,
    play: hang,
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [] },
    oracle: 'hung-tasks',
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
      stage.delayEvents(240);
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
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 0, pages: [], timelineSays: [/not ours/] },
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
    expects: { outcome: 'escalated', verdict: 'unknown', restarts: 0, pages: RUNG_1 },
    minutes: UNTIL_AT_WORK,
  },
];
