import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';

/** Targets a finding names; the evidence holds more. */
const NAMED = 3;
const SHOWN = 20;

/**
 * What the load balancer thinks of its targets. It explains and decides nothing: whether the service has tasks, and why not,
 * is the next step's question, and a restart has conditions of its own.
 */
export function describeTargets(targets: Look<readonly TargetHealthDescription[]>): StepResult {
  if ('unseen' in targets) {
    return { outcome: 'continue', finding: `Could not check the targets: ${targets.unseen}.` };
  }
  if (targets.seen.length === 0) {
    return {
      outcome: 'continue',
      finding: 'No target is registered: the load balancer has nobody to send a request to, and answers 503 itself.',
    };
  }
  const others = targets.seen.filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
  const healthy = targets.seen.length - others.length;
  const named = others.slice(0, NAMED).map(describeTarget);
  const parts = [
    healthy === 0
      ? `None of ${counted(targets.seen.length, 'target')} is healthy`
      : `${healthy} of ${counted(targets.seen.length, 'target')} healthy`,
    ...named,
    ...(others.length > NAMED ? [`and ${others.length - NAMED} more`] : []),
  ];
  return {
    outcome: 'continue',
    finding: `${parts.join('; ')}.`,
    evidence: { targets: targets.seen.slice(0, SHOWN).map(describeTarget) },
  };
}

/** `10.2.1.5:8501 unhealthy (Target.Timeout: Request timed out)`. */
function describeTarget({ Target, TargetHealth }: TargetHealthDescription): string {
  const { State = 'in an unknown state', Reason, Description } = TargetHealth ?? {};
  const reason = [Reason, Description].filter(Boolean).join(': ');
  const port = Target?.Port === undefined ? '' : `:${Target.Port}`;
  return `${Target?.Id ?? '?'}${port} ${State}${reason ? ` (${reason})` : ''}`;
}
