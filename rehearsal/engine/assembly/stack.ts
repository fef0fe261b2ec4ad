import type { Json, StackFiles } from './files';
import { type References, resolve } from './intrinsics';
import type { Resource } from './model';
import { generatedName, type Identity, TYPES, type TypeFacts } from './types';

interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type?: string; readonly Default?: unknown }>>;
  readonly Resources?: Readonly<Record<string, ResourceEntry>>;
}

interface ResourceEntry {
  readonly Type: string;
  readonly Properties?: Json;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
}

/** What Parameter Store holds under a name when a stack is deployed. */
export type ParameterStore = (name: string) => string | undefined;

/** Of these, only Parameters and Resources are read; what uses a condition or a mapping is refused where it does. */
const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
  'Rules',
];

/** Deletion and update policies change nothing in a first deployment; the order of creation does not matter here. */
const ATTRIBUTES = ['Type', 'Properties', 'Metadata', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy'];

class StackResource implements Resource {
  readonly path?: string;
  private knownArn: string | undefined;

  constructor(
    readonly logicalId: string,
    readonly type: string,
    readonly name: string,
    readonly properties: Record<string, unknown>,
    path: string | undefined,
    private readonly findArn: () => string,
  ) {
    if (path !== undefined) this.path = path;
  }

  get arn(): string {
    this.knownArn ??= this.findArn();
    return this.knownArn;
  }
}

/**
 * Every resource of a stack, in the template's order.
 * @throws for a type, an attribute, a section or an intrinsic function the rehearsal does not know; the error names it.
 */
export function readResources(stack: StackFiles, parameterStore: ParameterStore = () => undefined): Resource[] {
  const { Resources: entries = {} } = stack.template as Template;
  for (const section of Object.keys(stack.template)) {
    if (!SECTIONS.includes(section)) {
      throw new Error(`Stack ${stack.stackName}: the rehearsal does not know the template section ${section}`);
    }
  }
  for (const [logicalId, entry] of Object.entries(entries)) checkEntry(logicalId, entry);
  const references = new StackReferences(stack, entries, parameterStore);
  return Object.entries(entries).map(([logicalId, entry]) => {
    const properties = resolve(entry.Properties ?? {}, references, logicalId) as Record<string, unknown>;
    const { name } = references.identity(logicalId);
    const path = entry.Metadata?.['aws:cdk:path'];
    return new StackResource(logicalId, entry.Type, name, properties, path, () => references.arn(logicalId));
  });
}

function checkEntry(logicalId: string, entry: ResourceEntry): void {
  if (!Object.hasOwn(TYPES, entry.Type)) throw unknownType(entry.Type, logicalId);
  for (const attribute of Object.keys(entry)) {
    if (!ATTRIBUTES.includes(attribute)) {
      throw new Error(
        `${logicalId} (${entry.Type}): the rehearsal does not know the attribute ${attribute}; it knows ${ATTRIBUTES.join(', ')}`,
      );
    }
  }
}

export function unknownType(type: string, logicalId?: string): Error {
  const where = logicalId === undefined ? '' : ` (logical id ${logicalId})`;
  return new Error(`the rehearsal does not know ${type}${where}; it knows ${Object.keys(TYPES).join(', ')}`);
}

/** Looks up names, ARNs and attributes; a name that depends on itself is an error. */
class StackReferences implements References {
  private readonly identities = new Map<string, Identity>();
  private readonly underWay = new Set<string>();

  constructor(
    private readonly stack: StackFiles,
    private readonly entries: Readonly<Record<string, ResourceEntry>>,
    private readonly parameterStore: ParameterStore,
  ) {}

  identity(logicalId: string): Identity {
    const known = this.identities.get(logicalId);
    if (known) return known;
    const entry = this.entry(logicalId, 'the stack');
    const facts = this.facts(entry);
    const property = (name: string) => this.property(logicalId, entry, name);
    const unnamed = { logicalId, stackName: this.stack.stackName, account: this.stack.account, name: '', property };
    const explicit = facts.nameProperty === undefined ? undefined : property(facts.nameProperty);
    if (explicit !== undefined && typeof explicit !== 'string') {
      throw new Error(`${logicalId} (${entry.Type}): ${facts.nameProperty} is not a string`);
    }
    const identity = { ...unnamed, name: explicit ?? (facts.generatedName ?? generatedName)(unnamed) };
    this.identities.set(logicalId, identity);
    return identity;
  }

  arn(logicalId: string): string {
    const entry = this.entry(logicalId, 'the stack');
    const { arn } = this.facts(entry);
    if (!arn) throw new Error(`${logicalId}: the rehearsal knows no ARN for ${entry.Type}`);
    return arn(this.identity(logicalId));
  }

  ref(target: string, where: string): unknown {
    if (target.startsWith('AWS::')) return this.pseudoParameter(target, where);
    const parameter = (this.stack.template as Template).Parameters?.[target];
    if (parameter) {
      // @claim documented: The value of a parameter of an SSM type is looked up in Parameter Store when the stack is deployed, under the name that is its Default
      // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
      if (parameter.Type === 'AWS::SSM::Parameter::Value<String>' && typeof parameter.Default === 'string') {
        const stored = this.parameterStore(parameter.Default);
        if (stored !== undefined) return stored;
        throw new Error(
          `${where}: parameter ${target} is ${parameter.Default} in Parameter Store, and no stack named before this one makes that`,
        );
      }
      if (parameter.Type?.startsWith('AWS::') || parameter.Default === undefined) {
        throw new Error(
          `${where}: parameter ${target} has no value before deployment; the rehearsal takes Default only`,
        );
      }
      return parameter.Default;
    }
    const entry = this.entry(target, where);
    const { ref } = this.facts(entry);
    if (!ref) throw new Error(`${where}: the rehearsal does not know the Ref of ${entry.Type} (logical id ${target})`);
    return ref(this.identity(target));
  }

  getAtt(logicalId: string, attribute: string, where: string): unknown {
    const entry = this.entry(logicalId, where);
    const value = this.facts(entry).attributes?.[attribute];
    if (!value) {
      throw new Error(
        `${where}: the rehearsal does not know the attribute ${attribute} of ${entry.Type} (logical id ${logicalId})`,
      );
    }
    return value(this.identity(logicalId));
  }

  private property(logicalId: string, entry: ResourceEntry, name: string): unknown {
    const where = `${logicalId}.${name}`;
    if (this.underWay.has(where)) throw new Error(`${where} depends on itself`);
    this.underWay.add(where);
    try {
      return resolve(entry.Properties?.[name], this, where);
    } finally {
      this.underWay.delete(where);
    }
  }

  private pseudoParameter(name: string, where: string): unknown {
    const { account, stackName } = this.stack;
    const values: Readonly<Record<string, string | undefined>> = {
      'AWS::AccountId': account.id,
      'AWS::NoValue': undefined,
      'AWS::Partition': 'aws',
      'AWS::Region': account.region,
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (!Object.hasOwn(values, name)) {
      throw new Error(`${where}: the rehearsal does not know ${name}; it knows ${Object.keys(values).join(', ')}`);
    }
    return values[name];
  }

  private entry(logicalId: string, where: string): ResourceEntry {
    const entry = this.entries[logicalId];
    if (!entry) throw new Error(`${where}: the stack has no resource or parameter ${logicalId}`);
    return entry;
  }

  private facts(entry: ResourceEntry): TypeFacts {
    const facts = TYPES[entry.Type];
    if (!facts) throw unknownType(entry.Type);
    return facts;
  }
}
