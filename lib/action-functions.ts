import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Permission } from '../lambdas/shared/permission';
import { VARIANT_BUDGETS } from '../runbooks/actions';
import { BundledFunction } from './bundled-function';
import type { FunctionFacts } from './function-list';
import type { Naming } from './naming';
import { type Grounds, resourcesOf, statements } from './permissions';

export interface ActionFunctionsProps<Name extends string> {
  /** What this stack needs. */
  readonly list: Readonly<Record<Name, FunctionFacts>>;
  readonly naming: Naming;
  readonly grounds: Grounds;
  readonly tableName: string;
  readonly bucketName: string;
  /** Variants of steps this environment needs; the others are not made. */
  readonly variants: ReadonlySet<string>;
}

/** One function per action, each with a role of its own that may do what the action does and nothing else. */
export class ActionFunctions<Name extends string> extends Construct {
  readonly functions: Readonly<Record<Name, IFunction>>;
  /** Seconds after which Lambda stops each. */
  readonly timeouts: Readonly<Record<string, number>>;

  constructor(scope: Construct, id: string, props: ActionFunctionsProps<Name>) {
    super(scope, id);
    const needed = Object.entries<FunctionFacts>(props.list).filter(
      ([name]) => !(name in VARIANT_BUDGETS) || props.variants.has(name),
    );
    const made = needed.map(([name, { does, may, timeoutSeconds, answersApi, insideVpc, measures, variables }]) => {
      const bundled = new BundledFunction(this, name, {
        name,
        functionName: props.naming.function(name),
        description: does,
        timeout: Duration.seconds(timeoutOf(timeoutSeconds)),
        environment: {
          INCIDENT_TABLE: props.tableName,
          REPORT_BUCKET: props.bucketName,
          ...(measures ? { POWERTOOLS_METRICS_NAMESPACE: props.naming.metrics } : {}),
          ...variables?.(props.grounds),
          ...(answersApi ? { DIRECTORY: props.naming.directory, SYSTEM: props.naming.system } : {}),
        },
        ...(insideVpc ? { network: props.grounds.environment.network } : {}),
      });
      for (const statement of statements(Stack.of(this), may, props.grounds)) bundled.role.addToPolicy(statement);
      acknowledgeWildcards(bundled, may, props.grounds);
      return [name, bundled.function] as const;
    });
    this.timeouts = Object.fromEntries(needed.map(([name, { timeoutSeconds }]) => [name, timeoutOf(timeoutSeconds)]));
    this.functions = Object.fromEntries<IFunction>(made) as Record<Name, IFunction>;
  }
}

/** Earlier than whoever waits for it gives up. */
const timeoutOf = (stateSeconds: number): number => stateSeconds - 2;

/** Wildcards inside an ARN, each with its reason. */
function acknowledgeWildcards(bundled: BundledFunction, may: readonly Permission[], grounds: Grounds): void {
  const reasons = new Map<Permission['on'], string>([
    ['watch-key', 'AWS makes up the id of a key; the conditions name it by its alias, and SNS as the way.'],
    ['tasks', 'Task ids exist only once a task has started; the cluster is named.'],
    ['service-deployments', 'Deployments of the named services: their ids exist only once they have begun.'],
    ['service-revisions', 'Revisions of the named services: their ids exist only once they have been deployed.'],
    ['task-definitions', 'Revisions of the named families: the next one has a number that AWS gives it.'],
    ['release-documents', 'Documents of releases, one folder for each.'],
    ['log-group', 'The streams of one named log group.'],
    ['reports', 'Reports of incidents, one key each.'],
    ['scalable-targets', 'A scalable target has an id that AWS makes up; the conditions name what it scales.'],
    ['executions', 'Runs of the named workflows: their ids exist only once they have started.'],
    ['database-secret', 'Secrets Manager adds six characters of its own to the name.'],
    ['secrets', 'Secrets Manager adds six characters of its own to the name.'],
    ['broker-session', 'Secrets Manager adds six characters of its own to the name.'],
    ['recovery-documents', 'Documents of recoveries, one folder for each.'],
    ['signal-objects', 'One object for each day.'],
    ['positions-object', 'One object for each day.'],
    ['trades-object', 'One object for each day.'],
    ['daily-exports', 'The exported files of each day, beside their manifest.'],
    ['daily-backups', 'The copies of each day’s files, in a folder of their own.'],
    ['restored-files', 'What is restored, each run in a folder of its own.'],
    ['restore-documents', 'Reports of restores, one folder for each.'],
    ['day-reports', 'Reports of checklists, one folder for each day.'],
    ['maintenance-documents', 'Documents of maintenance windows, one folder for each.'],
    ['snapshot-documents', 'Row counts, one object for each snapshot.'],
    [
      'every-snapshot',
      'Whichever snapshot two people have approved, also one that was taken by hand; it is only read.',
    ],
    ['restored-databases', 'Instances restored from the named one are called by their instant, and all begin alike.'],
    ['replaced-databases', 'What a restored instance has replaced is called by its instant, and all begin alike.'],
    ['database-groups', 'The groups of the database are read when it is copied; they are used and not changed.'],
    ['snapshots', 'Our own snapshots: they are called by their day, and all begin alike.'],
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
