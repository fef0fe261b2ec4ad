import { purposeOf } from '../../lambdas/shared/letters/purpose';
import { type Letters, readLetters } from '../../lambdas/shared/letters/receivers';
import { type AwsEvent, type TargetInput, transformInput } from '../../rehearsal/engine/events';
import { deathWords } from '../../runbooks/events';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { called, idOf, type Json, ofType, properties, rendered, stacks, withArn } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

const FUNCTIONS = ['list-letters', 'redrive-letters', 'discard-letters'];

interface Target extends TargetInput {
  readonly Arn: string;
  readonly DeadLetterConfig?: { readonly Arn: string };
}

describe.each(both)('the dead letters of $environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const { region, account } = stack.described.environment;
  const queues = properties(stack, 'AWS::SQS::Queue').map(({ QueueName }) => String(QueueName));
  const queueArn = (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`;
  const told = (name: string): Letters => {
    const { Variables } = called(stack, `${prefix}-${name}`).Environment as { Variables: Record<string, string> };
    return readLetters(Variables);
  };
  const letters = told('list-letters');
  const machines = JSON.parse(String(called(stack, `/${prefix}/system`).Value)) as { machines: Record<string, string> };
  const receivers = { ...letters, ...machines };

  const ruleTargets = ofType(stack, 'AWS::Events::Rule').flatMap(({ logicalId, Properties }) =>
    (rendered(Properties.Targets ?? []) as unknown as Target[]).map((target) => ({
      rule: withArn(stack, `<${logicalId}.Arn>`),
      name: String(Properties.Name),
      target,
      arn: withArn(stack, target.Arn),
    })),
  );
  const scheduleTargets = properties(stack, 'AWS::Scheduler::Schedule').map(
    ({ Target: target }) => target as unknown as Target,
  );
  const failed = properties(stack, 'AWS::Lambda::EventInvokeConfig').map(
    ({ DestinationConfig }) => (DestinationConfig as { OnFailure: { Destination: string } }).OnFailure.Destination,
  );

  test('lie in queues that the command knows, every one, by name and address', () => {
    expect(queues.length).toBeGreaterThan(1);
    for (const name of FUNCTIONS) {
      expect(told(name)).toEqual({ ...letters, keptDays: 14 });
      expect(told(name).queues).toEqual(
        queues.map((queue) => ({ name: queue, url: `https://sqs.${region}.amazonaws.com/${account}/${queue}` })),
      );
    }
    expect(Object.values(stack.described.queues).sort()).toEqual([...queues].sort());
    for (const { to, action, on } of grants(stack).filter(
      ({ to, action }) => FUNCTIONS.includes(to) && action.startsWith('sqs:'),
    ))
      expect([to, action, on]).toEqual([to, action, queues.map(queueArn)]);
  });

  test('page from every queue, whether somebody looks at them or not, and the page says how to look', () => {
    const reading = properties(stack, 'AWS::CloudWatch::Alarm').flatMap(({ Metrics, AlarmDescription, AlarmName }) => {
      const entries = (Metrics ?? []) as unknown as {
        Expression?: string;
        MetricStat?: { Metric: { Namespace: string; MetricName: string; Dimensions: { Value: string }[] } };
      }[];
      const read = entries.flatMap(({ MetricStat: stat }) =>
        stat?.Metric.Namespace === 'AWS/SQS' ? [[stat.Metric.MetricName, stat.Metric.Dimensions[0]?.Value]] : [],
      );
      return read.length > 0 ? [{ AlarmName, AlarmDescription, read, how: entries[0]?.Expression }] : [];
    });
    expect(reading).toHaveLength(queues.length);
    for (const queue of queues) {
      const own = [queue, `<${idOf(stack, queue)}.QueueName>`];
      const alarm = reading.find(({ read }) => read.every(([, value]) => own.includes(String(value))));
      expect(alarm?.read.map(([metric]) => metric)).toEqual([
        'ApproximateNumberOfMessagesVisible',
        'ApproximateNumberOfMessagesNotVisible',
      ]);
      expect(alarm?.how).toBe('waiting + looked_at');
      expect(alarm?.AlarmDescription).toMatch(/npm run runbook -- letters list$/);
    }
  });

  test('are written by every rule, every schedule and every function that a schedule calls', () => {
    const into = [
      ...[...ruleTargets.map(({ target }) => target), ...scheduleTargets].map(
        ({ DeadLetterConfig }) => DeadLetterConfig?.Arn ?? 'nowhere',
      ),
      ...failed,
    ].map((arn) => withArn(stack, arn));
    expect(into.length).toBeGreaterThan(10);
    expect(into.filter((arn) => !queues.map(queueArn).includes(arn))).toEqual([]);
    expect(failed).toHaveLength(scheduleTargets.length);
  });

  test('can be done again, whatever they were for: what that takes is granted, and nothing beside it', () => {
    const may = (action: string) =>
      grants(stack)
        .filter((one) => one.to === 'redrive-letters' && one.action === action)
        .flatMap(({ on }) => on)
        .sort();
    const of = (service: string) =>
      ruleTargets.flatMap(({ arn }) => (arn.split(':')[2] === service ? [arn] : [])).sort();
    expect(may('states:StartExecution')).toEqual(of('states'));
    expect(may('lambda:InvokeFunction')).toEqual(scheduleTargets.map(({ Arn }) => withArn(stack, Arn)).sort());
    // And the incident channel, which hears of what was done.
    const channel = `arn:aws:sns:${region}:${account}:${prefix}-incident-channel`;
    expect(may('sns:Publish').filter((arn) => arn !== channel)).toEqual(of('sns'));
    expect(of('states').length + of('sns').length).toBe(ruleTargets.length);
  });

  /** As EventBridge gives it to the target: the engine's own reading of the template. */
  const asDelivered = ({ Input, InputPath, InputTransformer }: Target, event: AwsEvent): unknown =>
    transformInput(
      { ...(Input && { Input }), ...(InputPath && { InputPath }), ...(InputTransformer && { InputTransformer }) },
      event,
    );

  test.each(ruleTargets.filter(({ arn }) => arn.includes(':states:')).map((one) => [one.name, one] as const))(
    '%s: a redrive tells the runbook what the rule would have told it',
    (_name, { rule, target, arn }) => {
      const purpose = purposeOf(
        { body: JSON.stringify(ALARM_EVENT), attributes: { RULE_ARN: rule, TARGET_ARN: arn } },
        receivers,
      );
      expect(purpose).toMatchObject({ is: 'alarm', machine: arn, input: asDelivered(target, ALARM_EVENT) });
    },
  );

  test('a redrive has the watch say of a dead run what the rule would have had it say', () => {
    const [watch, ...others] = ruleTargets.filter(({ arn }) => arn.includes(':sns:'));
    if (!watch) throw new Error('No rule publishes.');
    expect(others).toEqual([]);
    const purpose = purposeOf(
      { body: JSON.stringify(DEATH_EVENT), attributes: { RULE_ARN: watch.rule, TARGET_ARN: watch.arn } },
      receivers,
    );
    if (purpose.is !== 'death') throw new Error(`It is ${purpose.is}.`);
    expect(purpose.topic).toBe(watch.arn);
    expect(deathWords(purpose.status, purpose.execution)).toBe(asDelivered(watch.target, DEATH_EVENT));
  });

  test('a redrive calls every function that a schedule calls, with what the schedule tells it', () => {
    for (const { Arn, Input } of scheduleTargets) {
      const arn = withArn(stack, Arn);
      const attributes = { SCHEDULE_ARN: 'arn', TARGET_ARN: arn };
      expect(purposeOf({ body: Input ?? '', attributes }, receivers)).toMatchObject({
        is: 'tick',
        function: arn,
        payload: Input,
      });
    }
  });
});

const envelope = (detail: Readonly<Record<string, Json>>): AwsEvent => ({
  version: '0',
  id: '9a1f5c4e-6d3b-4b7a-a1d2-0c4e5f6a7b8c',
  source: 'aws',
  'detail-type': 'whatever',
  account: '123456789012',
  region: 'ap-south-1',
  time: '2026-11-20T04:35:05Z',
  resources: [],
  detail,
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
const ALARM_EVENT = envelope({
  alarmName: 'algo-trading-prod-trading/OrdersUnanswered',
  state: {
    value: 'ALARM',
    reason: 'Threshold Crossed: 1 datapoint [88.0] was greater than the threshold (60.0).',
    timestamp: '2026-11-20T04:35:05.000+0000',
  },
});

// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
const DEATH_EVENT = envelope({
  executionArn: 'arn:aws:states:ap-south-1:123456789012:execution:runbook-prod-later:one',
  status: 'TIMED_OUT',
});
