import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { NOT_CONFIGURED } from '../../environments/schema';
import { type AlarmsProps, inSession, MINUTE, type RunbookAlarm } from './runbook-alarm';
import { tooFewRunningTasks } from './running-tasks';
import { linesPerMinute, putByService } from './sources';

/**
 * What tells that the trading service does not process orders.
 *
 * All of them name the service itself: metrics of a cluster of Fargate tasks that are asked for by cluster alone never
 * have data.
 */
export class TradingAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const unanswered = this.ordersUnanswered(props);
    this.all = [
      tooFewRunningTasks(
        this,
        props,
        'trading',
        2,
        'no order is processed. Runbook: Trading Service Not Processing Orders.',
      ),
      this.tooManyErrorLines(props),
      ...(unanswered ? [unanswered] : []),
    ];
  }

  private tooManyErrorLines({ environment, naming }: AlarmsProps): RunbookAlarm {
    const { maxErrorLinesPerMinute } = environment.thresholds;
    const name = naming.alarm('trading', 'error-lines');
    const alarm = new cloudwatch.Alarm(this, 'TooManyErrorLines', {
      alarmName: name,
      alarmDescription: `More than ${maxErrorLinesPerMinute} ERROR lines a minute in ${environment.logs.group} in 2 of 3 minutes. Runbook: Trading Service Not Processing Orders.`,
      metric: linesPerMinute(this, 'ErrorLines', environment, 'ERROR', 'ErrorLines'),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxErrorLinesPerMinute,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // A group into which nothing is written emits nothing.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'trading', trigger: 'error-lines', name, absence: 'nothing-happened', alarm };
  }

  private ordersUnanswered({ environment, naming }: AlarmsProps): RunbookAlarm | undefined {
    const { oldestUnansweredOrder: signal } = environment.signals;
    if (signal === NOT_CONFIGURED) return undefined;
    const { maxOldestOrderSeconds } = environment.thresholds;
    const name = naming.alarm('trading', 'oldest-unanswered-order');
    const alarm = new cloudwatch.Alarm(this, 'OrdersUnanswered', {
      alarmName: name,
      alarmDescription: `The oldest order has been unanswered for more than ${maxOldestOrderSeconds} s in 2 of 3 minutes of the session. Runbook: Trading Service Not Processing Orders.`,
      metric: new cloudwatch.MathExpression({
        expression: inSession('age', environment.calendar),
        usingMetrics: {
          age: putByService(signal),
        },
        label: 'Age of the oldest unanswered order, in the session (seconds)',
        period: MINUTE,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxOldestOrderSeconds,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      // Silence says nothing about orders: INSUFFICIENT_DATA, which verification reads as unknown.
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
    return { target: 'trading', trigger: 'oldest-unanswered-order', name, absence: 'unknown', alarm };
  }
}
