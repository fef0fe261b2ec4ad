import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A resource of a template, open to change. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** A state of a workflow, open to change. */
export interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Condition: string; Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number }[];
  Branches?: Flow[];
  [field: string]: unknown;
}

export interface Flow {
  StartAt: string;
  States: Record<string, State>;
}

type Statement = { Action: string | string[] };
type Join = { 'Fn::Join': [separator: string, parts: unknown[]] };

const NAMES = ['FunctionName', 'AlarmName', 'StateMachineName', 'TopicName', 'Name'];

/** One stack of a cloud assembly, to be made ineffective somewhere. What is looked for and is not there throws. */
export class Template {
  constructor(readonly resources: Record<string, Resource>) {}

  /** Properties of the resource of a type whose name ends so. */
  named(type: string, ending: string): Record<string, unknown> {
    return this.only(`${type} ${ending}`, ({ Type, Properties }) => {
      const name = NAMES.map((key) => Properties[key]).find((value) => typeof value === 'string');
      return Type === type && String(name).endsWith(ending);
    })[1].Properties;
  }

  /** Properties of the only resource of a type that says some words anywhere. */
  saying(type: string, words: string): Record<string, unknown> {
    const says = ({ Type, Properties }: Resource): boolean =>
      Type === type && JSON.stringify(Properties).includes(JSON.stringify(words));
    return this.only(`${type} "${words}"`, says)[1].Properties;
  }

  /** Takes an action from the policy of the role that a function, or a rule's target, has. */
  deny(role: unknown, action: string): void {
    const [roleId] = (role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    const [, policy] = this.only(`a policy of ${roleId}`, ({ Type, Properties: { Roles } }) => {
      const roles = (Roles ?? []) as { Ref: string }[];
      return Type === 'AWS::IAM::Policy' && roles.some(({ Ref }) => Ref === roleId);
    });
    const document = policy.Properties.PolicyDocument as { Statement: Statement[] };
    if (!document.Statement.some((statement) => [statement.Action].flat().includes(action))) {
      throw new Error(`${roleId} may not ${action} as it is.`);
    }
    document.Statement = document.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((each) => each !== action),
    })).filter(({ Action }) => Action.length > 0);
  }

  /** Changes the states of a workflow, those of its branches included. The tokens in its definition stay what they are. */
  workflow(ending: string, change: (states: Record<string, State>) => void): void {
    const properties = this.named('AWS::StepFunctions::StateMachine', ending);
    const [separator, parts] = (properties.DefinitionString as Join)['Fn::Join'];
    const text = parts.map((part, index) => (typeof part === 'string' ? part : `@@${index}@@`)).join(separator);
    const definition = JSON.parse(text) as Flow;
    for (const { States } of flows(definition)) change(States);
    const changed = JSON.stringify(definition).split(/@@(\d+)@@/);
    properties.DefinitionString = {
      'Fn::Join': [separator, changed.map((part, index) => (index % 2 === 0 ? part : parts[Number(part)]))],
    };
  }

  /** Changes one state of a workflow, in whichever branch it is. */
  state(ending: string, name: string, change: (state: State) => State | undefined): void {
    let found = false;
    this.workflow(ending, (states) => {
      const state = states[name];
      if (!state) return;
      found = true;
      states[name] = change(state) ?? state;
    });
    if (!found) throw new Error(`${ending} has no state "${name}".`);
  }

  private only(what: string, is: (resource: Resource) => boolean): [id: string, resource: Resource] {
    const [found, ...others] = Object.entries(this.resources).filter(([, resource]) => is(resource));
    if (!found || others.length > 0) throw new Error(`There are ${found ? others.length + 1 : 0} of ${what}, not 1.`);
    return found;
  }
}

function* flows(flow: Flow): Generator<Flow> {
  yield flow;
  for (const { Branches = [] } of Object.values(flow.States)) for (const branch of Branches) yield* flows(branch);
}

/**
 * Copies a cloud assembly with one stack's template altered; everything else in it is the original, linked.
 * @throws when nothing was altered.
 */
export function alteredCopy(
  original: string,
  copy: string,
  stackName: string,
  alter: (template: Template) => void,
): string {
  mkdirSync(copy, { recursive: true });
  const altered = `${stackName}.template.json`;
  for (const file of readdirSync(original)) {
    if (file !== altered) symlinkSync(resolve(original, file), join(copy, file));
  }
  const text = readFileSync(join(original, altered), 'utf8');
  const template = JSON.parse(text) as { Resources: Record<string, Resource> };
  const before = JSON.stringify(template);
  alter(new Template(template.Resources));
  const after = JSON.stringify(template);
  if (after === before) throw new Error('Nothing was altered.');
  writeFileSync(join(copy, altered), after);
  return copy;
}
