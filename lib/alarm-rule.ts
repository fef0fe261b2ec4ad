import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENT_LATE_AFTER_SECONDS } from '../runbooks/actions';
import { TOLD_OF_ALARM } from '../runbooks/events';

export interface AlarmRuleProps {
  readonly ruleName: string;
  readonly description: string;
  readonly alarms: readonly cloudwatch.IAlarm[];
  readonly starts: sfn.IStateMachine;
  /** Where an event goes that could not be delivered. */
  readonly deadLetters: sqs.IQueue;
}

/** An alarm goes to ALARM: start the runbook. No topic in between. */
export class AlarmRule extends Construct {
  constructor(scope: Construct, id: string, props: AlarmRuleProps) {
    super(scope, id);
    new events.Rule(this, 'Rule', {
      ruleName: props.ruleName,
      description: props.description,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: props.alarms.map(({ alarmArn }) => alarmArn),
        detail: { state: { value: ['ALARM'] } },
      },
      targets: [
        new targets.SfnStateMachine(props.starts, {
          deadLetterQueue: props.deadLetters,
          // An event that cannot be delivered while it describes the present is for people, not for later.
          maxEventAge: Duration.seconds(EVENT_LATE_AFTER_SECONDS),
          retryAttempts: 10,
          input: events.RuleTargetInput.fromObject({
            alarm: events.EventField.fromPath(TOLD_OF_ALARM.alarm),
            at: events.EventField.fromPath(TOLD_OF_ALARM.at),
            reason: events.EventField.fromPath(TOLD_OF_ALARM.reason),
          }),
        }),
      ],
    });
  }
}
