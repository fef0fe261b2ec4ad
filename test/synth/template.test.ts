import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import {
  idOf,
  nameOf,
  ofType,
  type Properties,
  properties,
  rendered,
  type Synthesised,
  stacks,
} from '../support/synth';

const directory = assembled();
const both = Object.entries(stacks(directory)).map(([environment, stack]) => ({ environment, stack }));

/** What starts others later decides nothing and pages nobody: its own death pages, as any workflow's does. */
const TELLING = ['escalation', ...[...runbooks, ...dayRunbooks, ...checklists].map(({ id }) => id)];

describe.each(both)('$environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const telling = [...(stack.described.pagerDutyMachine === null ? [] : ['pager-duty']), ...TELLING];
  const machines = [...telling, 'later'];

  describe('topics', () => {
    const { contacts, incidentChannel, lastResort } = stack.described.environment;
    const addresses = {
      ...contacts,
      'incident-channel': { email: incidentChannel },
      'last-resort': { email: lastResort },
      watch: { email: lastResort },
    };

    test('there is one for each contact, the incident channel, the last resort and the watch', () => {
      const names = properties(stack, 'AWS::SNS::Topic').map(({ TopicName }) => TopicName);
      expect(names.sort()).toEqual(
        Object.keys(addresses)
          .map((id) => `${prefix}-${id}`)
          .sort(),
      );
    });

    test('each reaches the address of its contact and nobody else', () => {
      const subscribed = properties(stack, 'AWS::SNS::Subscription').map(({ TopicArn, Protocol, Endpoint }) => [
        nameOf(stack, String(TopicArn).slice(1, -1)),
        Protocol,
        Endpoint,
      ]);
      expect(subscribed.sort()).toEqual(
        Object.entries(addresses)
          .flatMap(([id, { email, ...others }]) => [
            [`${prefix}-${id}`, 'email', email],
            ...Object.entries(others).flatMap(([how, address]) =>
              how === 'sms' || how === 'https' ? [[`${prefix}-${id}`, how, address]] : [],
            ),
          ])
          .sort(),
      );
    });

    test('every one refuses to be published to without TLS, and alarms and events may publish to the watch', () => {
      const policies = properties(stack, 'AWS::SNS::TopicPolicy').map(({ PolicyDocument, Topics }) => ({
        topic: nameOf(stack, String((Topics as string[])[0]).slice(1, -1)),
        statements: (PolicyDocument as { Statement: Properties[] }).Statement,
      }));
      expect(policies).toHaveLength(Object.keys(addresses).length);
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
        expect([topic, allowed]).toEqual([
          topic,
          topic === `${prefix}-watch`
            ? [
                expect.objectContaining({
                  Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
                }),
              ]
            : [],
        ]);
      }
    });

    test('only ends of incidents, halts and changes of a mode are told in the channel, and nobody pages there', () => {
      const topic = `<${idOf(stack, `${prefix}-incident-channel`)}>`;
      const publishing = grants(stack).filter(({ action, on }) => action === 'sns:Publish' && on.includes(topic));
      expect(publishing.map(({ to }) => to).sort()).toEqual(['document-incident', 'halt-now', 'set-mode']);
    });

    test('the last resort is used by every workflow that tells people, and by no function and no alarm', () => {
      const topic = `<${idOf(stack, `${prefix}-last-resort`)}>`;
      const uses = (type: string): readonly string[] =>
        ofType(stack, type).flatMap((resource) =>
          JSON.stringify(rendered(resource.Properties)).includes(topic) ? [resource.logicalId] : [],
        );
      expect(uses('AWS::StepFunctions::StateMachine').map((id) => nameOf(stack, id))).toEqual(
        telling.map((id) => `${prefix}-${id}`),
      );
      expect([
        ...uses('AWS::Lambda::Function'),
        ...uses('AWS::CloudWatch::Alarm'),
        ...uses('AWS::CloudWatch::CompositeAlarm'),
        ...uses('AWS::Events::Rule'),
      ]).toEqual([]);
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

  test('the stack has room to grow: CloudFormation takes 500 resources and 1 MB, and a runbook more is a dozen', () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    // At 480 it is time to put what people ask for into a stack of its own, not at the deployment that is refused.
    expect(stack.resources.length).toBeLessThan(480);
    const template = readFileSync(join(directory, `${stack.described.stackName}.template.json`));
    expect(template.byteLength).toBeLessThan(1024 * 1024);
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
