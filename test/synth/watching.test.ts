import { dayRunbooks, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { called, idOf, ofType, properties, rendered, stacks, withArn } from '../support/synth';

const synthesised = stacks(assembled());
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account } = stack.described.environment;
  const FIRST = [
    'escalation',
    'later',
    ...(stack.described.pagerDutyMachine === null ? [] : ['pager-duty']),
    ...runbooks.map(({ id }) => id),
  ];
  /** Those of the trading day's stack. */
  const ELSEWHERE = [
    [],
    [...dayRunbooks, ...checklists].map(({ id }) => id),
    [...onDemandRunbooks.map(({ id }) => id), 'sweep-stop'],
  ] as const;
  const MACHINES = [...FIRST, ...ELSEWHERE.flat()];
  const isElsewhere = (id: string) => ELSEWHERE.some((ids) => (ids as readonly string[]).includes(id));
  const watchArn = `arn:aws:sns:${region}:${account}:${prefix}-watch`;
  const machineArn = (id: string): string => `arn:aws:states:${region}:${account}:stateMachine:${prefix}-${id}`;
  const machineId = (id: string): string =>
    ofType(stack, 'AWS::StepFunctions::StateMachine').find(
      ({ Properties }) => Properties.StateMachineName === `${prefix}-${id}`,
    )?.logicalId ?? `no workflow ${id}`;
  const starting = () =>
    properties(stack, 'AWS::Events::Rule').filter(({ Description }) => String(Description).startsWith('Starts the'));

  /** What starts each runbook, by the names of its alarms. Written by hand: who is woken by what is a decision. */
  const STARTED_BY: Readonly<Record<string, readonly string[]>> = {
    'p1-critical-incident-response': [
      `${prefix}/SeveralServicesDown`,
      `${prefix}/StorageLow`,
      `${prefix}/MarketDataStale`,
      `${prefix}/DailyLoss`,
    ],
    'trading-service-not-processing-orders': ['TooFewRunningTasks', 'TooManyErrorLines', 'OrdersUnanswered'].map(
      (wrong) => `algo-trading-${environment}-trading/${wrong}`,
    ),
    ...Object.fromEntries(
      ['trading', 'dashboard', 'data-service'].map((service) => [
        `high-cpu-memory-utilization-${service}`,
        ['HighCpu', 'HighMemory'].map((wrong) => `algo-trading-${environment}-${service}/${wrong}`),
      ]),
    ),
    'database-connection-failures': ['ConnectionsFailing', 'HighCpu', 'TooManyConnections'].map(
      (wrong) => `algo-trading-${environment}-db/${wrong}`,
    ),
    'dashboard-not-loading': [
      'TooFewRunningTasks',
      'LoadBalancer5xx',
      'Target5xx',
      'ShareOf5xx',
      'UnhealthyHosts',
      'SlowResponses',
    ].map((wrong) => `algo-trading-${environment}-dashboard/${wrong}`),
  };

  test('an alarm that goes to ALARM starts its runbook, and no other change of state does', () => {
    const started = starting().map(({ Name, EventPattern }) => [String(Name).replace(`${prefix}-`, ''), EventPattern]);
    expect(Object.fromEntries(started)).toEqual(
      Object.fromEntries(
        Object.entries(STARTED_BY).map(([runbook, alarms]) => [
          runbook,
          {
            source: ['aws.cloudwatch'],
            'detail-type': ['CloudWatch Alarm State Change'],
            resources: alarms.map((name) => `<${idOf(stack, name)}.Arn>`),
            detail: { state: { value: ['ALARM'] } },
          },
        ]),
      ),
    );
  });

  test('every alarm starts one runbook: the data service alone has none, and is looked at by the P1', () => {
    const alarms = [...ofType(stack, 'AWS::CloudWatch::Alarm'), ...ofType(stack, 'AWS::CloudWatch::CompositeAlarm')]
      .filter(({ Properties }) => !('AlarmActions' in Properties))
      .map(({ Properties }) => String(Properties.AlarmName));
    const starters = Object.values(STARTED_BY).flat();
    expect(new Set(starters).size).toBe(starters.length);
    expect(alarms.filter((name) => !starters.includes(name))).toEqual([
      `algo-trading-${environment}-data-service/TooFewRunningTasks`,
    ]);
  });

  test('its event is tried for five minutes, then kept among the dead letters', () => {
    expect(starting().map(({ Targets }) => Targets)).toEqual(
      Object.keys(STARTED_BY).map((runbook) => [
        {
          Id: 'Target0',
          Arn: `<${machineId(runbook)}>`,
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
      ]),
    );
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
        // Another stack knows the topic by its ARN.
        AlarmActions: [isElsewhere(id) ? watchArn : `<${idOf(stack, `${prefix}-watch`)}>`],
      });
    }
    // In the stack of its workflow: whichever is deployed without the other, none goes unwatched.
    const there = stack.templates.map(
      ({ resources }) =>
        resources.filter(({ Properties }) => String(Properties?.AlarmName).startsWith(`${prefix}-${id}/`)).length,
    );
    const expected = ELSEWHERE.map((ids) => ((ids as readonly string[]).includes(id) ? 3 : 0));
    expect(there).toEqual(isElsewhere(id) ? expected : [3, 0, 0]);
  });

  test('what another stack says of the watch is the watch', () => {
    expect(withArn(stack, `<${idOf(stack, `${prefix}-watch`)}>`)).toBe(watchArn);
  });

  test('a dead run of any workflow pages by an event as well, which says which run', () => {
    expect(called(stack, `${prefix}-dead-executions`)).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          // One rule for all stacks: those of the others by their ARN.
          stateMachineArn: [
            ...FIRST.map((id) => `<${machineId(id)}>`),
            ...[...dayRunbooks, ...onDemandRunbooks, ...checklists].map(({ id }) => machineArn(id)),
          ],
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

  test('no alarm and no rule is there that nobody has described', () => {
    // Those of the system itself: test/synth/alarms.test.ts.
    const ofOurselves = ofType(stack, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => 'AlarmActions' in Properties,
    );
    // Of each workflow three, the dead letters, and the tick that does not come: test/synth/tick.test.ts.
    expect(ofOurselves).toHaveLength(3 * MACHINES.length + 1 + 1);
    expect(ofType(stack, 'AWS::Events::Rule')).toHaveLength(Object.keys(STARTED_BY).length + 1);
    expect(ofType(stack, 'AWS::Scheduler::Schedule')).toHaveLength(1);
  });
});
