import { Construct } from 'constructs';
import type { AlarmsProps, RunbookAlarm } from './runbook-alarm';
import { TradingAlarms } from './trading-alarms';

export { inSession, type RunbookAlarm } from './runbook-alarm';

/** Everything that tells that something is wrong. */
export class SystemAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.all = [...new TradingAlarms(this, 'Trading', props).all];
  }
}
