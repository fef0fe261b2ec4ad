import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { environments } from '../../environments';
import type { Environment } from '../../environments/schema';
import { type Everything, synthesise } from '../../lib/app';
import type { Described } from '../../lib/described';
import { dayRunbooks, onDemandRunbooks, runbooks } from '../../runbooks';
import { checklists } from '../../runbooks/checklists';
import type { Asl } from './asl';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Resource {
  readonly logicalId: string;
  readonly Type: string;
  /** As in the template: tokens are still objects. */
  readonly Properties: { readonly [key: string]: Json };
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** One stack of an environment by itself. */
export interface Template {
  readonly name: string;
  readonly resources: readonly Resource[];
}

/** What is synthesised for one environment: its stacks together. */
export interface Synthesised {
  readonly described: Described;
  readonly resources: readonly Resource[];
  /** The first one first. */
  readonly templates: readonly Template[];
}

/** An app as `cdk synth` makes it: `new App()` alone does not read cdk.json. Without bundling unless it is asked for. */
export function testApp({ bundling = false, context = {} }: { bundling?: boolean; context?: object } = {}): App {
  return new App({
    context: { ...cdkJson.context, ...(bundling ? {} : { 'aws:cdk:bundling-stacks': [] }), ...context },
  });
}

/** Synthesises anew, as bin/app.ts does, with something otherwise. @returns the cloud assembly's folder. */
export const assemble = (
  app: App,
  over: Partial<Everything> & { readonly environments?: readonly Environment[] } = {},
): string =>
  synthesise(app, over.environments ?? environments, { runbooks, dayRunbooks, onDemandRunbooks, checklists, ...over });

/** For whoever looks at one thing only: the stacks of the day and of what engineers start have nothing to run then. */
export const NOTHING_ELSE: Pick<Everything, 'dayRunbooks' | 'onDemandRunbooks' | 'checklists'> = {
  dayRunbooks: [],
  onDemandRunbooks: [],
  checklists: [],
};

/** What an assembly holds, by environment. */
export function stacks(directory: string): Readonly<Record<string, Synthesised>> {
  const described = read<Record<string, Described>>(directory, 'environment.json');
  return Object.fromEntries(
    Object.entries(described).map(([name, about]) => {
      const templates = about.stackNames.map((stack): Template => {
        const { Resources } = read<{ Resources: Record<string, Resource> }>(directory, `${stack}.template.json`);
        return {
          name: stack,
          resources: Object.entries(Resources).map(([logicalId, resource]) => ({ ...resource, logicalId })),
        };
      });
      const resources = templates.flatMap((template) => template.resources);
      // Together they are looked at by logical id, which only a stack by itself keeps apart.
      const ids = resources.map(({ logicalId }) => logicalId);
      if (new Set(ids).size < ids.length) throw new Error(`Two stacks of ${name} have a logical id in common.`);
      return [name, { described: about, resources, templates }];
    }),
  );
}

export const read = <T>(directory: string, file: string): T =>
  JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;

export const ofType = ({ resources }: Synthesised, type: string): readonly Resource[] =>
  resources.filter((resource) => resource.Type === type);

/** Properties with every token turned into text: `<LogicalId>` for a Ref, `<LogicalId.Attribute>` for an attribute. */
export function rendered(value: Json): Json {
  if (Array.isArray(value)) return value.map(rendered);
  if (value === null || typeof value !== 'object') return value;
  const [[key, inner] = ['', null], ...others] = Object.entries(value as { readonly [key: string]: Json });
  if (others.length === 0 && key === 'Ref') return inner === 'AWS::Partition' ? 'aws' : `<${String(inner)}>`;
  if (others.length === 0 && key === 'Fn::GetAtt') return `<${(inner as string[]).join('.')}>`;
  if (others.length === 0 && key === 'Fn::Join') return (inner as [string, Json[]])[1].map(rendered).join('');
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, rendered(held)]));
}

/** What a resource is called in AWS, by its logical id. */
export function nameOf(stack: Synthesised, logicalId: string): string {
  const { Type = '', Properties = {} } = stack.resources.find((resource) => resource.logicalId === logicalId) ?? {};
  const name = Object.entries(Properties).find(([key]) => NAME.test(key))?.[1];
  if (typeof name !== 'string') throw new Error(`${logicalId} (${Type}) has no name.`);
  return name;
}

/** How CloudFormation says the ARN of a type, and how that ends. */
const ARNS: Readonly<Record<string, { readonly said: 'Ref' | 'Arn'; readonly ends: string }>> = {
  'AWS::SNS::Topic': { said: 'Ref', ends: 'sns:{place}:{name}' },
  'AWS::StepFunctions::StateMachine': { said: 'Ref', ends: 'states:{place}:stateMachine:{name}' },
  'AWS::Lambda::Function': { said: 'Arn', ends: 'lambda:{place}:function:{name}' },
  'AWS::SQS::Queue': { said: 'Arn', ends: 'sqs:{place}:{name}' },
  'AWS::DynamoDB::GlobalTable': { said: 'Arn', ends: 'dynamodb:{place}:table/{name}' },
  'AWS::S3::Bucket': { said: 'Arn', ends: 's3:::{name}' },
};

/**
 * A text of a template with the ARN it begins with once it is deployed. A stack says its own resources by reference, and
 * those of the other one by their ARN: this way they are the same.
 */
export function withArn(stack: Synthesised, text: string): string {
  const { region, account } = stack.described.environment;
  return text.replace(/^<([^.>]+)(\.Arn)?>/, (asItIs, logicalId: string, attribute?: string) => {
    const { Type = '' } = stack.resources.find((resource) => resource.logicalId === logicalId) ?? {};
    const arn = ARNS[Type];
    if (arn?.said !== (attribute ? 'Arn' : 'Ref')) return asItIs;
    return `arn:aws:${arn.ends.replace('{place}', `${region}:${account}`).replace('{name}', nameOf(stack, logicalId))}`;
  });
}

function withName(stack: Synthesised, name: string): Resource {
  const found = stack.resources.find(({ Properties = {} }) => Object.values(Properties).includes(name));
  if (!found) throw new Error(`Nothing is called ${name}.`);
  return found;
}

/** The logical id of what has a name in AWS. */
export const idOf = (stack: Synthesised, name: string): string => withName(stack, name).logicalId;

export type Properties = { readonly [key: string]: Json };

/** What has a name in AWS, tokens turned into text. */
export const called = (stack: Synthesised, name: string): Properties =>
  rendered(withName(stack, name).Properties) as Properties;

/** Everything of one kind, tokens turned into text. */
export const properties = (stack: Synthesised, type: string): readonly Properties[] =>
  ofType(stack, type).map((resource) => rendered(resource.Properties) as Properties);

const NAME = /^(FunctionName|TopicName|QueueName|TableName|BucketName|StateMachineName|LogGroupName|AlarmName|Name)$/;

export interface MachineOf {
  /** Without the environment's prefix: `escalation`, or a runbook's id. */
  readonly id: string;
  readonly asl: Asl;
}

/** The workflows of a stack, tokens in their definitions replaced by text. */
export const machines = (stack: Synthesised): readonly MachineOf[] =>
  ofType(stack, 'AWS::StepFunctions::StateMachine').map(({ Properties }) => ({
    id: String(Properties.StateMachineName).replace(`${stack.described.stackName}-`, ''),
    asl: JSON.parse(rendered(Properties.DefinitionString ?? '') as string) as Asl,
  }));
