import type { Runbook } from './runbook';
import { serviceRestart } from './service-restart';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';

/** The table of contents. */
export const runbooks: readonly Runbook[] = [tradingServiceNotProcessingOrders, serviceRestart];
