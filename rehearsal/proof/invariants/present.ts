import { executionsOf, type Invariant, timeOf, type World } from './world';

/** So long after an alarm went back to OK an act may still come that was decided while it was not. */
const RED_WITHIN_MS = 60_000;

/** What a runbook does to a service because of its alarm. Undoing it comes later, and has a look of its own. */
const BECAUSE_OF_AN_ALARM = ['restart-service', 'scale-service', 'stop-for-restart'];

/** Whether one of the alarms was in ALARM at an instant, or shortly before it. */
function wasRed({ stage }: World, alarms: readonly string[], at: number): boolean {
  return alarms.some((alarm) => {
    const changes = stage.cloud.alarmChanges.filter((change) => change.alarm.name === alarm && change.at <= at);
    const last = changes.at(-1);
    return last?.state === 'ALARM' || (last !== undefined && changes.length > 1 && at - last.at <= RED_WITHIN_MS);
  });
}

/** One hand on one thing, and on the present. */
export const PRESENT: readonly Invariant[] = [
  {
    promise: 5,
    says: 'One cause is one incident: no runbook has two at the same time',
    broken: ({ incidents, stage }) => {
      const spans = incidents
        .map(({ id, runbook, openedAt, closedAt }) => ({
          id,
          runbook,
          from: Date.parse(openedAt),
          until: closedAt === undefined ? stage.now() : Date.parse(closedAt),
        }))
        .sort((one, other) => one.from - other.from);
      return spans.flatMap((one, index) =>
        spans
          .slice(index + 1)
          .filter((other) => other.runbook === one.runbook && other.from < one.until)
          .map((other) => `${one.id} and ${other.id} were open at the same time`),
      );
    },
  },
  {
    promise: 7,
    says: 'Nothing is done to a service because of an alarm that is over',
    broken: (world) => {
      const { cloud, description } = world.stage;
      const acting = new Set(BECAUSE_OF_AN_ALARM.map((id) => description.functions[id]));
      const runs = executionsOf(world).map(({ machine, startedAt, stoppedAt }) => ({
        alarms: description.runbooks.find((runbook) => runbook.machine === machine.name)?.alarms ?? [],
        from: startedAt,
        until: stoppedAt ?? Number.POSITIVE_INFINITY,
        isRunbook: description.runbooks.some((runbook) => runbook.machine === machine.name),
      }));
      return cloud.ledger.calls
        .filter(({ operation, effect, by }) => operation === 'UpdateService' && effect && acting.has(by))
        .flatMap(({ at, by }) => {
          const running = runs.filter(({ isRunbook, from, until }) => isRunbook && from <= at && at <= until);
          // What people or checklists have started needs no alarm.
          if (running.some(({ alarms }) => alarms.length === 0)) return [];
          const alarms = running.flatMap((run) => run.alarms.map(({ name }) => name));
          return wasRed(world, alarms, at) ? [] : [`${by} acted at ${timeOf(at)}, and no alarm of the runbook was red`];
        });
    },
  },
];
