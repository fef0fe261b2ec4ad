import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Naming } from '../naming';
import { LOOK_AT_LETTERS } from './dead-letters';
import { groupedAlarms, type Watched } from './grouped-alarms';
import { pagingAlarm } from './paging-alarm';

export interface WatchDeliveriesProps {
  readonly naming: Naming;
  /** Ids of the rules that start runbooks. */
  readonly rules: readonly string[];
  /** Topics by their names without the prefix, but for that of the watch. */
  readonly topics: readonly string[];
  readonly topic: sns.ITopic;
  /** Told of what the watch's own topic and rule do not deliver. */
  readonly otherTopic: sns.ITopic;
}

const PERIOD = Duration.minutes(1);

/** Why it was not delivered stands in its letter. */
const LETTER = `Why, and what to do: ${LOOK_AT_LETTERS}`;

/**
 * What AWS itself could not deliver: an event to its workflow, a tick to its function, a page to its person. A dead letter
 * tells of the first two as well, by a way that needs the queue; this one does not.
 */
export class WatchDeliveries extends Construct {
  constructor(scope: Construct, id: string, { naming, rules, topics, topic, otherTopic }: WatchDeliveriesProps) {
    super(scope, id);
    const rule = (name: string): Watched => ({ name, metric: failedEvents(naming, name, PERIOD) });
    const page = (name: string): Watched => ({ name, metric: failedPages(naming, name, PERIOD) });
    const common = { of: 'SUM', threshold: 0, period: PERIOD } as const;
    groupedAlarms(this, 'Rules', {
      ...common,
      alarmName: `${naming.stack}/EventsNotDelivered`,
      says: 'An alarm’s event did not reach its runbook. One of these',
      advice: LETTER,
      watched: rules.map(rule),
      topic,
    });
    groupedAlarms(this, 'Pages', {
      ...common,
      alarmName: `${naming.stack}/PagesNotDelivered`,
      says: 'A page or a message was not delivered to everybody who is subscribed. One of these topics',
      watched: topics.map(page),
      topic,
    });
    groupedAlarms(this, 'Ours', {
      ...common,
      alarmName: `${naming.stack}/WatchNotDelivered`,
      says: 'What the watch on the runbooks had to say was not delivered',
      advice: LETTER,
      watched: [rule('dead-executions'), page('watch')],
      topic: otherTopic,
    });
    pagingAlarm(this, 'Ticks', {
      alarmName: `${naming.stack}/TicksDropped`,
      alarmDescription: `A tick was given up: whatever was tried again did not reach its function. ${LETTER}`,
      metric: scheduler.ScheduleGroup.fromScheduleGroupName(this, 'Group', naming.stack).metricDropped({
        period: PERIOD,
        statistic: 'Sum',
      }),
      topic,
    });
  }
}

/** Events that did not reach what a rule starts. @param rule its id. */
export const failedEvents = (naming: Naming, rule: string, period: Duration): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: naming.rule(rule) },
    period,
    statistic: 'Sum',
  });

/** Messages of a topic that did not reach somebody. @param topic its name without the prefix. */
export const failedPages = (naming: Naming, topic: string, period: Duration): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: 'AWS/SNS',
    metricName: 'NumberOfNotificationsFailed',
    dimensionsMap: { TopicName: naming.topic(topic) },
    period,
    statistic: 'Sum',
  });
