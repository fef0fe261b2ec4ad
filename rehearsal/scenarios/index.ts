import { approvals } from './approvals';
import { backups } from './backups';
import { careful } from './careful';
import { criticalIncidentResponse } from './critical';
import { dashboardNotLoading } from './dashboard';
import { databaseConnectionFailures } from './database';
import { guard } from './guard';
import { maintenance } from './maintenance';
import { maintenanceNotice } from './maintenance-notice';
import { paging } from './paging';
import type { Scenario } from './scenario';
import { serviceRestart } from './service-restart';
import { tradingDay } from './trading-day';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';
import { highCpuMemoryUtilization } from './utilization';
import { vacuum } from './vacuum';

/** The game day, in the order it is told. */
export const scenarios: readonly Scenario[] = [
  ...tradingServiceNotProcessingOrders,
  ...serviceRestart,
  ...guard,
  ...databaseConnectionFailures,
  ...dashboardNotLoading,
  ...highCpuMemoryUtilization,
  ...criticalIncidentResponse,
  ...careful,
  ...approvals,
  ...paging,
  ...tradingDay,
  ...maintenanceNotice,
  ...maintenance,
  ...vacuum,
  ...backups,
];
