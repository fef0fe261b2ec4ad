import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { permissions as acknowledgePage } from '../lambdas/acknowledge-page/permissions';
import { permissions as askBeforeRestart } from '../lambdas/ask-before-restart/permissions';
import { permissions as checkAlarm } from '../lambdas/check-alarm/permissions';
import { permissions as checkDatabase } from '../lambdas/check-database/permissions';
import { permissions as checkSecurityGroups } from '../lambdas/check-security-groups/permissions';
import { permissions as checkService } from '../lambdas/check-service/permissions';
import { permissions as checkSystem } from '../lambdas/check-system/permissions';
import { permissions as checkTargets } from '../lambdas/check-targets/permissions';
import { permissions as chooseRung } from '../lambdas/choose-rung/permissions';
import { permissions as closeIncident } from '../lambdas/close-incident/permissions';
import { permissions as documentIncident } from '../lambdas/document-incident/permissions';
import { permissions as giveBackService } from '../lambdas/give-back-service/permissions';
import { permissions as haltTrading } from '../lambdas/halt-trading/permissions';
import { permissions as identifyBottleneck } from '../lambdas/identify-bottleneck/permissions';
import { permissions as investigateRootCause } from '../lambdas/investigate-root-cause/permissions';
import { permissions as monitorDeployment } from '../lambdas/monitor-deployment/permissions';
import { permissions as notifyStakeholders } from '../lambdas/notify-stakeholders/permissions';
import { permissions as openIncident } from '../lambdas/open-incident/permissions';
import { permissions as pageContacts } from '../lambdas/page-contacts/permissions';
import { permissions as probeDashboard } from '../lambdas/probe-dashboard/permissions';
import { permissions as readLogs } from '../lambdas/read-logs/permissions';
import { permissions as restartService } from '../lambdas/restart-service/permissions';
import { permissions as scaleService } from '../lambdas/scale-service/permissions';
import type { Permission } from '../lambdas/shared/permission';
import { permissions as startAfterStop } from '../lambdas/start-after-stop/permissions';
import { permissions as stopForRestart } from '../lambdas/stop-for-restart/permissions';
import { permissions as takeService } from '../lambdas/take-service/permissions';
import { permissions as testConnectivity } from '../lambdas/test-connectivity/permissions';
import { permissions as undoScaling } from '../lambdas/undo-scaling/permissions';
import { permissions as verifyBroker } from '../lambdas/verify-broker/permissions';
import { permissions as verifyResolution } from '../lambdas/verify-resolution/permissions';
import { permissions as waitForDatabase } from '../lambdas/wait-for-database/permissions';
import { type Action, BUDGETS, FRAME_BUDGETS, VARIANT_BUDGETS, VERIFY_ROUND_SECONDS } from '../runbooks/actions';
import { BundledFunction } from './bundled-function';
import type { Naming } from './naming';
import { type Grounds, resourcesOf, statements } from './permissions';

type Function = { readonly does: string; readonly may: readonly Permission[]; readonly timeoutSeconds: number };

/**
 * Every function, in words, with what it may do and how long it may take. A function that answers a state's time-out must
 * end before it: two seconds earlier.
 */
const FUNCTIONS = {
  'open-incident': {
    does: 'Opens or joins an incident',
    may: openIncident,
    timeoutSeconds: FRAME_BUDGETS['open-incident'].timeoutSeconds,
  },
  'check-alarm': {
    does: 'Looks whether the fault is still there',
    may: checkAlarm,
    timeoutSeconds: FRAME_BUDGETS['check-alarm'].timeoutSeconds,
  },
  'check-service': {
    does: 'Looks at an ECS service',
    may: checkService,
    timeoutSeconds: BUDGETS['check-service'].timeoutSeconds,
  },
  'read-logs': { does: 'Reads recent log lines', may: readLogs, timeoutSeconds: BUDGETS['read-logs'].timeoutSeconds },
  'verify-broker': {
    does: 'Asks whether the broker answers',
    may: verifyBroker,
    timeoutSeconds: BUDGETS['verify-broker'].timeoutSeconds,
  },
  'restart-service': {
    does: 'Restarts an ECS service',
    may: restartService,
    timeoutSeconds: BUDGETS['restart-service'].timeoutSeconds,
  },
  'monitor-deployment': {
    does: 'Waits for a deployment',
    may: monitorDeployment,
    timeoutSeconds: BUDGETS['monitor-deployment'].timeoutSeconds,
  },
  'check-database': {
    does: 'Looks at the database’s status',
    may: checkDatabase,
    timeoutSeconds: BUDGETS['check-database'].timeoutSeconds,
  },
  'wait-for-database': {
    does: 'Waits while the database is being changed',
    may: waitForDatabase,
    timeoutSeconds: BUDGETS['wait-for-database'].timeoutSeconds,
  },
  'check-security-groups': {
    does: 'Looks whether the services may reach the database',
    may: checkSecurityGroups,
    timeoutSeconds: BUDGETS['check-security-groups'].timeoutSeconds,
  },
  'test-connectivity': {
    does: 'Connects to the database as the services do',
    may: testConnectivity,
    timeoutSeconds: BUDGETS['test-connectivity'].timeoutSeconds,
  },
  'check-targets': {
    does: 'Looks at the load balancer’s targets',
    may: checkTargets,
    timeoutSeconds: BUDGETS['check-targets'].timeoutSeconds,
  },
  'probe-dashboard': {
    does: 'Asks for the dashboard',
    may: probeDashboard,
    timeoutSeconds: BUDGETS['probe-dashboard'].timeoutSeconds,
  },
  'identify-bottleneck': {
    does: 'Says what is nearest to its limit',
    may: identifyBottleneck,
    timeoutSeconds: BUDGETS['identify-bottleneck'].timeoutSeconds,
  },
  'scale-service': {
    does: 'Raises a service’s scalable minimum',
    may: scaleService,
    timeoutSeconds: BUDGETS['scale-service'].timeoutSeconds,
  },
  'undo-scaling': {
    does: 'Puts a service’s capacity back',
    may: undoScaling,
    timeoutSeconds: BUDGETS['undo-scaling'].timeoutSeconds,
  },
  'investigate-root-cause': {
    does: 'Looks for what has changed',
    may: investigateRootCause,
    timeoutSeconds: BUDGETS['investigate-root-cause'].timeoutSeconds,
  },
  'check-system': {
    does: 'Looks at everything at once',
    may: checkSystem,
    timeoutSeconds: BUDGETS['check-system'].timeoutSeconds,
  },
  'halt-trading': {
    does: 'Disables trading and sees that it took effect',
    may: haltTrading,
    timeoutSeconds: BUDGETS['halt-trading'].timeoutSeconds,
  },
  'ask-before-restart': {
    does: 'Asks before a restart that loses open orders',
    may: askBeforeRestart,
    timeoutSeconds: VARIANT_BUDGETS['ask-before-restart'].timeoutSeconds,
  },
  'stop-for-restart': {
    does: 'Stops a service whose generations may not overlap',
    may: stopForRestart,
    timeoutSeconds: VARIANT_BUDGETS['stop-for-restart'].timeoutSeconds,
  },
  'start-after-stop': {
    does: 'Starts the new generation once nothing of the old one runs',
    may: startAfterStop,
    timeoutSeconds: VARIANT_BUDGETS['start-after-stop'].timeoutSeconds,
  },
  'verify-resolution': {
    does: 'Judges whether the fault is gone',
    may: verifyResolution,
    timeoutSeconds: VERIFY_ROUND_SECONDS,
  },
  'document-incident': {
    does: 'Writes the incident report',
    may: documentIncident,
    timeoutSeconds: FRAME_BUDGETS['document-incident'].timeoutSeconds,
  },
  'choose-rung': { does: 'Decides who is paged next', may: chooseRung, timeoutSeconds: 15 },
  'page-contacts': { does: 'Pages the contacts of one rung', may: pageContacts, timeoutSeconds: 15 },
  'notify-stakeholders': { does: 'Tells stakeholders at the deadline', may: notifyStakeholders, timeoutSeconds: 15 },
  'close-incident': { does: 'Closes an incident for a named person', may: closeIncident, timeoutSeconds: 15 },
  'take-service': { does: 'Takes a service into a person’s hands', may: takeService, timeoutSeconds: 15 },
  'give-back-service': { does: 'Gives a service back to the runbooks', may: giveBackService, timeoutSeconds: 15 },
  'acknowledge-page': { does: 'Takes an acknowledgement', may: acknowledgePage, timeoutSeconds: 15 },
} as const satisfies Readonly<Record<Action | keyof Omit<typeof FRAME_BUDGETS, 'escalate'> | string, Function>>;

export type FunctionName = keyof typeof FUNCTIONS;

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
    const needed = Object.entries<Function>(FUNCTIONS).filter(
      ([name]) => !(name in VARIANT_BUDGETS) || props.variants.has(name),
    );
    const made = needed.map(([name, { does, may, timeoutSeconds }]) => {
      const bundled = new BundledFunction(this, name, {
        name,
        functionName: props.naming.function(name),
        description: does,
        timeout: Duration.seconds(timeoutSeconds - 2),
        environment: { INCIDENT_TABLE: props.tableName, REPORT_BUCKET: props.bucketName },
        ...(name === 'test-connectivity' ? { network: props.grounds.environment.network } : {}),
      });
      for (const statement of statements(Stack.of(this), may, props.grounds)) bundled.role.addToPolicy(statement);
      acknowledgeWildcards(bundled, may, props.grounds);
      return [name, bundled.function] as const;
    });
    this.functions = Object.fromEntries<IFunction>(made) as Record<FunctionName, IFunction>;
  }
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
