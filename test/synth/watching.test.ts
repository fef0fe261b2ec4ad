import {
  assemble,
  called,
  idOf,
  ofType,
  properties,
  rendered,
  type Synthesised,
  stacks,
  testApp,
} from '../support/synth';

const synthesised = stacks(assemble(testApp()));
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));
const prod = synthesised.prod as Synthesised;

const MACHINES = ['escalation', 'trading-service-not-processing-orders', 'service-restart'];

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
    expect(properties(prod, 'AWS::Logs::MetricFilter')).toEqual([
      {
        LogGroupName: '/aws/ecs/algo-trading-prod',
        FilterPattern: 'ERROR',
        MetricTransformations: [
          { MetricNamespace: 'Runbook/prod', MetricName: 'ErrorLines', MetricValue: '1', DefaultValue: 0 },
        ],
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

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const machineId = (id: string): string => idOf(stack, `${prefix}-${id}`);
  const starting = () =>
    properties(stack, 'AWS::Events::Rule').filter(({ Description }) => String(Description).startsWith('Starts the'));

  test('an alarm that goes to ALARM starts the runbook, and no other change of state does', () => {
    const alarms = ['TooFewRunningTasks', 'TooManyErrorLines', 'OrdersUnanswered'].map(
      (wrong) => `<${idOf(stack, `algo-trading-${environment}-trading/${wrong}`)}.Arn>`,
    );
    const [rule] = starting();
    expect(rule?.EventPattern).toEqual({
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      resources: alarms,
      detail: { state: { value: ['ALARM'] } },
    });
  });

  test('its event is tried for five minutes, then kept among the dead letters', () => {
    expect(starting().map(({ Targets }) => Targets)).toEqual([
      [
        {
          Id: 'Target0',
          Arn: `<${idOf(stack, `${prefix}-trading-service-not-processing-orders`)}>`,
          RoleArn: expect.any(String),
          DeadLetterConfig: { Arn: `<${idOf(stack, `${prefix}-dead-letters`)}.Arn>` },
          RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 10 },
          InputTransformer: {
            InputPathsMap: {
              'detail-alarmName': '$.detail.alarmName',
              'detail-state-timestamp': '$.detail.state.timestamp',
              'detail-state-reason': '$.detail.state.reason',
            },
            InputTemplate: '{"alarm":<detail-alarmName>,"at":<detail-state-timestamp>,"reason":<detail-state-reason>}',
          },
        },
      ],
    ]);
  });

  test('dead letters are kept for 14 days', () => {
    expect(called(stack, `${prefix}-dead-letters`)).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
  });

  test.each(MACHINES)('a dead run of %s pages by an alarm of its own', (id) => {
    for (const wrong of ['Failed', 'TimedOut', 'Aborted']) {
      expect(called(stack, `${prefix}-${id}/Executions${wrong}`)).toMatchObject({
        Namespace: 'AWS/States',
        MetricName: `Executions${wrong}`,
        Dimensions: [{ Name: 'StateMachineArn', Value: `<${machineId(id)}>` }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [`<${idOf(stack, `${prefix}-watch`)}>`],
      });
    }
  });

  test('a dead run of any workflow pages by an event as well, which says which run', () => {
    expect(called(stack, `${prefix}-dead-executions`)).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: MACHINES.map((id) => `<${machineId(id)}>`),
        },
      },
      Targets: [
        {
          Arn: `<${idOf(stack, `${prefix}-watch`)}>`,
          InputTransformer: { InputTemplate: expect.stringContaining('<detail-executionArn>') },
          DeadLetterConfig: { Arn: `<${idOf(stack, `${prefix}-dead-letters`)}.Arn>` },
        },
      ],
    });
  });

  test('no rule loses an event it could not deliver, and each may write it among the dead letters', () => {
    const rules = ofType(stack, 'AWS::Events::Rule');
    const queue = `<${idOf(stack, `${prefix}-dead-letters`)}.Arn>`;
    for (const { Properties } of rules) {
      for (const { DeadLetterConfig } of rendered(Properties.Targets ?? []) as { DeadLetterConfig?: object }[]) {
        expect(DeadLetterConfig).toEqual({ Arn: queue });
      }
    }
    const senders = properties(stack, 'AWS::SQS::QueuePolicy').flatMap(({ PolicyDocument }) => {
      const { Statement } = PolicyDocument as { Statement: { Action: string; Condition?: { ArnEquals?: object } }[] };
      return Statement.filter(({ Action }) => Action === 'sqs:SendMessage').map(
        ({ Condition }) => Condition?.ArnEquals,
      );
    });
    const arns = rules.map(({ logicalId }) => ({ 'aws:SourceArn': `<${logicalId}.Arn>` }));
    expect(senders).toHaveLength(arns.length);
    expect(senders).toEqual(expect.arrayContaining(arns));
  });

  test('an event that could not be delivered pages', () => {
    expect(called(stack, `${prefix}/DeadLetters`)).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: `<${idOf(stack, `${prefix}-dead-letters`)}.QueueName>` }],
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [`<${idOf(stack, `${prefix}-watch`)}>`],
    });
  });

  test('no alarm is there that nobody has described above', () => {
    expect(ofType(stack, 'AWS::CloudWatch::Alarm')).toHaveLength(3 + 3 * MACHINES.length + 1);
    expect(ofType(stack, 'AWS::Events::Rule')).toHaveLength(2);
  });
});
