import { INSIDE_VPC, MAY, NETWORK_INTERFACES } from './permission-table';

// What is granted on more than named resources, by hand, with the reason. test/synth/permissions.test.ts holds the templates
// against it.

/** Functions that act on a service, or ask before somebody does. */
const ACTING = [
  'ask-before-restart',
  'restart-service',
  'scale-service',
  'start-after-stop',
  'stop-for-restart',
  'undo-scaling',
];

/** Functions that bring an image to a service, or take it back. */
const RELEASING = ['deploy-image', 'follow-deployment', 'roll-back-failed', 'roll-back-service'];
/** Functions that look whether a service is well before it is deployed to, and afterwards. */
const JUDGING_RELEASES = ['plan-deployment', 'deploy-image', 'verify-deployment', 'choose-revision'];

const X_RAY = 'X-Ray has no resource level.';
const LOG_DELIVERY = "The delivery of a workflow's log has no resource level.";
/** Every action that is granted on `*`, to whom, and why it cannot be less. */
export const EVERYTHING: Readonly<Record<string, { readonly to: readonly string[]; readonly because: string }>> = {
  'xray:PutTelemetryRecords': { to: [...Object.keys(MAY), 'workflows'], because: X_RAY },
  'xray:PutTraceSegments': { to: [...Object.keys(MAY), 'workflows'], because: X_RAY },
  'xray:GetSamplingRules': { to: ['workflows'], because: X_RAY },
  'xray:GetSamplingTargets': { to: ['workflows'], because: X_RAY },
  'logs:CreateLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DeleteLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DescribeLogGroups': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:DescribeResourcePolicies': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:GetLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:ListLogDeliveries': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:PutResourcePolicy': { to: ['workflows'], because: LOG_DELIVERY },
  'logs:UpdateLogDelivery': { to: ['workflows'], because: LOG_DELIVERY },
  'cloudwatch:PutMetricData': {
    to: ['audit-incidents', 'set-test-alarm'],
    because: 'PutMetricData has no resource level; the condition names the namespace.',
  },
  'cloudwatch:DescribeAlarms': {
    to: [
      'audit-incidents',
      'check-alarm',
      ...ACTING,
      'halt-trading',
      'verify-resolution',
      'show-incident',
      'show-status',
      'review-alarms',
      'document-state',
      'compare-state',
      ...JUDGING_RELEASES,
    ],
    because: 'Composite alarms are answered only to a permission on everything.',
  },
  'cloudwatch:DescribeAlarmHistory': {
    to: ['review-alarms'],
    because: 'The history of composite alarms is answered only to a permission on everything.',
  },
  'cloudwatch:GetMetricData': {
    to: [
      'audit-incidents',
      'check-alarm',
      ...ACTING,
      'identify-bottleneck',
      'investigate-root-cause',
      'check-system',
      'halt-trading',
      'verify-resolution',
      'show-incident',
      'verify-broker-connectivity',
      'review-trading',
      'calculate-losses',
      ...JUDGING_RELEASES,
    ],
    because: 'GetMetricData has no resource level.',
  },
  'application-autoscaling:DescribeScalableTargets': {
    to: [
      'scale-service',
      'undo-scaling',
      'halt-trading',
      'stop-trading',
      'sweep-stop',
      'stop-for-restart',
      'start-after-stop',
      'document-state',
      'compare-state',
      'restore-service',
      'restore-scaling',
      'resume-trading',
      ...RELEASING,
    ],
    because: 'DescribeScalableTargets has no resource level.',
  },
  'application-autoscaling:DescribeScalingPolicies': {
    to: ['document-state', 'compare-state'],
    because: 'DescribeScalingPolicies has no resource level.',
  },
  'ecs:DescribeTaskDefinition': {
    to: [
      'document-state',
      'compare-state',
      'plan-deployment',
      'choose-revision',
      'deploy-image',
      'roll-back-service',
      'roll-back-failed',
    ],
    because: 'DescribeTaskDefinition has no resource level.',
  },
  'elasticloadbalancing:DescribeTargetHealth': {
    to: ['check-targets', 'check-system', 'check-health'],
    because: 'DescribeTargetHealth has no resource level.',
  },
  'elasticloadbalancing:DescribeLoadBalancers': {
    to: ['check-health'],
    because: 'DescribeLoadBalancers has no resource level.',
  },
  'rds:DescribeDBSnapshots': {
    to: ['check-backups', 'create-snapshot', 'prune-snapshots', 'choose-restore-point', 'restore-database'],
    because: 'A listing that names no snapshot is asked for all of them.',
  },
  'rds:DescribeDBInstances': {
    to: ['check-backups', 'check-replacement', 'switch-database'],
    because: 'A listing that names no instance is asked for all of them.',
  },
  'ec2:DescribeSecurityGroups': {
    to: ['check-security-groups'],
    because: 'DescribeSecurityGroups has no resource level.',
  },
  ...Object.fromEntries(
    NETWORK_INTERFACES.map((action) => [
      action,
      { to: INSIDE_VPC, because: 'Network interfaces of a function have no resource level.' },
    ]),
  ),
  'ecs:ListTasks': {
    to: [
      'check-service',
      'restart-service',
      'monitor-deployment',
      'start-after-stop',
      'undo-scaling',
      'document-state',
      'compare-state',
      'restore-service',
      'plan-deployment',
      'choose-revision',
      'follow-deployment',
      'verify-deployment',
      'roll-back-failed',
    ],
    because:
      'ListTasks is authorised on container instances, which Fargate does not have; a condition names the cluster.',
  },
  'states:SendTaskSuccess': {
    to: ['acknowledge-page', 'decide-approval'],
    because: 'A task token is all that is known of the execution it belongs to.',
  },
};

const RESTORED =
  'Instances restored from the named one, and what they have replaced, are called by their instant; groups and snapshots are read.';
const OUR_SNAPSHOTS = 'Our own snapshots: they are called by their day, and all begin alike.';
const NEXT_REVISION = 'Revisions of the named families: the next one has a number that AWS gives it.';
/** Wildcards inside an ARN: what they stand for. */
const WATCH_KEY = 'AWS makes up the id of a key; conditions name its alias, and SNS as the way to it.';
export const PARTIAL: Readonly<Record<string, string>> = {
  'ecs:DescribeTasks': 'Ids of tasks exist only once they run; the cluster is named.',
  'ecs:DescribeServiceRevisions': 'Revisions of the named services: their ids exist only once they were deployed.',
  'ecs:StopServiceDeployment': 'Deployments of the named services: their ids exist only once they have begun.',
  'ecs:RegisterTaskDefinition': NEXT_REVISION,
  'ecs:TagResource': NEXT_REVISION,
  'logs:FilterLogEvents': 'The streams of one named log group.',
  'states:DescribeExecution': 'Runs of the named workflows: their ids exist only once they have started.',
  'application-autoscaling:RegisterScalableTarget':
    'A scalable target has an id that AWS makes up; conditions name the namespace and the dimension.',
  'secretsmanager:GetSecretValue': 'Secrets Manager adds six characters of its own to the name.',
  'secretsmanager:DescribeSecret': 'Secrets Manager adds six characters of its own to the name.',
  's3:PutObject': 'One key for each incident, day, window or snapshot, below a named prefix of a named bucket.',
  's3:GetObject': 'The same, and what the trading service writes anew each day.',
  'rds:AddTagsToResource': OUR_SNAPSHOTS,
  'rds:CreateDBSnapshot': OUR_SNAPSHOTS,
  'rds:DeleteDBSnapshot': OUR_SNAPSHOTS,
  'rds:DescribeDBInstances': RESTORED,
  'rds:ModifyDBInstance': RESTORED,
  'rds:RestoreDBInstanceFromDBSnapshot': RESTORED,
  'rds:RestoreDBInstanceToPointInTime': RESTORED,
  'rds:DescribeDBSnapshots': OUR_SNAPSHOTS,
  'kms:Decrypt': WATCH_KEY,
  'kms:GenerateDataKey': WATCH_KEY,
  'lambda:InvokeFunction': 'The versions of one named function, which CDK grants beside the function itself.',
};
