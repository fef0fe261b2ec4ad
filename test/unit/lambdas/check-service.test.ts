import { decideService } from '../../../lambdas/check-service/decide';
import { at, deployment, isoAfter, seen, service, stoppedTask, tradingIs, unseen } from '../../support/incidents';

const wellSeen = {
  tradingEnabled: tradingIs('true'),
  service: seen(service()),
  stopped: seen([]),
  whose: 'trading' as const,
};

test('a healthy service is a finding with its numbers, and the runbook goes on', () => {
  expect(decideService(wellSeen)).toMatchObject({
    outcome: 'continue',
    finding: '2 of 2 tasks running; no deployment under way; no task ended by itself.',
  });
});

test('missing tasks, tasks being started and why the others ended are all said', () => {
  const { outcome, finding } = decideService({
    ...wellSeen,
    service: seen(service({ runningCount: 0, pendingCount: 1 })),
    stopped: seen([stoppedTask(), stoppedTask({ task: 'task-2', stoppedAt: isoAfter(10) })]),
  });
  expect(outcome).toBe('continue');
  expect(finding).toBe(
    '0 of 2 tasks running, 1 pending; no deployment under way; 2 tasks ended by themselves, the latest at 10:02:47 IST: Essential container in task exited, exit code 1.',
  );
});

test('a deployment somebody else has started is named with its time', () => {
  const rolling = deployment({ id: 'ecs-svc/2222', rolloutState: 'IN_PROGRESS', createdAt: new Date(at(-60)) });
  const { finding } = decideService({ ...wellSeen, service: seen(service({ deployments: [rolling] })) });
  expect(finding).toContain('deployment ecs-svc/2222 under way since 10:01:17 IST, not started by this incident');
});

test.each(['ServiceSchedulerInitiated', 'UserInitiated'])(
  'a task that was stopped on purpose (%s) is not counted as one that ended by itself',
  (stopCode) => {
    const { finding } = decideService({ ...wellSeen, stopped: seen([stoppedTask({ stopCode })]) });
    expect(finding).toContain('no task ended by itself');
  },
);

test('stopped tasks that cannot be read are said so, and do not stop the runbook', () => {
  const { outcome, finding } = decideService({ ...wellSeen, stopped: unseen('AccessDeniedException: no') });
  expect(outcome).toBe('continue');
  expect(finding).toContain('could not check stopped tasks (AccessDeniedException: no)');
});

test('the evidence holds the last ten service events and five stopped tasks, whoever stopped them', () => {
  const events = Array.from({ length: 12 }, (_, n) => ({ createdAt: new Date(at(-n)), message: `event ${n}` }));
  const stopped = Array.from({ length: 7 }, (_, n) => stoppedTask({ task: `task-${n}` }));
  const { evidence } = decideService({
    ...wellSeen,
    service: seen(service({ events })),
    stopped: seen(stopped),
  }) as { evidence: { events: string[]; stopped: { task: string }[] } };
  expect(evidence.events).toHaveLength(10);
  expect(evidence.events[0]).toBe('10:02:17 IST event 0');
  expect(evidence.stopped.map(({ task }) => task)).toEqual(['task-0', 'task-1', 'task-2', 'task-3', 'task-4']);
});

test('a service people have stopped ends the runbook here', () => {
  expect(decideService({ ...wellSeen, service: seen(service({ desiredCount: 0, runningCount: 0 })) }).outcome).toBe(
    'stand-down',
  );
});

test('a service people have disabled ends the runbook here', () => {
  expect(decideService({ ...wellSeen, tradingEnabled: tradingIs('false') }).outcome).toBe('stand-down');
});

test('a service that cannot be seen is for people', () => {
  expect(decideService({ ...wellSeen, service: unseen('TimeoutError: no answer') })).toMatchObject({
    outcome: 'escalate',
    verdict: 'unknown',
    finding: 'Could not check the service: TimeoutError: no answer.',
  });
});
