import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describeTargets } from '../../../lambdas/check-targets/decide';
import { seen, unseen } from '../../support/incidents';

const target = (n: number, TargetHealth: TargetHealthDescription['TargetHealth']): TargetHealthDescription => ({
  Target: { Id: `10.2.1.${n}`, Port: 8501 },
  TargetHealth,
});
const healthy = (n: number) => target(n, { State: 'healthy' });
const timedOut = (n: number) =>
  target(n, { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' });

test.each<[string, TargetHealthDescription[], string]>([
  ['all healthy', [healthy(1), healthy(2)], '2 of 2 targets healthy.'],
  [
    'one of two unhealthy, with its reason',
    [healthy(1), timedOut(2)],
    '1 of 2 targets healthy; 10.2.1.2:8501 unhealthy (Target.Timeout: Request timed out).',
  ],
  [
    'none healthy',
    [timedOut(1)],
    'None of 1 target is healthy; 10.2.1.1:8501 unhealthy (Target.Timeout: Request timed out).',
  ],
  [
    'a new one that is still being checked',
    [target(1, { State: 'initial', Reason: 'Elb.InitialHealthChecking' })],
    'None of 1 target is healthy; 10.2.1.1:8501 initial (Elb.InitialHealthChecking).',
  ],
  ['one without a state', [target(1, undefined)], 'None of 1 target is healthy; 10.2.1.1:8501 in an unknown state.'],
  [
    'none registered',
    [],
    'No target is registered: the load balancer has nobody to send a request to, and answers 503 itself.',
  ],
])('%s', (_what, targets, finding) => {
  expect(describeTargets(seen(targets))).toMatchObject({ outcome: 'continue', finding });
});

test('of many unhealthy targets three are named; the evidence holds the others', () => {
  const { finding, evidence } = describeTargets(seen([1, 2, 3, 4, 5].map(timedOut)));
  expect(finding).toMatch(/^None of 5 targets is healthy; .*10\.2\.1\.3:8501 unhealthy \([^)]*\); and 2 more\.$/);
  expect((evidence as { targets: string[] }).targets).toHaveLength(5);
});

test('targets that cannot be read are said so, and do not stop the runbook', () => {
  expect(describeTargets(unseen('AccessDenied: no'))).toEqual({
    outcome: 'continue',
    finding: 'Could not check the targets: AccessDenied: no.',
  });
});
