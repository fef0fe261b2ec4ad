import {
  decideHealth,
  healthOfDatabase,
  healthOfLogs,
  healthOfSecret,
  healthOfService,
} from '../../../../lambdas/check-health/decide';
import { checkCluster, checkLoadBalancer } from '../../../../lambdas/shared/checks/platform';
import { deployment, seen, service, unseen } from '../../../support/incidents';
import { MORNING, morningPlus } from '../morning-world';

const THROTTLED = unseen('ThrottlingException: too much');
const rolling = [deployment({ rolloutState: 'IN_PROGRESS' })];
const tasks = (runningCount: number, desiredCount: number) => ({ runningCount, desiredCount });

test.each([
  ['as many tasks as wanted', seen(service()), 'ok'],
  ['one of two', seen(service(tasks(1, 2))), 'failed'],
  ['one of two, in a roll-out', seen(service({ ...tasks(1, 2), deployments: rolling })), 'attention'],
  ['none of two, in a roll-out that never ends', seen(service({ ...tasks(0, 2), deployments: rolling })), 'failed'],
  ['none, and none wanted', seen(service(tasks(0, 0))), 'failed'],
  ['none, and none wanted for a moment', seen(service({ ...tasks(0, 0), deployments: rolling })), 'attention'],
  ['three of two', seen(service(tasks(3, 2))), 'failed'],
  ['three of two, in a roll-out', seen(service({ ...tasks(3, 2), deployments: rolling })), 'attention'],
  [
    'two of two, after a roll-out that failed',
    seen(service({ deployments: [deployment({ rolloutState: 'FAILED' })] })),
    'attention',
  ],
  ['two of two, and not active', seen(service({ status: 'DRAINING' })), 'failed'],
  ['no such service', seen(undefined), 'failed'],
  ['nothing to be seen', THROTTLED, 'could not check'],
])('a service with %s', (_what, given, state) => {
  expect(healthOfService(given).state).toBe(state);
});

const WINDOW = { from: '08:30', to: '09:30', timeZone: 'Asia/Kolkata' };
const database = (status: string) => seen({ instance: 'prod-db', status, securityGroups: [], pending: [] });

test.each([
  ['available', database('available'), MORNING, 'ok'],
  ['backing up at 08:45, in its window', database('backing-up'), MORNING, 'ok'],
  ['backing up at 09:45, outside its window', database('backing-up'), morningPlus(3600), 'attention'],
  ['optimising its storage', database('storage-optimization'), MORNING, 'ok'],
  ['modifying', database('modifying'), MORNING, 'attention'],
  ['stopped', database('stopped'), MORNING, 'failed'],
  ['in a status nobody knows', database('in-a-muddle'), MORNING, 'could not check'],
  ['not to be found', seen(undefined), MORNING, 'could not check'],
  ['not to be seen', THROTTLED, MORNING, 'could not check'],
])('a database that is %s', (_what, given, now, state) => {
  expect(healthOfDatabase(given, WINDOW, now).state).toBe(state);
});

test.each([
  ['active', seen({ status: 'ACTIVE' }), 'ok'],
  ['gone', seen({ status: 'INACTIVE' }), 'failed'],
  ['being made', seen({ status: 'PROVISIONING' }), 'failed'],
  ['not there', seen(undefined), 'failed'],
  ['not to be seen', THROTTLED, 'could not check'],
])('a cluster that is %s', (_what, given, state) => {
  expect(checkCluster(given).state).toBe(state);
});

test.each([
  ['active', seen({ State: { Code: 'active' } as const }), 'ok'],
  ['routing, and unable to grow', seen({ State: { Code: 'active_impaired' } as const }), 'attention'],
  ['being made', seen({ State: { Code: 'provisioning' } as const }), 'failed'],
  ['one that could not be made', seen({ State: { Code: 'failed' } as const }), 'failed'],
  ['without a state', seen({}), 'failed'],
  ['not there', seen(undefined), 'failed'],
  ['not to be seen', THROTTLED, 'could not check'],
])('a load balancer that is %s', (_what, given, state) => {
  expect(checkLoadBalancer(given).state).toBe(state);
});

test('a log group that is not there is a failure, and one that cannot be read is not known', () => {
  expect(healthOfLogs(seen(undefined), 5)).toEqual({ state: 'failed', says: 'have no group of that name' });
  expect(healthOfLogs(THROTTLED, 5).state).toBe('could not check');
  expect(healthOfLogs(seen({ lines: [], truncated: false }), 5).state).toBe('ok');
  expect(healthOfLogs(seen({ lines: [{ at: MORNING, message: 'ERROR' }], truncated: false }), 5).state).toBe(
    'attention',
  );
});

test('a secret that is there is all that is asked, and one that is about to go has failed', () => {
  expect(healthOfSecret(seen({}))).toEqual({ state: 'ok', says: 'exists' });
  expect(healthOfSecret(seen({ DeletedDate: new Date(MORNING) }))).toEqual({
    state: 'failed',
    says: 'is marked for deletion since 23 Nov 2026 08:45:00 IST',
  });
  expect(healthOfSecret(seen(undefined)).state).toBe('failed');
  expect(healthOfSecret(THROTTLED).state).toBe('could not check');
});

test('what failed outweighs what could not be checked, and both are named', () => {
  expect(
    decideHealth([
      { name: 'cluster', state: 'ok', says: 'is ACTIVE' },
      { name: 'database', state: 'could not check', says: 'could not be checked (denied)' },
      { name: 'dashboard page', state: 'failed', says: 'answers 503, not 200' },
    ]),
  ).toEqual({
    state: 'failed',
    says: '1 failed, 1 could not be checked, 1 ok: dashboard page answers 503, not 200; database could not be checked (denied).',
    details: [
      'failed: dashboard page answers 503, not 200',
      'could not check: database could not be checked (denied)',
      'ok: cluster is ACTIVE',
    ],
    numbers: { failed: 1, 'could not check': 1, attention: 0, ok: 1 },
  });
});
