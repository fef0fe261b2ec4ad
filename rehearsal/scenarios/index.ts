import { approvals } from './approvals';
import { backups } from './backups';
import { careful } from './careful';
import { closePositions } from './close-positions';
import { criticalIncidentResponse } from './critical';
import { dashboardNotLoading } from './dashboard';
import { dataRecovery } from './data-recovery';
import { dataRecoveryFiles } from './data-recovery-files';
import { databaseConnectionFailures } from './database';
import { emergencyStop } from './emergency-stop';
import { failedDeployments } from './failed-deployments';
import { guard } from './guard';
import { letters } from './letters';
import { maintenance } from './maintenance';
import { maintenanceNotice } from './maintenance-notice';
import { paging } from './paging';
import { probe } from './probe';
import { reconciliation } from './reconciliation';
import { resuming } from './resuming';
import { rollback } from './rollback';
import type { Scenario } from './scenario';
import { serviceRestart } from './service-restart';
import { stopBesideOthers } from './stop-beside-others';
import { switchDatabase } from './switch-database';
import { systemRecovery } from './system-recovery';
import { tradingDay } from './trading-day';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';
import { updateDeployment } from './update-deployment';
import { highCpuMemoryUtilization } from './utilization';
import { vacuum } from './vacuum';
import { watching } from './watching';

/** The game day, in the order it is told. */
export const scenarios: readonly Scenario[] = [
  ...tradingServiceNotProcessingOrders,
  ...serviceRestart,
  ...guard,
  ...databaseConnectionFailures,
  ...dashboardNotLoading,
  ...highCpuMemoryUtilization,
  ...criticalIncidentResponse,
  ...emergencyStop,
  ...stopBesideOthers,
  ...careful,
  ...approvals,
  ...paging,
  ...watching,
  ...letters,
  ...probe,
  ...tradingDay,
  ...maintenanceNotice,
  ...maintenance,
  ...vacuum,
  ...backups,
  ...dataRecovery,
  ...switchDatabase,
  ...dataRecoveryFiles,
  ...closePositions,
  ...updateDeployment,
  ...failedDeployments,
  ...rollback,
  ...systemRecovery,
  ...resuming,
  ...reconciliation,
];
