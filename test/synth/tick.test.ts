import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { called, idOf, ofType, type Properties, properties, rendered, stacks, withArn } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('the tick of $environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account, calendar } = stack.described.environment;
  const starts = `<${idOf(stack, `${prefix}-start-due`)}.Arn>`;
  const deadLetters = `arn:aws:sqs:${region}:${account}:${prefix}-dead-letters`;
  const [schedule] = properties(stack, 'AWS::Scheduler::Schedule');
  const target = schedule?.Target as Properties;
  const roleId = String(target.RoleArn).replace(/^<(.*)\.Arn>$/, '$1');

  test('comes every quarter of an hour, on the quarter, by the clock of the market', () => {
    const { Target: _, Description, ...when } = schedule ?? {};
    expect(when).toEqual({
      Name: `${prefix}-tick`,
      GroupName: `<${ofType(stack, 'AWS::Scheduler::ScheduleGroup')[0]?.logicalId}>`,
      ScheduleExpression: 'cron(0/15 * * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
    expect(Description).toEqual(expect.stringMatching(/\S/));
    expect(when.ScheduleExpressionTimezone).toBe(calendar.timeZone);
    // A quarter of an hour is what the checklists and the window are set to.
    const { checklists } = stack.described.environment;
    const due = [checklists.morning, checklists.evening, calendar.maintenance?.from ?? 'no window'];
    expect(due.filter((at) => !/:(00|15|30|45)$/.test(at))).toEqual([]);
  });

  test('asks one function what is due, and tells it for when it was meant', () => {
    expect(target).toEqual({
      Arn: starts,
      RoleArn: expect.stringMatching(/^<Tick/),
      Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: deadLetters },
    });
  });

  test('that is as late as the next one is given up, and kept where its loss pages', () => {
    expect(target).toMatchObject({ RetryPolicy: { MaximumEventAgeInSeconds: 15 * 60 } });
    expect(withArn(stack, `<${idOf(stack, `${prefix}-dead-letters`)}.Arn>`)).toBe(deadLetters);
    expect(JSON.stringify(called(stack, `${prefix}/DeadLetters`).Metrics)).toContain(`${prefix}-dead-letters`);
  });

  test('is not kept by Lambda longer than it is worth, and what Lambda gives up is kept as well', () => {
    const ofTick = properties(stack, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ FunctionName }) => rendered(FunctionName ?? '') === starts.replace('.Arn', ''),
    );
    expect(ofTick).toEqual([
      {
        FunctionName: starts.replace('.Arn', ''),
        Qualifier: '$LATEST',
        MaximumEventAgeInSeconds: 900,
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: deadLetters } },
      },
    ]);
  });

  test('is sent by the scheduler alone, which may call that function and keep what is lost, and nothing else', () => {
    const role = ofType(stack, 'AWS::IAM::Role').find(({ logicalId }) => logicalId === roleId);
    expect(role?.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } }],
      },
    });
    const may = grants(stack).filter(({ to }) => to === 'scheduler');
    // The other one's is of the audit: test/synth/audit.test.ts.
    expect(may.map(({ action, on, condition }) => [action, on, condition])).toEqual([
      ['lambda:InvokeFunction', [withArn(stack, starts)], undefined],
      ['sqs:SendMessage', [deadLetters], undefined],
      ['lambda:InvokeFunction', [withArn(stack, starts).replace('start-due', 'audit-incidents')], undefined],
      ['sqs:SendMessage', [deadLetters], undefined],
    ]);
  });

  test('does not begin before its role may send it', () => {
    const policy = ofType(stack, 'AWS::IAM::Policy').find(
      ({ Properties }) => JSON.stringify(Properties.Roles) === JSON.stringify([{ Ref: roleId }]),
    );
    const [made] = ofType(stack, 'AWS::Scheduler::Schedule');
    expect([...(made?.DependsOn ?? [])].sort()).toEqual([policy?.logicalId, roleId].sort());
  });

  test('that does not come, or fails, pages when two of three are missing: silence counts as none', () => {
    const metric = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: `${prefix}-start-due` }],
        },
        Period: 900,
        Stat: 'Sum',
      },
      ReturnData: false,
    });
    const { AlarmDescription, ...alarm } = called(stack, `${prefix}/TicksMissing`);
    expect(alarm).toEqual({
      AlarmName: `${prefix}/TicksMissing`,
      Metrics: [
        // Of a failed tick there is an invocation and an error; of a tick that did not come there is neither.
        {
          Id: expect.any(String),
          Expression: 'FILL(invocations, 0) - FILL(errors, 0)',
          Label: 'ticks that succeeded',
          ReturnData: true,
        },
        metric('invocations', 'Invocations'),
        metric('errors', 'Errors'),
      ],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
      AlarmActions: [`<${idOf(stack, `${prefix}-watch`)}>`],
    });
    expect(AlarmDescription).toEqual(expect.stringContaining('no checklist'));
  });

  test('has a minute for its work, and is over long before the next', () => {
    const { Timeout } = rendered(called(stack, `${prefix}-start-due`)) as Properties;
    expect(Timeout).toBe(58);
  });
});
