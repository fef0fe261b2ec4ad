import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Widgets beside each other. */
export type Row = readonly cloudwatch.IWidget[];

/** Columns of a dashboard. */
export const WHOLE = 24;

export const DAY = Duration.days(1);
export const HOUR = Duration.hours(1);

export const text = (height: number, paragraphs: readonly string[]): cloudwatch.TextWidget =>
  new cloudwatch.TextWidget({ markdown: paragraphs.join('\n\n'), width: WHOLE, height });

export const heading = (words: string): Row => [
  new cloudwatch.TextWidget({
    markdown: `## ${words}`,
    width: WHOLE,
    height: 1,
    background: cloudwatch.TextWidgetBackground.TRANSPARENT,
  }),
];

export const graph = (title: string, width: number, left: readonly cloudwatch.IMetric[]): cloudwatch.GraphWidget =>
  new cloudwatch.GraphWidget({ title, width, left: [...left], leftYAxis: { min: 0, showUnits: false } });

/** One number for each metric, of the whole time that is looked at. */
export const numbers = (
  title: string,
  width: number,
  metrics: readonly cloudwatch.IMetric[],
): cloudwatch.SingleValueWidget =>
  new cloudwatch.SingleValueWidget({ title, width, height: 4, metrics: [...metrics], setPeriodToTimeRange: true });

/**
 * All of a kind as one line, in words; which of them it is the alarms say. METRICS takes those whose ids contain a text: an
 * expression that named each would be longer than it may.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @param then what is done with the sum, as an expression goes on.
 */
export function sumOf(
  words: string,
  period: Duration,
  metrics: readonly cloudwatch.IMetric[],
  then = '',
): cloudwatch.MathExpression {
  // Ids of its own, so that several lines fit into one graph.
  const ids = words.replace(/\W/g, '').toLowerCase();
  return new cloudwatch.MathExpression({
    expression: `SUM(METRICS("${ids}"))${then}`,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`${ids}${index}`, metric])),
    label: words,
    period,
  });
}
