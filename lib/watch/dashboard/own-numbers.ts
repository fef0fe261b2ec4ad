import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, OWN_METRICS, type ValueOf } from '../../../runbooks/own-metrics';
import { SEVERITIES, type Severity } from '../../../runbooks/severity';
import { DAY, heading, numbers, type Row, WHOLE } from './widgets';

export interface OwnNumbersProps {
  /** Of the metrics of our own. */
  readonly namespace: string;
  /** Severities that the incident of an alarm can have. */
  readonly severities: readonly Severity[];
}

/** What our functions have measured: of incidents, of people, and of what was held back. */
export const ownNumbers = ({ namespace, severities }: OwnNumbersProps): readonly Row[] => [
  heading('What became of incidents'),
  [counts(namespace, 'Incidents, by how their runs ended', 'Incidents', WHOLE)],
  severities.map((severity) => timeToMitigate(namespace, severity, Math.floor(WHOLE / severities.length))),
  heading('How people were reached, and what they answered'),
  [counts(namespace, 'Pages', 'Pages', 14), counts(namespace, 'Approvals', 'Approvals', 10)],
  heading('What the runbooks held back, and why'),
  [counts(namespace, 'Not done, by the first reason against it', 'Refusals', WHOLE)],
];

/** How often each value of a metric was counted. */
function counts<M extends MetricName>(namespace: string, title: string, name: M, width: number): cloudwatch.IWidget {
  const values = Object.entries<string>(OWN_METRICS[name].values);
  return numbers(
    title,
    width,
    values.map(([value, label]) => own(namespace, name, value as ValueOf<M>, { label, statistic: 'Sum' })),
  );
}

function timeToMitigate(namespace: string, severity: Severity, width: number): cloudwatch.IWidget {
  const { title, responseSeconds } = SEVERITIES[severity];
  const minutes = (id: string, statistic: string, label: string) =>
    new cloudwatch.MathExpression({
      expression: `${id} / 60`,
      usingMetrics: { [id]: own(namespace, 'TimeToMitigate', severity, { statistic }) },
      label,
      period: DAY,
    });
  return new cloudwatch.GraphWidget({
    title: `${severity} (${title}): minutes from the alarm until it was mitigated`,
    width,
    left: [minutes('middle', 'p50', 'half of them within'), minutes('longest', 'Maximum', 'the longest')],
    leftYAxis: { min: 0, label: 'minutes', showUnits: false },
    leftAnnotations: [{ value: responseSeconds / 60, label: 'response time', color: cloudwatch.Color.RED }],
  });
}

const own = <M extends MetricName>(
  namespace: string,
  name: M,
  value: ValueOf<M>,
  options: cloudwatch.MetricOptions,
): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace,
    metricName: name,
    dimensionsMap: { [OWN_METRICS[name].dimension]: value },
    period: DAY,
    ...options,
  });
