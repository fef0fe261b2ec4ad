import type { Ask, Context } from '../policy';

/** What must be known of the simulated account to tell what one API call asks of IAM. */
export interface AuthorizationWorld {
  readonly accountId: string;
  readonly region: string;
  /** ARN of the customer's KMS key of a topic, bucket, table or queue (by its ARN); undefined = it has none. */
  keyOf(resourceArn: string): string | undefined;
  /** Names of the aliases of a customer's key, by its ARN; needed where a policy tells keys apart by them. */
  aliasesOf?(keyArn: string): readonly string[];
  /**
   * Name of the partition key of a table or index (by its ARN). Needed for calls in which it cannot be told otherwise:
   * PutItem, and every table with a sort key.
   */
  partitionKeyOf?(tableOrIndexArn: string): string | undefined;
  /** ARNs or names of the roles that a task definition gives its tasks. Needed for services that are moved to one. */
  rolesOf?(taskDefinition: string): readonly string[];
}

/** What one API operation asks of IAM. */
export interface Row<Input = never> {
  /** Every action it can ask for. */
  readonly actions: readonly string[];
  /** @throws when the input holds something whose authorisation is not modelled; the error names it. */
  readonly asks: (input: Input, world: AuthorizationWorld) => Ask[];
}

/** Operation, as `ecs:DescribeServices` with the service's signing name, to its row. */
export type Rows = Readonly<Record<string, Row>>;

export function row<Input>(actions: string | readonly string[], asks: Row<Input>['asks']): Row {
  return { actions: typeof actions === 'string' ? [actions] : actions, asks: asks as Row['asks'] };
}

export function arnIn(world: AuthorizationWorld, service: string, resource: string): string {
  return `arn:aws:${service}:${world.region}:${world.accountId}:${resource}`;
}

/** An ask over the encrypted channel every SDK client uses. */
export function ask(action: string, resource: string, context: Context = {}): Ask {
  return { action, resource, context: { 'aws:SecureTransport': 'true', ...context } };
}

/** The asks for the customer's key behind a resource; none where it has no such key. */
export function keyAsks(
  world: AuthorizationWorld,
  resourceArn: string,
  via: string,
  actions: readonly string[],
): Ask[] {
  const key = world.keyOf(resourceArn);
  if (key === undefined) return [];
  const context = {
    'kms:ViaService': `${via}.${world.region}.amazonaws.com`,
    'kms:CallerAccount': world.accountId,
    'kms:ResourceAliases': world.aliasesOf?.(key) ?? [],
  };
  return actions.map((action) => ask(action, key, context));
}

/** @throws when the input has a member, other than undefined, whose authorisation is not modelled. */
export function refuseMembers(operation: string, input: object, members: readonly string[]): void {
  const given = members.find((member) => (input as Record<string, unknown>)[member] !== undefined);
  if (given !== undefined) {
    throw new Error(
      `${operation} with ${given}: what IAM is asked for it is not modelled (nor for ${members.join(', ')}).`,
    );
  }
}

/** @throws when a member that names the resource is missing or of a form that is not modelled. */
export function needed(operation: string, member: string, value: string | undefined, form = /./): string {
  if (value !== undefined && form.test(value)) return value;
  throw new Error(`${operation} with ${member} ${JSON.stringify(value)}: what IAM is asked for it is not modelled.`);
}
