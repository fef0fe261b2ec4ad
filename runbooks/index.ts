import type { ServiceRole } from './actions';
import { eveningChecklistNotPassed, morningChecklistNotPassed } from './checklist-not-passed';
import { closeAllPositions } from './close-all-positions';
import { criticalIncidentResponse } from './critical-incident-response';
import { dashboardNotLoading } from './dashboard-not-loading';
import { dataRecovery } from './data-recovery';
import { dataRecoveryFiles } from './data-recovery-files';
import { databaseBackup } from './database-backup';
import { databaseConnectionFailures } from './database-connection-failures';
import { emergencyStopTrading } from './emergency-stop-trading';
import { endToEndProbe, testAlarm } from './end-to-end-probe';
import { highCpuMemoryUtilization } from './high-cpu-memory-utilization';
import { restartAffectedServices } from './restart-affected-services';
import { rollback } from './rollback';
import type { Runbook } from './runbook';
import { maintenanceNotice, scheduledMaintenance } from './scheduled-maintenance';
import { serviceRestart } from './service-restart';
import { switchDatabase } from './switch-database';
import { systemRecovery } from './system-recovery';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';
import { undoScaling } from './undo-scaling';
import { updateDeployment } from './update-deployment';

const SERVICES: readonly ServiceRole[] = ['trading', 'dashboard', 'data-service'];

/** The table of contents. */
export const runbooks: readonly Runbook[] = [
  criticalIncidentResponse,
  tradingServiceNotProcessingOrders,
  ...SERVICES.map(highCpuMemoryUtilization),
  databaseConnectionFailures,
  dashboardNotLoading,
  testAlarm,
  ...SERVICES.map(undoScaling),
];

/** What belongs to the trading day, to the maintenance of the database, and to the week's probe. */
export const dayRunbooks: readonly Runbook[] = [
  morningChecklistNotPassed,
  restartAffectedServices,
  eveningChecklistNotPassed,
  maintenanceNotice,
  scheduledMaintenance,
  databaseBackup,
  endToEndProbe,
];

/** What an engineer starts, and nothing else does but a P1. */
export const onDemandRunbooks: readonly Runbook[] = [
  emergencyStopTrading,
  ...SERVICES.map(serviceRestart),
  dataRecovery,
  switchDatabase,
  dataRecoveryFiles,
  closeAllPositions,
  systemRecovery,
  updateDeployment,
  rollback,
];

/** Every runbook there is, whichever stack its workflow is in. */
export const everyRunbook: readonly Runbook[] = [...runbooks, ...dayRunbooks, ...onDemandRunbooks];

/** Whether an incident is that of a test: its id begins with its runbook's. */
export const isTest = (incidentId: string): boolean =>
  everyRunbook.some(({ id, test }) => test && incidentId.startsWith(`${id}-`));
