import type { Role, ServiceDescription } from './description';
import type { FaultKind, Occurrence } from './faults';

/** What an operator can do to a service. */
export interface Operator {
  deploy(role: Role): void;
  scale(role: Role, desiredCount: number): void;
}

/**
 * What the perfect operator does: restart what hangs or crashes, add a task where the work is too much, and leave the rest
 * to those who can mend its cause.
 */
export function remedy(
  kind: FaultKind,
  faults: readonly Occurrence[],
  services: Readonly<Record<Role, ServiceDescription>>,
  operator: Operator,
): void {
  switch (kind) {
    case 'hung-tasks':
    case 'crash-loop':
    case 'broker-session-expired':
      operator.deploy('trading');
      break;
    case 'dashboard-hung':
    case 'dashboard-dead':
      operator.deploy('dashboard');
      break;
    case 'everything-down':
      for (const role of ['data-service', 'trading', 'dashboard'] as const) operator.deploy(role);
      break;
    case 'cpu-spike': {
      const role = spiked(faults);
      const { desiredTasks, maxTasks } = services[role];
      operator.scale(role, Math.min(desiredTasks + 1, maxTasks));
      break;
    }
    default:
  }
}

function spiked(faults: readonly Occurrence[]): Role {
  const roles = faults.flatMap(({ fault }) => (fault.kind === 'cpu-spike' ? [fault.service ?? 'trading'] : []));
  return roles.at(-1) ?? 'trading';
}
