import type { Account } from '../aws/service';
import { connectionArn, connectionSecretArn } from '../connection-arn';
import { chosenId, DIGITS_AND_LETTERS, digest, keyId } from './ids';

/** What the facts about a type may look at. */
export interface Identity {
  readonly logicalId: string;
  readonly stackName: string;
  readonly account: Account;
  readonly name: string;
  /** A resolved property. */
  property(name: string): unknown;
}

export type Text = (identity: Identity) => string;

/** How CloudFormation names one type of resource. What a type lacks here is refused. */
export interface TypeFacts {
  /** Property that holds the explicit name; without one the name is always generated. */
  readonly nameProperty?: string;
  readonly generatedName?: Text;
  readonly arn?: Text;
  readonly ref?: Text;
  readonly attributes?: Readonly<Record<string, Text>>;
}

const LONGEST_NAME = 63;

// @claim documented: A resource without an explicit name gets a unique physical name made of stack name, logical id and random characters
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
// @claim assumed: A generated name is at most 63 characters long and ends in 12 characters or digits
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
export function generatedName({ stackName, logicalId }: Identity): string {
  const end = digest(stackName, logicalId).slice(0, 12).toUpperCase();
  const room = LONGEST_NAME - end.length - 2;
  const stack = stackName.slice(0, Math.max(room - logicalId.length, Math.floor(room / 2)));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${end}`;
}

const byName: Text = ({ name }) => name;

const inRegion = (service: string, resource: Text): Text => {
  return (identity) => `arn:aws:${service}:${identity.account.region}:${identity.account.id}:${resource(identity)}`;
};

const inAccount = (kind: string): Text => {
  return (identity) => {
    const path = identity.property('Path') ?? '/';
    return `arn:aws:iam::${identity.account.id}:${kind}${String(path)}${identity.name}`;
  };
};

function named(nameProperty: string, arn: Text, more: Partial<TypeFacts> = {}): TypeFacts {
  return { nameProperty, arn, ref: byName, ...more, attributes: { Arn: arn, ...more.attributes } };
}

const alarmArn = inRegion('cloudwatch', ({ name }) => `alarm:${name}`);
const tableArn = inRegion('dynamodb', ({ name }) => `table/${name}`);
const topicArn = inRegion('sns', byName);
const machineArn = inRegion('states', ({ name }) => `stateMachine:${name}`);
const managedPolicyArn = inAccount('policy');
const bucketArn: Text = ({ name }) => `arn:aws:s3:::${name}`;
const queueUrl: Text = ({ account, name }) => `https://sqs.${account.region}.amazonaws.com/${account.id}/${name}`;
const scheduleArn = inRegion(
  'scheduler',
  ({ name, property }) => `schedule/${String(property('GroupName') ?? 'default')}/${name}`,
);
const ruleArn = inRegion('events', ({ name, property }) => {
  const bus = property('EventBusName') ?? 'default';
  return bus === 'default' ? `rule/${name}` : `rule/${String(bus)}/${name}`;
});

const ofApis = (resource: Text): Text => {
  return (identity) => `arn:aws:apigateway:${identity.account.region}::/apis/${resource(identity)}`;
};
const partOfApi = (kind: string, attribute: string, id: Text): TypeFacts => ({
  generatedName: id,
  arn: ofApis(({ name, property }) => `${String(property('ApiId'))}/${kind}/${name}`),
  ref: byName,
  attributes: { [attribute]: byName },
});
const poolArn = inRegion('cognito-idp', ({ name }) => `userpool/${name}`);
const poolProvider: Text = ({ account, name }) => `cognito-idp.${account.region}.amazonaws.com/${name}`;

// @claim documented: The form of each service's ARNs
// @source https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
// @claim documented: What Ref and Fn::GetAtt return for each type (Ref of a queue is its URL, of a topic and a state machine the ARN)
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
export const TYPES: Readonly<Record<string, TypeFacts>> = {
  // @claim documented: The Ref of an HTTP API is its id, and its ApiEndpoint is https://<id>.execute-api.<region>.amazonaws.com
  // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html
  'AWS::ApiGatewayV2::Api': {
    generatedName: chosenId(10),
    arn: ofApis(byName),
    ref: byName,
    attributes: {
      ApiEndpoint: ({ account, name }) => `https://${name}.execute-api.${account.region}.amazonaws.com`,
      ApiId: byName,
    },
  },
  'AWS::ApiGatewayV2::Integration': partOfApi('integrations', 'IntegrationId', chosenId(7)),
  'AWS::ApiGatewayV2::Route': partOfApi('routes', 'RouteId', chosenId(7)),
  'AWS::ApiGatewayV2::Stage': {
    nameProperty: 'StageName',
    arn: ofApis(({ name, property }) => `${String(property('ApiId'))}/stages/${name}`),
    ref: byName,
  },
  'AWS::CDK::Metadata': {},
  'AWS::CloudWatch::Alarm': named('AlarmName', alarmArn),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', alarmArn),
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName', ref: byName },
  // @claim documented: The Ref of a user pool is its id, <region>_ and nine characters; ProviderName and ProviderURL name the issuer of its tokens
  // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
  'AWS::Cognito::UserPool': {
    generatedName: (identity) => `${identity.account.region}_${chosenId(9, DIGITS_AND_LETTERS)(identity)}`,
    arn: poolArn,
    ref: byName,
    attributes: {
      Arn: poolArn,
      ProviderName: poolProvider,
      ProviderURL: (identity) => `https://${poolProvider(identity)}`,
      UserPoolId: byName,
    },
  },
  // @claim documented: The Ref of a user pool client is its client id
  // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpoolclient.html
  'AWS::Cognito::UserPoolClient': {
    generatedName: chosenId(26),
    ref: byName,
    attributes: { ClientId: byName },
  },
  'AWS::Cognito::UserPoolDomain': { nameProperty: 'Domain', ref: byName },
  'AWS::DynamoDB::GlobalTable': named('TableName', tableArn),
  'AWS::DynamoDB::Table': named('TableName', tableArn),
  'AWS::Events::Connection': named('Name', ({ account, name }) => connectionArn(account, name), {
    attributes: { SecretArn: ({ account, name }) => connectionSecretArn(account, name) },
  }),
  'AWS::Events::Rule': named('Name', ruleArn),
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    arn: managedPolicyArn,
    ref: managedPolicyArn,
    attributes: { PolicyArn: managedPolicyArn },
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName' },
  'AWS::IAM::Role': named('RoleName', inAccount('role')),
  'AWS::KMS::Alias': { nameProperty: 'AliasName', arn: inRegion('kms', byName), ref: byName },
  'AWS::KMS::Key': {
    generatedName: keyId,
    arn: inRegion('kms', ({ name }) => `key/${name}`),
    ref: byName,
    attributes: { Arn: inRegion('kms', ({ name }) => `key/${name}`), KeyId: byName },
  },
  'AWS::Lambda::EventInvokeConfig': {},
  'AWS::Lambda::Function': named(
    'FunctionName',
    inRegion('lambda', ({ name }) => `function:${name}`),
  ),
  'AWS::Lambda::Permission': {},
  'AWS::Logs::LogGroup': named(
    'LogGroupName',
    inRegion('logs', ({ name }) => `log-group:${name}:*`),
  ),
  'AWS::Logs::MetricFilter': { nameProperty: 'FilterName' },
  'AWS::Logs::ResourcePolicy': { nameProperty: 'PolicyName' },
  'AWS::S3::Bucket': named('BucketName', bucketArn, {
    generatedName: (identity) => generatedName(identity).toLowerCase(),
    attributes: {
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ account, name }) => `${name}.s3.${account.region}.amazonaws.com`,
    },
  }),
  'AWS::S3::BucketPolicy': {},
  'AWS::SNS::Subscription': {},
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    arn: topicArn,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: byName },
  },
  'AWS::SNS::TopicPolicy': {},
  'AWS::SQS::Queue': named('QueueName', inRegion('sqs', byName), {
    ref: queueUrl,
    attributes: { QueueName: byName, QueueUrl: queueUrl },
  }),
  'AWS::SQS::QueuePolicy': {},
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    arn: inRegion('ssm', ({ name }) => `parameter/${name.replace(/^\//, '')}`),
    ref: byName,
    attributes: {
      Type: ({ property }) => String(property('Type')),
      Value: ({ property }) => String(property('Value')),
    },
  },
  'AWS::Scheduler::Schedule': named('Name', scheduleArn),
  'AWS::Scheduler::ScheduleGroup': named(
    'Name',
    inRegion('scheduler', ({ name }) => `schedule-group/${name}`),
  ),
  'AWS::StepFunctions::StateMachine': named('StateMachineName', machineArn, {
    ref: machineArn,
    attributes: { Name: byName },
  }),
};
