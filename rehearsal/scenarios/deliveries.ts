import { eventsLate, hang, runbook, ticksLost } from './ingredients';
import type { Scenario, Stage } from './scenario';

/** Events that come twice, late, or by the thousand. */
export const deliveries: readonly Scenario[] = [
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
      eventsLate(stage, 20 * 60);
      stage.inject({ kind: 'hung-tasks', healsAfterSeconds: 300 });
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      timelineSays: [/The event is 20 min .*old/],
      measures: ['Incidents outcome=stood-down', 'Refusals reason=not-necessary'],
    },
  },
  {
    id: 'late-event-still-alarm',
    title: 'the event comes 20 minutes late, and no audit before it; the alarm is still red',
    runbook,
    play: (stage) => {
      eventsLate(stage, 20 * 60);
      ticksLost(stage, 'audit');
      hang(stage);
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      pages: [{ rung: 'watch' }],
      timelineSays: [/The event is 20 min .*old/],
    },
    oracle: 'hung-tasks',
  },
];

/** Half are repeats of the first event, half new changes of state of the runbook's alarms, over half a minute. */
function storm(stage: Stage, deliveries: number): void {
  const alarms = stage.description.runbooks.find(({ id }) => id === runbook)?.alarms ?? [];
  const deliver = (n: number): void => {
    if (n === deliveries) return;
    if (n % 2 === 0) stage.redeliver();
    else stage.announce(alarms[n % alarms.length]?.name ?? '');
    stage.after(30 / deliveries, () => deliver(n + 1));
  };
  stage.after(1, () => deliver(0));
}
