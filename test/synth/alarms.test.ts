import { assembled } from '../support/assembled';
import { called, idOf, type Properties, properties, type Synthesised, stacks } from '../support/synth';

const synthesised = stacks(assembled());
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));
const prod = synthesised.prod as Synthesised;

describe('the alarms of the trading service', () => {
  test('too few tasks: below 1 for two minutes, of this service and no other; silence counts as none', () => {
    expect(called(prod, 'algo-trading-prod-trading/TooFewRunningTasks')).toEqual({
      AlarmName: 'algo-trading-prod-trading/TooFewRunningTasks',
      AlarmDescription: expect.stringContaining('Runbook: Trading Service Not Processing Orders.'),
      Namespace: 'ECS/ContainerInsights',
      MetricName: 'RunningTaskCount',
      Dimensions: [
        { Name: 'ClusterName', Value: 'algo-trading-prod-cluster' },
        { Name: 'ServiceName', Value: 'algo-trading-prod-trading' },
      ],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  test('too many errors: more than 3 lines a minute in two of three minutes; silence is no error', () => {
    expect(called(prod, 'algo-trading-prod-trading/TooManyErrorLines')).toEqual({
      AlarmName: 'algo-trading-prod-trading/TooManyErrorLines',
      AlarmDescription: expect.stringContaining('Runbook: Trading Service Not Processing Orders.'),
      Namespace: 'Runbook/prod',
      MetricName: 'ErrorLines',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('and the lines are counted where the services write them, a minute without any as 0', () => {
    const counted = (MetricName: string) => [
      { MetricNamespace: 'Runbook/prod', MetricName, MetricValue: '1', DefaultValue: 0 },
    ];
    expect(properties(prod, 'AWS::Logs::MetricFilter')).toEqual([
      {
        LogGroupName: '/aws/ecs/algo-trading-prod',
        FilterPattern: 'ERROR',
        MetricTransformations: counted('ErrorLines'),
      },
      {
        LogGroupName: '/aws/ecs/algo-trading-prod',
        FilterPattern: prod.described.environment.logs.databaseFailures,
        MetricTransformations: counted('FailedDatabaseConnections'),
      },
    ]);
  });

  test('orders unanswered: older than 60 s in two of three minutes, from 09:15 to 15:40 IST; silence is not known', () => {
    // 09:15 and 15:40 in India are 03:45 and 10:10 UTC: minutes 225 and 610 of the day.
    expect(called(prod, 'algo-trading-prod-trading/OrdersUnanswered')).toEqual({
      AlarmName: 'algo-trading-prod-trading/OrdersUnanswered',
      AlarmDescription: expect.stringContaining('Runbook: Trading Service Not Processing Orders.'),
      Metrics: [
        expect.objectContaining({
          Expression: expect.stringMatching(
            /HOUR\(age\)\*60\+MINUTE\(age\) >= 225 AND HOUR\(age\)\*60\+MINUTE\(age\) < 610, age, 0\)/,
          ),
          ReturnData: true,
        }),
        {
          Id: 'age',
          MetricStat: {
            Metric: { Namespace: 'AlgoTrading/prod', MetricName: 'OldestUnansweredOrderSeconds' },
            Period: 60,
            Stat: 'Maximum',
          },
          ReturnData: false,
        },
      ],
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 60,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'missing',
    });
  });
});

/** A rule of true, false, AND, OR and parentheses, reduced to one of the first two; what is anything else stays as it is. */
function reduced(rule: string): string {
  const step = rule
    .replaceAll(/\((true|false)\)/g, '$1')
    .replaceAll(/\b(true|false) AND (true|false)\b/g, (_, one, other) => String(one === 'true' && other === 'true'))
    .replaceAll(/(?<!AND )\b(true|false) OR (true|false)\b(?! AND)/g, (_, one, other) =>
      String(one === 'true' || other === 'true'),
    );
  return step === rule ? rule : reduced(step);
}

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Every metric an alarm looks at: `namespace metric Dimension=value …`. */
function metricsOf(alarm: Properties): readonly string[] {
  const several = (alarm.Metrics ?? []) as unknown as readonly { readonly MetricStat?: { readonly Metric: Metric } }[];
  const metrics = alarm.Metrics
    ? several.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
    : [alarm as unknown as Metric];
  return metrics.map(({ Namespace, MetricName, Dimensions = [] }) =>
    [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(' '),
  );
}

// An alarm with a dimension too few, too many or of another system never has data, and says nothing for ever. The names are
// those of AWS's own metrics:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/dimensions.html
describe.each(both)('the metrics behind the alarms of $environment', ({ environment, stack }) => {
  const system = `algo-trading-${environment}`;
  const cluster = `ClusterName=${system}-cluster`;
  const database = `DBInstanceIdentifier=${system}-db`;
  const balancer = { prod: '50dc6c495c0c9188', staging: '60dc6c495c0c9199' }[environment];
  const targets = { prod: '73e2d6bc24d8a067', staging: '83e2d6bc24d8a178' }[environment];
  const loadBalancer = `LoadBalancer=app/${system}-alb/${balancer}`;
  const targetGroup = `TargetGroup=targetgroup/${system}-dashboard-tg/${targets}`;
  const elb = (metric: string, ...dimensions: readonly string[]): string =>
    ['AWS/ApplicationELB', metric, loadBalancer, ...dimensions].join(' ');

  test('name the cluster and the service, the instance, the load balancer, and nothing of another environment', () => {
    const found = properties(stack, 'AWS::CloudWatch::Alarm').filter((alarm) => !('AlarmActions' in alarm));
    expect(Object.fromEntries(found.map((alarm) => [alarm.AlarmName, metricsOf(alarm)]))).toEqual({
      ...Object.fromEntries(
        ['trading', 'dashboard', 'data-service'].flatMap((role) => {
          const of = `${cluster} ServiceName=${system}-${role}`;
          return [
            [`${system}-${role}/TooFewRunningTasks`, [`ECS/ContainerInsights RunningTaskCount ${of}`]],
            [`${system}-${role}/HighCpu`, [`AWS/ECS CPUUtilization ${of}`]],
            [`${system}-${role}/HighMemory`, [`AWS/ECS MemoryUtilization ${of}`]],
          ];
        }),
      ),
      [`${system}-trading/TooManyErrorLines`]: [`Runbook/${environment} ErrorLines`],
      [`${system}-trading/OrdersUnanswered`]: [`AlgoTrading/${environment} OldestUnansweredOrderSeconds`],
      [`${system}-dashboard/LoadBalancer5xx`]: [elb('HTTPCode_ELB_5XX_Count'), elb('RequestCount')],
      [`${system}-dashboard/Target5xx`]: [elb('HTTPCode_Target_5XX_Count'), elb('RequestCount')],
      [`${system}-dashboard/ShareOf5xx`]: [
        elb('RequestCount'),
        elb('HTTPCode_ELB_5XX_Count'),
        elb('HTTPCode_Target_5XX_Count'),
      ],
      [`${system}-dashboard/UnhealthyHosts`]: [elb('UnHealthyHostCount', targetGroup)],
      [`${system}-dashboard/SlowResponses`]: [elb('TargetResponseTime')],
      [`${system}-db/ConnectionsFailing`]: [`Runbook/${environment} FailedDatabaseConnections`],
      [`${system}-db/HighCpu`]: [`AWS/RDS CPUUtilization ${database}`],
      [`${system}-db/TooManyConnections`]: [`AWS/RDS DatabaseConnections ${database}`],
      [`runbook-${environment}/StorageLow`]: [`AWS/RDS FreeStorageSpace ${database}`],
      [`runbook-${environment}/MarketDataStale`]: [`AlgoTrading/${environment} MarketDataAgeSeconds`],
      [`runbook-${environment}/DailyLoss`]: [`AlgoTrading/${environment} DailyLoss`],
      [`runbook-${environment}/TestAlarm`]: [`runbook-${environment} TestAlarmRaised`],
    });
  });

  describe('the composite alarm', () => {
    const services = ['trading', 'dashboard', 'data-service'];
    const down = (role: string): string => `<${idOf(stack, `${system}-${role}/TooFewRunningTasks`)}.Arn>`;
    const [composite, ...more] = properties(stack, 'AWS::CloudWatch::CompositeAlarm');

    /** Whether it goes off while these services have too few tasks. */
    function goesOff(...roles: readonly string[]): boolean {
      const inAlarm = roles.map(down);
      const condition = String(composite?.AlarmRule).replaceAll(/ALARM\("([^"]+)"\)/g, (_, arn: string) =>
        String(inAlarm.includes(arn)),
      );
      return reduced(condition) === 'true';
    }

    test.each([
      ['trading', 'dashboard'],
      ['trading', 'data-service'],
      ['dashboard', 'data-service'],
    ])('goes off when %s and %s have too few tasks', (one, other) => {
      expect(goesOff(one, other)).toBe(true);
    });

    test('goes off when all three have, and not for one alone or for none', () => {
      expect(goesOff(...services)).toBe(true);
      for (const alone of services) expect([alone, goesOff(alone)]).toEqual([alone, false]);
      expect(goesOff()).toBe(false);
    });

    test('is the only one, and is named for the system as a whole', () => {
      expect(more).toEqual([]);
      expect(composite).toMatchObject({ AlarmName: `runbook-${environment}/SeveralServicesDown` });
    });
  });
});
