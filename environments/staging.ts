import { prod } from './prod';
import { NOT_CONFIGURED, parseEnvironment } from './schema';

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
      taskFamily: 'algo-trading-staging-trading',
      taskRole: 'algo-trading-staging-trading-task',
      executionRole: 'algo-trading-staging-trading-execution',
      // The careful answers: old and new tasks would send an order twice, and an open order is forgotten with its task.
      generationsMayOverlap: false,
      stateSurvivesRestart: false,
    },
    dashboard: {
      ...prod.services.dashboard,
      name: 'algo-trading-staging-dashboard',
      image: 'algo-trading-staging-dashboard:latest',
      taskFamily: 'algo-trading-staging-dashboard',
      taskRole: 'algo-trading-staging-dashboard-task',
      executionRole: 'algo-trading-staging-dashboard-execution',
    },
    'data-service': {
      ...prod.services['data-service'],
      name: 'algo-trading-staging-data-service',
      image: 'algo-trading-staging-data-service:latest',
      taskFamily: 'algo-trading-staging-data-service',
      taskRole: 'algo-trading-staging-data-service-task',
      executionRole: 'algo-trading-staging-data-service-execution',
    },
  },
  database: {
    ...prod.database,
    instance: 'algo-trading-staging-db',
    name: 'algotrading_staging',
    secret: 'algo-trading-staging-db-password',
  },
  loadBalancer: {
    ...prod.loadBalancer,
    id: 'app/algo-trading-staging-alb/60dc6c495c0c9199',
    targetGroup: 'targetgroup/algo-trading-staging-dashboard-tg/83e2d6bc24d8a178',
    url: 'http://algo-trading-staging-alb-1234567890.ap-south-1.elb.amazonaws.com',
  },
  logs: { ...prod.logs, group: '/aws/ecs/algo-trading-staging' },
  secrets: { brokerCredentials: 'algo-trading-staging-api-credentials' },
  parameters: { tradingEnabled: '/algo-trading/staging/trading_enabled', probe: NOT_CONFIGURED },
  // Who is on call for trading stands in a calendar; the rota of backend begins on a Monday to come.
  onCall: {
    ...prod.onCall,
    trading: { calendarFile: 'rota/example.ics' },
    backend: {
      shifts: [{ from: '2026-11-23', until: '2027-01-04', primary: 'backend-primary', backup: 'backend-backup' }],
    },
  },
  pagerDuty: { routingKeySecret: 'algo-trading-staging-pager-duty' },
  signals: {
    ...prod.signals,
    brokerStatus: {
      endpoint: 'https://apiconnect.angelone.in/rest/secure/angelbroking/user/v1/getProfile',
      heartbeat: { bucket: 'algo-trading-staging-data-123456789012', key: 'status/broker.json', maxAgeSeconds: 120 },
    },
    oldestUnansweredOrder: { namespace: 'AlgoTrading/staging', name: 'OldestUnansweredOrderSeconds', dimensions: {} },
    marketDataFreshness: { namespace: 'AlgoTrading/staging', name: 'MarketDataAgeSeconds', dimensions: {} },
    dailyLoss: { namespace: 'AlgoTrading/staging', name: 'DailyLoss', dimensions: {} },
    tradingEnabledAcknowledgement: NOT_CONFIGURED,
    tradesAndProfit: NOT_CONFIGURED,
    positions: NOT_CONFIGURED,
    exportManifest: NOT_CONFIGURED,
    probeAcknowledgement: NOT_CONFIGURED,
    brokerPositions: NOT_CONFIGURED,
  },
  commands: { closePositions: NOT_CONFIGURED },
  backups: { bucket: 'algo-trading-staging-data-123456789012', prefix: 'backups', restoredPrefix: 'restored' },
});
