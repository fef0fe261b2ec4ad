import { refuse } from './message';
import type { Operation, Shape } from './schema';
import { operationOf, type Service, serviceOf } from './services';
import { convert, date, misfit, parseDate, type Rules } from './values';

/**
 * The operation and the input a Step Functions service integration means.
 * @param service the signing name (`states`, not `sfn`).
 * @param action in camelCase, as the resource names it: `publish`, `updateItem`.
 * @throws WireRefusal naming an unknown action, an unknown field or a value that does not fit.
 */
export function fromStepFunctions(
  service: string,
  action: string,
  args: unknown,
): { operation: string; input: unknown } {
  const model = integrated(service);
  // @claim documented: An integration names its API action in camelCase and its parameters in PascalCase, even where the service's own API does not.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  if (name === action) return refuse(`The action '${service}:${action}'`, 'an action in camelCase');
  const operation = operationOf(model, name);
  const rules: Rules = {
    member: (owner, key) => byPascalName(owner, key, spelling(model, operation)),
    timestamp: (value, where) =>
      typeof value === 'string' ? parseDate(value, where) : misfit(value, where, 'a date as ISO 8601 text'),
    blob: noBlob,
    notText: (value, where) => jsonText(`${service}:${action}`, value, where),
  };
  return { operation: name, input: convert(operation.input, args ?? {}, `${service}:${action}`, rules) };
}

/**
 * The result of an integration: keys in PascalCase, dates as ISO 8601 text with milliseconds.
 * @throws WireRefusal naming an unknown field or a value that does not fit.
 */
export function toStepFunctions(service: string, operation: string, output: unknown): unknown {
  const model = integrated(service);
  const { name, output: shape } = operationOf(model, operation);
  const spell = spelling(model, { name });
  const rules: Rules = {
    member: (owner, key) => {
      const member = owner.members.get(key);
      return member && { key: spell(key) ?? noAcronym(key), shape: member };
    },
    // @claim assumed: A date in the result of an integration is ISO 8601 text, always with milliseconds.
    // @source LocalStack, stepfunctions/asl/utils/encoding.py (ISO 8601); the milliseconds are not documented
    timestamp: (value, where) => date(value, where).toISOString(),
    blob: noBlob,
    notText: (value, where) => misfit(value, where, 'text'),
  };
  return convert(shape, output ?? {}, `${service}:${name} output`, rules);
}

function integrated(signingName: string): Service {
  const service = serviceOf(signingName);
  if (service.protocol.kind !== 'rest-xml') return service;
  return refuse(`Step Functions calling ${signingName}`, 'services whose operations carry no stream');
}

/** The optimised DynamoDB integration; every other DynamoDB action goes through the SDK integration. */
const OPTIMISED_DYNAMODB = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];

/** How a member is spelled in Step Functions; undefined where that is not known. */
type Spelling = (member: string) => string | undefined;

function spelling(service: Service, { name }: Pick<Operation, 'name'>): Spelling {
  // @claim cross-checked: The optimised DynamoDB integration takes attribute types as the API spells them (BOOL), where the SDK integration wants Bool.
  // @source https://repost.aws/questions/QUyLUoqYlGTC2m36ibrtGXSQ/step-function-dynamodb-query-with-boolean-filter
  const acronyms = service.signingName === 'dynamodb' && OPTIMISED_DYNAMODB.includes(name);
  return (member) =>
    /^[A-Z]{2}/.test(member) && !acronyms ? undefined : `${member.charAt(0).toUpperCase()}${member.slice(1)}`;
}

function byPascalName(owner: Shape, key: string, spell: Spelling): { key: string; shape: Shape } | undefined {
  for (const [name, shape] of owner.members) {
    const spelled = spell(name);
    if (spelled === key) return { key: name, shape };
    if (spelled === undefined && name.toLowerCase() === key.toLowerCase()) return noAcronym(key);
  }
  return undefined;
}

function noAcronym(key: string): never {
  return refuse(
    `The field '${key}', whose spelling in the Step Functions SDK integration is not documented`,
    'fields that do not begin with an acronym, and DynamoDB GetItem, PutItem, UpdateItem and DeleteItem',
  );
}

/** Fields that may be given as JSON; Step Functions writes them as text. */
const JSON_FIELDS = [
  // @claim documented: The Input of states:startExecution may be a JSON object.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
  'states:startExecution.Input',
  // @claim cross-checked: The Message of sns:publish may be a JSON object, which is published as its text.
  // @source LocalStack, stepfunctions state_task_service.py, and aws-cdk-lib SnsPublish with TaskInput.fromObject
  'sns:publish.Message',
];

function jsonText(action: string, value: unknown, where: string): string {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && JSON_FIELDS.includes(where)
    ? JSON.stringify(value)
    : misfit(value, `${where} of ${action}`, 'text');
}

function noBlob(value: unknown, where: string): never {
  return misfit(value, where, 'fields that are not binary');
}
