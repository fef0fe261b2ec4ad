import { nse } from './nse-calendar';
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
      taskFamily: 'algo-trading-prod-trading',
      taskRole: 'algo-trading-prod-trading-task',
      executionRole: 'algo-trading-prod-trading-execution',
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
      taskFamily: 'algo-trading-prod-dashboard',
      taskRole: 'algo-trading-prod-dashboard-task',
      executionRole: 'algo-trading-prod-dashboard-execution',
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
      taskFamily: 'algo-trading-prod-data-service',
      taskRole: 'algo-trading-prod-data-service-task',
      executionRole: 'algo-trading-prod-data-service-execution',
      desiredTasks: 1,
      maxTasks: 2,
      minRunningTasks: 1,
      generationsMayOverlap: true,
      stateSurvivesRestart: true,
    },
  },
  // Ids that AWS gave out: replace them all by your own.
  network: {
    vpc: 'vpc-0a1b2c3d4e5f60718',
    subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
    servicesSecurityGroup: 'sg-0a1b2c3d4e5f60718',
  },
  database: {
    instance: 'algo-trading-prod-db',
    port: 5432,
    name: 'algotrading_prod',
    secret: 'algo-trading-prod-db-password',
    slowQueries: NOT_CONFIGURED,
    // RDS backs it up 03:00-04:00 UTC.
    backups: { prefix: 'algo-trading-backup', keep: 8, maxAgeHours: 26, window: { from: '08:30', to: '09:30' } },
    restores: { keepDays: 7 },
  },
  loadBalancer: {
    id: 'app/algo-trading-prod-alb/50dc6c495c0c9188',
    targetGroup: 'targetgroup/algo-trading-prod-dashboard-tg/73e2d6bc24d8a067',
    url: 'http://algo-trading-prod-alb-1234567890.ap-south-1.elb.amazonaws.com',
    healthPath: '/_stcore/health',
  },
  logs: {
    group: '/aws/ecs/algo-trading-prod',
    databaseFailures: '?"could not connect to the database" ?"could not write to the database"',
  },
  secrets: { brokerCredentials: 'algo-trading-prod-api-credentials' },
  parameters: { tradingEnabled: '/algo-trading/prod/trading_enabled', probe: '/algo-trading/prod/probe' },
  signals: {
    brokerStatus: {
      endpoint: 'https://apiconnect.angelone.in/rest/secure/angelbroking/user/v1/getProfile',
      heartbeat: { bucket: 'algo-trading-prod-data-123456789012', key: 'status/broker.json', maxAgeSeconds: 120 },
    },
    oldestUnansweredOrder: { namespace: 'AlgoTrading/prod', name: 'OldestUnansweredOrderSeconds', dimensions: {} },
    marketDataFreshness: { namespace: 'AlgoTrading/prod', name: 'MarketDataAgeSeconds', dimensions: {} },
    dailyLoss: { namespace: 'AlgoTrading/prod', name: 'DailyLoss', dimensions: {} },
    tradesAndProfit: {
      from: 's3',
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'reports/daily/{date}/performance.json',
      maxAgeSeconds: 4 * 86_400,
    },
    positions: {
      from: 's3',
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'status/positions.json',
      maxAgeSeconds: 3600,
    },
    exportManifest: {
      from: 's3',
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'reports/daily/{date}/manifest.json',
      maxAgeSeconds: 86_400,
    },
    tradingEnabledAcknowledgement: {
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'status/trading-enabled.json',
      maxAgeSeconds: 120,
    },
    probeAcknowledgement: {
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'status/probe.json',
      maxAgeSeconds: 120,
    },
    brokerPositions: {
      endpoint: 'https://apiconnect.angelone.in/rest/secure/angelbroking/order/v1/getPosition',
      sessionSecret: 'algo-trading-prod-broker-session',
    },
  },
  commands: {
    closePositions: {
      bucket: 'algo-trading-prod-data-123456789012',
      key: 'commands/close-positions.json',
      answer: { key: 'status/close-positions.json', maxAgeSeconds: 120 },
      maxSlippagePercent: 1,
    },
  },
  thresholds: {
    // The system's own list of alarms calls more than 3 execution failures a fault; we count ERROR lines a minute.
    maxErrorLinesPerMinute: 3,
    maxOldestOrderSeconds: 60,
    maxUtilizationPercent: 80,
    maxFailedConnectionsPerMinute: 3,
    maxDatabaseConnections: 80,
    minFreeStorageBytes: 5_368_709_120,
    maxServerErrorsPer5Minutes: 10,
    maxServerErrorPercent: 5,
    maxResponseSeconds: 2,
    maxMarketDataAgeSeconds: 60,
    maxDailyLoss: 50_000,
  },
  // Twice may be chance; a third time within four hours hides something.
  limits: { attempts: 2, withinSeconds: 4 * 3600, actsAnHour: 8, servicesAnHour: 3 },
  calendar: { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } },
  checklists: { morning: '08:45', evening: '16:00' },
  backups: { bucket: 'algo-trading-prod-data-123456789012', prefix: 'backups', restoredPrefix: 'restored' },
  // Addresses under .example belong to nobody: replace them.
  contacts: {
    'devops-primary': engineer('DevOps, primary', 'devops-primary'),
    'devops-backup': engineer('DevOps, backup', 'devops-backup'),
    'backend-primary': engineer('Backend, primary', 'backend-primary'),
    'backend-backup': engineer('Backend, backup', 'backend-backup'),
    'trading-primary': engineer('Trading, primary', 'trading-primary'),
    'trading-backup': engineer('Trading, backup', 'trading-backup'),
    'team-lead': engineer('Team lead', 'team-lead'),
    'engineering-manager': engineer('Engineering manager', 'engineering-manager'),
    cto: engineer('CTO', 'cto'),
    stakeholders: { role: 'Stakeholders', email: 'stakeholders@algo-trading.example' },
  },
  signIn: { identityCenterRoles: ['AWSReservedSSO_TradingEngineer_0a1b2c3d4e5f6071'], browser: 'cognito' },
  approvers: {
    otherwise: {
      contacts: [
        'trading-primary',
        'trading-backup',
        'devops-primary',
        'devops-backup',
        'team-lead',
        'engineering-manager',
      ],
      people: 1,
    },
    'resume-trading': {
      contacts: ['trading-primary', 'trading-backup', 'team-lead', 'engineering-manager', 'cto'],
      people: 2,
    },
    restore: { contacts: ['backend-primary', 'backend-backup', 'team-lead', 'engineering-manager', 'cto'], people: 2 },
    'switch-database': {
      contacts: ['backend-primary', 'backend-backup', 'team-lead', 'engineering-manager', 'cto'],
      people: 2,
    },
    'close-positions': {
      contacts: ['trading-primary', 'trading-backup', 'team-lead', 'engineering-manager', 'cto'],
      people: 2,
    },
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
  incidentChannel: 'incidents@algo-trading.example',
  pagerDuty: NOT_CONFIGURED,
  lastResort: 'last-resort@algo-trading.example',
  watch: { deadManUrl: NOT_CONFIGURED, probe: { weekday: 'sunday', at: '11:00' } },
  externalContacts: {
    broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
    aws: { name: 'AWS Support', contact: 'AWS Console > Support' },
  },
  paging: { P1: 'now', P2: 'now', P3: 'hold', P4: 'hold' },
});

/** Replace user names and subjects by your own; a subject is what your issuer's tokens say in `sub`. */
function engineer(role: string, id: string) {
  return {
    role,
    email: `${id}@algo-trading.example`,
    identities: { iamUser: id, identityCenterUser: `${id}@algo-trading.example`, oidcSubject: `subject-of-${id}` },
  };
}
