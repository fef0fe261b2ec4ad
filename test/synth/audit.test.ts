import { everyRunbook } from '../../runbooks';
import { assembled } from '../support/assembled';
import { called, idOf, properties, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('the audit of $environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account } = stack.described.environment;
  const schedule = called(stack, `${prefix}-audit`) as Record<string, unknown>;
  const target = schedule.Target as { Input: string; RetryPolicy: object; DeadLetterConfig: object };
  const input = JSON.parse(target.Input) as {
    watch: string;
    heartbeat: object;
    runbooks: object;
    starts: Record<string, { runbook: string; machine: string }>;
  };

  test('comes every five minutes, and is given up when the next one is due', () => {
    expect(schedule).toMatchObject({ ScheduleExpression: 'cron(0/5 * * * ? *)', State: 'ENABLED' });
    expect(target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${account}:${prefix}-dead-letters` },
    });
    expect(properties(stack, 'AWS::Lambda::EventInvokeConfig')).toContainEqual(
      expect.objectContaining({ MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 2 }),
    );
  });

  test('knows every alarm that starts a runbook, and starts the same one as its rule', () => {
    const started = stack.described.runbooks.flatMap(({ id, machine, alarms }) =>
      alarms.map(({ name }) => [name, { id, machine: `arn:aws:states:${region}:${account}:stateMachine:${machine}` }]),
    );
    expect(started.length).toBeGreaterThan(10);
    expect(
      Object.entries(input.starts).map(([name, { runbook, machine }]) => [name, { id: runbook, machine }]),
    ).toEqual(expect.arrayContaining(started));
    expect(Object.keys(input.starts)).toHaveLength(started.length);
  });

  test('closes only what alarms can judge', () => {
    const bySteps = everyRunbook.filter(({ verifiedBy, triggers }) => verifiedBy === 'steps' || triggers.length === 0);
    expect(Object.keys(input.runbooks).filter((id) => bySteps.some((runbook) => runbook.id === id))).toEqual([]);
    expect(Object.keys(input.runbooks)).not.toEqual([]);
  });

  test('that does not come, or fails, pages when two of three heartbeats are missing', () => {
    expect(input.heartbeat).toEqual({ namespace: prefix, name: 'AuditsCompleted' });
    expect(stack.described.heartbeat).toEqual(input.heartbeat);
    expect(called(stack, `${prefix}/AuditsMissing`)).toMatchObject({
      Namespace: prefix,
      MetricName: 'AuditsCompleted',
      Statistic: 'Sum',
      Period: 300,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'breaching',
      AlarmActions: [`<${idOf(stack, `${prefix}-watch`)}>`],
    });
  });
});
