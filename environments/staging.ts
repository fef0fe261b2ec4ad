import { prod } from './prod';
import { parseEnvironment } from './schema';

/** The staging system: the same shape as production, other names. */
export const staging = parseEnvironment({
  ...prod,
  name: 'staging',
  cluster: 'algo-trading-staging-cluster',
  services: {
    trading: {
      ...prod.services.trading,
      name: 'algo-trading-staging-trading',
      image: 'algo-trading-staging-trading:latest',
    },
    dashboard: {
      ...prod.services.dashboard,
      name: 'algo-trading-staging-dashboard',
      image: 'algo-trading-staging-dashboard:latest',
    },
    'data-service': {
      ...prod.services['data-service'],
      name: 'algo-trading-staging-data-service',
      image: 'algo-trading-staging-data-service:latest',
    },
  },
  database: { instance: 'algo-trading-staging-db' },
  loadBalancer: {
    ...prod.loadBalancer,
    name: 'algo-trading-staging-alb',
    targetGroup: 'algo-trading-staging-dashboard-tg',
  },
  logs: { group: '/aws/ecs/algo-trading-staging' },
  parameters: { tradingEnabled: '/algo-trading/staging/trading_enabled' },
  signals: {
    ...prod.signals,
    brokerStatus: {
      endpoint: 'https://apiconnect.angelone.in/rest/secure/angelbroking/user/v1/getProfile',
      heartbeat: { bucket: 'algo-trading-staging-data-123456789012', key: 'status/broker.json', maxAgeSeconds: 120 },
    },
    oldestUnansweredOrder: { namespace: 'AlgoTrading/staging', name: 'OldestUnansweredOrderSeconds', dimensions: {} },
  },
});
