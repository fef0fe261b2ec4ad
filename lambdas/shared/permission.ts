/** What a permission is about; lib/permissions.ts turns it into ARNs of this environment. */
export type About =
  | 'services'
  | 'tasks'
  | 'cluster'
  | 'cluster-itself'
  | 'trading-parameter'
  | 'alarms'
  | 'log-group'
  | 'broker-heartbeat'
  | 'acknowledgement'
  | 'database'
  | 'database-secret'
  | 'contact-topics'
  | 'all-contact-topics'
  | 'stakeholder-topics'
  | 'backup-topics'
  | 'channel-topic'
  | 'probe-topic'
  | 'probe-parameter'
  | 'probe-acknowledgement'
  | 'table'
  | 'settings'
  | 'executions'
  | 'later-workflow'
  | 'sweep-workflow'
  | 'stop-workflow'
  | 'directory'
  | 'mode-parameters'
  | 'runbook-machines'
  | 'alarmed-machines'
  | 'pager-duty'
  | 'scalable-targets'
  | 'reports'
  | 'reports-bucket'
  | 'day-reports'
  | 'positions-ledger'
  | 'maintenance-documents'
  | 'snapshot-documents'
  | 'signal-objects'
  | 'broker-session'
  | 'recovery-documents'
  | 'signal-buckets'
  | 'positions-object'
  | 'positions-bucket'
  | 'trades-object'
  | 'trades-bucket'
  | 'daily-exports'
  | 'daily-backups'
  | 'backup-bucket'
  | 'close-positions-command'
  | 'close-positions-answer'
  | 'command-bucket'
  | 'restored-files'
  | 'restore-documents'
  | 'snapshots'
  | 'every-snapshot'
  | 'restored-databases'
  | 'replaced-databases'
  | 'database-groups'
  | 'secrets'
  | 'checklist-machines'
  | 'checklist-runbooks'
  | 'planned-machines'
  | 'watch-topic'
  | 'watch-key'
  | 'heartbeat'
  | 'dead-letters'
  | 'dead-letter-queues'
  | 'ticking-functions'
  | 'image-repositories'
  | 'service-deployments'
  | 'service-revisions'
  | 'task-definitions'
  | 'task-roles'
  | 'release-documents'
  | 'everything';

/** One thing a function may do. What is wider than its resources needs its reason and where AWS says so. */
export type Permission =
  | {
      readonly actions: readonly string[];
      readonly on: Exclude<About, 'everything' | 'cluster' | 'scalable-targets' | 'heartbeat'>;
    }
  | {
      readonly actions: readonly string[];
      readonly on: 'cluster' | 'scalable-targets' | 'heartbeat';
      readonly because: string;
      readonly source: string;
    }
  | {
      readonly actions: readonly string[];
      readonly on: 'everything';
      readonly because: string;
      readonly source: string;
    };

/** What `asStep` itself does: read the incident and write a line. */
export const STEP_PERMISSIONS: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], on: 'table' },
];

/** For steps that say a verdict. */
export const VERDICT_PERMISSION: Permission = { actions: ['dynamodb:UpdateItem'], on: 'table' };

/** For whoever asks for the mode and the calendar. */
export const SETTINGS_PERMISSION: Permission = { actions: ['ssm:GetParameters'], on: 'settings' };

/** For steps that may stand down: the incident ends and its pointer goes. */
export const STAND_DOWN_PERMISSION: Permission = {
  actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  on: 'table',
};

/** For functions that answer the HTTP API: who is who, and what the system is called. */
export const DIRECTORY_PERMISSION: Permission = { actions: ['ssm:GetParameters'], on: 'directory' };

/** For whoever acknowledges or ends an incident; nothing where PagerDuty is not configured. */
export const PAGER_DUTY_PERMISSION: Permission = { actions: ['states:StartExecution'], on: 'pager-duty' };

/** For whoever answers a workflow that waits. */
export const TASK_TOKEN_PERMISSION: Permission = {
  actions: ['states:SendTaskSuccess'],
  on: 'everything',
  because: 'SendTaskSuccess cannot be limited to one state machine when the token is all the caller has.',
  source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html',
};
