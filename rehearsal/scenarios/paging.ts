import { acknowledged, ESCALATED, hang, RUNG_1, runbook, throttled, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

/** The environment with a rota, and with PagerDuty. */
const staging = 'staging';
const HALT = 'set "false" /algo-trading/prod/trading_enabled';

const emailOf = (stage: Stage, contact: string): string => stage.description.environment.contacts[contact]?.email ?? '';

/** Publishing to one contact's topic fails, for good. */
const topicFails = (stage: Stage, contact: string): void => {
  const topic = stage.description.topics.contacts[contact];
  stage.disturb(
    ({ service, operation, input }) =>
      service === 'sns' &&
      operation === 'Publish' &&
      String((input as { TopicArn?: string }).TopicArn).endsWith(`:${topic}`),
    100,
    { kind: 'error', error: throttled() },
  );
};

/** The stories of who is paged, by what, when, and what they do with it. */
export const paging: readonly Scenario[] = [
  {
    id: 'primary-unconfirmed',
    title: 'a crash loop, and the primary has no confirmed address: the backup is paged at once',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      stage.cloud.sns.unconfirm(emailOf(stage, 'trading-primary'));
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: RUNG_1,
      timelineSays: [/Trading, primary has no confirmed address/, /Paged Trading, backup/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'primary-topic-fails',
    title: 'a crash loop, and the primary cannot be paged: the backup is, at once',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      topicFails(stage, 'trading-primary');
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: RUNG_1,
      timelineSays: [/Trading, primary could not be paged/, /Paged Trading, backup/],
      measures: [...ESCALATED, 'Pages result=not-sent'],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'nobody-on-call',
    title: 'the database is stopped, and the rota of its owners has a gap: the next rung at once, and said',
    runbook: 'database-connection-failures',
    environment: staging,
    play: (stage) => {
      stage.inject({ kind: 'database-stopped' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: [{ rung: 2 }],
      timelineSays: [/Nobody is on call for backend at this time/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'acknowledged-twice',
    title: 'the engineer presses twice, and the backup acknowledges as well: one has it, and nobody else is paged',
    runbook,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      stage.onPage(60, ({ contact, rung }) => stage.acknowledge(contact, rung));
      stage.onPage(90, ({ contact, rung }) =>
        stage.onPhone(contact, async (phone) => {
          const page = await phone.open(stage.linkOf(contact, rung));
          // The button has gone with the first press; what was sent then is sent again.
          return phone.post(`${page.path}/acknowledge`, { token: 'of-before' });
        }),
      );
      stage.onPage(120, () =>
        stage.command('trading-backup', 'POST', `/v1/incidents/${stage.latestIncident()}/acknowledge`, {}),
      );
    },
    expects: {
      outcome: 'escalated',
      restarts: 1,
      pages: RUNG_1,
      answers: [/^200 .*trading-primary/, /^403 /, /^200 .*trading-primary/],
      timelineSays: [/Acknowledged by trading-primary on rung 1/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'taken-and-given-back',
    title: 'an engineer takes trading and gives it back; a fault later is worked on as ever',
    runbook,
    play: (stage) => {
      stage.take('trading', 'trading-primary', 30);
      stage.after(20, () => stage.take('trading', 'trading-backup', 30));
      stage.after(40, () => stage.giveBack('trading', 'trading-primary'));
      stage.after(60, () => hang(stage));
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      answers: [/^200 .*has algo-trading-prod-trading in hand/, /^409 .*trading-primary/, /^200 /],
    },
    minutes: 30,
  },
  {
    id: 'held-at-night',
    title: 'the dashboard fails at night: held until 08:00, and paged then',
    runbook: 'dashboard-not-loading',
    startsAt: '2026-11-20T05:30:00+05:30',
    play: (stage) => {
      stage.inject({ kind: 'bad-release', service: 'dashboard' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      pages: RUNG_1,
      timelineSays: [/Held until \d+ Nov 2026 08:00:00 IST: P3 outside the session/],
      // The deadline is not held: two hours after the alarm somebody learns of it.
      stakeholdersTold: true,
    },
    goesOn: true,
    minutes: 160,
  },
  {
    id: 'halted-by-hand',
    title: 'somebody without a name halts trading with one call; an engineer may not switch a runbook off unnamed',
    runbook,
    play: (stage) => {
      stage.command('somebody', 'POST', '/v1/halt', { reason: 'orders look wrong' });
      stage.after(30, () => stage.command('somebody', 'POST', '/v1/mode', { mode: 'off', reason: 'noise' }));
      stage.after(60, () => stage.command('trading-primary', 'POST', '/v1/halt', { reason: 'to be sure' }));
      stage.after(70, () =>
        stage.command('cto', 'POST', '/v1/mode', { mode: 'observe', runbook, reason: 'a bad week' }),
      );
      stage.after(80, () => stage.command('cto', 'POST', '/v1/mode', { mode: 'act', runbook, reason: 'better' }));
      stage.after(90, () => stage.command('team-lead', 'POST', '/v1/mode', { mode: 'act', runbook, reason: 'better' }));
    },
    expects: {
      outcome: null,
      restarts: 0,
      // Halted already: the second halt is recorded, and writes nothing.
      furtherActs: [HALT],
      pages: [],
      tradingEnabled: 'false',
      answers: [/^200 .*false/, /^403 .*nobody we know/, /^200 /, /^200 /, /^403 /, /^200 /],
    },
    goesOn: true,
    minutes: 3,
  },
  {
    id: 'read-by-command-line',
    title: 'an engineer looks at everything from the command line, and nothing changes by it',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => {
        const opened = stage.cloud.alarmChanges.find(({ state }) => state === 'ALARM')?.at ?? 0;
        const incident = `${runbook}-${new Date(opened)
          .toISOString()
          .replace(/\.\d+Z$/, 'Z')
          .replace(/[-:]/g, '')}`;
        const paths = [
          '/v1/status',
          '/v1/runbooks',
          '/v1/incidents?since=1d',
          `/v1/incidents/${incident}`,
          `/v1/incidents/${incident}/report`,
          '/v1/incidents/no-such-incident',
          '/v1/observed?since=14d',
          '/v1/logs?service=trading&since=10m',
        ];
        // After the incident has ended, each when the one before it has been answered.
        for (const [n, path] of paths.entries())
          stage.after(700 + 15 * n, () => stage.command('trading-primary', 'GET', path));
      });
    },
    expects: {
      outcome: 'resolved',
      restarts: 1,
      pages: [],
      answers: [/^200 /, /^200 /, /^200 /, /^200 /, /^200 /, /^404 /, /^200 /, /^200 /],
    },
    minutes: 20,
  },
  {
    id: 'pager-duty',
    title: 'tasks hang, and people are asked: PagerDuty has it triggered and acknowledged',
    runbook,
    environment: staging,
    play: (stage) => {
      hang(stage);
      acknowledged(stage);
      stage.onPage(300, ({ contact }) => stage.close(contact, 'restarted by hand'));
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: ['set "false" /algo-trading/staging/trading_enabled'],
      pages: RUNG_1,
      pagerDuty: ['trigger', 'acknowledge', 'resolve'],
      allClear: ['trading-primary'],
    },
    minutes: 25,
  },
  {
    id: 'pager-duty-down',
    title: 'the same, and PagerDuty is down: the failed page goes out by the last resort',
    runbook,
    environment: staging,
    play: (stage) => {
      hang(stage);
      stage.inject({ kind: 'pager-duty-down' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      restarts: 0,
      furtherActs: ['set "false" /algo-trading/staging/trading_enabled'],
      pages: [{ rung: 1 }, { rung: 'last resort' }, { rung: 'last resort' }],
      pagerDuty: [],
    },
    minutes: 25,
  },
];
