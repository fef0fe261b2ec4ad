import { guard } from './guard';
import type { Scenario } from './scenario';
import { serviceRestart } from './service-restart';
import { tradingServiceNotProcessingOrders } from './trading-service-not-processing-orders';

/** The game day, in the order it is told. */
export const scenarios: readonly Scenario[] = [...tradingServiceNotProcessingOrders, ...serviceRestart, ...guard];
