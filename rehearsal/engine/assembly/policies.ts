import { queueArn } from '../queue-url';
import type { PolicyDocument, Resource, Role } from './model';

type Properties = Readonly<Record<string, unknown>>;

/** Roles by ARN. @throws for an AWS managed policy, a permissions boundary, a policy on what is not a role of the stack. */
export function readRoles(resources: readonly Resource[]): Map<string, Role> {
  const roles = new Map(
    ofType(resources, 'AWS::IAM::Role').map((resource) => [resource.arn, readRole(resource, resources)]),
  );
  const byName = new Map([...roles.values()].map((role) => [role.name, role]));
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
    for (const policy of ofType(resources, type)) {
      refuseMembers(policy, ['Users', 'Groups']);
      for (const name of strings(policy.properties.Roles)) {
        const role = byName.get(name);
        if (!role)
          throw new Error(`${policy.logicalId} (${type}) is attached to ${name}, which is not a role of the stack`);
        role.policies.push(document(policy, policy.properties.PolicyDocument));
      }
    }
  }
  return roles;
}

function readRole(role: Resource, resources: readonly Resource[]): Role {
  refuseMembers(role, ['PermissionsBoundary']);
  const inline = (role.properties.Policies ?? []) as readonly Properties[];
  const managed = strings(role.properties.ManagedPolicyArns).map((arn) => {
    const policy = ofType(resources, 'AWS::IAM::ManagedPolicy').find((one) => one.arn === arn);
    if (!policy) {
      throw new Error(
        `${role.logicalId}: the rehearsal does not know the managed policy ${arn}; write its statements in the stack`,
      );
    }
    return document(policy, policy.properties.PolicyDocument);
  });
  return {
    arn: role.arn,
    name: role.name,
    trust: role.properties.AssumeRolePolicyDocument,
    policies: [...inline.map((one) => document(role, one.PolicyDocument)), ...managed],
  };
}

/** Policies of topics, queues, buckets, keys, tables and functions, by the ARN of what they protect. */
export function readResourcePolicies(resources: readonly Resource[]): Map<string, PolicyDocument> {
  const policies = new Map<string, PolicyDocument>();
  // @claim assumed: A topic, queue or bucket has one policy, and a second policy resource for it would replace the first
  // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topicpolicy.html
  const attach = (from: Resource, arn: string, given: unknown) => {
    if (policies.has(arn))
      throw new Error(`${from.logicalId} (${from.type}): ${arn} has a second policy, and only one would count`);
    policies.set(arn, document(from, given));
  };
  for (const one of ofType(resources, 'AWS::SNS::TopicPolicy')) {
    for (const arn of strings(one.properties.Topics)) attach(one, arn, one.properties.PolicyDocument);
  }
  for (const one of ofType(resources, 'AWS::SQS::QueuePolicy')) {
    for (const url of strings(one.properties.Queues)) attach(one, queueOf(url, one), one.properties.PolicyDocument);
  }
  for (const one of ofType(resources, 'AWS::S3::BucketPolicy')) {
    attach(one, `arn:aws:s3:::${String(one.properties.Bucket)}`, one.properties.PolicyDocument);
  }
  for (const key of ofType(resources, 'AWS::KMS::Key')) attach(key, key.arn, key.properties.KeyPolicy);
  for (const table of ofType(resources, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const replicas = (table.properties.Replicas ?? [table.properties]) as readonly Properties[];
    const given = replicas
      .map((one) => one.ResourcePolicy as Properties | undefined)
      .filter((one) => one !== undefined);
    for (const policy of given) attach(table, table.arn, policy.PolicyDocument);
  }
  for (const [arn, policy] of functionPolicies(resources)) policies.set(arn, policy);
  return policies;
}

function functionPolicies(resources: readonly Resource[]): Map<string, PolicyDocument> {
  const statements = new Map<string, unknown[]>();
  const functions = ofType(resources, 'AWS::Lambda::Function');
  for (const permission of ofType(resources, 'AWS::Lambda::Permission')) {
    refuseMembers(permission, ['EventSourceToken', 'FunctionUrlAuthType', 'InvokedViaFunctionUrl', 'PrincipalOrgID']);
    const target = String(permission.properties.FunctionName);
    const found = functions.find((one) => one.arn === target || one.name === target);
    if (!found)
      throw new Error(
        `${permission.logicalId} (${permission.type}) is for ${target}, which is not a function of the stack`,
      );
    statements.set(found.arn, [...(statements.get(found.arn) ?? []), statementOf(permission, found.arn)]);
  }
  return new Map([...statements].map(([arn, Statement]) => [arn, { Version: '2012-10-17', Statement }]));
}

// @claim documented: A permission becomes a statement of the function's policy, its SourceArn an ArnLike and its SourceAccount a StringEquals condition
// @source https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
function statementOf({ logicalId, properties }: Resource, functionArn: string): Record<string, unknown> {
  const { Action, Principal: principal, SourceArn: arn, SourceAccount: account } = properties;
  const name = String(principal);
  const conditions = {
    ...(arn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': arn } }),
    ...(account === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': account } }),
  };
  return {
    Sid: logicalId,
    Effect: 'Allow',
    Principal: name.endsWith('.amazonaws.com') ? { Service: name } : { AWS: name },
    Action,
    Resource: functionArn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}

function queueOf(url: string, from: Resource): string {
  const arn = queueArn(url);
  if (arn === undefined) throw new Error(`${from.logicalId} (${from.type}): ${url} is not the URL of a queue`);
  return arn;
}

function document(from: Resource, given: unknown): PolicyDocument {
  if (typeof given !== 'object' || given === null || !('Statement' in given)) {
    throw new Error(`${from.logicalId} (${from.type}) has no policy document with a Statement`);
  }
  return given as PolicyDocument;
}

function refuseMembers({ logicalId, type, properties }: Resource, refused: readonly string[]): void {
  for (const name of refused) {
    if (name in properties) throw new Error(`${logicalId} (${type}): the rehearsal does not know ${name}`);
  }
}

function ofType(resources: readonly Resource[], ...types: string[]): Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

function strings(value: unknown): string[] {
  return ((value ?? []) as readonly unknown[]).map(String);
}
