import type { Invariant } from './world';

/** Unknown is never success, no fault is masked, and nothing is denied that was meant. */
export const VERDICTS: readonly Invariant[] = [
  {
    promise: 3,
    says: 'An incident that closed as fixed had all its alarms back to normal',
    broken: ({ incidents, stage }) =>
      incidents
        .filter(({ status, closedAt, closedBy }) => status === 'fixed' && closedAt !== undefined && !closedBy)
        .flatMap(({ id, closedAt = '', alarms = {} }) =>
          Object.keys(alarms).flatMap((alarm) => {
            const last = stage.cloud.alarmChanges
              .filter((change) => change.alarm.name === alarm && change.at <= Date.parse(closedAt))
              .at(-1);
            // One that has never changed was only announced: a story may do that.
            return last === undefined || last.state === 'OK'
              ? []
              : [`${id} was closed as fixed while ${alarm} was ${last.state}`];
          }),
        ),
  },
  {
    promise: 6,
    says: 'A fault of our own makes no restart more than there would be without it',
    broken: ({ result, undisturbed }) => {
      if (!undisturbed) return [];
      const restarts = result.acts.filter(({ action }) => action === 'restart').length;
      return restarts > Math.max(1, undisturbed.restarts)
        ? [`${restarts} restarts, ${undisturbed.restarts} when nothing is disturbed`]
        : [];
    },
  },
  {
    promise: 10,
    says: 'Nothing is denied but what was taken away',
    broken: ({ result, denials }) =>
      denials ? [] : result.denied.map(({ by, action, resource }) => `${by} may not ${action} on ${resource}`),
  },
];
