import { NOT_CONFIGURED } from '../../environments/schema';
import { dayRunbooks, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { called, idOf, ofType, type Properties, properties, read, rendered, stacks } from '../support/synth';

const synthesised = stacks(assembled());
const both = Object.entries(synthesised).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account, lastResort } = stack.described.environment;
  const MACHINES = [
    'escalation',
    'later',
    ...(stack.described.pagerDutyMachine === null ? [] : ['pager-duty']),
    ...[...runbooks, ...dayRunbooks, ...checklists, ...onDemandRunbooks].map(({ id }) => id),
    'sweep-stop',
  ];
  const watchTopic = `<${idOf(stack, `${prefix}-watch`)}>`;
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
    'test-alarm': [`${prefix}/TestAlarm`],
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

  test('every workflow of the environment is watched, and the watch lives in a stack of its own', () => {
    const made = properties(stack, 'AWS::StepFunctions::StateMachine').map(({ StateMachineName }) => StateMachineName);
    expect([...MACHINES].map((id) => `${prefix}-${id}`).sort()).toEqual([...made].sort());
    // Taken away with its own stack and with no other: no other stack has a word of it but its topic's name.
    const paging = stack.templates.flatMap(({ name, resources }) =>
      resources.flatMap(({ Properties }) => (Properties?.AlarmActions ? [name] : [])),
    );
    expect(new Set(paging)).toEqual(new Set([`${prefix}-watch`]));
    const [template] = stack.templates.filter(({ name }) => name === `${prefix}-watch`);
    expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
  });

  test.each(MACHINES)('a dead run of %s pages by an alarm of its own', (id) => {
    for (const wrong of ['Failed', 'TimedOut', 'Aborted']) {
      expect(called(stack, `${prefix}-${id}/Executions${wrong}`)).toMatchObject({
        Namespace: 'AWS/States',
        MetricName: `Executions${wrong}`,
        Dimensions: [{ Name: 'StateMachineArn', Value: machineArn(id) }],
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [watchTopic],
      });
    }
  });

  test('a dead run of any workflow pages by an event as well, which says which run', () => {
    const rule = called(stack, `${prefix}-dead-executions`);
    expect(rule).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ prefix: machineArn('') }] },
      },
      Targets: [
        {
          Arn: watchTopic,
          InputTransformer: { InputTemplate: expect.stringContaining('<detail-executionArn>') },
          DeadLetterConfig: { Arn: `<${idOf(stack, `${prefix}-watch-dead-letters`)}.Arn>` },
        },
      ],
    });
  });

  test('no pattern is longer than EventBridge takes', () => {
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
    for (const { EventPattern } of properties(stack, 'AWS::Events::Rule')) {
      expect(JSON.stringify(EventPattern).length).toBeLessThan(2048);
    }
  });

  test('no rule loses an event it could not deliver, and each may write it among the dead letters', () => {
    const rules = ofType(stack, 'AWS::Events::Rule');
    for (const { Properties } of rules) {
      const queue = Properties.Name === `${prefix}-dead-executions` ? 'watch-dead-letters' : 'dead-letters';
      for (const { DeadLetterConfig } of rendered(Properties.Targets ?? []) as { DeadLetterConfig?: object }[]) {
        expect(DeadLetterConfig).toEqual({ Arn: `<${idOf(stack, `${prefix}-${queue}`)}.Arn>` });
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

  test('every queue of dead letters keeps them for 14 days and pages, and that of the watch by another topic', () => {
    const queues = properties(stack, 'AWS::SQS::Queue');
    expect(queues.map(({ QueueName }) => QueueName)).toEqual([
      `${prefix}-dead-letters`,
      `${prefix}-watch-dead-letters`,
    ]);
    for (const queue of queues) expect(queue).toMatchObject({ MessageRetentionPeriod: 14 * 86_400 });
    const read = (QueueName: string, Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: QueueName }] },
        Period: 60,
        Stat: 'Maximum',
      },
      ReturnData: false,
    });
    // A letter is not visible while somebody looks at it: both are counted.
    const pages = (queue: string) => ({
      Metrics: [
        { Expression: 'waiting + looked_at', ReturnData: true },
        read(queue, 'waiting', 'ApproximateNumberOfMessagesVisible'),
        read(queue, 'looked_at', 'ApproximateNumberOfMessagesNotVisible'),
      ],
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(called(stack, `${prefix}/DeadLetters`)).toMatchObject({
      ...pages(`${prefix}-dead-letters`),
      AlarmActions: [watchTopic],
    });
    expect(called(stack, `${prefix}/WatchDeadLetters`)).toMatchObject({
      ...pages(`<${idOf(stack, `${prefix}-watch-dead-letters`)}.QueueName>`),
      AlarmActions: [`arn:aws:sns:${region}:${account}:${prefix}-last-resort`],
    });
  });

  test('the topic is under a key of its own, which alarms of this account and events may use', () => {
    const [key, ...others] = ofType(stack, 'AWS::KMS::Key');
    expect(others).toEqual([]);
    expect(called(stack, `${prefix}-watch`)).toMatchObject({ KmsMasterKeyId: `<${key?.logicalId}.Arn>` });
    expect(properties(stack, 'AWS::KMS::Alias')).toEqual([
      { AliasName: `alias/${prefix}-watch`, TargetKeyId: `<${key?.logicalId}.Arn>` },
    ]);
    expect(key?.Properties).toMatchObject({ EnableKeyRotation: true });
    const uses = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' };
    expect(rendered(key?.Properties.KeyPolicy ?? {})).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${account}:root` } },
        {
          ...uses,
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': account } },
        },
        // EventBridge does not say for whom it publishes to a topic under a key:
        // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
        { ...uses, Principal: { Service: 'events.amazonaws.com' } },
      ],
    });
    const subscribed = properties(stack, 'AWS::SNS::Subscription').filter(({ TopicArn }) => TopicArn === watchTopic);
    expect(subscribed).toEqual([{ TopicArn: watchTopic, Protocol: 'email', Endpoint: lastResort }]);
  });

  /** Metric alarms of the watch that compute, by the beginning of their names. */
  const grouped = (name: string): readonly Properties[] =>
    properties(stack, 'AWS::CloudWatch::Alarm').filter(({ AlarmName }) =>
      new RegExp(`^${prefix}/${name}\\d+$`).test(String(AlarmName)),
    );
  type Entry = {
    Expression?: string;
    Id: string;
    MetricStat?: {
      Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
      Period: number;
      Stat: string;
    };
  };
  const reading = (alarms: readonly Properties[]) =>
    alarms.flatMap(({ Metrics }) =>
      (Metrics as unknown as Entry[]).flatMap(({ MetricStat: stat }) =>
        stat
          ? [
              {
                metric: `${stat.Metric.Namespace} ${stat.Metric.MetricName} ${stat.Stat} ${stat.Period}`,
                of: stat.Metric.Dimensions.map(({ Value }) => Value).join(),
              },
            ]
          : [],
      ),
    );
  const FUNCTIONS = properties(stack, 'AWS::Lambda::Function').map(({ FunctionName }) => String(FunctionName));
  const TOPICS = properties(stack, 'AWS::SNS::Topic').map(({ TopicName }) => String(TopicName));
  const RULES = properties(stack, 'AWS::Events::Rule').map(({ Name }) => String(Name));
  const others = (names: readonly string[], ours: string) => names.filter((name) => name !== `${prefix}-${ours}`);

  test.each([
    ['FunctionErrors', 'AWS/Lambda Errors Sum 300', FUNCTIONS, 'MAX', 3],
    ['FunctionThrottles', 'AWS/Lambda Throttles Sum 300', FUNCTIONS, 'SUM', 1],
    ['FunctionNearTimeout', 'AWS/Lambda Duration Maximum 300', FUNCTIONS, 'MAX', 1],
    ['ExecutionsThrottled', 'AWS/States ExecutionThrottled Sum 60', MACHINES.map(machineArn), 'SUM', 0],
    ['EventsNotDelivered', 'AWS/Events FailedInvocations Sum 60', others(RULES, 'dead-executions'), 'SUM', 0],
    ['PagesNotDelivered', 'AWS/SNS NumberOfNotificationsFailed Sum 60', others(TOPICS, 'watch'), 'SUM', 0],
  ] as const)('%s pages, of every one there is', (name, metric, all, of, threshold) => {
    const alarms = grouped(name);
    const read = reading(alarms);
    expect(read.map((one) => one.of).sort()).toEqual([...all].sort());
    expect(new Set(read.map((one) => one.metric))).toEqual(new Set([metric]));
    expect(alarms).toHaveLength(Math.ceil(all.length / 10));
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
        TreatMissingData: 'notBreaching',
        AlarmActions: [watchTopic],
      });
      const [result, ...metrics] = alarm.Metrics as unknown as Entry[];
      expect(metrics.length).toBeLessThanOrEqual(10);
      expect(result?.Expression).toMatch(new RegExp(`^${of}\\(\\[m0`));
      // Whoever is paged reads which they are.
      for (const one of reading([alarm])) {
        const short = one.of.replace(machineArn(''), '').replace(`${prefix}-`, '');
        expect(String(alarm.AlarmDescription)).toContain(short);
      }
      expect(String(alarm.AlarmDescription).length).toBeLessThan(1024);
    }
  });

  test('a function was near its time-out when less than a tenth of it was left, and less than 2.5 s', () => {
    const timeouts = new Map(
      properties(stack, 'AWS::Lambda::Function').map(({ FunctionName, Timeout }) => [FunctionName, Number(Timeout)]),
    );
    const seen = grouped('FunctionNearTimeout').flatMap((alarm) => {
      const [result] = alarm.Metrics as unknown as Entry[];
      const limits = [...(result?.Expression ?? '').matchAll(/m\d+\/(\d+)/g)].map(([, limit]) => Number(limit));
      return reading([alarm]).map(({ of }, index) => [of, limits[index] ?? 0] as const);
    });
    expect(seen).toHaveLength(timeouts.size);
    for (const [name, limitMs] of seen) {
      const leftMs = (timeouts.get(name) ?? 0) * 1000 - limitMs;
      expect([name, leftMs > 0]).toEqual([name, true]);
      expect([name, leftMs <= 2500 && leftMs <= 100 * (timeouts.get(name) ?? 0)]).toEqual([name, true]);
    }
    expect(new Map(seen).get(`${prefix}-check-service`)).toBe(5400);
    // It waits until five seconds before its end, and is not near it by that.
    expect(new Map(seen).get(`${prefix}-monitor-deployment`)).toBe(113_500);
  });

  test('what the watch itself could not deliver is told by another topic', () => {
    const alarms = grouped('WatchNotDelivered');
    expect(reading(alarms)).toEqual([
      { metric: 'AWS/Events FailedInvocations Sum 60', of: `${prefix}-dead-executions` },
      { metric: 'AWS/SNS NumberOfNotificationsFailed Sum 60', of: `${prefix}-watch` },
    ]);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual([
      [`arn:aws:sns:${region}:${account}:${prefix}-last-resort`],
    ]);
  });

  test('a tick that was given up pages, of our schedules and no others', () => {
    expect(called(stack, `${prefix}/TicksDropped`)).toMatchObject({
      Namespace: 'AWS/Scheduler',
      MetricName: 'InvocationDroppedCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: prefix }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [watchTopic],
    });
    expect(properties(stack, 'AWS::Scheduler::ScheduleGroup')).toEqual([{ Name: prefix }]);
  });

  test('without an address outside, synth says that an outage of SNS is silent', () => {
    expect(stack.described.environment.watch.deadManUrl).toBe(NOT_CONFIGURED);
    const metadata = read<Record<string, { type: string; data: string }[]>>(
      assembled(),
      `${prefix}-watch.metadata.json`,
    );
    const warnings = Object.values(metadata).flatMap((entries) =>
      entries.filter(({ type }) => type === 'aws:cdk:warning'),
    );
    expect(warnings.map(({ data }) => data)).toEqual([
      expect.stringMatching(/has no watch\.deadManUrl: .* an outage of SNS in ap-south-1 is silent/),
    ]);
  });

  test('no alarm and no rule is there that nobody has described', () => {
    // Those of the system itself: test/synth/alarms.test.ts.
    const ofOurselves = ofType(stack, 'AWS::CloudWatch::Alarm').filter(
      ({ Properties }) => 'AlarmActions' in Properties,
    );
    const tens = (all: readonly unknown[]) => Math.ceil(all.length / 10);
    const inGroups = 3 * tens(FUNCTIONS) + tens(MACHINES) + tens(RULES.slice(1)) + tens(TOPICS.slice(1));
    // Of each workflow three, both queues of dead letters, the watch itself, the tick that is dropped, the one that does not
    // come (test/synth/tick.test.ts), and the audit that does not (test/synth/audit.test.ts).
    expect(ofOurselves).toHaveLength(inGroups + 3 * MACHINES.length + 2 + 1 + 1 + 1 + 1);
    expect(ofType(stack, 'AWS::Events::Rule')).toHaveLength(Object.keys(STARTED_BY).length + 1);
    expect(ofType(stack, 'AWS::Scheduler::Schedule')).toHaveLength(2);
  });
});
