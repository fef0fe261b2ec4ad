import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface TickProps {
  readonly name: string;
  readonly description: string;
  readonly everyMinutes: number;
  /** Scheduler counts what it could not deliver by groups. */
  readonly group: scheduler.CfnScheduleGroup;
  readonly timeZone: string;
  readonly starts: lambda.IFunction;
  /** What the function is told. */
  readonly input: object;
  readonly deadLetters: sqs.IQueue;
}

/** From one look at what is due to the next. */
export const TICK_MINUTES = 15;

/** From one audit to the next. */
export const AUDIT_MINUTES = 5;

/** Everything that ticks, by the id of its schedule: the function it calls, and what that does. */
export const TICKS = {
  tick: {
    calls: 'start-due',
    everyMinutes: TICK_MINUTES,
    description: 'Asks every quarter of an hour what the calendar says is due.',
  },
  audit: {
    calls: 'audit-incidents',
    everyMinutes: AUDIT_MINUTES,
    description: 'Compares every five minutes what should be going on with what is.',
  },
} as const;

/**
 * Calls a function again and again, by the clock alone: whatever else decides what is to be done, the function asks. One that
 * did not come, or failed, is noticed: lib/watch/.
 */
export class Tick extends Construct {
  constructor(scope: Construct, id: string, props: TickProps) {
    super(scope, id);
    const { starts, everyMinutes } = props;
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [starts.functionArn] }));
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [props.deadLetters.queueArn] }),
    );
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      name: props.name,
      description: props.description,
      scheduleExpression: `cron(0/${everyMinutes} * * * ? *)`,
      groupName: props.group.ref,
      scheduleExpressionTimezone: props.timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: starts.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(props.input),
        // One that is as late as the next one is worth nothing: the next one asks the same.
        retryPolicy: { maximumEventAgeInSeconds: everyMinutes * 60, maximumRetryAttempts: 10 },
        deadLetterConfig: { arn: props.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(role);
    // The schedule hands over to Lambda's own queue, which would keep it for six hours.
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    new lambda.CfnEventInvokeConfig(this, 'Late', {
      functionName: starts.functionName,
      qualifier: '$LATEST',
      maximumEventAgeInSeconds: everyMinutes * 60,
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: props.deadLetters.queueArn } },
    });
  }
}
