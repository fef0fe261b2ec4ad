import { BROWSER_ROUTES, COMMAND_ROUTES } from '../../lib/routes';

// Who may do what, by hand: a grant more is a decision. test/synth/permissions.test.ts holds the templates against it.

/** The steps' own parts of the table: reading the incident and writing a line; with a verdict; with standing down. */
const LINE = ['dynamodb:GetItem', 'dynamodb:PutItem'];
const VERDICT = [...LINE, 'dynamodb:UpdateItem'];
const STAND_DOWN = [...VERDICT, 'dynamodb:DeleteItem'];
const SIGNALS = ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'];
const TASKS = ['ecs:DescribeTasks', 'ecs:ListTasks'];
const CAPACITY = [
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:RegisterScalableTarget',
  'ecs:UpdateService',
];
/** What stands before every act looks at: mode and calendar, the stop, the service, the alarms, the lease and who holds it. */
const GUARD = [
  ...SIGNALS,
  'dynamodb:Query',
  'ecs:DescribeServices',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'states:DescribeExecution',
];
/** What stopping trading takes, and seeing that it holds. */
const STOPPING = [
  ...VERDICT,
  ...CAPACITY,
  // The record of the stop, and what it has noted before each act.
  'dynamodb:Query',
  'ecs:DescribeServices',
  // The service's acknowledgement.
  's3:GetObject',
  'ssm:GetParameter',
  'ssm:GetParameterHistory',
  'ssm:PutParameter',
];
/** What Lambda needs of a function inside the VPC. */
export const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** What answers people asks who is who. */
export const DIRECTORY = 'ssm:GetParameters';
/** Says an answer or an acknowledgement to the workflow that waits for it. */
export const ANSWER = 'states:SendTaskSuccess';

/** What each function of the first stack may do to AWS, besides writing its own log and its own trace. */
const MAY_AT_ANY_TIME = {
  'open-incident': [...VERDICT, 'ssm:GetParameters'],
  'check-alarm': [...STAND_DOWN, ...SIGNALS, 'ssm:GetParameters'],
  'see-test-alarm': LINE,
  'answer-test-page': [DIRECTORY],
  'check-service': [...STAND_DOWN, ...TASKS, 'ecs:DescribeServices', 'ssm:GetParameter'],
  'read-logs': [...LINE, 'logs:FilterLogEvents'],
  'verify-broker': [...VERDICT, 'dynamodb:Query', 's3:GetObject'],
  'restart-service': [...STAND_DOWN, ...GUARD, ...TASKS, 'ecs:UpdateService'],
  'monitor-deployment': [...VERDICT, ...TASKS, 'ecs:DescribeServices'],
  'check-database': [...VERDICT, 'rds:DescribeDBInstances'],
  'wait-for-database': [...VERDICT, 'rds:DescribeDBInstances'],
  'check-security-groups': [...VERDICT, 'ec2:DescribeSecurityGroups', 'rds:DescribeDBInstances'],
  'test-connectivity': [...VERDICT, ...NETWORK_INTERFACES, 'rds:DescribeDBInstances', 'secretsmanager:GetSecretValue'],
  'check-targets': [...LINE, 'elasticloadbalancing:DescribeTargetHealth'],
  'probe-dashboard': LINE,
  'identify-bottleneck': [...LINE, 'cloudwatch:GetMetricData'],
  'scale-service': [...STAND_DOWN, ...GUARD, ...CAPACITY, 'states:StartExecution'],
  'undo-scaling': [...STAND_DOWN, ...GUARD, ...CAPACITY, ...TASKS],
  'investigate-root-cause': [...VERDICT, 'cloudwatch:GetMetricData', 'ecs:DescribeServices', 'logs:FilterLogEvents'],
  'check-system': [
    ...LINE,
    'cloudwatch:GetMetricData',
    'ecs:DescribeServices',
    'elasticloadbalancing:DescribeTargetHealth',
    'logs:FilterLogEvents',
    'rds:DescribeDBInstances',
    's3:GetObject',
    'ssm:GetParameter',
  ],
  'halt-trading': [
    ...VERDICT,
    ...SIGNALS,
    ...CAPACITY,
    'dynamodb:Query',
    'ecs:DescribeServices',
    'rds:DescribeDBInstances',
    's3:GetObject',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:PutParameter',
    'states:StartExecution',
  ],
  'ask-before-restart': [
    ...STAND_DOWN,
    ...SIGNALS,
    'ecs:DescribeServices',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:PutParameter',
  ],
  'stop-for-restart': [...STAND_DOWN, ...GUARD, ...CAPACITY, 'states:StartExecution'],
  'start-after-stop': [...STAND_DOWN, ...GUARD, ...CAPACITY, ...TASKS],
  'verify-resolution': [
    ...STAND_DOWN,
    ...SIGNALS,
    'ecs:DescribeServices',
    'rds:DescribeDBInstances',
    'ssm:GetParameter',
  ],
  'document-incident': [...LINE, 'dynamodb:DeleteItem', 'dynamodb:Query', 's3:PutObject', 'sns:Publish'],
  'choose-rung': [...VERDICT, 'sns:ListSubscriptionsByTopic', 'ssm:GetParameters'],
  'page-contacts': [...VERDICT, 'dynamodb:Query', 'sns:Publish'],
  'notify-stakeholders': [...VERDICT, 'sns:Publish'],
  'await-approval': [...VERDICT, 'sns:Publish'],
  'acknowledge-page': [...VERDICT, DIRECTORY, ANSWER],
  // An answer is stored only while its incident is open: the condition is checked in the same transaction.
  'decide-approval': [...VERDICT, DIRECTORY, ANSWER, 'dynamodb:ConditionCheckItem'],
  'close-incident': [...VERDICT, DIRECTORY, 'dynamodb:Query', 's3:PutObject', 'sns:Publish'],
  'take-service': [DIRECTORY, 'dynamodb:PutItem', 'dynamodb:Query'],
  'give-back-service': [DIRECTORY, 'dynamodb:DeleteItem', 'dynamodb:Query'],
  'start-runbook': [DIRECTORY, 'dynamodb:PutItem', 'states:StartExecution'],
  'set-mode': [DIRECTORY, 'ssm:PutParameter', 'sns:Publish'],
  'halt-now': [
    DIRECTORY,
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    's3:GetObject',
    'sns:Publish',
    'ssm:GetParameter',
    'ssm:PutParameter',
    'states:StartExecution',
  ],
  'sign-in': [DIRECTORY],
  'show-incident': [
    DIRECTORY,
    ...SIGNALS,
    'dynamodb:GetItem',
    'dynamodb:Query',
    'ecs:DescribeServices',
    'logs:FilterLogEvents',
  ],
  'show-status': [
    DIRECTORY,
    'cloudwatch:DescribeAlarms',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'ecs:DescribeServices',
    'ssm:GetParameter',
  ],
  'show-logs': [DIRECTORY, 'logs:FilterLogEvents'],
  'list-incidents': [DIRECTORY, 'dynamodb:GetItem', 'dynamodb:Query', 's3:GetObject'],
  'show-checklist': [DIRECTORY, 'dynamodb:GetItem'],
  // SQS has no way to look without taking: what was taken is given back.
  'list-letters': [DIRECTORY, 'sqs:ChangeMessageVisibility', 'sqs:ReceiveMessage'],
  'redrive-letters': [
    DIRECTORY,
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'lambda:InvokeFunction',
    'sns:Publish',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:ReceiveMessage',
    'states:StartExecution',
  ],
  'discard-letters': [
    DIRECTORY,
    'sns:Publish',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:ReceiveMessage',
  ],
  // It closes the incident of the gate with it, as closing one does.
  'waive-gate': [DIRECTORY, ...VERDICT, 'dynamodb:Query', 's3:PutObject', 'sns:Publish'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What stands before an act on the database looks at: mode and calendar, the lease and who holds it. */
const DATABASE_GUARD = ['dynamodb:Query', 'ssm:GetParameters', 'states:DescribeExecution'] as const;
/** Finds the database and logs in to it, from inside the VPC. */
const LOGIN = ['rds:DescribeDBInstances', 'secretsmanager:GetSecretValue', ...NETWORK_INTERFACES] as const;
const DOCUMENTS = ['s3:GetObject', 's3:PutObject'] as const;
/** How the whole system is set up. */
const STATE = [
  ...TASKS,
  'application-autoscaling:DescribeScalableTargets',
  'application-autoscaling:DescribeScalingPolicies',
  'cloudwatch:DescribeAlarms',
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'rds:DescribeDBInstances',
  'ssm:GetParameters',
] as const;
/** Reads a signal of the trading service's; without listing, an object that is not there reads as a forbidden one. */
const SIGNAL_OBJECTS = ['s3:GetObject', 's3:ListBucket'] as const;

/** The same of the trading day's stack. */
const MAY_IN_THE_DAY = {
  // Looks at what a run's verification looks at, closes as it does, starts what an alarm would have, and tells.
  'audit-incidents': [
    ...STAND_DOWN,
    ...SIGNALS,
    'cloudwatch:PutMetricData',
    'dynamodb:Query',
    'ecs:DescribeServices',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'rds:DescribeDBInstances',
    's3:PutObject',
    'sns:Publish',
    'sqs:SendMessage',
    'ssm:GetParameter',
    'ssm:GetParameters',
    'states:DescribeExecution',
    'states:StartExecution',
  ],
  'start-due': [
    ...LINE,
    'dynamodb:Query',
    // Of the watch's topic.
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'sns:Publish',
    'sqs:SendMessage',
    'ssm:GetParameters',
    'states:StartExecution',
  ],
  'open-checklist': [...LINE, 'ssm:GetParameters'],
  'check-health': [
    'ecs:DescribeClusters',
    'ecs:DescribeServices',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeTargetHealth',
    'logs:FilterLogEvents',
    'rds:DescribeDBInstances',
    // That it is there. Its value is read by nobody of ours.
    'secretsmanager:DescribeSecret',
  ],
  'verify-services': ['ecs:DescribeServices'],
  'review-alarms': [
    'cloudwatch:DescribeAlarmHistory',
    'cloudwatch:DescribeAlarms',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'ssm:GetParameters',
  ],
  'verify-broker-connectivity': ['cloudwatch:GetMetricData', 's3:GetObject', 'ssm:GetParameters'],
  'review-trading': [...SIGNAL_OBJECTS, 'cloudwatch:GetMetricData', 'ssm:GetParameters'],
  'check-contacts': ['sns:ListSubscriptionsByTopic'],
  'check-backups': ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
  'check-calendar': ['ssm:GetParameters'],
  'review-errors': ['logs:FilterLogEvents'],
  'backup-reports': [...SIGNAL_OBJECTS, 's3:PutObject'],
  'append-positions': [...SIGNAL_OBJECTS, 's3:PutObject'],
  'report-checklist': [...LINE, 's3:PutObject', 'sns:Publish'],
  'close-gate': [...VERDICT, 's3:GetObject', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter'],
  'start-failed-runbooks': [...LINE, 'ssm:GetParameters', 'states:StartExecution'],
  // It looks whether trading has stayed disabled, and disables it again where it has not.
  'check-again': [...STAND_DOWN, 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter', 'states:StartExecution'],
  'complete-run': [...STAND_DOWN, 'dynamodb:Query'],
  'notify-maintenance': [...STAND_DOWN, ...DOCUMENTS, 'dynamodb:Query', 'sns:Publish', 'ssm:GetParameters'],
  'document-state': [...VERDICT, ...STATE, 's3:PutObject'],
  'compare-state': [...VERDICT, ...STATE, ...DOCUMENTS],
  'write-rollback-plan': [...VERDICT, ...DOCUMENTS],
  'check-table-sizes': [...VERDICT, ...LOGIN, ...DOCUMENTS],
  'count-rows': [...VERDICT, ...LOGIN, ...DOCUMENTS],
  'create-snapshot': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    'rds:AddTagsToResource',
    'rds:CreateDBSnapshot',
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
  ],
  'wait-for-snapshot': [...VERDICT, 'rds:DescribeDBSnapshots', 'ssm:GetParameters'],
  'prune-snapshots': [...STAND_DOWN, ...DATABASE_GUARD, 'rds:DeleteDBSnapshot', 'rds:DescribeDBSnapshots'],
  'vacuum-tables': [...STAND_DOWN, ...DATABASE_GUARD, ...LOGIN],
  'set-test-alarm': [...STAND_DOWN, 'cloudwatch:PutMetricData', 'ssm:GetParameters'],
  'follow-test-alarm': [
    ...STAND_DOWN,
    'dynamodb:Query',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    's3:GetObject',
    'sns:Publish',
  ],
  'flip-probe-parameter': [...VERDICT, 'ecs:DescribeServices', 's3:GetObject', 'ssm:GetParameters', 'ssm:PutParameter'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The names of the trading day's functions. */
export const OF_THE_DAY = Object.keys(MAY_IN_THE_DAY);

/** What bringing an image to a service takes: the guard's looks, the image, a copy of its task definition with its roles. */
const BRINGING = [
  ...STAND_DOWN,
  ...DATABASE_GUARD,
  ...CAPACITY,
  'ecr:DescribeImages',
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:RegisterTaskDefinition',
  'ecs:TagResource',
  'iam:PassRole',
  'ssm:GetParameter',
  'states:StartExecution',
] as const;
/** What runs, and from which image. */
const RELEASE = [...TASKS, 'ecr:DescribeImages', 'ecs:DescribeServices', 'ecs:DescribeTaskDefinition'] as const;
const RELEASES_BEFORE = ['ecs:DescribeServiceRevisions', 'ecs:ListServiceDeployments'] as const;

/** Of what engineers start: action to what its function may do besides logs and traces. */
export const MAY_ON_DEMAND: Readonly<Record<string, readonly string[]>> = {
  'stop-trading': STOPPING,
  'sweep-stop': STOPPING,
  'plan-deployment': [...STAND_DOWN, ...SIGNALS, ...RELEASE, 's3:PutObject', 'ssm:GetParameter', 'ssm:GetParameters'],
  'deploy-image': [...BRINGING, ...SIGNALS],
  'follow-deployment': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    ...CAPACITY,
    ...TASKS,
    'ecs:DescribeServices',
    'iam:PassRole',
    'ssm:GetParameter',
  ],
  'verify-deployment': [...STAND_DOWN, ...SIGNALS, ...TASKS, 'ecs:DescribeServices', 'logs:FilterLogEvents'],
  'roll-back-failed': [...BRINGING, ...TASKS],
  'choose-revision': [...STAND_DOWN, ...SIGNALS, ...RELEASE, ...RELEASES_BEFORE],
  'roll-back-service': [...BRINGING, ...RELEASES_BEFORE, 'ecs:StopServiceDeployment'],
  'check-data-integrity': [...VERDICT, ...LOGIN, 's3:GetObject', 's3:ListBucket'],
  'review-positions': [...VERDICT, ...SIGNAL_OBJECTS],
  'calculate-losses': [...VERDICT, ...SIGNAL_OBJECTS, 'cloudwatch:GetMetricData', 'ssm:GetParameter'],
  'restore-service': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    ...CAPACITY,
    ...TASKS,
    'ecs:DescribeServices',
    's3:GetObject',
    'ssm:GetParameter',
  ],
  'restore-scaling': [...STAND_DOWN, ...DATABASE_GUARD, ...CAPACITY, 'ecs:DescribeServices', 'ssm:GetParameter'],
  'reconcile-positions': [...VERDICT, ...SIGNAL_OBJECTS, 's3:PutObject', 'secretsmanager:GetSecretValue'],
  'resume-trading': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    ...CAPACITY,
    ...SIGNAL_OBJECTS,
    'ecs:DescribeServices',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
    'ssm:GetParameter',
    // Nobody else may write "true" there: test/synth/resuming.test.ts.
    'ssm:PutParameter',
  ],
  'choose-restore-point': [
    ...VERDICT,
    'rds:DescribeDBInstanceAutomatedBackups',
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
  ],
  'restore-database': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    'rds:AddTagsToResource',
    'rds:DescribeDBInstances',
    'rds:DescribeDBSnapshots',
    'rds:RestoreDBInstanceFromDBSnapshot',
    'rds:RestoreDBInstanceToPointInTime',
  ],
  'wait-for-restore': [...VERDICT, 'rds:DescribeDBInstances'],
  'check-restored': [...VERDICT, 'rds:DescribeDBInstances', 'rds:ModifyDBInstance'],
  'compare-rows': [...VERDICT, ...LOGIN, ...DOCUMENTS, 's3:ListBucket'],
  'check-replacement': [...VERDICT, 'rds:DescribeDBInstances', 'ssm:GetParameter'],
  'switch-database': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    'rds:DescribeDBInstances',
    'rds:ModifyDBInstance',
    'ssm:GetParameter',
  ],
  'verify-switch': [...VERDICT, ...LOGIN, 's3:GetObject', 's3:ListBucket'],
  'list-backup': [...VERDICT, ...SIGNAL_OBJECTS],
  'restore-files': [...STAND_DOWN, ...SIGNAL_OBJECTS, 's3:PutObject', 'ssm:GetParameters'],
  'verify-restored-files': [...VERDICT, ...SIGNAL_OBJECTS, 's3:PutObject', 'ssm:GetParameters'],
  'review-open-positions': [...VERDICT, ...SIGNAL_OBJECTS, 'ecs:DescribeServices', 'ssm:GetParameter'],
  // No alarm is looked at before what a person asked for.
  'close-positions': [
    ...STAND_DOWN,
    ...DATABASE_GUARD,
    ...SIGNAL_OBJECTS,
    'ecs:DescribeServices',
    's3:PutObject',
    'ssm:GetParameter',
  ],
  'see-positions-closed': [...VERDICT, ...SIGNAL_OBJECTS, 's3:PutObject', 'ssm:GetParameters'],
};
export const ON_DEMAND = Object.keys(MAY_ON_DEMAND);

/** What a function does not get where what it is for is not configured: staging. */
export const ONLY_CONFIGURED: Readonly<Record<string, readonly string[]>> = {
  'review-positions': SIGNAL_OBJECTS,
  'calculate-losses': SIGNAL_OBJECTS,
  'reconcile-positions': [...SIGNAL_OBJECTS, 'secretsmanager:GetSecretValue'],
  'restore-service': ['s3:GetObject'],
  'resume-trading': [...SIGNAL_OBJECTS, 'secretsmanager:GetSecretValue'],
};

export const MAY: Readonly<Record<string, readonly string[]>> = {
  ...MAY_AT_ANY_TIME,
  ...MAY_IN_THE_DAY,
  ...MAY_ON_DEMAND,
};

/** Connect to the database, from where the services do. */
export const INSIDE_VPC = [
  'test-connectivity',
  'check-table-sizes',
  'count-rows',
  'vacuum-tables',
  'check-data-integrity',
  'compare-rows',
  'verify-switch',
];
/** Made only where a service's generations may not overlap or its open work does not survive: staging's trading service. */
export const CAREFUL = ['ask-before-restart', 'stop-for-restart', 'start-after-stop'];

/** Tell PagerDuty, where it is configured: staging. */
export const PAGER_DUTY = ['acknowledge-page', 'close-incident', 'decide-approval', 'document-incident', 'waive-gate'];
/** Look, for people or for a checklist: whatever is asked of them, nothing changes. */
export const LOOKING = [
  'list-incidents',
  'show-checklist',
  'show-incident',
  'show-logs',
  'show-status',
  'sign-in',
  'check-health',
  'verify-services',
  'review-alarms',
  'verify-broker-connectivity',
  'review-trading',
  'check-contacts',
  'check-backups',
  'check-calendar',
  'review-errors',
];

export const ANSWERS_API = new Set<string>([...BROWSER_ROUTES, ...COMMAND_ROUTES].map(({ answers }) => answers));
