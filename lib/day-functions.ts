import { permissions as appendPositions } from '../lambdas/append-positions/permissions';
import { permissions as auditIncidents } from '../lambdas/audit-incidents/permissions';
import { permissions as backupReports } from '../lambdas/backup-reports/permissions';
import { permissions as checkAgain } from '../lambdas/check-again/permissions';
import { permissions as checkBackups } from '../lambdas/check-backups/permissions';
import { permissions as checkCalendar } from '../lambdas/check-calendar/permissions';
import { permissions as checkContacts } from '../lambdas/check-contacts/permissions';
import { permissions as checkHealth } from '../lambdas/check-health/permissions';
import { permissions as checkTableSizes } from '../lambdas/check-table-sizes/permissions';
import { permissions as closeGate } from '../lambdas/close-gate/permissions';
import { permissions as compareState } from '../lambdas/compare-state/permissions';
import { permissions as completeRun } from '../lambdas/complete-run/permissions';
import { permissions as countRows } from '../lambdas/count-rows/permissions';
import { permissions as createSnapshot } from '../lambdas/create-snapshot/permissions';
import { permissions as documentState } from '../lambdas/document-state/permissions';
import { permissions as notifyMaintenance } from '../lambdas/notify-maintenance/permissions';
import { permissions as openChecklist } from '../lambdas/open-checklist/permissions';
import { permissions as pruneSnapshots } from '../lambdas/prune-snapshots/permissions';
import { permissions as reportChecklist } from '../lambdas/report-checklist/permissions';
import { permissions as reviewAlarms } from '../lambdas/review-alarms/permissions';
import { permissions as reviewErrors } from '../lambdas/review-errors/permissions';
import { permissions as reviewTrading } from '../lambdas/review-trading/permissions';
import { permissions as startDue } from '../lambdas/start-due/permissions';
import { permissions as startFailedRunbooks } from '../lambdas/start-failed-runbooks/permissions';
import { permissions as vacuumTables } from '../lambdas/vacuum-tables/permissions';
import { permissions as verifyBrokerConnectivity } from '../lambdas/verify-broker-connectivity/permissions';
import { permissions as verifyServices } from '../lambdas/verify-services/permissions';
import { permissions as waitForSnapshot } from '../lambdas/wait-for-snapshot/permissions';
import { permissions as writeRollbackPlan } from '../lambdas/write-rollback-plan/permissions';
import { BUDGETS, FRAME_BUDGETS } from '../runbooks/actions';
import { CHECKLIST_FRAME, ITEM_TIMEOUT_SECONDS } from '../runbooks/checklists';
import { machineArn } from './called';
import type { DayAction } from './day-step-inputs';
import type { FunctionFacts } from './function-list';
import { type Grounds, STARTED_BY_CALENDAR } from './permissions';
import { PROBE_FUNCTIONS } from './probe';

const step = (action: DayAction) => ({ timeoutSeconds: BUDGETS[action].timeoutSeconds });
const item = (action: keyof typeof ITEM_TIMEOUT_SECONDS) => ({ timeoutSeconds: ITEM_TIMEOUT_SECONDS[action] });

/** The functions of the trading day's stack: in words, with what each may do and how long it may take. */
export const DAY_FUNCTIONS = {
  'audit-incidents': {
    does: 'Compares what should be going on with what is',
    may: auditIncidents,
    measures: true,
    timeoutSeconds: 60,
    variables: ({ naming }) => ({ DIRECTORY: naming.directory, SYSTEM: naming.system }),
  },
  'start-due': {
    does: 'Starts what the calendar says is due',
    may: startDue,
    timeoutSeconds: 60,
    variables: tickSettings,
  },

  'open-checklist': { does: 'Opens a run of a checklist', may: openChecklist, ...CHECKLIST_FRAME },
  'check-health': { does: 'Looks at every part of the platform', may: checkHealth, ...item('check-health') },
  'verify-services': { does: 'Counts the tasks of every service', may: verifyServices, ...item('verify-services') },
  'review-alarms': { does: 'Reviews the night’s alarms', may: reviewAlarms, ...item('review-alarms') },
  'verify-broker-connectivity': {
    does: 'Asks for the broker and the feed',
    may: verifyBrokerConnectivity,
    ...item('verify-broker-connectivity'),
  },
  'review-trading': { does: 'Reviews trades and profit', may: reviewTrading, ...item('review-trading') },
  'check-contacts': { does: 'Looks whether everybody can be reached', may: checkContacts, ...item('check-contacts') },
  'check-backups': { does: 'Looks at the age of the backup', may: checkBackups, ...item('check-backups') },
  'check-calendar': { does: 'Asks the calendar about the day', may: checkCalendar, ...item('check-calendar') },
  'review-errors': { does: 'Groups the day’s errors', may: reviewErrors, ...item('review-errors') },
  'backup-reports': {
    does: 'Copies the day’s reports and reads them back',
    may: backupReports,
    ...item('backup-reports'),
  },
  'append-positions': {
    does: 'Writes the day’s positions into the ledger',
    may: appendPositions,
    ...item('append-positions'),
  },
  'report-checklist': { does: 'Reports on a checklist', may: reportChecklist, ...CHECKLIST_FRAME },

  'close-gate': { does: 'Disables trading before the open', may: closeGate, ...step('close-gate') },
  'start-failed-runbooks': {
    does: 'Starts the runbooks of what failed',
    may: startFailedRunbooks,
    ...step('start-failed-runbooks'),
  },
  'check-again': { does: 'Has a checklist worked again', may: checkAgain, ...step('check-again') },
  'complete-run': {
    does: 'Closes a run whose steps prove themselves',
    may: completeRun,
    timeoutSeconds: FRAME_BUDGETS['complete-run'].timeoutSeconds,
  },

  'notify-maintenance': {
    does: 'Tells stakeholders of the window',
    may: notifyMaintenance,
    ...step('notify-maintenance'),
  },
  'document-state': { does: 'Writes down how the system is set up', may: documentState, ...step('document-state') },
  'compare-state': { does: 'Compares with how it was set up', may: compareState, ...step('compare-state') },
  'write-rollback-plan': { does: 'Writes the way back down', may: writeRollbackPlan, ...step('write-rollback-plan') },
  'check-table-sizes': {
    does: 'Says how large the tables are',
    may: checkTableSizes,
    insideVpc: true,
    ...step('check-table-sizes'),
  },
  'count-rows': { does: 'Counts the rows of every table', may: countRows, insideVpc: true, ...step('count-rows') },
  'create-snapshot': { does: 'Takes a snapshot of the database', may: createSnapshot, ...step('create-snapshot') },
  'wait-for-snapshot': { does: 'Waits for the snapshot', may: waitForSnapshot, ...step('wait-for-snapshot') },
  'prune-snapshots': { does: 'Deletes the oldest of our snapshots', may: pruneSnapshots, ...step('prune-snapshots') },
  'vacuum-tables': { does: 'Vacuums table by table', may: vacuumTables, insideVpc: true, ...step('vacuum-tables') },

  ...PROBE_FUNCTIONS,
} as const satisfies Readonly<Record<string, FunctionFacts>>;

export type DayFunctionName = keyof typeof DAY_FUNCTIONS;

/** The tick has no input that could tell it anything. */
function tickSettings(grounds: Grounds): Readonly<Record<string, string>> {
  const { environment, naming, checklists, watchTopicArn } = grounds;
  const started = [...checklists.map(({ id }) => id), ...STARTED_BY_CALENDAR];
  const { mode, calendar, overrides } = naming.settings;
  return {
    SETTINGS: JSON.stringify({ mode, calendar, overrides }),
    DAY: JSON.stringify({ ...environment.checklists, probe: environment.watch.probe }),
    MACHINES: JSON.stringify(Object.fromEntries(started.map((id) => [id, machineArn(grounds, id)]))),
    WATCH_TOPIC: watchTopicArn,
  };
}
