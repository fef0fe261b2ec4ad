import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { NOT_CONFIGURED } from '../../environments/schema';
import { type AlarmsProps, FIVE_MINUTES, inSession, MINUTE, type RunbookAlarm } from './runbook-alarm';
import { tooFewRunningTasks } from './running-tasks';
import { putByService } from './sources';

const RUNBOOK = 'Runbook: P1 - Critical Incident Response.';

export interface SystemWideAlarmsProps extends AlarmsProps {
  /** The other services' alarms on their running tasks. */
  readonly running: readonly RunbookAlarm[];
}

/** What tells that the system is down or that data is at risk. */
export class SystemWideAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: SystemWideAlarmsProps) {
    super(scope, id);
    const dataService = tooFewRunningTasks(
      this,
      props,
      'data-service',
      2,
      'market data grows old, which has an alarm of its own.',
    );
    const loss = this.dailyLoss(props);
    const stale = this.marketDataStale(props);
    this.all = [
      dataService,
      this.severalDown(props, [...props.running, dataService]),
      this.storageLow(props),
      ...(stale ? [stale] : []),
      ...(loss ? [loss] : []),
    ];
  }

  private severalDown({ naming }: AlarmsProps, running: readonly RunbookAlarm[]): RunbookAlarm {
    const name = naming.alarm('system', 'several-services-down');
    const pairs = running.flatMap((one, index) => running.slice(index + 1).map((other) => [one, other] as const));
    const inAlarm = ({ alarm }: RunbookAlarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM);
    const alarm = new cloudwatch.CompositeAlarm(this, 'SeveralServicesDown', {
      compositeAlarmName: name,
      alarmDescription: `At least two services have no task running. ${RUNBOOK}`,
      alarmRule: cloudwatch.AlarmRule.anyOf(
        ...pairs.map(([one, other]) => cloudwatch.AlarmRule.allOf(inAlarm(one), inAlarm(other))),
      ),
    });
    return { target: 'system', trigger: 'several-services-down', name, absence: 'fault', alarm };
  }

  private storageLow({ environment, naming }: AlarmsProps): RunbookAlarm {
    const { minFreeStorageBytes } = environment.thresholds;
    const name = naming.alarm('system', 'database-storage-low');
    const alarm = new cloudwatch.Alarm(this, 'StorageLow', {
      alarmName: name,
      alarmDescription: `${environment.database.instance} has less than ${minFreeStorageBytes} bytes free: data is at risk. ${RUNBOOK}`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/RDS',
        metricName: 'FreeStorageSpace',
        dimensionsMap: { DBInstanceIdentifier: environment.database.instance },
        statistic: 'Average',
        period: FIVE_MINUTES,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: minFreeStorageBytes,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'system', trigger: 'database-storage-low', name, absence: 'unknown', alarm };
  }

  private marketDataStale({ environment, naming }: AlarmsProps): RunbookAlarm | undefined {
    const { marketDataFreshness: signal } = environment.signals;
    if (signal === NOT_CONFIGURED) return undefined;
    const { maxMarketDataAgeSeconds } = environment.thresholds;
    const name = naming.alarm('system', 'market-data-stale');
    const alarm = new cloudwatch.Alarm(this, 'MarketDataStale', {
      alarmName: name,
      alarmDescription: `Market data has been older than ${maxMarketDataAgeSeconds} s for three minutes of the session. ${RUNBOOK}`,
      metric: new cloudwatch.MathExpression({
        expression: inSession('age', environment.calendar),
        usingMetrics: {
          age: putByService(signal),
        },
        label: 'Age of the last market data, in the session (seconds)',
        period: MINUTE,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxMarketDataAgeSeconds,
      evaluationPeriods: 3,
      // Silent while no trading task runs, which an alarm of its own tells.
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
    return { target: 'system', trigger: 'market-data-stale', name, absence: 'unknown', alarm };
  }

  private dailyLoss({ environment, naming }: AlarmsProps): RunbookAlarm | undefined {
    const { dailyLoss: signal } = environment.signals;
    if (signal === NOT_CONFIGURED) return undefined;
    const { maxDailyLoss } = environment.thresholds;
    const name = naming.alarm('system', 'daily-loss');
    const alarm = new cloudwatch.Alarm(this, 'DailyLoss', {
      alarmName: name,
      alarmDescription: `The loss of the day is above ${maxDailyLoss}. ${RUNBOOK}`,
      // The service says the loss so far, minute by minute: a sum over the day would count it again and again.
      metric: putByService(signal),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxDailyLoss,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
    return { target: 'system', trigger: 'daily-loss', name, absence: 'unknown', alarm };
  }
}
