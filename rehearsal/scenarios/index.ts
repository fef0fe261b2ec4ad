import { approvals } from './approvals';
import { careful } from './careful';
import { criticalIncidentResponse } from './critical';
import { dashboardNotLoading } from './dashboard';
import { databaseConnectionFailures } from './database';
import { guard } from './guard';
import { maintenance } from './maintenance';
import { paging } from './paging';
import type { Scenario } from './scenario';
import { serviceRestart } from './service-restart';
import { tradingDay } from './trading-day';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';
import { highCpuMemoryUtilization } from './utilization';

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
  ...maintenance,
];
