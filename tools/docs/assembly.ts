import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Resource {
  readonly logicalId: string;
  readonly Type: string;
  /** Tokens turned into text: an ARN or a name where the template has one, else `<LogicalId>`. */
  readonly Properties: { readonly [key: string]: Json };
}

export interface Stack {
  readonly name: string;
  readonly description: string;
  readonly resources: readonly Resource[];
}

/** What is synthesised for one environment, as far as documents are made of it. */
export interface Synthesised {
  readonly environment: { readonly name: string; readonly [field: string]: Json };
  readonly stackName: string;
  /** The first one first. */
  readonly stacks: readonly Stack[];
}

interface Described {
  readonly environment: Synthesised['environment'];
  readonly stackName: string;
  readonly stackNames: readonly string[];
}

/** Every environment of a cloud assembly, by its name. @param directory the assembly's. */
export function readAssembly(directory: string): Readonly<Record<string, Synthesised>> {
  const described = read<Record<string, Described>>(directory, 'environment.json');
  return Object.fromEntries(
    Object.entries(described).map(([name, { environment, stackName, stackNames }]) => {
      const stacks = stackNames.map((stack) => stackOf(stack, read(directory, `${stack}.template.json`)));
      return [name, { environment, stackName, stacks }];
    }),
  );
}

const read = <T>(directory: string, file: string): T => JSON.parse(readFileSync(join(directory, file), 'utf8')) as T;

type Template = {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, { Type: string; Properties?: Resource['Properties'] }>>;
};

function stackOf(name: string, { Description = '', Resources }: Template): Stack {
  const said = (logicalId: string): string => {
    const { Type = '', Properties = {} } = Resources[logicalId] ?? {};
    const [service] = /(?<=AWS::)\w+/.exec(Type) ?? ['?'];
    const own = Object.entries(Properties).find(([key]) => NAME.test(key))?.[1];
    return typeof own === 'string' ? `<${service}:${own}>` : `<${service}:${logicalId}>`;
  };
  return {
    name,
    description: Description,
    resources: Object.entries(Resources).map(([logicalId, { Type, Properties = {} }]) => ({
      logicalId,
      Type,
      Properties: rendered(Properties, said) as Resource['Properties'],
    })),
  };
}

const NAME =
  /^(FunctionName|TopicName|QueueName|TableName|BucketName|StateMachineName|LogGroupName|AlarmName|RuleName|Name)$/;

/** Every token turned into text: what a reference stands for by its name, and so for its attributes. */
function rendered(value: Json, said: (logicalId: string) => string): Json {
  if (Array.isArray(value)) return value.map((each) => rendered(each as Json, said));
  if (value === null || typeof value !== 'object') return value;
  const [[key, inner] = ['', null], ...others] = Object.entries(value as { readonly [key: string]: Json });
  if (others.length === 0 && key === 'Ref') return inner === 'AWS::Partition' ? 'aws' : said(String(inner));
  if (others.length === 0 && key === 'Fn::GetAtt') return said((inner as string[])[0] ?? '');
  if (others.length === 0 && key === 'Fn::Join') {
    return (inner as [string, Json[]])[1].map((each) => rendered(each, said)).join('');
  }
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, rendered(held, said)]));
}

export const ofType = ({ resources }: Stack, type: string): readonly Resource[] =>
  resources.filter(({ Type }) => Type === type);
