import { type Alarm, COMPARISONS } from './definition';
import type { AlarmState, Judgement } from './evaluate';

/** An alarm's state; times in milliseconds. `reasonData` is JSON, empty before the first evaluation. */
export interface AlarmStatus {
  readonly value: AlarmState;
  readonly reason: string;
  readonly reasonData: string;
  readonly updatedAt: number;
  readonly transitionedAt: number;
}

/** A judged point: the start of its period (milliseconds) and its value. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Why an alarm is in a state, in CloudWatch's words. `used` is newest first. */
export function reasonOf(alarm: Alarm, judgement: Judgement, used: readonly Point[]): string {
  // @claim documented: StateReason reads `Threshold Crossed: 1 out of the last 1 datapoints [50.1 (02/10/19 16:59:00)] was greater than the threshold (50.0) (minimum 1 datapoint for OK -> ALARM transition).`
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  // @claim assumed: Without data StateReason reads `no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching]`, or `Insufficient Data: 3 datapoints were unknown.`
  // @source SDK client-cloudwatch DescribeAlarms documentation gives no wording; seen in published alarm histories
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm.rule;
  if (judgement.state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${were(judgement.filled, 'datapoint', 'unknown')}.`;
  }
  const treatments = { breaching: 'Breaching', notBreaching: 'NonBreaching', missing: '', ignore: '' };
  const treatment = treatments[treatMissingData];
  const filled =
    judgement.filled > 0 && treatment !== ''
      ? ` and ${were(judgement.filled, 'missing datapoint', `treated as [${treatment}]`)}`
      : '';
  const inAlarm = judgement.state === 'ALARM';
  const telling = used.filter((point) => alarm.rule.breaching(point.value) === inAlarm);
  if (telling.length === 0) {
    const received = used.length === 0 ? 'no datapoints were received' : were(used.length, 'datapoint', 'received');
    return `Threshold Crossed: ${received} for ${many(evaluationPeriods, 'period')}${filled}.`;
  }
  const shown = telling.map((point) => `${double(point.value)} (${shortDate(point.at)})`).join(', ');
  const verb = telling.length === 1 ? 'was' : 'were';
  const relation = `${verb} ${inAlarm ? '' : 'not '}${COMPARISONS[alarm.comparison].words}`;
  const minimum = inAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = inAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return `Threshold Crossed: ${telling.length} out of the last ${used.length} datapoints [${shown}] ${relation} the threshold (${double(alarm.threshold)})${filled} (minimum ${many(minimum, 'datapoint')} for ${transition} transition).`;
}

/** The same in JSON. `used` is newest first; `at` is when the data were read. */
export function reasonDataOf(alarm: Alarm, used: readonly Point[], at: number): string {
  const { source, periodSeconds } = alarm.watched;
  const oldest = used.at(-1);
  return JSON.stringify({
    version: '1.0',
    queryDate: timestamp(at),
    ...(oldest === undefined ? {} : { startDate: timestamp(oldest.at) }),
    ...('statistic' in source ? { statistic: source.statistic } : {}),
    period: periodSeconds,
    recentDatapoints: used.map((point) => point.value).reverse(),
    threshold: alarm.threshold,
  });
}

/** The `detail` of the event CloudWatch sends when the alarm changes from `previous` to `status`. */
export function eventDetail(alarm: Alarm, status: AlarmStatus, previous: AlarmStatus): Record<string, unknown> {
  // @claim documented: The event carries alarmName, state, previousState (value, reason, reasonData, timestamp) and configuration (description, metrics), times like 2019-10-02T17:04:40.989+0000.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  return {
    alarmName: alarm.definition.name,
    configuration: {
      ...(alarm.description === undefined ? {} : { description: alarm.description }),
      metrics: alarm.queries.map(({ id, label, returnData, periodSeconds, source }) => {
        const labelled = label === undefined ? {} : { label };
        if ('root' in source) return { expression: source.text, id, ...labelled, returnData };
        const { dimensions, name, namespace } = source;
        const metricStat = { metric: { dimensions, name, namespace }, period: periodSeconds, stat: source.statistic };
        return { id, ...labelled, metricStat, returnData };
      }),
    },
    previousState: stateDetail(previous),
    state: stateDetail(status),
  };
}

/** A state as the event shows it. */
export function stateDetail(status: AlarmStatus): Record<string, string> {
  return {
    reason: status.reason,
    ...(status.reasonData === '' ? {} : { reasonData: status.reasonData }),
    timestamp: timestamp(status.updatedAt),
    value: status.value,
  };
}

/** `2026-11-20T04:00:00.000+0000` */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

/** `20/11/26 04:00:00` */
function shortDate(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
}

/** CloudWatch writes numbers as Java does: 50.0, and 8.0E10 from ten million on. */
function double(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? value.toFixed(1) : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

function many(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function were(number: number, noun: string, what: string): string {
  return `${many(number, noun)} ${number === 1 ? 'was' : 'were'} ${what}`;
}
