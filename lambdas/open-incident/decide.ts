import type { Options } from '../../runbooks/options';
import type { Target } from '../../runbooks/runbook';
import { SEVERITIES, type Severity } from '../../runbooks/severity';
import { phaseAt } from '../shared/calendar';
import type { Settings } from '../shared/guard/settings';
import type { OpenRequest } from '../shared/incident';
import { clockTime } from '../shared/wording';

/** What a run is told about its beginning: an alarm's change of state, or a person. */
export type Beginning =
  | { readonly alarm: string; readonly at: string; readonly reason: string }
  | { readonly startedBy: string; readonly reason: string; readonly options?: Options | undefined };

export interface AboutRunbook {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Where it is more severe while the market is open. */
  readonly severityInSession?: Severity;
  readonly target: Target;
  readonly dependsOn: readonly Target[];
  /** Seconds within which planned work is done; absent: something is wrong. */
  readonly plannedSeconds?: number;
}

/**
 * How severe the incident is. A runbook may be more severe while the market is open, from the pre-open to the end of the
 * closing auction; a day that is not known, and a calendar that cannot be read, count as open.
 */
export function severityAt(
  { severity, severityInSession }: Pick<AboutRunbook, 'severity' | 'severityInSession'>,
  calendar: Settings['calendar'],
  at: number,
): Severity {
  if (severityInSession === undefined) return severity;
  if ('unseen' in calendar) return severityInSession;
  return phaseAt(calendar.seen.calendar, calendar.seen.overrides, at).phase === 'closed' ? severity : severityInSession;
}

/** When the alarm changed state; for a person, when the run was started. ISO 8601 in UTC. */
export const beganAt = (beginning: Beginning, startedAt: string): string =>
  new Date('alarm' in beginning ? beginning.at : startedAt).toISOString();

/**
 * The incident a run asks for. Its id is made of the runbook and the second in which the alarm changed state (a person:
 * in which the run was started), so the same change of state always asks for the same incident. The response time of
 * planned work begins when it should have been done.
 */
export function requestIncident(
  runbook: AboutRunbook,
  beginning: Beginning,
  run: { readonly execution: string; readonly startedAt: string },
  severity: Severity,
  now: number,
): OpenRequest {
  const byAlarm = 'alarm' in beginning;
  const alarmAt = beganAt(beginning, run.startedAt);
  const within = SEVERITIES[severity].responseSeconds + (runbook.plannedSeconds ?? 0);
  const cause = byAlarm
    ? `Alarm ${beginning.alarm} went to ALARM at ${clockTime(alarmAt)}: ${beginning.reason}`
    : `Started by ${beginning.startedBy} at ${clockTime(alarmAt)}${saidOptions(beginning.options)}: ${beginning.reason}`;
  return {
    id: `${runbook.id}-${alarmAt.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '')}`,
    runbook: runbook.id,
    title: runbook.title,
    severity,
    target: runbook.target,
    dependsOn: runbook.dependsOn,
    openedAt: new Date(now).toISOString(),
    alarmAt,
    deadlineAt: new Date(new Date(alarmAt).getTime() + within * 1000).toISOString(),
    execution: run.execution,
    cause,
    ...(byAlarm
      ? { alarm: beginning.alarm }
      : { startedBy: beginning.startedBy, ...(beginning.options ? { options: beginning.options } : {}) }),
    ...(runbook.plannedSeconds === undefined ? {} : { planned: true as const }),
  };
}

/** ` with --to-revision 12 --dry-run`: as it could be typed again. */
function saidOptions(options: Options = {}): string {
  const said = Object.entries(options).map(([name, value]) => `--${name}${value === true ? '' : ` ${value}`}`);
  return said.length > 0 ? ` with ${said.join(' ')}` : '';
}
