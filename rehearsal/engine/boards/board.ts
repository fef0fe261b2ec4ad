import { finiteNumber, list, oneOf, record, text } from '../alarms/refuse';
import type { Assembly, Resource } from '../assembly';
import { NotPlayed, refuseOthers } from '../refuse';
import { type BoardLine, readLines } from './lines';
import { checkMetrics } from './metrics-of-aws';

export type Widget =
  | { readonly kind: 'text'; readonly markdown: string }
  | { readonly kind: 'alarms'; readonly title: string; readonly alarms: readonly string[] }
  | MetricWidget;

export interface MetricWidget {
  readonly kind: 'metrics';
  readonly title: string;
  /** `number`: one value for the whole time that is looked at. `graph`: a value a period. */
  readonly view: 'graph' | 'number';
  /** Everything it reads; what is drawn has `returnData`. */
  readonly queries: readonly BoardLine[];
  /** Lines across a graph, each with its words. */
  readonly marks: readonly { readonly value: number; readonly label: string }[];
}

/** What `AWS::CloudWatch::Dashboard` shows. */
export interface Board {
  readonly name: string;
  /** In the order of the body: row by row. */
  readonly widgets: readonly Widget[];
}

const COLUMNS = 24;
const MOST_ROWS = 1_000;
const MOST_WIDGETS = 500;
const MOST_ALARMS = 100;
const MOST_METRICS = 500;
const MOST_METRICS_TOGETHER = 2_500;

/**
 * Reads a synthesised board.
 * @param resource of `AWS::CloudWatch::Dashboard`.
 * @throws when the body is not as CloudWatch wants it, shows what does not exist, or has what is not played.
 */
// @claim documented: DashboardBody is JSON with up to 500 widgets on a grid of 24 columns; a widget is 1 to 24 wide and 1 to 1000 high, and has a type and properties.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
export function readBoard({ name, properties }: Resource, assembly: Assembly): Board {
  const where = `Board ${name}`;
  refuseOthers(where, properties, ['DashboardName', 'DashboardBody']);
  const body = record(JSON.parse(text(properties.DashboardBody, `${where}: DashboardBody`)), `${where}: DashboardBody`);
  refuseOthers(where, body, ['start', 'periodOverride', 'widgets']);
  // Without it the console chooses its own periods, and nothing here would say which.
  oneOf(body.periodOverride, ['inherit'], `${where}: periodOverride`);
  const given = list(body.widgets, `${where}: widgets`);
  if (given.length > MOST_WIDGETS) throw new Error(`${where}: ${given.length} widgets; ${MOST_WIDGETS} are allowed.`);
  const widgets = given.map((one, index) => readWidget(one, `${where}: widgets[${index}]`, assembly));
  // @claim documented: A widget shows up to 500 metrics, and a board up to 2500.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
  const metrics = widgets.flatMap((widget) => (widget.kind === 'metrics' ? widget.queries : []));
  if (metrics.length > MOST_METRICS_TOGETHER) {
    throw new Error(`${where}: ${metrics.length} metrics; ${MOST_METRICS_TOGETHER} are allowed.`);
  }
  return { name, widgets };
}

function readWidget(raw: unknown, where: string, assembly: Assembly): Widget {
  const widget = record(raw, where);
  refuseOthers(where, widget, ['type', 'x', 'y', 'width', 'height', 'properties']);
  checkPlace(widget, where);
  const properties = record(widget.properties, `${where}.properties`);
  switch (oneOf(widget.type, ['text', 'metric', 'alarm'], `${where}.type`)) {
    case 'text':
      refuseOthers(where, properties, ['markdown', 'background']);
      return { kind: 'text', markdown: text(properties.markdown, `${where}.markdown`) };
    case 'alarm':
      return readAlarms(properties, where, assembly);
    case 'metric':
      return readMetrics(properties, where, assembly);
  }
}

function checkPlace(widget: Readonly<Record<string, unknown>>, where: string): void {
  const number = (field: string): number => finiteNumber(widget[field], `${where}.${field}`);
  const [x, width, height] = [number('x'), number('width'), number('height')];
  number('y');
  if (x < 0 || width < 1 || x + width > COLUMNS) {
    throw new Error(`${where}: columns ${x} to ${x + width}; there are ${COLUMNS}.`);
  }
  if (height < 1 || height > MOST_ROWS) throw new Error(`${where}.height is ${height}; 1 to ${MOST_ROWS} are allowed.`);
}

// @claim documented: An alarm widget shows the alarms whose ARNs it lists, 1 to 100 of them; with states, those alone that are in one of them.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
function readAlarms(properties: Readonly<Record<string, unknown>>, where: string, assembly: Assembly): Widget {
  refuseOthers(where, properties, ['title', 'alarms', 'states', 'sortBy']);
  const arns = list(properties.alarms, `${where}.alarms`).map((arn) => text(arn, `${where}.alarms`));
  if (arns.length === 0 || arns.length > MOST_ALARMS) {
    throw new Error(`${where}: ${arns.length} alarms; 1 to ${MOST_ALARMS} are allowed.`);
  }
  for (const state of list(properties.states, `${where}.states`)) {
    oneOf(state, ['ALARM', 'INSUFFICIENT_DATA', 'OK'], `${where}.states`);
  }
  const alarms = arns.map((arn) => {
    const alarm = assembly.byArn(arn);
    if (!alarm?.type.endsWith('Alarm')) throw new Error(`${where}: there is no alarm ${arn}.`);
    return alarm.name;
  });
  return { kind: 'alarms', title: text(properties.title, `${where}.title`), alarms };
}

function readMetrics(properties: Readonly<Record<string, unknown>>, where: string, assembly: Assembly): Widget {
  refuseOthers(where, properties, [
    'title',
    'view',
    'region',
    'metrics',
    'yAxis',
    'annotations',
    'setPeriodToTimeRange',
  ]);
  const { region } = assembly.account;
  if (properties.region !== region) throw new NotPlayed(`${where}.region ${String(properties.region)}`, [region]);
  const view = oneOf(properties.view, ['timeSeries', 'singleValue'], `${where}.view`);
  // @claim documented: setPeriodToTimeRange makes a number, which would be that of the last period, one of the whole time range.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
  if ((view === 'singleValue') !== (properties.setPeriodToTimeRange === true)) {
    throw new NotPlayed(`${where}: ${view} with setPeriodToTimeRange ${String(properties.setPeriodToTimeRange)}`, [
      'numbers of the whole time range',
      'graphs of their periods',
    ]);
  }
  const queries = readLines(properties.metrics, `${where}.metrics`);
  if (queries.length === 0 || queries.length > MOST_METRICS) {
    throw new Error(`${where}: ${queries.length} metrics; 1 to ${MOST_METRICS} are allowed.`);
  }
  checkMetrics(queries, where, assembly);
  return {
    kind: 'metrics',
    title: text(properties.title, `${where}.title`),
    view: view === 'timeSeries' ? 'graph' : 'number',
    queries,
    marks: readMarks(properties.annotations, `${where}.annotations`),
  };
}

function readMarks(raw: unknown, where: string): MetricWidget['marks'] {
  if (raw === undefined) return [];
  const annotations = record(raw, where);
  refuseOthers(where, annotations, ['horizontal']);
  return list(annotations.horizontal, `${where}.horizontal`).map((one) => {
    const mark = record(one, `${where}.horizontal`);
    refuseOthers(`${where}.horizontal`, mark, ['value', 'label', 'color', 'yAxis']);
    return {
      value: finiteNumber(mark.value, `${where}.horizontal.value`),
      label: text(mark.label, `${where}.horizontal.label`),
    };
  });
}
