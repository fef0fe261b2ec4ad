import { AwsError } from '../aws/service';
import type { AwsEvent, TargetInput } from './model';

/** What a template may say about the rule it belongs to. */
type NamedRule = { readonly arn: string; readonly name: string };

type Variables = ReadonlyMap<string, unknown>;

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

// @claim documented: A template may use aws.events.rule-arn, rule-name, event.ingestion-time, event and event.json without defining them
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
const PREDEFINED = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
];

/**
 * What a target receives: the event, a constant, a part of the event, or a filled template.
 *
 * @param rule fills the rule's predefined variables; without it they are refused.
 * @throws {AwsError} INVALID_JSON or INVALID_PARAMETER where EventBridge could not deliver; a plain Error where the
 * target itself is wrong, as `checkInput` does.
 */
export function transformInput(target: TargetInput, event: AwsEvent, rule?: NamedRule): unknown {
  checkInput(target, 'target');
  if (target.Input !== undefined) return JSON.parse(target.Input);
  if (target.InputPath !== undefined) return partOf(event, target.InputPath);
  if (target.InputTransformer === undefined) return event;
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const variables = new Map<string, unknown>(predefined(event, rule));
  for (const [name, path] of Object.entries(InputPathsMap)) variables.set(name, valueAt(event, path));
  const filled = isObjectTemplate(InputTemplate)
    ? fillObject(InputTemplate, variables)
    : fillText(InputTemplate, variables);
  try {
    return JSON.parse(filled);
  } catch {
    throw new AwsError('INVALID_JSON', `The filled input template is not JSON: ${filled}`);
  }
}

/**
 * Reads a target's input without an event.
 * @param where names the target in errors.
 * @throws for several inputs at once, a path or template outside the supported forms, an undefined placeholder.
 */
export function checkInput(target: TargetInput, where: string): void {
  const given = [target.Input, target.InputPath, target.InputTransformer].filter((one) => one !== undefined);
  if (given.length > 1) throw new Error(`${where}: only one of Input, InputPath and InputTransformer can be given`);
  if (target.Input !== undefined) parsed(target.Input, `${where}: Input`);
  if (target.InputPath !== undefined) segments(target.InputPath, where);
  if (target.InputTransformer === undefined) return;
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (!/^[A-Za-z0-9_-]+$/.test(name))
      throw new Error(`${where}: "${name}" cannot name a variable of an input template`);
    segments(path, where);
  }
  for (const [, name = ''] of InputTemplate.matchAll(PLACEHOLDER)) {
    // @claim cross-checked: A template with an undefined placeholder is refused when the target is put, with ValidationException
    // @source LocalStack test_put_events_with_input_transformer_missing_keys, recorded against AWS
    if (!Object.hasOwn(InputPathsMap, name) && !PREDEFINED.includes(name)) {
      throw new Error(`${where}: the input template has an undefined placeholder <${name}>`);
    }
  }
  const blank = new Map([...InputTemplate.matchAll(PLACEHOLDER)].map(([, name = '']) => [name, 0]));
  const example = isObjectTemplate(InputTemplate) ? fillObject(InputTemplate, blank) : fillText(InputTemplate, blank);
  const shape = parsed(example, `${where}: the input template`);
  if (typeof shape !== 'string' && !isObjectTemplate(InputTemplate)) {
    throw new Error(`${where}: the rehearsal knows input templates that are one JSON object or one quoted string`);
  }
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${what} is not JSON: ${text}`);
  }
}

function isObjectTemplate(template: string): boolean {
  return template.trimStart().startsWith('{');
}

function predefined(event: AwsEvent, rule: NamedRule | undefined): [string, unknown][] {
  const { detail: _, 'detail-type': detailType, ...envelope } = event;
  return [
    ['aws.events.event.json', event],
    // @claim cross-checked: aws.events.event is the event without its detail, and names its type detailType
    // @source LocalStack test_input_transformer_predefined_variables, recorded against AWS
    ['aws.events.event', { ...envelope, detailType }],
    // @claim assumed: The ingestion time equals the event's time
    // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    ['aws.events.event.ingestion-time', event.time],
    ...(rule
      ? ([
          ['aws.events.rule-arn', rule.arn],
          ['aws.events.rule-name', rule.name],
        ] as [string, unknown][])
      : []),
  ];
}

// @claim cross-checked: In an object template a variable outside quotes becomes a JSON value, a missing one an empty string
// @source LocalStack test_put_events_with_input_transformer_input_template_json, recorded against AWS
// @claim documented: EventBridge does not escape the values it puts between the quotes of a template
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
// @claim cross-checked: An object or list between quotes in an object template makes it invalid, and the event is not delivered
// @source LocalStack test_input_transformer_nested_keys_replacement_not_valid, recorded against AWS
function fillObject(template: string, variables: Variables): string {
  return template.replace(PLACEHOLDER, (_, name: string, at: number) => {
    const value = variableOf(variables, name);
    if (!isQuoted(template, at)) return JSON.stringify(value);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

// @claim cross-checked: In a text template objects and lists are written without their quotes
// @source LocalStack test_input_transformer_nested_keys_replacement, recorded against AWS
function fillText(template: string, variables: Variables): string {
  return template.replace(PLACEHOLDER, (_, name: string) => {
    const value = variableOf(variables, name);
    return typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');
  });
}

function variableOf(variables: Variables, name: string): unknown {
  if (!variables.has(name)) throw new Error(`<${name}> needs the rule, which was not given`);
  // @claim cross-checked: A variable whose path the event does not have is filled as an empty string
  // @source LocalStack test_put_events_with_input_transformer_input_template_string, recorded against AWS
  return variables.get(name) ?? '';
}

/** Whether a place in a JSON text lies between quotes. */
function isQuoted(text: string, at: number): boolean {
  return ((text.slice(0, at).replace(/\\./gs, '').match(/"/g) ?? []).length & 1) === 1;
}

function partOf(event: AwsEvent, path: string): unknown {
  const part = valueAt(event, path);
  if (part !== undefined) return part;
  // @claim assumed: An event without its target's InputPath is not delivered, and not tried again
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  throw new AwsError('INVALID_PARAMETER', `The event has nothing at InputPath ${path}.`);
}

function valueAt(event: AwsEvent, path: string): unknown {
  let node: unknown = event;
  for (const key of segments(path, 'target')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, unknown>)[key];
  }
  return node;
}

function segments(path: string, where: string): string[] {
  if (!/^\$(\.[A-Za-z0-9_/-]+(\[\d+\])*)*$/.test(path)) {
    throw new Error(`${where}: the rehearsal knows paths such as $.detail.name and $.resources[0], not ${path}`);
  }
  return path.slice(1).match(/[^.[\]]+/g) ?? [];
}
