import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient, VerifySMSSandboxPhoneNumberCommand } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ConfiguredRetryStrategy, isThrottlingError } from '@smithy/core/retry';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { encodeError, type WireCall } from '../../../../rehearsal/engine/wire';
import { Loopback, REQUEST_ID } from './loopback';

interface Received extends Error {
  $metadata: { httpStatusCode?: number; requestId?: string };
  $fault: string;
}

/** What a client that is answered with `error` throws. */
async function received(error: AwsError, send: (config: Loopback['config']) => Promise<unknown>): Promise<Received> {
  const end = new Loopback();
  end.answer = () => ({ error });
  return send(end.config).then(
    () => Promise.reject(new Error('the call succeeded')),
    (thrown: Received) => thrown,
  );
}

const describeServices = (config: Loopback['config']) =>
  new ECSClient(config).send(new DescribeServicesCommand({ services: ['a'] }));
const publish = (config: Loopback['config']) =>
  new SNSClient(config).send(new PublishCommand({ TopicArn: 'arn', Message: 'm' }));
const putItem = (config: Loopback['config']) =>
  new DynamoDBClient(config).send(new PutItemCommand({ TableName: 't', Item: { id: { S: '1' } } }));
const describeAlarms = (config: Loopback['config']) => new CloudWatchClient(config).send(new DescribeAlarmsCommand({}));
const putMetricData = (config: Loopback['config']) =>
  new CloudWatchClient(config).send(new PutMetricDataCommand({ Namespace: 'n', MetricData: [] }));
const getParameter = (config: Loopback['config']) =>
  new SSMClient(config).send(new GetParameterCommand({ Name: '/a' }));
const describeExecution = (config: Loopback['config']) =>
  new SFNClient(config).send(new DescribeExecutionCommand({ executionArn: 'arn' }));
const getObject = (config: Loopback['config']) =>
  new S3Client(config).send(new GetObjectCommand({ Bucket: 'reports', Key: 'a' }));
const headObject = (config: Loopback['config']) =>
  new S3Client(config).send(new HeadObjectCommand({ Bucket: 'reports', Key: 'a' }));
const describeDatabase = (config: Loopback['config']) =>
  new RDSClient(config).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'd' }));
const createSnapshot = (config: Loopback['config']) =>
  new RDSClient(config).send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'd', DBSnapshotIdentifier: 's' }));
const deleteSnapshot = (config: Loopback['config']) =>
  new RDSClient(config).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 's' }));
const describeTargets = (config: Loopback['config']) =>
  new ElasticLoadBalancingV2Client(config).send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' }));
const describeGroups = (config: Loopback['config']) =>
  new EC2Client(config).send(new DescribeSecurityGroupsCommand({ GroupIds: ['sg-1'] }));

describe('an error reaches the client under its modelled name and status', () => {
  test.each([
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html#API_UpdateService_Errors
    ['ServiceNotFoundException', 400, 'client', describeServices],
    ['ServerException', 500, 'server', describeServices],
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html: AccessDeniedException; status by SDK client-ecs
    ['AccessDeniedException', 403, 'client', describeServices],
    // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
    ['AuthorizationErrorException', 403, 'client', publish],
    ['NotFoundException', 404, 'client', publish],
    ['InternalErrorException', 500, 'server', publish],
    // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html#API_GetParameter_Errors
    ['ParameterNotFound', 400, 'client', getParameter],
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html#API_PutMetricData_Errors
    ['InvalidParameterValueException', 400, 'client', putMetricData],
    ['InternalServiceFault', 500, 'server', putMetricData],
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html#API_DescribeExecution_Errors
    ['ExecutionDoesNotExist', 400, 'client', describeExecution],
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html#API_DescribeDBInstances_Errors
    ['DBInstanceNotFoundFault', 404, 'client', describeDatabase],
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html#API_CreateDBSnapshot_Errors
    ['InvalidDBInstanceStateFault', 400, 'client', createSnapshot],
    ['DBSnapshotAlreadyExistsFault', 400, 'client', createSnapshot],
    ['SnapshotQuotaExceededFault', 400, 'client', createSnapshot],
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html#API_DeleteDBSnapshot_Errors
    ['DBSnapshotNotFoundFault', 404, 'client', deleteSnapshot],
    ['InvalidDBSnapshotStateFault', 400, 'client', deleteSnapshot],
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html#API_DescribeTargetHealth_Errors
    ['TargetGroupNotFoundException', 400, 'client', describeTargets],
    // https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
    ['NoSuchKey', 404, 'client', getObject],
  ])('%s, %i', async (name, status, fault, send) => {
    const error = await received(new AwsError(name, 'It is so <because> & "so".'), send);
    expect({ name: error.name, message: error.message, fault: error.$fault }).toEqual({
      name,
      message: 'It is so <because> & "so".',
      fault,
    });
    expect(error.$metadata).toMatchObject({ httpStatusCode: status, requestId: REQUEST_ID });
  });

  test('a query service may be answered by its query code', async () => {
    const error = await received(new AwsError('AuthorizationError', 'no'), publish);
    expect([error.name, error.$metadata.httpStatusCode]).toEqual(['AuthorizationErrorException', 403]);
  });

  test('CloudWatch adds the code of the query protocol for clients that compare it', async () => {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html#API_PutMetricData_Errors: InvalidParameterValue
    const error = await received(new AwsError('InvalidParameterValueException', 'no'), putMetricData);
    expect(error).toMatchObject({ Error: { Code: 'InvalidParameterValue', Type: 'Sender' } });
  });

  test('a conditional check that failed carries the item', async () => {
    const Item = { id: { S: '1' }, holder: { M: { since: { N: '5' } } }, seal: { B: new Uint8Array([1, 250]) } };
    const error = await received(
      new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, { Item }),
      putItem,
    );
    expect(error.name).toBe('ConditionalCheckFailedException');
    expect(error).toMatchObject({ Item });
  });

  test('a cancelled transaction carries its reasons', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'no' }];
    const error = await received(
      new AwsError('TransactionCanceledException', 'cancelled', 400, { CancellationReasons }),
      (config) => new DynamoDBClient(config).send(new TransactWriteItemsCommand({ TransactItems: [] })),
    );
    expect(error).toMatchObject({ name: 'TransactionCanceledException', CancellationReasons });
  });

  test('a query error carries its further members', async () => {
    const error = await received(new AwsError('VerificationException', 'no', 400, { Status: 'FAILED' }), (config) =>
      new SNSClient(config).send(new VerifySMSSandboxPhoneNumberCommand({ PhoneNumber: '1', OneTimePassword: '2' })),
    );
    expect(error).toMatchObject({ name: 'VerificationException', Status: 'FAILED' });
  });

  test('a missing object is told to HeadObject by the status alone', async () => {
    const error = await received(new AwsError('NotFound', 'unseen'), headObject);
    expect([error.name, error.$metadata.httpStatusCode]).toEqual(['NotFound', 404]);
  });
});

describe('a plain code the service does not model', () => {
  const senders = {
    describeServices,
    publish,
    putItem,
    describeAlarms,
    getParameter,
    describeExecution,
    getObject,
    describeDatabase,
    describeTargets,
    describeGroups,
  };

  test.each(Object.entries(senders))('%s: ThrottlingException is a throttling error to the SDK', async (_, send) => {
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html lists ThrottlingException among throttling errors
    const error = await received(new AwsError('ThrottlingException', 'Rate exceeded'), send);
    expect(error.name).toBe('ThrottlingException');
    expect(isThrottlingError(error as never)).toBe(true);
  });

  test.each(Object.entries(senders))('%s: keeps its name and status', async (_, send) => {
    const error = await received(new AwsError('ServiceUnavailable', 'later', 503), send);
    expect([error.name, error.message, error.$metadata.httpStatusCode]).toEqual(['ServiceUnavailable', 'later', 503]);
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: InvalidGroup.NotFound
  test('the dotted code of EC2 is the name of its error', async () => {
    const error = await received(new AwsError('InvalidGroup.NotFound', "The group 'sg-1' & others"), describeGroups);
    expect([error.name, error.message]).toEqual(['InvalidGroup.NotFound', "The group 'sg-1' & others"]);
    expect(error.$metadata).toMatchObject({ httpStatusCode: 400, requestId: REQUEST_ID });
  });

  test('the client tries again after a throttled call', async () => {
    const end = new Loopback();
    end.answer = () =>
      end.calls.length === 1 ? { error: new AwsError('ThrottlingException', 'Rate exceeded') } : { output: {} };
    const { maxAttempts: _, ...config } = end.config;
    await new CloudWatchClient({ ...config, retryStrategy: new ConfiguredRetryStrategy(2, 0) }).send(
      new DescribeAlarmsCommand({}),
    );
    expect(end.calls).toHaveLength(2);
  });

  test('is refused when it carries members nobody models', () => {
    const call: WireCall = { service: 'ecs', operation: 'UpdateService', input: {}, accessKeyId: 'k', region: 'r' };
    const error = new AwsError('ThrottlingException', 'no', 400, { RetryAfter: 5 });
    expect(() => encodeError(call, error, REQUEST_ID)).toThrow("ecs ThrottlingException has no member 'RetryAfter'");
  });
});
