import { describeSystem } from '../../../../lambdas/check-system/decide';
import {
  checkDashboard,
  checkDatabase,
  checkErrors,
  checkService,
  checkTargets,
} from '../../../../lambdas/shared/checks/platform';
import {
  checkAcknowledgement,
  checkBroker,
  checkMarketData,
  checkParameter,
} from '../../../../lambdas/shared/checks/trading';
import { ALARM_AT, at, deployment, isoAfter, seen, service, tradingIs, unseen } from '../../../support/incidents';

const THROTTLED = unseen('ThrottlingException: too much');
const rolling = [deployment({ rolloutState: 'IN_PROGRESS' })];

test.each([
  ['as many tasks as wanted', seen(service()), 'ok'],
  ['none wanted, none running: stopped', seen(service({ desiredCount: 0, runningCount: 0 })), 'attention'],
  ['none of two', seen(service({ runningCount: 0 })), 'failed'],
  ['none of two, in a roll-out', seen(service({ runningCount: 0, deployments: rolling })), 'failed'],
  ['one of two', seen(service({ runningCount: 1 })), 'attention'],
  ['three of two, in a roll-out', seen(service({ runningCount: 3, deployments: rolling })), 'attention'],
  ['a roll-out with two of two', seen(service({ deployments: rolling })), 'attention'],
  ['a roll-out that failed', seen(service({ deployments: [deployment({ rolloutState: 'FAILED' })] })), 'attention'],
  ['no longer active', seen(service({ status: 'DRAINING' })), 'failed'],
  ['not there', seen(undefined), 'failed'],
  ['not to be seen', THROTTLED, 'could not check'],
])('a service with %s', (_what, given, state) => {
  expect(checkService(given).state).toBe(state);
});

const database = (status: string) => seen({ instance: 'prod-db', status, securityGroups: [], pending: [] });

test.each([
  ['available', database('available'), 'ok'],
  ['backing up', database('backing-up'), 'ok'],
  ['modifying', database('modifying'), 'attention'],
  ['full', database('storage-full'), 'failed'],
  ['in a status nobody knows', database('in-a-muddle'), 'could not check'],
  ['not there', seen(undefined), 'failed'],
  ['not to be seen', THROTTLED, 'could not check'],
])('a database that is %s', (_what, given, state) => {
  expect(checkDatabase(given).state).toBe(state);
});

const targets = (...states: ('healthy' | 'unhealthy' | 'draining' | 'initial')[]) =>
  seen(states.map((State) => ({ TargetHealth: { State } })));

test.each([
  [targets('healthy', 'healthy'), 'ok', '2 of 2 healthy'],
  [targets('healthy', 'draining'), 'ok', '1 of 1 healthy'],
  [targets('healthy', 'initial'), 'attention', '1 of 2 healthy, the others initial'],
  [targets('unhealthy'), 'failed', '0 of 1 healthy, the others unhealthy'],
  [targets('draining'), 'failed', 'none is registered'],
  [THROTTLED, 'could not check', 'could not be checked (ThrottlingException: too much)'],
])('targets %j are %s', (given, state, says) => {
  expect(checkTargets(given)).toEqual({ state, says });
});

test('a dashboard that does not answer has failed, as it has for people', () => {
  expect(checkDashboard(unseen('no answer in 5 s'))).toEqual({
    state: 'failed',
    says: 'does not answer (no answer in 5 s)',
  });
  expect(checkDashboard(seen({ status: 503, text: '' })).state).toBe('failed');
  expect(checkDashboard(seen({ status: 200, text: 'ok' })).state).toBe('ok');
});

test('errors in the logs need attention, and reading that stopped early has not seen that there are none', () => {
  const line = { at: ALARM_AT, message: 'ERROR broker away\n' };
  expect(checkErrors(seen({ lines: [line, { ...line, at: at(-9) }], truncated: true }), 5)).toEqual({
    state: 'attention',
    says: 'at least 2 lines with ERROR in the last 5 min, the last at 10:02:17 IST: ERROR broker away',
  });
  expect(checkErrors(seen({ lines: [], truncated: false }), 5).state).toBe('ok');
  expect(checkErrors(seen({ lines: [], truncated: true }), 5).state).toBe('could not check');
  expect(checkErrors(THROTTLED, 5).state).toBe('could not check');
});

const beat = (errorcode: string, seconds = -20) => seen({ asOf: isoAfter(seconds), httpStatus: 200, errorcode });
const answers = seen({ status: 200, json: true });

test.each([
  ['answers us and serves the service', answers, beat(''), 'ok'],
  ['does not answer', unseen('refused'), beat(''), 'failed'],
  ['refuses our credentials', answers, beat('AB1050'), 'failed'],
  ['has ended the session', answers, beat('AB1010'), 'attention'],
  ['answers us, and the service is silent', answers, beat('', -121), 'could not check'],
])('a broker that %s', (_what, reachability, heartbeat, state) => {
  expect(checkBroker({ reachability, heartbeat }, 120, ALARM_AT).state).toBe(state);
});

test('market data is judged by its latest age, and silence is no good sign', () => {
  const ages = (...values: number[]) => seen(values.map((value, index) => ({ at: at(60 * index), value })));
  expect(checkMarketData(ages(90, 5), 60, 5)).toEqual({ state: 'ok', says: 'is 5 s old, at most 1 min wanted' });
  expect(checkMarketData(ages(5, 90), 60, 5).state).toBe('failed');
  expect(checkMarketData(ages(), 60, 5).state).toBe('could not check');
});

test('a parameter that is not "true" needs attention', () => {
  expect(checkParameter(tradingIs('true')).state).toBe('ok');
  expect(checkParameter(tradingIs('false'))).toMatchObject({
    state: 'attention',
    says: expect.stringContaining('disabled'),
  });
  expect(checkParameter(tradingIs('yes')).says).toContain('neither true nor false');
  expect(checkParameter(THROTTLED).state).toBe('could not check');
});

test.each([
  ['of the same version and value', { version: 7, tradingEnabled: true }, tradingIs('true'), 'ok'],
  ['of an earlier version', { version: 6, tradingEnabled: true }, tradingIs('true'), 'failed'],
  ['of another value', { version: 7, tradingEnabled: true }, tradingIs('false'), 'failed'],
  [
    'of an earlier version, changed just now',
    { version: 6, tradingEnabled: true },
    seen({ value: 'false', version: 7, changedAt: new Date(at(-10)) }),
    'attention',
  ],
  ['of a parameter that cannot be read', { version: 7, tradingEnabled: true }, THROTTLED, 'could not check'],
])('an acknowledgement %s', (_what, word, parameter, state) => {
  const given = { asOf: isoAfter(-10), ...word };
  expect(checkAcknowledgement(seen(given), parameter, 120, ALARM_AT).state).toBe(state);
  const old = { ...given, asOf: isoAfter(-121) };
  expect(checkAcknowledgement(seen(old), parameter, 120, ALARM_AT).state).toBe('could not check');
});

test('all answers are one sentence, worst first, and the evidence has every check', () => {
  const result = describeSystem([
    { name: 'trading', state: 'ok', says: 'has 2 of 2 tasks running' },
    { name: 'logs', state: 'attention', says: '3 lines with ERROR' },
    { name: 'broker', state: 'could not check', says: 'could not be checked' },
    { name: 'database', state: 'failed', says: 'is "stopped"' },
  ]);
  expect(result).toMatchObject({
    outcome: 'continue',
    finding:
      '1 failed, 1 could not be checked, 1 needs attention, 1 ok: database is "stopped"; broker could not be checked; logs 3 lines with ERROR.',
  });
  expect((result.evidence as { checks: string[] }).checks).toEqual([
    'failed: database is "stopped"',
    'could not check: broker could not be checked',
    'attention: logs 3 lines with ERROR',
    'ok: trading has 2 of 2 tasks running',
  ]);
});

test('a system that is well is said so in a few words', () => {
  expect(describeSystem([{ name: 'trading', state: 'ok', says: '' }]).finding).toBe('All checks (1) are ok.');
});
