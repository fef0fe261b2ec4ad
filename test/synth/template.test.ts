import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyRunbook } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { walk } from '../support/asl';
import { assembled } from '../support/assembled';
import {
  type Json,
  nameOf,
  ofType,
  type Properties,
  properties,
  read,
  type Synthesised,
  stacks,
} from '../support/synth';

const directory = assembled();
const both = Object.entries(stacks(directory)).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const machines = [
    ...['escalation', 'later', ...(stack.described.pagerDutyMachine === null ? [] : ['pager-duty'])],
    ...[...everyRunbook, ...checklists].map(({ id }) => id),
    'sweep-stop',
  ];

  describe('topics', () => {
    const { contacts, incidentChannel, lastResort } = stack.described.environment;
    const addresses = {
      ...contacts,
      'incident-channel': { email: incidentChannel },
      'last-resort': { email: lastResort },
      watch: { email: lastResort },
    };

    test('there is one for each contact, the incident channel, the last resort, the watch and the tests', () => {
      const names = properties(stack, 'AWS::SNS::Topic').map(({ TopicName }) => TopicName);
      expect(names.sort()).toEqual([...Object.keys(addresses), 'probe'].map((id) => `${prefix}-${id}`).sort());
    });

    test('each reaches the address of its contact and nobody else', () => {
      const subscribed = properties(stack, 'AWS::SNS::Subscription').map(({ TopicArn, Protocol, Endpoint }) => [
        nameOf(stack, String(TopicArn).slice(1, -1)),
        Protocol,
        String(Endpoint).startsWith('<') ? nameOf(stack, String(Endpoint).slice(1, -'.Arn>'.length)) : Endpoint,
      ]);
      expect(subscribed.sort()).toEqual(
        [
          ...Object.entries(addresses).flatMap(([id, { email, ...others }]) => [
            [`${prefix}-${id}`, 'email', email],
            ...Object.entries(others).flatMap(([how, address]) =>
              how === 'sms' || how === 'https' ? [[`${prefix}-${id}`, how, address]] : [],
            ),
          ]),
          [`${prefix}-probe`, 'lambda', `${prefix}-answer-test-page`],
        ].sort(),
      );
    });

    test('every one refuses to be published to without TLS; alarms of this account and events may publish to the watch, and alarms to the last resort', () => {
      const alarms = expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': stack.described.environment.account } },
      });
      const events = expect.objectContaining({ Principal: { Service: 'events.amazonaws.com' } });
      const may: Readonly<Record<string, readonly unknown[]>> = {
        [`${prefix}-watch`]: [alarms, events],
        [`${prefix}-last-resort`]: [alarms],
      };
      const policies = properties(stack, 'AWS::SNS::TopicPolicy').map(({ PolicyDocument, Topics }) => ({
        topic: nameOf(stack, String((Topics as string[])[0]).slice(1, -1)),
        statements: (PolicyDocument as { Statement: Properties[] }).Statement,
      }));
      expect(policies).toHaveLength(Object.keys(addresses).length + 1);
      for (const { topic, statements } of policies) {
        expect([topic, statements[0]]).toEqual([
          topic,
          expect.objectContaining({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]);
        const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
        expect([topic, allowed]).toEqual([topic, may[topic] ?? []]);
      }
    });
  });

  test('incidents can be restored to any second, outlive the stack, and are tidied away by their own date', () => {
    const [table] = ofType(stack, 'AWS::DynamoDB::GlobalTable');
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table?.Properties).toMatchObject({
      TableName: `${prefix}-incidents`,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Replicas: [
        {
          Region: 'ap-south-1',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          DeletionProtectionEnabled: true,
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  test('reports are kept in every version, out of the public, and outlive the stack', () => {
    const reports = ofType(stack, 'AWS::S3::Bucket').find(
      ({ Properties }) => Properties.BucketName === `${prefix}-reports-123456789012`,
    );
    expect(reports).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(reports?.Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('every log group forgets after three months; who called the API is known for a year', () => {
    const groups = properties(stack, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(ofType(stack, 'AWS::Lambda::Function').length + machines.length + 1);
    expect(
      groups
        .filter(({ RetentionInDays }) => RetentionInDays !== 90)
        .map(({ LogGroupName, RetentionInDays }) => [LogGroupName, RetentionInDays]),
    ).toEqual([[`/aws/vendedlogs/apigateway/${prefix}`, 365]]);
  });

  test.each(stack.templates)('$name has room to grow: CloudFormation takes 500 resources and 1 MB', (template) => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    // A runbook more is a dozen. At 480 it is time to put what people ask for into a stack of its own, not at the
    // deployment that is refused.
    expect(template.resources.length).toBeLessThan(480);
    expect(template.resources.length).toBeGreaterThan(20);
    expect(readFileSync(join(directory, `${template.name}.template.json`)).byteLength).toBeLessThan(1024 * 1024);
  });

  test('no stack exports anything to the other or takes anything from it: either can be deployed again by itself', () => {
    for (const { name } of stack.templates) {
      const template = read<Json>(directory, `${name}.template.json`);
      const crossing = [...walk(template)].filter(([, key]) => key === 'Export' || key === 'Fn::ImportValue');
      expect([name, crossing]).toEqual([name, []]);
      expect([name, Object.keys((template as Properties).Outputs ?? {})]).toEqual([name, []]);
      // Nor by a parameter that somebody would have to fill in.
      // Parameter Store knows these.
      const parameters = Object.values(((template as Properties).Parameters ?? {}) as Record<string, { Type: string }>);
      expect(
        parameters.map(({ Type }) => Type).filter((type) => type !== 'AWS::SSM::Parameter::Value<String>'),
      ).toEqual([]);
    }
    expect(stack.templates.map(({ name }) => name)).toEqual([
      prefix,
      `${prefix}-day`,
      `${prefix}-on-demand`,
      `${prefix}-watch`,
    ]);
  });

  test('what is kept is kept by the first stack: taking another away loses nothing, but for the watch its own', () => {
    const [, ...others] = stack.templates;
    const kept = /^AWS::(S3|DynamoDB|SNS|SQS|Cognito|ApiGatewayV2|KMS)::/;
    expect(
      others.flatMap(({ name, resources }) =>
        resources.flatMap(({ Type }) => (kept.test(Type) ? [`${name} ${Type}`] : [])),
      ),
    ).toEqual(
      [
        'KMS::Key',
        'KMS::Alias',
        'SNS::Topic',
        'SNS::TopicPolicy',
        'SNS::Subscription',
        'SQS::Queue',
        'SQS::QueuePolicy',
      ].map((type) => `${prefix}-watch AWS::${type}`),
    );
    expect(stack.resources.filter(({ Type }) => kept.test(Type)).length).toBeGreaterThan(20);
  });

  test('every workflow logs what it does, and never its data: a task token is among it', () => {
    for (const machine of properties(stack, 'AWS::StepFunctions::StateMachine')) {
      expect(machine).toMatchObject({
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
        TracingConfiguration: { Enabled: true },
      });
    }
  });
});

test('production and staging create nothing of the same name', () => {
  const names = (stack: Synthesised): readonly string[] =>
    stack.resources.flatMap(({ Properties }) =>
      Object.entries(Properties ?? {}).flatMap(([key, value]) =>
        /Name$/.test(key) && typeof value === 'string' && /runbook-|\//.test(value) ? [value] : [],
      ),
    );
  const [first, second] = both.map(({ stack }) => new Set(names(stack)));
  expect(first?.size).toBeGreaterThan(40);
  expect([...(first ?? [])].filter((name) => second?.has(name))).toEqual([]);
});
