import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { HEARTBEAT } from '../../audit-input';
import type { Naming } from '../../naming';
import { AUDIT_MINUTES } from '../../tick';
import { failedEvents, failedPages } from '../deliveries';
import type { WatchedFunction } from '../functions';
import { graph, HOUR, heading, type Row, sumOf, WHOLE } from './widgets';

export interface HealthProps {
  readonly naming: Naming;
  /** Every workflow of the environment, by id. */
  readonly machines: ReadonlyMap<string, sfn.IStateMachine>;
  readonly functions: readonly WatchedFunction[];
  /** Ids of the rules that start runbooks. */
  readonly rules: readonly string[];
  /** Topics of people, by their names without the prefix. */
  readonly topics: readonly string[];
  /** Queues of what could not be delivered, each in words. */
  readonly deadLetters: Readonly<Record<string, sqs.IQueue>>;
  /** Those of the watch. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}

const WIDTH = WHOLE / 3;

/** An alarm status widget takes so many. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

/** Whether the automation itself is well. */
export function health(props: HealthProps): readonly Row[] {
  const { naming, rules, topics } = props;
  const hourly = { period: HOUR, statistic: 'Sum' };
  const runs = (words: string, metric: 'metricFailed' | 'metricTimedOut' | 'metricAborted') =>
    sumOf(
      words,
      HOUR,
      [...props.machines.values()].map((machine) => machine[metric](hourly)),
    );
  const calls = (words: string, metric: 'metricErrors' | 'metricThrottles') =>
    sumOf(
      words,
      HOUR,
      props.functions.map(({ function: of }) => of[metric](hourly)),
    );
  const lying = Object.entries(props.deadLetters).map(([label, queue]) =>
    queue.metricApproximateNumberOfMessagesVisible({ label, period: HOUR, statistic: 'Maximum' }),
  );
  return [
    heading('Whether the automation itself is well: every line is at 0 but the audits’'),
    [
      graph('Runs that ended without having told anybody', WIDTH, [
        runs('failed', 'metricFailed'),
        runs('timed out', 'metricTimedOut'),
        runs('aborted', 'metricAborted'),
      ]),
      graph('Calls of functions that failed, or were not let through', WIDTH, [
        calls('failed', 'metricErrors'),
        calls('throttled', 'metricThrottles'),
      ]),
      graph('Not delivered', WIDTH, [
        sumOf(
          'events to runbooks',
          HOUR,
          rules.map((rule) => failedEvents(naming, rule, HOUR)),
        ),
        sumOf(
          'pages and messages',
          HOUR,
          topics.map((topic) => failedPages(naming, topic, HOUR)),
        ),
        ...lying,
      ]),
    ],
    [audits(naming), ...alarmStatus(props.alarms)],
  ];
}

const audits = (naming: Naming): cloudwatch.IWidget =>
  new cloudwatch.GraphWidget({
    title: 'Audits an hour that did all they had to',
    width: WIDTH,
    left: [
      new cloudwatch.Metric({
        namespace: naming.metrics,
        metricName: HEARTBEAT,
        label: 'audits',
        period: HOUR,
        statistic: 'Sum',
      }),
    ],
    leftYAxis: { min: 0, showUnits: false },
    leftAnnotations: [{ value: 60 / AUDIT_MINUTES, label: 'all of them' }],
  });

/** As many widgets as they need beside the audits. Empty: nothing is wrong. */
function alarmStatus(alarms: readonly cloudwatch.IAlarm[]): readonly cloudwatch.IWidget[] {
  const widgets = Array.from({ length: Math.ceil(alarms.length / MOST_ALARMS) }, (_, index) =>
    alarms.slice(index * MOST_ALARMS, (index + 1) * MOST_ALARMS),
  );
  return widgets.map(
    (some, index) =>
      new cloudwatch.AlarmStatusWidget({
        title: `Alarms of the watch that are not OK${widgets.length > 1 ? ` (${index + 1} of ${widgets.length})` : ''}`,
        alarms: [...some],
        states: [cloudwatch.AlarmState.ALARM, cloudwatch.AlarmState.INSUFFICIENT_DATA],
        sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
        width: Math.floor((WHOLE - WIDTH) / widgets.length),
        height: 6,
      }),
  );
}
