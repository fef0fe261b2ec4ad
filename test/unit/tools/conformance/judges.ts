import { matches } from '../../../../rehearsal/engine/events';
import { type Context, evaluate, type PolicyDocument } from '../../../../rehearsal/engine/iam';
import type { HttpRequest, HttpResponse } from '../../../../rehearsal/engine/wire';
import { type Clients, clientsOf } from '../../../../tools/conformance/clients';
import { clientEnd } from '../doctor/client-end';
import { Refused, testState } from './test-state';

/** One request as a judge reads it: what is asked, of an API with such a body. */
export interface Asked {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** May answer in the judge's place. @throws Refused */
export type Instead = (asked: Asked) => unknown;

const ACCOUNT = '123456789012';

/** The three judges as one end of the wire. */
export function judges(instead: Instead = () => undefined) {
  const asked: Asked[] = [];
  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    const query = request.headers['content-type']?.includes('x-www-form-urlencoded') ?? false;
    const text = Buffer.from(request.body).toString('utf8');
    const one = query ? readQuery(text) : readJson(request, text);
    asked.push(one);
    try {
      const said = (await instead(one)) ?? (await judge(one));
      return query ? xml(one.operation, String(said)) : json(200, said);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return query ? xmlError(error) : json(400, { __type: error.code, message: error.message });
    }
  };
  return { answer, asked };
}

/** SDK clients whose every request is answered here by the engine itself, from the wire and onto it, and which reach nothing. */
export function standIns(instead?: Instead): Clients & { readonly asked: Asked[] } {
  const { answer, asked } = judges(instead);
  return { ...clientsOf({ ...clientEnd(answer), region: 'ap-south-1' }), asked };
}

async function judge({ operation, input }: Asked): Promise<unknown> {
  switch (operation) {
    case 'TestState':
      return testState(input as never);
    case 'TestEventPattern': {
      const { EventPattern, Event } = input as { EventPattern: string; Event: string };
      return { Result: matches(JSON.parse(EventPattern), JSON.parse(Event)) };
    }
    case 'SimulateCustomPolicy':
      return evaluationXml(input, simulated(input) ? 'allowed' : 'implicitDeny');
    default:
      throw new Error(`Nobody is to be asked for ${operation}.`);
  }
}

interface Entry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: string;
  readonly ContextKeyValues: readonly string[];
}

function simulated(input: Asked['input']): boolean {
  const {
    PolicyInputList,
    ActionNames,
    ResourceArns,
    ResourcePolicy,
    CallerArn,
    ContextEntries = [],
  } = input as {
    PolicyInputList: string[];
    ActionNames: string[];
    ResourceArns: string[];
    ResourcePolicy?: string;
    CallerArn?: string;
    ContextEntries?: Entry[];
  };
  if (ResourcePolicy && !CallerArn?.includes(':user/')) {
    throw new Refused('InvalidInput', 'CallerArn must be the ARN of an IAM user where there is a ResourcePolicy');
  }
  const context: Context = Object.fromEntries(
    ContextEntries.map(({ ContextKeyName, ContextKeyType, ContextKeyValues }) => [
      ContextKeyName,
      ContextKeyType.endsWith('List') ? ContextKeyValues : (ContextKeyValues[0] ?? ''),
    ]),
  );
  const decision = evaluate({
    ask: { action: ActionNames[0] ?? '', resource: ResourceArns[0] ?? '*', context },
    principal: CallerArn ?? `arn:aws:iam::${ACCOUNT}:user/somebody`,
    accountId: ACCOUNT,
    identity: PolicyInputList.map((policy) => JSON.parse(policy) as PolicyDocument),
    resource: ResourcePolicy === undefined ? undefined : (JSON.parse(ResourcePolicy) as PolicyDocument),
  });
  return decision.allowed;
}

/** What SimulateCustomPolicy answers to one action and one resource. */
export const evaluationXml = ({ ActionNames, ResourceArns }: Asked['input'], decision: string): string =>
  `<IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>${(ActionNames as string[])[0]}</EvalActionName>` +
  `<EvalResourceName>*</EvalResourceName><EvalDecision>${decision}</EvalDecision><MatchedStatements/><MissingContextValues/>` +
  `<ResourceSpecificResults><member><EvalResourceName>${(ResourceArns as string[])[0]}</EvalResourceName>` +
  `<EvalResourceDecision>${decision}</EvalResourceDecision></member></ResourceSpecificResults></member></EvaluationResults>`;

function readJson({ headers }: HttpRequest, text: string): Asked {
  const [, operation = ''] = /\.(\w+)$/.exec(headers['x-amz-target'] ?? '') ?? [];
  return { operation, input: JSON.parse(text) };
}

/** `A.member.1.B=x` and so on: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html#API_SimulateCustomPolicy_Examples */
function readQuery(text: string): Asked {
  const input: Record<string, unknown> = {};
  let operation = '';
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === 'Action') operation = value;
    else put(input, name.replaceAll('.member.', '.').split('.'), value);
  }
  return { operation, input: listed(input) as Asked['input'] };
}

function put(into: Record<string, unknown>, [first = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) into[first] = value;
  else {
    into[first] ??= {};
    put(into[first] as Record<string, unknown>, rest, value);
  }
}

/** Members numbered from 1 are a list. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, below]) => [key, listed(below)] as const);
  return entries.every(([key]) => /^\d+$/.test(key)) ? entries.map(([, below]) => below) : Object.fromEntries(entries);
}

const json = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});

const xml = (operation: string, result: string): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>1cdb5b0a-4c15-11e5-b121-bd8c7EXAMPLE</RequestId></ResponseMetadata></${operation}Response>`,
  ),
});

const xmlError = ({ code, message }: Refused): HttpResponse => ({
  status: 400,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>1cdb5b0a</RequestId></ErrorResponse>`,
  ),
});
