import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { TICK_MINUTES } from '../tick';
import { silenceAlarm } from './silence-alarm';

export interface WatchTicksProps {
  readonly alarmName: string;
  /** Called by each tick. */
  readonly starts: lambda.IFunction;
  readonly topic: sns.ITopic;
}

/** A tick that did not come, or failed, is noticed: two in a row that did not succeed page, and so does their silence. */
export class WatchTicks extends Construct {
  constructor(scope: Construct, id: string, { alarmName, starts, topic }: WatchTicksProps) {
    super(scope, id);
    const period = Duration.minutes(TICK_MINUTES);
    const succeeded = new cloudwatch.MathExpression({
      expression: 'FILL(invocations, 0) - FILL(errors, 0)',
      usingMetrics: {
        invocations: starts.metricInvocations({ period, statistic: 'Sum' }),
        errors: starts.metricErrors({ period, statistic: 'Sum' }),
      },
      period,
      label: 'ticks that succeeded',
    });
    // FILL reads a period without a tick as 0.
    silenceAlarm(this, 'Missing', {
      alarmName,
      alarmDescription: 'The quarter-hourly tick does not come, or fails: no checklist and no maintenance would start.',
      metric: succeeded,
      topic,
    });
  }
}
