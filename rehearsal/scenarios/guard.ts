import { acknowledged, ESCALATED, FIXED, hang, RUNG_1, runbook, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

/** The tasks hang again so many minutes after each time they went on working, so often. */
const hangAgain = (stage: Stage, afterMinutes: number, times: number): void => {
  hang(stage);
  for (let again = 1; again < times; again++) stage.after(again * afterMinutes * 60, () => hang(stage));
};

const SATURDAY_IN_THE_WINDOW = '2026-11-21T07:30:00+05:30';

/** The gate before every act: who may act now, how often, and in whose place. */
export const guard: readonly Scenario[] = [
  {
    id: 'observe',
    title: 'tasks hang while the runbooks only observe',
    runbook,
    play: (stage) => {
      stage.mode('observe');
      hang(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: [],
      refusals: ['observe'],
      timelineSays: [/Would have done now: aws ecs update-service .* --force-new-deployment/, /Nobody is paged/],
      channelSays: [/observed, escalated/, /Would have done now: aws ecs update-service/],
      stakeholdersTold: false,
      measures: ['Incidents outcome=observed', 'Refusals reason=mode'],
    },
    minutes: 45,
  },
  {
    id: 'mode-off-in-mid-run',
    title: 'somebody switches the runbooks off while one is looking',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(2, () => stage.mode('off')));
    },
    expects: { outcome: 'stood-down', restarts: 0, pages: [], refusals: ['mode off'] },
  },
  {
    id: 'mode-unreadable',
    title: 'tasks hang, and somebody has written nonsense into the mode',
    runbook,
    play: (stage) => {
      stage.cloud.ssm.put(stage.description.settings.mode, 'yes please');
      hang(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      // The ticks fail as well, and their absence is told.
      pages: [...RUNG_1, { rung: 'watch' }],
      pageSays: [/given "yes please", expected one of off, observe, act/],
      measures: [...ESCALATED, 'Refusals reason=unknown'],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'maintenance-saturday',
    title: 'the service is down in the maintenance window, and well again at its end',
    runbook,
    startsAt: SATURDAY_IN_THE_WINDOW,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      stage.after(15 * 60, () => stage.platform.mend('crash-loop'));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      runs: { [runbook]: ['stood-down', 'resolved'] },
      timelineSays: [/Parked: .* until 08:00:00 IST/],
    },
  },
  {
    id: 'maintenance-saturday-still-down',
    title: 'the service is down in the maintenance window, and still down at its end',
    runbook,
    startsAt: SATURDAY_IN_THE_WINDOW,
    play: (stage) => {
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: { outcome: 'stood-down', restarts: 1, pages: RUNG_1, runs: { [runbook]: ['stood-down', 'escalated'] } },
    minutes: 55,
  },
  {
    id: 'special-saturday-session',
    title: 'a crash loop on a Saturday whose session was declared late and cancels the window',
    runbook,
    startsAt: SATURDAY_IN_THE_WINDOW,
    play: (stage) => {
      const sessions = [{ opens: '07:30', closes: '08:30' }];
      stage.override({ days: { '2026-11-21': { because: 'disaster recovery drill', preOpen: '07:15', sessions } } });
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: { outcome: 'escalated', restarts: 1, pages: RUNG_1 },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'change-freeze',
    title: 'a crash loop in a change freeze, which ends half an hour later',
    runbook,
    play: (stage) => {
      const freeze = { from: '2026-11-20T09:00:00+05:30', to: '2026-11-20T10:30:00+05:30', because: 'audit' };
      stage.override({ freezes: [freeze] });
      stage.inject({ kind: 'crash-loop' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'stood-down',
      restarts: 1,
      pages: RUNG_1,
      runs: { [runbook]: ['stood-down', 'escalated'] },
      timelineSays: [/Parked: .*audit/],
    },
    minutes: 55,
  },
  {
    id: 'calendar-unreadable',
    title: 'tasks hang, and the overrides of the calendar are no JSON',
    runbook,
    play: (stage) => {
      stage.cloud.ssm.put(stage.description.settings.overrides, 'closed on Friday');
      hang(stage);
      acknowledged(stage);
    },
    expects: {
      outcome: 'escalated',
      verdict: 'unknown',
      restarts: 0,
      // The ticks fail as well, and their absence is told.
      pages: [...RUNG_1, { rung: 'watch' }],
      pageSays: [/Could not read the calendar/],
    },
    minutes: UNTIL_AT_WORK,
  },
  {
    id: 'unknown-year',
    title: 'tasks hang in a year the calendar does not know',
    runbook,
    startsAt: '2027-01-04T10:00:00+05:30',
    play: hang,
    expects: { outcome: 'resolved', verdict: 'fixed', restarts: 1, pages: [] },
  },
  {
    id: 'flapping',
    title: 'the tasks hang again a quarter of an hour after each restart',
    runbook,
    play: (stage) => {
      hangAgain(stage, 16, 3);
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      restarts: 2,
      pages: RUNG_1,
      pageSays: [/done 2 times in the last 240 min, .* once more would mask the fault/],
      runs: { [runbook]: ['resolved', 'resolved', 'escalated'] },
      measures: [...FIXED, ...FIXED, ...ESCALATED, 'Refusals reason=attempts'],
    },
    goesOn: true,
    minutes: 60,
  },
  {
    id: 'same-fix-three-times-in-four-hours',
    title: 'the tasks hang every hour and a quarter, and each restart seems to work',
    runbook,
    play: (stage) => {
      hangAgain(stage, 75, 3);
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      restarts: 2,
      pages: RUNG_1,
      runs: { [runbook]: ['resolved', 'resolved', 'escalated'] },
    },
    goesOn: true,
    minutes: 180,
  },
  {
    id: 'two-runbooks-on-one-service',
    title: 'an engineer asks for a restart while the runbook is at it',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() =>
        stage.after(8, () => stage.start('service-restart', 'trading-primary', 'orders are not answered')),
      );
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      runs: { [runbook]: ['resolved'], 'service-restart': ['resolved'] },
    },
  },
  {
    id: 'lease-holder-dies',
    title: 'the workflow is stopped after its restart; twenty minutes later an engineer asks for another',
    runbook: 'service-restart',
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(60, () => stage.abort(runbook)));
      stage.onAlarm(() => stage.after(20 * 60, () => stage.start('service-restart', 'trading-primary', 'to be sure')));
    },
    expects: {
      outcome: 'resolved',
      restarts: 2,
      // The event rule and the alarm tell of the dead run, and the audit of the incident that nobody works on.
      pages: [{ rung: 'watch' }, { rung: 'watch' }, { rung: 'watch' }],
      runs: { [runbook]: ['ABORTED'], 'service-restart': ['resolved'] },
    },
    minutes: 45,
  },
  {
    id: 'taken-in-hand',
    title: 'an engineer takes the service into their own hands while the runbook is looking',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(2, () => stage.take('trading', 'trading-primary', 30)));
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      refusals: ["a person's hand"],
      timelineSays: [/trading-primary has algo-trading-prod-trading in hand until/],
    },
  },
  {
    id: 'deployment-in-the-middle-of-a-restart',
    title: 'somebody deploys while our restart is rolling out',
    runbook,
    play: (stage) => {
      hang(stage);
      stage.onAlarm(() => stage.after(30, () => stage.platform.deploy('trading')));
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [],
      timelineSays: [/not ours, has taken the place of our deployment/],
    },
  },
];
