import type { Approval } from '../../../../../lambdas/shared/approvals/approval';
import { incident, isoAfter } from '../../../../support/incidents';

/** A question that waits for an answer until the incident's deadline. */
export const approval = (over: Partial<Approval> = {}): Approval => ({
  id: 'a1',
  incidentId: incident().id,
  step: 'Scale up if needed',
  act: 'scale-up',
  resource: 'algo-trading-prod-trading',
  command: 'aws ecs update-service --desired-count 3',
  effect: 'A third task sends orders.',
  undo: 'Scale down to 2 tasks.',
  because: 'CPU is at 91 %.',
  facts: { 'desired tasks': 2 },
  askedAt: isoAfter(60),
  expiresAt: isoAfter(1800),
  status: 'asked',
  decisions: [],
  waiting: true,
  ...over,
});

/** The same, approved by one person. */
export const approved = (over: Partial<Approval> = {}): Approval =>
  approval({
    status: 'approved',
    decisions: [
      { decision: 'approve', contact: 'trading-primary', identity: 'IAM user priya', reason: 'Go', at: isoAfter(120) },
    ],
    ...over,
  });
