import type { ServiceRole } from './actions';
import { eveningChecklistNotPassed, morningChecklistNotPassed } from './checklist-not-passed';
import { criticalIncidentResponse } from './critical-incident-response';
import { dashboardNotLoading } from './dashboard-not-loading';
import { databaseBackup } from './database-backup';
import { databaseConnectionFailures } from './database-connection-failures';
import { highCpuMemoryUtilization } from './high-cpu-memory-utilization';
import { restartAffectedServices } from './restart-affected-services';
import type { Runbook } from './runbook';
import { maintenanceNotice, scheduledMaintenance } from './scheduled-maintenance';
import { serviceRestart } from './service-restart';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';
import { undoScaling } from './undo-scaling';

const SERVICES: readonly ServiceRole[] = ['trading', 'dashboard', 'data-service'];

/** The table of contents. */
export const runbooks: readonly Runbook[] = [
  criticalIncidentResponse,
  tradingServiceNotProcessingOrders,
  ...SERVICES.map(highCpuMemoryUtilization),
  databaseConnectionFailures,
  dashboardNotLoading,
  ...SERVICES.map(undoScaling),
];

/** What belongs to the trading day and to the maintenance of the database. */
export const dayRunbooks: readonly Runbook[] = [
  morningChecklistNotPassed,
  restartAffectedServices,
  eveningChecklistNotPassed,
  maintenanceNotice,
  scheduledMaintenance,
  databaseBackup,
];

/** What an engineer starts, and nothing else does but a P1. */
export const onDemandRunbooks: readonly Runbook[] = [...SERVICES.map(serviceRestart)];

/** Every runbook there is, whichever stack its workflow is in. */
export const everyRunbook: readonly Runbook[] = [...runbooks, ...dayRunbooks, ...onDemandRunbooks];
