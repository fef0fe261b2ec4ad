import type { DatabaseState, ServiceState, SystemState } from '../../../../lambdas/shared/maintenance/state';
import { seen } from '../../../support/incidents';

export const TRADING = 'algo-trading-prod-trading';
export const SWITCH = '/algo-trading/prod/trading_enabled';

export const serviceState = (over: Partial<ServiceState> = {}): ServiceState => ({
  taskDefinition: 'trading:41',
  images: { app: '123.dkr.ecr/trading:latest' },
  runningDigests: ['sha256:a'],
  desired: 2,
  running: 2,
  scaling: { min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } },
  policies: { cpu: { type: 'TargetTrackingScaling', configuration: '{"TargetValue":70}' } },
  ...over,
});

export const databaseState = (over: Partial<DatabaseState> = {}): DatabaseState => ({
  status: 'available',
  instanceClass: 'db.t3.medium',
  engine: 'postgres',
  engineVersion: '15.8',
  storageGb: 20,
  storageType: 'gp3',
  multiAz: true,
  deletionProtection: true,
  subnetGroup: 'algo-trading-prod-db-subnets',
  securityGroups: ['sg-0a1b', 'sg-0c2d'],
  parameterGroups: { 'algo-trading-prod-pg15': 'in-sync' },
  pending: [],
  ...over,
});

export const state = (over: Partial<SystemState> = {}): SystemState => ({
  at: '2026-11-21T00:40:00.000Z',
  environment: 'prod',
  region: 'ap-south-1',
  cluster: 'algo-trading-prod-cluster',
  instance: 'algo-trading-prod-db',
  services: { [TRADING]: seen(serviceState()) },
  database: seen(databaseState()),
  parameters: seen({
    [SWITCH]: { version: 7, value: 'true' },
    '/runbook/prod/mode': { version: 3, value: 'act' },
    '/runbook/prod/calendar': { version: 9, value: null },
  }),
  alarms: seen({ 'algo-trading-prod-trading/HighCpu': { state: 'OK', actionsEnabled: true } }),
  ...over,
});
