import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { NOT_CONFIGURED } from '../environments/schema';
import type { Permission } from '../lambdas/shared/permission';
import { VARIANT_BUDGETS } from '../runbooks/actions';
import { BundledFunction } from './bundled-function';
import { FUNCTIONS, type FunctionFacts, type FunctionName } from './function-list';
import type { Naming } from './naming';
import { type Grounds, resourcesOf, statements } from './permissions';

export type { FunctionName } from './function-list';

export interface ActionFunctionsProps {
  readonly naming: Naming;
  readonly grounds: Grounds;
  readonly tableName: string;
  readonly bucketName: string;
  /** Variants of steps this environment needs; the others are not made. */
  readonly variants: ReadonlySet<string>;
}

/** One function per action, each with a role of its own that may do what the action does and nothing else. */
export class ActionFunctions extends Construct {
  readonly functions: Readonly<Record<FunctionName, IFunction>>;

  constructor(scope: Construct, id: string, props: ActionFunctionsProps) {
    super(scope, id);
    const needed = Object.entries<FunctionFacts>(FUNCTIONS).filter(
      ([name]) => !(name in VARIANT_BUDGETS) || props.variants.has(name),
    );
    const made = needed.map(([name, { does, may, timeoutSeconds, answersApi }]) => {
      const bundled = new BundledFunction(this, name, {
        name,
        functionName: props.naming.function(name),
        description: does,
        timeout: Duration.seconds(timeoutSeconds - 2),
        environment: {
          INCIDENT_TABLE: props.tableName,
          REPORT_BUCKET: props.bucketName,
          ...(name === 'halt-now' ? haltSettings(props.grounds) : {}),
          ...(answersApi ? { DIRECTORY: props.naming.directory, SYSTEM: props.naming.system } : {}),
        },
        ...(name === 'test-connectivity' ? { network: props.grounds.environment.network } : {}),
      });
      for (const statement of statements(Stack.of(this), may, props.grounds)) bundled.role.addToPolicy(statement);
      acknowledgeWildcards(bundled, may, props.grounds);
      return [name, bundled.function] as const;
    });
    this.functions = Object.fromEntries<IFunction>(made) as Record<FunctionName, IFunction>;
  }
}

/** A halt by hand depends on nothing that may be broken when it is needed: what it must know stands with it. */
function haltSettings({ environment, channelTopicArn }: Grounds): Readonly<Record<string, string>> {
  const place = environment.signals.tradingEnabledAcknowledgement;
  return {
    TRADING_ENABLED: environment.parameters.tradingEnabled,
    CHANNEL_TOPIC: channelTopicArn,
    ...(place === NOT_CONFIGURED ? {} : { ACKNOWLEDGEMENT: JSON.stringify(place) }),
  };
}

/** Wildcards inside an ARN, each with its reason. */
function acknowledgeWildcards(bundled: BundledFunction, may: readonly Permission[], grounds: Grounds): void {
  const reasons = new Map<Permission['on'], string>([
    ['tasks', 'Task ids exist only once a task has started; the cluster is named.'],
    ['log-group', 'The streams of one named log group.'],
    ['reports', 'Reports of incidents, one key each.'],
    ['scalable-targets', 'A scalable target has an id that AWS makes up; the conditions name what it scales.'],
    ['executions', 'Runs of the named workflows: their ids exist only once they have started.'],
    ['database-secret', 'Secrets Manager adds six characters of its own to the name.'],
  ]);
  const stack = Stack.of(bundled);
  for (const permission of may) {
    const reason = reasons.get(permission.on);
    if (!reason) continue;
    for (const resource of resourcesOf(stack, permission.on, grounds)) {
      const id = `AwsSolutions-IAM5[Resource::${readable(stack, resource)}]`;
      Validations.of(bundled.role).acknowledge({ id, reason });
    }
  }
}

/** cdk-nag names a resource of the same stack `<LogicalId.Attribute>`. */
function readable(stack: Stack, arn: string): string {
  const resolved: unknown = stack.resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const [separator, parts] = (resolved as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts
    .map((part) =>
      typeof part === 'string' ? part : `<${(part as { 'Fn::GetAtt': string[] })['Fn::GetAtt'].join('.')}>`,
    )
    .join(separator);
}
