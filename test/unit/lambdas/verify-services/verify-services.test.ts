import { ECSClient } from '@aws-sdk/client-ecs';
import { decideServices } from '../../../../lambdas/verify-services/decide';
import { handler } from '../../../../lambdas/verify-services/handler';
import { deployment, seen, service, unseen } from '../../../support/incidents';
import { asked, leaveMorning, morning } from '../morning-world';

const tasks = (runningCount: number, desiredCount: number, over: object = {}) =>
  seen(service({ runningCount, desiredCount, ...over }));
const rolling = { deployments: [deployment({ rolloutState: 'IN_PROGRESS' })] };
const answer = (given: Parameters<typeof decideServices>[0][number]['service']) =>
  decideServices([
    { role: 'trading', service: given },
    { role: 'dashboard', service: tasks(1, 1) },
    { role: 'data-service', service: tasks(1, 1) },
  ]);

test('one task short of two is a failure, and the sentence has every service', () => {
  expect(answer(tasks(1, 2))).toEqual({
    state: 'failed',
    says: 'trading 1 of 2, dashboard 1 of 1, data-service 1 of 1.',
    details: ['failed: trading 1 of 2', 'ok: dashboard 1 of 1', 'ok: data-service 1 of 1'],
    numbers: {
      'trading running': 1,
      'trading desired': 2,
      'dashboard running': 1,
      'dashboard desired': 1,
      'data-service running': 1,
      'data-service desired': 1,
    },
  });
});

test.each([
  ['runs what is wanted', tasks(2, 2), 'ok', 'trading 2 of 2'],
  ['was stopped', tasks(0, 0), 'failed', 'trading 0 of 0 (stopped, on purpose or by a runbook)'],
  ['is short in a roll-out', tasks(1, 2, rolling), 'failed', 'trading 1 of 2 (deployment under way'],
  ['changes over in a roll-out', tasks(3, 2, rolling), 'attention', 'trading 3 of 2 (deployment under way'],
  ['rolls out with all its tasks', tasks(2, 2, rolling), 'attention', 'trading 2 of 2 (deployment under way'],
  ['runs a task too many', tasks(3, 2), 'failed', 'trading 3 of 2 (more than wanted)'],
  ['is not active', tasks(2, 2, { status: 'DRAINING' }), 'failed', 'trading 2 of 2 (DRAINING)'],
  ['does not exist', seen(undefined), 'failed', 'trading does not exist'],
  ['cannot be seen', unseen('denied'), 'could not check', 'trading could not be checked (denied)'],
])('a service that %s', (_what, given, state, says) => {
  const { state: judged, says: said } = answer(given);
  expect(judged).toBe(state);
  expect(said).toContain(says);
});

test('a service that failed outweighs one that could not be seen', () => {
  const both = [
    { role: 'trading', service: unseen('denied') },
    { role: 'dashboard', service: tasks(0, 1) },
  ];
  expect(decideServices(both)).toMatchObject({
    state: 'failed',
    numbers: { 'trading running': null, 'trading desired': null },
  });
});

describe('asked by the checklist', () => {
  afterEach(leaveMorning);
  const INPUT = {
    cluster: 'prod',
    services: { trading: 'prod-trading', dashboard: 'prod-dashboard', 'data-service': 'prod-data' },
  };
  const world = (trading: () => unknown) =>
    morning([ECSClient], {
      DescribeServicesCommand: ({ cluster, services: [name] }: { cluster: string; services: string[] }) => {
        expect(cluster).toBe('prod');
        return name === 'prod-trading' ? trading() : { services: [service({ runningCount: 1, desiredCount: 1 })] };
      },
    });

  test('every service is looked at by its own name', async () => {
    world(() => ({ services: [service()] }));
    const { state, says } = await asked(handler, INPUT);
    expect([state, says]).toEqual(['ok', 'trading 2 of 2, dashboard 1 of 1, data-service 1 of 1.']);
  });

  test('a service nobody answers for hides none of the others', async () => {
    world(() => new Promise(() => {}));
    const { state, says } = await asked(handler, INPUT);
    expect(state).toBe('could not check');
    expect(says).toMatch(
      /^trading could not be checked \(no answer in \d+ s\), dashboard 1 of 1, data-service 1 of 1\.$/,
    );
  });

  test('an input without a service is refused by the name of what is missing', async () => {
    world(() => ({ services: [service()] }));
    const { state, says } = await asked(handler, { ...INPUT, services: { trading: 'a', dashboard: 'b' } });
    expect(state).toBe('could not check');
    expect(says).toContain('services.data-service');
  });
});
