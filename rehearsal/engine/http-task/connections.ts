import type { Resource } from '../assembly';
import { isRecord } from '../record';
import { NotPlayed, refuseOthers } from '../refuse';
import { resolved } from './dynamic-reference';

interface Parameter {
  readonly key: string;
  readonly value: string;
}

/** What a connection adds to a request. */
export interface Connection {
  /** Sent as a header. */
  readonly apiKey: Parameter;
  /** Put into the request's body. */
  readonly body: readonly Parameter[];
}

/** The `AWS::Events::Connection` resources of a stack. */
export class Connections {
  private readonly declared: ReadonlyMap<string, Connection>;
  private readonly deployed = new Map<string, Connection>();

  /**
   * @param secretText the text of a secret, or undefined where there is none of that name.
   * @throws NotPlayed for an authorization other than by API key, and for properties that nothing here acts on.
   */
  constructor(
    resources: readonly Resource[],
    private readonly secretText: (name: string) => string | undefined,
  ) {
    this.declared = new Map(resources.map((resource) => [resource.arn, read(resource)]));
  }

  /** @returns undefined where there is no such connection. @throws when it refers to a secret that does not exist. */
  find(arn: string): Connection | undefined {
    // @claim documented: A dynamic reference is resolved when the stack is deployed; a secret that changes later changes nothing until the resource is updated.
    // @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
    // A rehearsal has its secrets only when it begins, so the first use stands for the deployment.
    const declared = this.declared.get(arn);
    if (declared === undefined) return undefined;
    const connection = this.deployed.get(arn) ?? deploy(declared, arn, this.secretText);
    this.deployed.set(arn, connection);
    return connection;
  }
}

function deploy(
  { apiKey, body }: Connection,
  arn: string,
  secretText: (name: string) => string | undefined,
): Connection {
  const one = ({ key, value }: Parameter): Parameter => ({
    key,
    value: resolved(value, `Connection ${arn}, ${key}`, secretText),
  });
  return { apiKey: one(apiKey), body: body.map(one) };
}

// @claim documented: A connection names its authorization (API_KEY, BASIC, OAUTH_CLIENT_CREDENTIALS) with the parameters of that one, and header, query and body parameters to be sent along.
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-events-connection.html
function read({ logicalId, properties }: Resource): Connection {
  const where = `AWS::Events::Connection ${logicalId}`;
  refuseOthers(where, properties, ['Name', 'Description', 'AuthorizationType', 'AuthParameters']);
  if (properties.AuthorizationType !== 'API_KEY') {
    throw new NotPlayed(`${where} AuthorizationType ${JSON.stringify(properties.AuthorizationType)}`, ['API_KEY']);
  }
  const parameters = record(properties.AuthParameters, `${where} AuthParameters`);
  refuseOthers(`${where} AuthParameters`, parameters, ['ApiKeyAuthParameters', 'InvocationHttpParameters']);
  const key = record(parameters.ApiKeyAuthParameters, `${where} ApiKeyAuthParameters`);
  const sent = record(parameters.InvocationHttpParameters ?? {}, `${where} InvocationHttpParameters`);
  refuseOthers(`${where} InvocationHttpParameters`, sent, ['BodyParameters']);
  return {
    apiKey: parameter({ Key: key.ApiKeyName, Value: key.ApiKeyValue }, `${where} ApiKeyAuthParameters`),
    body: ((sent.BodyParameters ?? []) as unknown[]).map((one, i) => parameter(one, `${where} BodyParameters[${i}]`)),
  };
}

function parameter(given: unknown, where: string): Parameter {
  const { Key: key, Value: value, ...others } = record(given, where);
  refuseOthers(where, others, ['IsValueSecret']);
  if (typeof key === 'string' && typeof value === 'string') return { key, value };
  throw new Error(`${where}: given ${JSON.stringify(given)}; a name and a value are needed, both text.`);
}

function record(given: unknown, where: string): Record<string, unknown> {
  if (isRecord(given)) return given;
  throw new Error(`${where}: given ${JSON.stringify(given)}; an object is needed.`);
}
