import { alarm, type Mutation, RUNBOOK, rule } from './mutation';

/** What leads from a fault to a runbook. */
export const detection: readonly Mutation[] = [
  {
    title: 'the rule waits for alarms to go to OK',
    alter: (template) => {
      rule(template, RUNBOOK).EventPattern = {
        ...(rule(template, RUNBOOK).EventPattern as object),
        detail: { state: { value: ['OK'] } },
      };
    },
    noticed: { 'hung-tasks': /paged watch, expected nobody/ },
  },
  {
    title: 'the rule hears of one alarm alone',
    alter: (template) => {
      (rule(template, RUNBOOK).EventPattern as { resources: unknown[] }).resources.splice(1);
    },
    noticed: { 'hung-tasks': /paged watch, expected nobody/ },
  },
  {
    title: 'the alarm for unanswered orders is out of reach',
    alter: (template) => {
      alarm(template, 'OrdersUnanswered').Threshold = 1_000_000;
    },
    noticed: { 'hung-tasks': /outcome is null, expected resolved/ },
  },
  {
    title: 'the session is counted in IST, where CloudWatch counts in UTC',
    alter: (template) => {
      const [math] = alarm(template, 'OrdersUnanswered').Metrics as [{ Expression: string }];
      math.Expression = math.Expression.replace('>= 225', '>= 555').replace('< 610', '< 940');
    },
    noticed: { 'hung-tasks': /outcome is null, expected resolved/ },
  },
  {
    title: 'the alarm for too few tasks looks at another service',
    alter: (template) => {
      const dimensions = alarm(template, 'trading/TooFewRunningTasks').Dimensions as { Name: string; Value: string }[];
      for (const dimension of dimensions) {
        if (dimension.Name === 'ServiceName') dimension.Value = dimension.Value.replace('trading', 'dashboard');
      }
    },
    noticed: { 'halted-on-purpose-desired-0': /paged watch, expected nobody/ },
  },
  {
    title: 'the alarm for too few tasks asks for the cluster alone',
    alter: (template) => {
      const properties = alarm(template, 'trading/TooFewRunningTasks');
      properties.Dimensions = (properties.Dimensions as { Name: string }[]).filter(
        ({ Name }) => Name === 'ClusterName',
      );
    },
    noticed: { 'halted-on-purpose-desired-0': /paged watch, expected nobody/ },
  },
  {
    title: 'the alarm for too few tasks takes silence for health',
    alter: (template) => {
      alarm(template, 'trading/TooFewRunningTasks').TreatMissingData = 'notBreaching';
    },
    noticed: {
      'metrics-missing': /outcome is null, expected escalated/,
      'halted-on-purpose-desired-0': /outcome is null, expected stood-down/,
    },
  },
  {
    title: 'the alarm for too few tasks is out of reach, where a service without tasks reports 0',
    alter: (template) => {
      alarm(template, 'trading/TooFewRunningTasks').Threshold = -1;
    },
    noticed: { 'halted-on-purpose-desired-0': /outcome is null, expected stood-down/ },
    otherwise: ['runningTaskCountAtZero'],
  },
];

/** What a second alarm makes up for: the end is the same, and only the time until it is found tells. */
export const later: readonly Pick<Mutation, 'title' | 'alter'>[] = [
  {
    title: 'the alarm for error lines is out of reach',
    alter: (template) => {
      alarm(template, 'TooManyErrorLines').Threshold = 1_000_000;
    },
  },
  {
    title: 'the metric filter counts what no line says',
    alter: (template) => {
      template.saying('AWS::Logs::MetricFilter', 'ErrorLines').FilterPattern = '"no line says this"';
    },
  },
];

/** What verification has the patience for: the end is the same, and only how often it looks tells. */
export const oftener: readonly Pick<Mutation, 'title' | 'alter'>[] = [
  {
    title: 'a minute without error lines says nothing instead of 0',
    alter: (template) => {
      const [lines] = template.saying('AWS::Logs::MetricFilter', 'ErrorLines').MetricTransformations as [
        { DefaultValue?: number },
      ];
      delete lines.DefaultValue;
    },
  },
];
