import { refuse } from './message';
import { type ModelledError, type Operation, readClient } from './schema';

export type Protocol =
  | { readonly kind: 'aws-json'; readonly version: '1.0' | '1.1'; readonly queryCompatible: boolean }
  | { readonly kind: 'aws-query' }
  | { readonly kind: 'ec2-query' }
  | { readonly kind: 'rest-json' }
  | { readonly kind: 'rest-xml' };

export interface Service {
  readonly signingName: string;
  readonly protocol: Protocol;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly errors: ReadonlyMap<string, ModelledError>;
  /** The only operations supported; undefined when all are. */
  readonly only?: readonly string[];
}

interface Entry {
  readonly protocol: Protocol;
  /** Clients are loaded on first use: together they take longer than most rehearsals. */
  readonly load: () => Readonly<Record<string, unknown>>;
  readonly only?: readonly string[];
}

const json10: Protocol = { kind: 'aws-json', version: '1.0', queryCompatible: false };
const json11: Protocol = { kind: 'aws-json', version: '1.1', queryCompatible: false };

const REGISTRY: Readonly<Record<string, Entry>> = {
  'application-autoscaling': { protocol: json11, load: () => require('@aws-sdk/client-application-auto-scaling') },
  dynamodb: { protocol: json10, load: () => require('@aws-sdk/client-dynamodb') },
  ec2: {
    protocol: { kind: 'ec2-query' },
    load: () => require('@aws-sdk/client-ec2'),
    only: ['DescribeSecurityGroups'],
  },
  ecr: { protocol: json11, load: () => require('@aws-sdk/client-ecr'), only: ['DescribeImages'] },
  ecs: { protocol: json11, load: () => require('@aws-sdk/client-ecs') },
  elasticloadbalancing: {
    protocol: { kind: 'aws-query' },
    load: () => require('@aws-sdk/client-elastic-load-balancing-v2'),
    only: ['DescribeLoadBalancers', 'DescribeTargetGroups', 'DescribeTargetHealth'],
  },
  lambda: { protocol: { kind: 'rest-json' }, load: () => require('@aws-sdk/client-lambda'), only: ['Invoke'] },
  logs: { protocol: json11, load: () => require('@aws-sdk/client-cloudwatch-logs') },
  monitoring: {
    protocol: { kind: 'aws-json', version: '1.0', queryCompatible: true },
    load: () => require('@aws-sdk/client-cloudwatch'),
  },
  rds: {
    protocol: { kind: 'aws-query' },
    load: () => require('@aws-sdk/client-rds'),
    only: [
      'CreateDBSnapshot',
      'DeleteDBSnapshot',
      'DescribeDBInstanceAutomatedBackups',
      'DescribeDBInstances',
      'DescribeDBSnapshots',
      'ModifyDBInstance',
      'RestoreDBInstanceFromDBSnapshot',
      'RestoreDBInstanceToPointInTime',
    ],
  },
  s3: {
    protocol: { kind: 'rest-xml' },
    load: () => require('@aws-sdk/client-s3'),
    only: ['CopyObject', 'GetObject', 'HeadObject', 'ListObjectsV2', 'PutObject'],
  },
  secretsmanager: {
    protocol: json11,
    load: () => require('@aws-sdk/client-secrets-manager'),
    only: ['DescribeSecret', 'GetSecretValue'],
  },
  sns: { protocol: { kind: 'aws-query' }, load: () => require('@aws-sdk/client-sns') },
  sqs: {
    protocol: { kind: 'aws-json', version: '1.0', queryCompatible: true },
    load: () => require('@aws-sdk/client-sqs'),
    only: ['ChangeMessageVisibility', 'DeleteMessage', 'ReceiveMessage'],
  },
  ssm: { protocol: json11, load: () => require('@aws-sdk/client-ssm') },
  states: { protocol: json10, load: () => require('@aws-sdk/client-sfn') },
};

const loaded = new Map<string, Service>();

/** @throws WireRefusal for a service that is not on the wire. */
export function serviceOf(signingName: string): Service {
  const known = loaded.get(signingName);
  if (known) return known;
  const entry = Object.hasOwn(REGISTRY, signingName) ? REGISTRY[signingName] : undefined;
  if (!entry) return refuse(`The service '${signingName}' is not on the wire`, Object.keys(REGISTRY).join(', '));
  const { protocol, load, only } = entry;
  const service: Service = { signingName, protocol, ...readClient(load()), ...(only && { only }) };
  loaded.set(signingName, service);
  return service;
}

/** @throws WireRefusal for an operation the service does not have, or that is not supported. */
export function operationOf(service: Service, name: string): Operation {
  const operation = service.operations.get(name);
  if (!operation) return refuse(`${service.signingName} has no operation '${name}'`, 'those of its SDK client');
  if (service.only && !service.only.includes(name)) {
    return refuse(`${service.signingName} ${name} is not on the wire`, service.only.join(', '));
  }
  if (operation.eventStream) {
    return refuse(`${service.signingName} ${name} is a stream of events`, 'operations with one request and one answer');
  }
  return operation;
}
