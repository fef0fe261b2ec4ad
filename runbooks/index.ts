import type { ServiceRole } from './actions';
import { criticalIncidentResponse } from './critical-incident-response';
import { dashboardNotLoading } from './dashboard-not-loading';
import { databaseConnectionFailures } from './database-connection-failures';
import { highCpuMemoryUtilization } from './high-cpu-memory-utilization';
import type { Runbook } from './runbook';
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
  ...SERVICES.map(serviceRestart),
  ...SERVICES.map(undoScaling),
];
