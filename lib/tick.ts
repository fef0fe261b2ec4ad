import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface TickProps {
  readonly name: string;
  readonly timeZone: string;
  /** Asks the calendar what is due. */
  readonly starts: lambda.IFunction;
  readonly deadLetters: sqs.IQueue;
  readonly watchTopic: sns.ITopic;
  readonly alarmName: string;
}

const MINUTES = 15;

/**
 * Asks every quarter of an hour what is due. The schedule knows no holidays and no special sessions: the calendar does, and
 * it changes without a deployment. A tick that did not come, or failed, is noticed: two in a row that did not succeed page
 * through the watch topic, and so does their silence.
 */
export class Tick extends Construct {
  constructor(scope: Construct, id: string, props: TickProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.starts.functionArn] }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetters.queueArn] }),
    );
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      name: props.name,
      description: 'Asks every quarter of an hour what the calendar says is due.',
      scheduleExpression: `cron(0/${MINUTES} * * * ? *)`,
      scheduleExpressionTimezone: props.timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: props.starts.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        // A tick that is as late as the next one is worth nothing: the next one asks the same.
        retryPolicy: { maximumEventAgeInSeconds: MINUTES * 60, maximumRetryAttempts: 10 },
        deadLetterConfig: { arn: props.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(role);
    // The schedule hands over to Lambda's own queue, which would keep a tick for six hours.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    new lambda.CfnEventInvokeConfig(this, 'Late', {
      functionName: props.starts.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: MINUTES * 60,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: props.deadLetters.queueArn } },
    });

    const period = Duration.minutes(MINUTES);
    const succeeded = new cloudwatch.MathExpression({
      expression: 'FILL(invocations, 0) - FILL(errors, 0)',
      usingMetrics: {
        invocations: props.starts.metricInvocations({ period, statistic: 'Sum' }),
        errors: props.starts.metricErrors({ period, statistic: 'Sum' }),
      },
      period,
      label: 'ticks that succeeded',
    });
    const alarm = new cloudwatch.Alarm(this, 'Missing', {
      alarmName: props.alarmName,
      alarmDescription: 'The quarter-hourly tick does not come, or fails: no checklist and no maintenance would start.',
      metric: succeeded,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      // The newest period may lack its tick for want of time, and FILL reads it as 0: two of three.
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new actions.SnsAction(props.watchTopic));
  }
}
