import type { OpenRequest } from '../shared/incident';
import { clockTime } from '../shared/wording';

/** What a run is told about its beginning: an alarm's change of state, or a person. */
export type Beginning =
  | { readonly alarm: string; readonly at: string; readonly reason: string }
  | { readonly startedBy: string; readonly reason: string };

export interface AboutRunbook {
  readonly id: string;
  readonly title: string;
  readonly severity: OpenRequest['severity'];
  readonly target: string;
  readonly responseSeconds: number;
}

/**
 * The incident a run asks for. Its id is made of the runbook and the second in which the alarm changed state (a person:
 * in which the run was started), so the same change of state always asks for the same incident.
 */
export function requestIncident(
  runbook: AboutRunbook,
  beginning: Beginning,
  run: { readonly execution: string; readonly startedAt: string },
  now: number,
): OpenRequest {
  const byAlarm = 'alarm' in beginning;
  const alarmAt = new Date(byAlarm ? beginning.at : run.startedAt).toISOString();
  const cause = byAlarm
    ? `Alarm ${beginning.alarm} went to ALARM at ${clockTime(alarmAt)}: ${beginning.reason}`
    : `Started by ${beginning.startedBy} at ${clockTime(alarmAt)}: ${beginning.reason}`;
  return {
    id: `${runbook.id}-${alarmAt.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '')}`,
    runbook: runbook.id,
    title: runbook.title,
    severity: runbook.severity,
    target: runbook.target,
    openedAt: new Date(now).toISOString(),
    alarmAt,
    deadlineAt: new Date(new Date(alarmAt).getTime() + runbook.responseSeconds * 1000).toISOString(),
    execution: run.execution,
    cause,
    ...(byAlarm ? { alarm: beginning.alarm } : {}),
  };
}
