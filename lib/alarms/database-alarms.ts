import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmsProps, FIVE_MINUTES, type RunbookAlarm } from './runbook-alarm';
import { linesPerMinute } from './sources';

/** What tells that connections to the database fail, or are about to. */
export class DatabaseAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { maxUtilizationPercent, maxDatabaseConnections } = props.environment.thresholds;
    this.all = [
      this.connectionsFailing(props),
      this.above(props, 'database-high-cpu', 'CPUUtilization', maxUtilizationPercent, '%'),
      this.above(props, 'database-connections-high', 'DatabaseConnections', maxDatabaseConnections, 'connections'),
    ];
  }

  private connectionsFailing({ environment, naming }: AlarmsProps): RunbookAlarm {
    const { maxFailedConnectionsPerMinute: most } = environment.thresholds;
    const { group, databaseFailures } = environment.logs;
    const name = naming.alarm('database', 'database-connections-failing');
    const alarm = new cloudwatch.Alarm(this, 'ConnectionsFailing', {
      alarmName: name,
      alarmDescription: `More than ${most} lines a minute in ${group} say that the database cannot be reached, in 2 of 3 minutes. Runbook: Database Connection Failures.`,
      metric: linesPerMinute(this, 'FailedConnections', environment, databaseFailures, 'FailedDatabaseConnections'),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: most,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'database', trigger: 'database-connections-failing', name, absence: 'nothing-happened', alarm };
  }

  private above(
    { environment, naming }: AlarmsProps,
    trigger: 'database-high-cpu' | 'database-connections-high',
    metricName: string,
    threshold: number,
    unit: string,
  ): RunbookAlarm {
    const { instance } = environment.database;
    const name = naming.alarm('database', trigger);
    const alarm = new cloudwatch.Alarm(this, metricName, {
      alarmName: name,
      alarmDescription: `${metricName} of ${instance} above ${threshold} ${unit} for 15 min. Runbook: Database Connection Failures.`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/RDS',
        metricName,
        dimensionsMap: { DBInstanceIdentifier: instance },
        statistic: 'Average',
        period: FIVE_MINUTES,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold,
      evaluationPeriods: 3,
      // Silent while the instance is down, which the log alarm tells.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'database', trigger, name, absence: 'unknown', alarm };
  }
}
