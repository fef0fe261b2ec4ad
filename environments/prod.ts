import { NOT_CONFIGURED, parseEnvironment } from './schema';

/** The production system, as its owner describes it. Every name below exists outside this app; the app creates none of them. */
export const prod = parseEnvironment({
  name: 'prod',
  account: '123456789012', // replace by your own
  region: 'ap-south-1',
  cluster: 'algo-trading-prod-cluster',
  services: {
    trading: {
      name: 'algo-trading-prod-trading',
      logStreamPrefix: 'trading/',
      image: 'algo-trading-prod-trading:latest',
      desiredTasks: 2,
      maxTasks: 5,
      minRunningTasks: 1,
      // THE OWNER MUST CONFIRM BOTH. They say true because the written procedure restarts this service with the old and
      // the new tasks side by side and scales it to 3: whoever wrote it took both for harmless. If two tasks can send
      // one order twice, or open orders are lost with a task, say false: a runbook that restarts it is then refused.
      generationsMayOverlap: true,
      stateSurvivesRestart: true,
    },
    dashboard: {
      name: 'algo-trading-prod-dashboard',
      logStreamPrefix: 'dashboard/',
      image: 'algo-trading-prod-dashboard:latest',
      desiredTasks: 1,
      maxTasks: 2,
      minRunningTasks: 1,
      generationsMayOverlap: true,
      stateSurvivesRestart: true,
    },
    'data-service': {
      name: 'algo-trading-prod-data-service',
      logStreamPrefix: 'data-service/',
      image: 'algo-trading-prod-data-service:latest',
      desiredTasks: 1,
      maxTasks: 2,
      minRunningTasks: 1,
      generationsMayOverlap: true,
      stateSurvivesRestart: true,
    },
  },
  database: { instance: 'algo-trading-prod-db' },
  loadBalancer: {
    name: 'algo-trading-prod-alb',
    targetGroup: 'algo-trading-prod-dashboard-tg',
    healthPath: '/_stcore/health',
  },
  logs: { group: '/aws/ecs/algo-trading-prod' },
  parameters: { tradingEnabled: '/algo-trading/prod/trading_enabled' },
  signals: {
    brokerStatus: {
      endpoint: 'https://apiconnect.angelone.in/rest/secure/angelbroking/user/v1/getProfile',
      heartbeat: { bucket: 'algo-trading-prod-data-123456789012', key: 'status/broker.json', maxAgeSeconds: 120 },
    },
    oldestUnansweredOrder: { namespace: 'AlgoTrading/prod', name: 'OldestUnansweredOrderSeconds', dimensions: {} },
    marketDataFreshness: NOT_CONFIGURED,
    tradesAndProfit: NOT_CONFIGURED,
    positions: NOT_CONFIGURED,
    exportManifest: NOT_CONFIGURED,
    tradingEnabledAcknowledgement: NOT_CONFIGURED,
  },
  thresholds: {
    // The system's own list of alarms calls more than 3 execution failures a fault; we count ERROR lines a minute.
    maxErrorLinesPerMinute: 3,
    maxOldestOrderSeconds: 60,
  },
  // Equity derivatives trade until 15:40 since 3 August 2026; cash equities until 15:30.
  calendar: { timeZone: 'Asia/Kolkata', session: { opens: '09:15', closes: '15:40' } },
  // Addresses under .example belong to nobody: replace them.
  contacts: {
    'devops-primary': { role: 'DevOps, primary', email: 'devops-primary@algo-trading.example' },
    'devops-backup': { role: 'DevOps, backup', email: 'devops-backup@algo-trading.example' },
    'backend-primary': { role: 'Backend, primary', email: 'backend-primary@algo-trading.example' },
    'backend-backup': { role: 'Backend, backup', email: 'backend-backup@algo-trading.example' },
    'trading-primary': { role: 'Trading, primary', email: 'trading-primary@algo-trading.example' },
    'trading-backup': { role: 'Trading, backup', email: 'trading-backup@algo-trading.example' },
    'team-lead': { role: 'Team lead', email: 'team-lead@algo-trading.example' },
    'engineering-manager': { role: 'Engineering manager', email: 'engineering-manager@algo-trading.example' },
    cto: { role: 'CTO', email: 'cto@algo-trading.example' },
    stakeholders: { role: 'Stakeholders', email: 'stakeholders@algo-trading.example' },
  },
  onCall: {
    devops: { primary: 'devops-primary', backup: 'devops-backup' },
    backend: { primary: 'backend-primary', backup: 'backend-backup' },
    trading: { primary: 'trading-primary', backup: 'trading-backup' },
  },
  escalationPath: [
    { title: 'On-call engineer', contacts: ['on-call'] },
    { title: 'Team lead', contacts: ['team-lead'] },
    { title: 'Engineering manager', contacts: ['engineering-manager'] },
    { title: 'CTO', contacts: ['cto'] },
  ],
  stakeholders: ['stakeholders'],
  lastResort: 'last-resort@algo-trading.example',
  externalContacts: {
    broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
    aws: { name: 'AWS Support', contact: 'AWS Console > Support' },
  },
  paging: { P1: 'now', P2: 'now', P3: 'hold', P4: 'hold' },
});
