import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { TEST_SIGNAL } from '../../runbooks/end-to-end-probe';
import { type AlarmsProps, MINUTE, type RunbookAlarm } from './runbook-alarm';

/** Goes off when the probe says so, and about nothing else: the beginning of the way that every alarm takes. */
export class TestAlarm extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, { naming }: AlarmsProps) {
    super(scope, id);
    const name = naming.alarm('probe', 'test-alarm');
    const alarm = new cloudwatch.Alarm(this, 'TestAlarm', {
      alarmName: name,
      alarmDescription: 'A test, raised on purpose: nothing is wrong, and no person is paged. Runbook: Test Alarm.',
      metric: new cloudwatch.Metric({
        namespace: naming.metrics,
        metricName: TEST_SIGNAL,
        period: MINUTE,
        statistic: 'Maximum',
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      // A probe that died after it raised the alarm leaves no alarm behind.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.all = [{ target: 'probe', trigger: 'test-alarm', name, absence: 'nothing-happened', alarm }];
  }
}
