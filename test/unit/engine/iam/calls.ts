import { connectionArn, connectionSecretArn } from '../../../../rehearsal/engine/connection-arn';
import type { AuthorizationWorld } from '../../../../rehearsal/engine/iam';
import { scalableTargetArn } from '../../../../rehearsal/engine/scalable-target';
import { secretArn } from '../../../../rehearsal/engine/secret-arn';
import { RDS_CALLS } from './calls-of-rds';

const KEY = 'arn:aws:kms:ap-south-1:123456789012:key/0000';
const ACCOUNT = { id: '123456789012', region: 'ap-south-1' };
const SECRET = secretArn(ACCOUNT, 'login');
const SEALED_SECRET = secretArn(ACCOUNT, 'sealed');
const SEALED = new Set([
  SEALED_SECRET,
  'arn:aws:sns:ap-south-1:123456789012:sealed',
  'arn:aws:sqs:ap-south-1:123456789012:sealed',
  'arn:aws:s3:::sealed',
  'arn:aws:dynamodb:ap-south-1:123456789012:table/sealed',
]);

/** Whatever is called "sealed" has a customer's key; tables and indexes but "plain" have the partition key "pk". */
export const WORLD: AuthorizationWorld = {
  accountId: '123456789012',
  region: 'ap-south-1',
  rolesOf: (definition) => (definition === 'a:2' ? ['task', 'arn:aws:iam::123456789012:role/path/execution'] : []),
  keyOf: (arn) => (SEALED.has(arn) ? KEY : undefined),
  partitionKeyOf: (arn) => (arn.endsWith('/plain') ? undefined : 'pk'),
};

const regional = (service: string, resource: string) => `arn:aws:${service}:ap-south-1:123456789012:${resource}`;
const TARGET = scalableTargetArn({ id: '123456789012', region: 'ap-south-1' }, 'service/web/a');
const item = { pk: { S: 'A' }, sk: { S: 'B' } };
const query = { KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'A' } } };

/**
 * Calls and what they ask for. Actions and resource types are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const CALLS: [operation: string, input: object, asks: string[]][] = [
  [
    'ecs:DescribeClusters',
    { clusters: ['web', regional('ecs', 'cluster/shed')], include: ['SETTINGS'] },
    [
      `ecs:DescribeClusters ${regional('ecs', 'cluster/web')}`,
      `ecs:DescribeClusters ${regional('ecs', 'cluster/shed')}`,
    ],
  ],
  ['ecs:DescribeClusters', {}, [`ecs:DescribeClusters ${regional('ecs', 'cluster/default')}`]],
  [
    'ecs:DescribeServices',
    { cluster: 'web', services: ['a', regional('ecs', 'service/web/b')] },
    [
      `ecs:DescribeServices ${regional('ecs', 'service/web/a')}`,
      `ecs:DescribeServices ${regional('ecs', 'service/web/b')}`,
    ],
  ],
  ['ecs:UpdateService', { service: 'a' }, [`ecs:UpdateService ${regional('ecs', 'service/default/a')}`]],
  [
    'ecs:UpdateService',
    { service: 'a', taskDefinition: 'a:2' },
    [
      `ecs:UpdateService ${regional('ecs', 'service/default/a')}`,
      'iam:PassRole arn:aws:iam::123456789012:role/task',
      'iam:PassRole arn:aws:iam::123456789012:role/path/execution',
    ],
  ],
  [
    'ecs:RegisterTaskDefinition',
    { family: 'a', taskRoleArn: 'one', executionRoleArn: 'one', tags: [] },
    [
      `ecs:RegisterTaskDefinition ${regional('ecs', 'task-definition/a:*')}`,
      'iam:PassRole arn:aws:iam::123456789012:role/one',
    ],
  ],
  [
    'ecs:RegisterTaskDefinition',
    { family: 'a', tags: [{ key: 'k', value: 'v' }] },
    [
      `ecs:RegisterTaskDefinition ${regional('ecs', 'task-definition/a:*')}`,
      `ecs:TagResource ${regional('ecs', 'task-definition/a:*')}`,
    ],
  ],
  [
    'ecs:ListServiceDeployments',
    { cluster: 'web', service: 'a' },
    [`ecs:ListServiceDeployments ${regional('ecs', 'service/web/a')}`],
  ],
  [
    'ecs:DescribeServiceDeployments',
    { serviceDeploymentArns: [regional('ecs', 'service-deployment/web/a/d')] },
    [
      `ecs:DescribeServiceDeployments ${regional('ecs', 'service/web/a')}`,
      `ecs:DescribeServiceDeployments ${regional('ecs', 'service-deployment/web/a/d')}`,
    ],
  ],
  [
    'ecs:DescribeServiceRevisions',
    { serviceRevisionArns: [regional('ecs', 'service-revision/web/a/1')] },
    [
      `ecs:DescribeServiceRevisions ${regional('ecs', 'service/web/a')}`,
      `ecs:DescribeServiceRevisions ${regional('ecs', 'service-revision/web/a/1')}`,
    ],
  ],
  [
    'ecs:StopServiceDeployment',
    { serviceDeploymentArn: regional('ecs', 'service-deployment/web/a/d'), stopType: 'ROLLBACK' },
    [
      `ecs:StopServiceDeployment ${regional('ecs', 'service/web/a')}`,
      `ecs:StopServiceDeployment ${regional('ecs', 'service-deployment/web/a/d')}`,
    ],
  ],
  [
    'ecr:DescribeImages',
    { repositoryName: 'shop/web', imageIds: [{ imageTag: 'latest' }] },
    [`ecr:DescribeImages ${regional('ecr', 'repository/shop/web')}`],
  ],
  [
    'ecs:ListTasks',
    { cluster: 'web', serviceName: 'a' },
    [`ecs:ListTasks ${regional('ecs', 'container-instance/web/*')}`],
  ],
  [
    'ecs:ListTasks',
    { cluster: 'web', containerInstance: 'i' },
    [`ecs:ListTasks ${regional('ecs', 'container-instance/web/i')}`],
  ],
  [
    'ecs:DescribeTasks',
    { cluster: regional('ecs', 'cluster/web'), tasks: ['t'] },
    [`ecs:DescribeTasks ${regional('ecs', 'task/web/t')}`],
  ],
  ['ecs:DescribeTaskDefinition', { taskDefinition: 'a:1' }, ['ecs:DescribeTaskDefinition *']],
  ['ssm:GetParameter', { Name: '/app/enabled' }, [`ssm:GetParameter ${regional('ssm', 'parameter/app/enabled')}`]],
  ['ssm:GetParameter', { Name: 'enabled' }, [`ssm:GetParameter ${regional('ssm', 'parameter/enabled')}`]],
  [
    'ssm:GetParameterHistory',
    { Name: '/app/enabled' },
    [`ssm:GetParameterHistory ${regional('ssm', 'parameter/app/enabled')}`],
  ],
  [
    'ssm:GetParameters',
    { Names: ['/app/enabled', 'mode'] },
    [
      `ssm:GetParameters ${regional('ssm', 'parameter/app/enabled')}`,
      `ssm:GetParameters ${regional('ssm', 'parameter/mode')}`,
    ],
  ],
  [
    'ssm:PutParameter',
    { Name: '/app/enabled', Value: 'false', Overwrite: true },
    [`ssm:PutParameter ${regional('ssm', 'parameter/app/enabled')}`],
  ],
  [
    'application-autoscaling:DescribeScalableTargets',
    { ServiceNamespace: 'ecs', ResourceIds: ['service/web/a'] },
    ['application-autoscaling:DescribeScalableTargets *'],
  ],
  [
    'application-autoscaling:DescribeScalingPolicies',
    { ServiceNamespace: 'ecs', ResourceId: 'service/web/a' },
    ['application-autoscaling:DescribeScalingPolicies *'],
  ],
  [
    'application-autoscaling:RegisterScalableTarget',
    { ServiceNamespace: 'ecs', ResourceId: 'service/web/a', ScalableDimension: 'ecs:service:DesiredCount' },
    [
      `application-autoscaling:RegisterScalableTarget ${TARGET}`,
      `ecs:DescribeServices ${regional('ecs', 'service/web/a')}`,
      `ecs:UpdateService ${regional('ecs', 'service/web/a')}`,
    ],
  ],
  [
    'monitoring:DescribeAlarms',
    { AlarmNames: ['cpu', 'disk'] },
    [
      `cloudwatch:DescribeAlarms ${regional('cloudwatch', 'alarm:cpu')}`,
      `cloudwatch:DescribeAlarms ${regional('cloudwatch', 'alarm:disk')}`,
    ],
  ],
  [
    'monitoring:DescribeAlarms',
    { AlarmNamePrefix: 'c' },
    [`cloudwatch:DescribeAlarms ${regional('cloudwatch', 'alarm:*')}`],
  ],
  ['monitoring:DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] }, ['cloudwatch:DescribeAlarms *']],
  [
    'monitoring:DescribeAlarmHistory',
    { AlarmName: 'cpu', HistoryItemType: 'StateUpdate' },
    [`cloudwatch:DescribeAlarmHistory ${regional('cloudwatch', 'alarm:cpu')}`],
  ],
  [
    'monitoring:DescribeAlarmHistory',
    { HistoryItemType: 'StateUpdate' },
    [`cloudwatch:DescribeAlarmHistory ${regional('cloudwatch', 'alarm:*')}`],
  ],
  [
    'monitoring:DescribeAlarmHistory',
    { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], HistoryItemType: 'StateUpdate' },
    ['cloudwatch:DescribeAlarmHistory *'],
  ],
  ['monitoring:GetMetricData', { MetricDataQueries: [] }, ['cloudwatch:GetMetricData *']],
  ['monitoring:PutMetricData', { Namespace: 'ours', MetricData: [] }, ['cloudwatch:PutMetricData *']],
  [
    'logs:FilterLogEvents',
    { logGroupName: '/ecs/web' },
    [`logs:FilterLogEvents ${regional('logs', 'log-group:/ecs/web:log-stream:')}`],
  ],
  [
    'logs:FilterLogEvents',
    { logGroupIdentifier: regional('logs', 'log-group:/ecs/web') },
    [`logs:FilterLogEvents ${regional('logs', 'log-group:/ecs/web:log-stream:')}`],
  ],
  [
    'logs:FilterLogEvents',
    { logGroupIdentifier: regional('logs', 'log-group:/ecs/web:*') },
    [`logs:FilterLogEvents ${regional('logs', 'log-group:/ecs/web:log-stream:')}`],
  ],
  [
    'logs:DescribeLogGroups',
    { logGroupNamePrefix: '/ecs/web' },
    [`logs:DescribeLogGroups ${regional('logs', 'log-group::log-stream:')}`],
  ],
  ['sns:Publish', { TopicArn: regional('sns', 'open') }, [`sns:Publish ${regional('sns', 'open')}`]],
  [
    'sns:Publish',
    { TopicArn: regional('sns', 'sealed') },
    [`sns:Publish ${regional('sns', 'sealed')}`, `kms:GenerateDataKey ${KEY}`, `kms:Decrypt ${KEY}`],
  ],
  [
    'sns:ListSubscriptionsByTopic',
    { TopicArn: regional('sns', 'sealed') },
    [`sns:ListSubscriptionsByTopic ${regional('sns', 'sealed')}`],
  ],
  [
    'sqs:SendMessage',
    { QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/123456789012/sealed' },
    [`sqs:SendMessage ${regional('sqs', 'sealed')}`, `kms:GenerateDataKey ${KEY}`, `kms:Decrypt ${KEY}`],
  ],
  [
    'sqs:ReceiveMessage',
    { QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/123456789012/sealed' },
    [`sqs:ReceiveMessage ${regional('sqs', 'sealed')}`, `kms:Decrypt ${KEY}`],
  ],
  [
    'sqs:ChangeMessageVisibility',
    { QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/123456789012/open' },
    [`sqs:ChangeMessageVisibility ${regional('sqs', 'open')}`],
  ],
  [
    'sqs:DeleteMessage',
    { QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/123456789012/open' },
    [`sqs:DeleteMessage ${regional('sqs', 'open')}`],
  ],
  [
    'dynamodb:GetItem',
    { TableName: 'sealed', Key: item },
    [`dynamodb:GetItem ${regional('dynamodb', 'table/sealed')}`, `kms:Decrypt ${KEY}`],
  ],
  [
    'dynamodb:PutItem',
    { TableName: regional('dynamodb', 'table/items'), Item: item },
    [`dynamodb:PutItem ${regional('dynamodb', 'table/items')}`],
  ],
  [
    'dynamodb:UpdateItem',
    { TableName: 'items', Key: item },
    [`dynamodb:UpdateItem ${regional('dynamodb', 'table/items')}`],
  ],
  [
    'dynamodb:DeleteItem',
    { TableName: 'items', Key: item },
    [`dynamodb:DeleteItem ${regional('dynamodb', 'table/items')}`],
  ],
  ['dynamodb:Query', { TableName: 'items', ...query }, [`dynamodb:Query ${regional('dynamodb', 'table/items')}`]],
  [
    'dynamodb:Query',
    { TableName: 'items', IndexName: 'open', ...query },
    [`dynamodb:Query ${regional('dynamodb', 'table/items/index/open')}`],
  ],
  [
    'dynamodb:TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'sealed', Item: item } },
        { Update: { TableName: 'sealed', Key: item } },
        { Delete: { TableName: 'items', Key: item } },
        { ConditionCheck: { TableName: 'items', Key: item } },
      ],
    },
    [
      `dynamodb:PutItem ${regional('dynamodb', 'table/sealed')}`,
      `dynamodb:UpdateItem ${regional('dynamodb', 'table/sealed')}`,
      `dynamodb:DeleteItem ${regional('dynamodb', 'table/items')}`,
      `dynamodb:ConditionCheckItem ${regional('dynamodb', 'table/items')}`,
      `kms:Decrypt ${KEY}`,
    ],
  ],
  [
    's3:PutObject',
    { Bucket: 'sealed', Key: 'a/b.json' },
    ['s3:PutObject arn:aws:s3:::sealed/a/b.json', `kms:GenerateDataKey ${KEY}`],
  ],
  [
    's3:PutObject',
    { Bucket: 'sealed', Key: 'a/b.json', IfMatch: '"e"' },
    [
      's3:PutObject arn:aws:s3:::sealed/a/b.json',
      's3:GetObject arn:aws:s3:::sealed/a/b.json',
      `kms:GenerateDataKey ${KEY}`,
    ],
  ],
  [
    's3:CopyObject',
    { Bucket: 'open', Key: 'copy', CopySource: 'sealed/a%20b' },
    ['s3:GetObject arn:aws:s3:::sealed/a b', `kms:Decrypt ${KEY}`, 's3:PutObject arn:aws:s3:::open/copy'],
  ],
  [
    's3:CopyObject',
    { Bucket: 'sealed', Key: 'copy', CopySource: 'open/a' },
    ['s3:GetObject arn:aws:s3:::open/a', 's3:PutObject arn:aws:s3:::sealed/copy', `kms:GenerateDataKey ${KEY}`],
  ],
  ['s3:ListObjectsV2', { Bucket: 'sealed', Prefix: 'a/' }, ['s3:ListBucket arn:aws:s3:::sealed']],
  [
    's3:GetObject',
    { Bucket: 'sealed', Key: 'a/b.json' },
    ['s3:GetObject arn:aws:s3:::sealed/a/b.json', `kms:Decrypt ${KEY}`],
  ],
  [
    's3:HeadObject',
    { Bucket: 'sealed', Key: 'a/b.json' },
    ['s3:GetObject arn:aws:s3:::sealed/a/b.json', `kms:Decrypt ${KEY}`],
  ],
  [
    'states:StartExecution',
    { stateMachineArn: regional('states', 'stateMachine:m') },
    [`states:StartExecution ${regional('states', 'stateMachine:m')}`],
  ],
  ['states:SendTaskSuccess', { taskToken: 't' }, ['states:SendTaskSuccess *']],
  ['states:SendTaskFailure', { taskToken: 't' }, ['states:SendTaskFailure *']],
  [
    'states:DescribeExecution',
    { executionArn: regional('states', 'execution:m:e') },
    [`states:DescribeExecution ${regional('states', 'execution:m:e')}`],
  ],
  [
    'states:InvokeHTTPEndpoint',
    {
      stateMachineArn: regional('states', 'stateMachine:m'),
      ApiEndpoint: 'https://api.example/v1/orders',
      Method: 'POST',
      ConnectionArn: connectionArn(ACCOUNT, 'shop'),
    },
    [
      `states:InvokeHTTPEndpoint ${regional('states', 'stateMachine:m')}`,
      `events:RetrieveConnectionCredentials ${connectionArn(ACCOUNT, 'shop')}`,
      `secretsmanager:DescribeSecret ${connectionSecretArn(ACCOUNT, 'shop')}`,
      `secretsmanager:GetSecretValue ${connectionSecretArn(ACCOUNT, 'shop')}`,
    ],
  ],
  ...RDS_CALLS,
  ['ec2:DescribeSecurityGroups', { GroupIds: ['sg-1'] }, ['ec2:DescribeSecurityGroups *']],
  [
    'elasticloadbalancing:DescribeLoadBalancers',
    { LoadBalancerArns: [regional('elasticloadbalancing', 'loadbalancer/app/web/1')] },
    ['elasticloadbalancing:DescribeLoadBalancers *'],
  ],
  [
    'elasticloadbalancing:DescribeTargetGroups',
    { TargetGroupArns: [regional('elasticloadbalancing', 'targetgroup/web/1')] },
    ['elasticloadbalancing:DescribeTargetGroups *'],
  ],
  [
    'elasticloadbalancing:DescribeTargetHealth',
    { TargetGroupArn: regional('elasticloadbalancing', 'targetgroup/web/1') },
    ['elasticloadbalancing:DescribeTargetHealth *'],
  ],
  ['secretsmanager:GetSecretValue', { SecretId: 'login' }, [`secretsmanager:GetSecretValue ${SECRET}`]],
  ['secretsmanager:GetSecretValue', { SecretId: SECRET }, [`secretsmanager:GetSecretValue ${SECRET}`]],
  [
    'secretsmanager:GetSecretValue',
    { SecretId: regional('secretsmanager', 'secret:sealed') },
    [`secretsmanager:GetSecretValue ${SEALED_SECRET}`, `kms:Decrypt ${KEY}`],
  ],
  ['secretsmanager:DescribeSecret', { SecretId: 'sealed' }, [`secretsmanager:DescribeSecret ${SEALED_SECRET}`]],
  [
    'execute-api:Invoke',
    { apiId: 'a1b2c3d4e5', stage: '$default', method: 'POST', path: 'incidents/i-1/approve' },
    [`execute-api:Invoke ${regional('execute-api', 'a1b2c3d4e5/$default/POST/incidents/i-1/approve')}`],
  ],
  ['lambda:Invoke', { FunctionName: 'f' }, [`lambda:InvokeFunction ${regional('lambda', 'function:f')}`]],
  [
    'lambda:Invoke',
    { FunctionName: regional('lambda', 'function:f') },
    [`lambda:InvokeFunction ${regional('lambda', 'function:f')}`],
  ],
  [
    'lambda:Invoke',
    { FunctionName: '123456789012:function:f', Qualifier: 'live' },
    [`lambda:InvokeFunction ${regional('lambda', 'function:f:live')}`],
  ],
];
