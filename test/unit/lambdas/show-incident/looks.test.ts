import type { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { lookAtLogs, lookAtService, servicesOf } from '../../../../lambdas/show-incident/looks';
import { at, deployment, service } from '../../../support/incidents';
import { SYSTEM } from './seen';

const WHERE = { logGroup: '/aws/ecs/algo-trading-prod', streamPrefix: 'trading/' };

/** So many lines in the last minute and in the quarter of an hour before it, each a second apart. */
async function tail(lastMinute: number, before: number) {
  const windows: number[] = [];
  const line = (seconds: number) => ({ timestamp: at(720 - seconds), message: `line ${seconds}` });
  const recent = Array.from({ length: lastMinute }, (_, n) => line(lastMinute - n));
  const older = Array.from({ length: before }, (_, n) => line(60 + before - n));
  const send = async ({ input }: FilterLogEventsCommand) => {
    const { startTime = 0, endTime = 0 } = input;
    windows.push((endTime - startTime) / 60_000);
    return { events: windows.length === 1 ? recent : [...older, ...recent] };
  };
  const seen = await lookAtLogs({ send } as unknown as CloudWatchLogsClient, WHERE, () => at(720));
  return { ...seen, windows };
}

test('of a service that says much the last minute is enough, and its last fifteen lines are shown', async () => {
  const { lines, windows } = await tail(40, 0);
  expect(windows).toEqual([1]);
  expect(lines.map(({ message }) => message)).toEqual(Array.from({ length: 15 }, (_, n) => `line ${15 - n}`));
});

test('of a quiet one the last quarter of an hour is read', async () => {
  const { lines, windows } = await tail(1, 3);
  expect(windows).toEqual([1, 15]);
  expect(lines.map(({ message }) => message)).toEqual(['line 63', 'line 62', 'line 61', 'line 1']);
});

test('what is about one service looks at it; what is about the system looks at all', () => {
  expect(servicesOf(SYSTEM, 'trading').map(([role]) => role)).toEqual(['trading']);
  expect(servicesOf(SYSTEM, 'database').map(([role]) => role)).toEqual(['trading', 'dashboard', 'data-service']);
  expect(servicesOf(SYSTEM, 'system')).toHaveLength(3);
});

test('a service is told by its tasks, its newest deployment and what ECS says', async () => {
  const found = service({
    runningCount: 0,
    pendingCount: 2,
    deployments: [deployment({ rolloutState: 'FAILED' })],
    events: [{ createdAt: new Date(at(600)), message: 'unable to place a task' }],
  });
  const ecs = { send: async () => ({ services: [found] }) } as unknown as ECSClient;
  await expect(lookAtService(ecs, 'cluster', 'trading')).resolves.toEqual({
    running: 0,
    desired: 2,
    pending: 2,
    rollout: 'FAILED',
    events: ['10:12:17 IST unable to place a task'],
  });
});

test('a service that does not exist is said not to', async () => {
  const ecs = { send: async () => ({ services: [] }) } as unknown as ECSClient;
  await expect(lookAtService(ecs, 'cluster', 'gone')).rejects.toThrow('There is no service gone in cluster');
});
