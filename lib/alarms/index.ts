import { Construct } from 'constructs';
import type { Runbook } from '../../runbooks/runbook';
import { DashboardAlarms } from './dashboard-alarms';
import { DatabaseAlarms } from './database-alarms';
import type { AlarmsProps, RunbookAlarm } from './runbook-alarm';
import { SystemWideAlarms } from './system-wide-alarms';
import { TestAlarm } from './test-alarm';
import { TradingAlarms } from './trading-alarms';
import { UtilizationAlarms } from './utilization-alarms';

export { inSession, type RunbookAlarm } from './runbook-alarm';

/** Everything that tells that something is wrong. */
export class SystemAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const services = [
      ...new TradingAlarms(this, 'Trading', props).all,
      ...new DashboardAlarms(this, 'Dashboard', props).all,
    ];
    const running = services.filter(({ trigger }) => trigger === 'running-tasks');
    this.all = [
      ...services,
      ...new UtilizationAlarms(this, 'Utilization', props).all,
      ...new DatabaseAlarms(this, 'Database', props).all,
      ...new SystemWideAlarms(this, 'SystemWide', { ...props, running }).all,
      ...new TestAlarm(this, 'Test', props).all,
    ];
  }
}

/** The alarms that start a runbook: of its triggers, those of its own target. */
export const triggersOf = (
  { target, triggers }: Pick<Runbook, 'target' | 'triggers'>,
  alarms: readonly RunbookAlarm[],
): readonly RunbookAlarm[] => alarms.filter((alarm) => alarm.target === target && triggers.includes(alarm.trigger));
