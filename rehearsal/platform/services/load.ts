import type { VirtualClock } from '../../engine/clock';
import type { Role, ServiceDescription } from '../description';

/** Percent of CPU each task of the usual number needs in normal times. */
const NORMAL = 35;
/** Percent of CPU from which a service no longer keeps up with its work. */
const TOO_MUCH = 90;

interface Spike {
  readonly role: Role;
  readonly percent: number;
  readonly until: number;
}

/** The work that comes to the services, shared out evenly among their running tasks. */
export class Load {
  private spikes: Spike[] = [];

  constructor(
    private readonly options: {
      readonly clock: VirtualClock;
      readonly services: Readonly<Record<Role, ServiceDescription>>;
      /** Tasks of a service in RUNNING. */
      readonly running: (role: Role) => number;
    },
  ) {}

  /**
   * @param percent of CPU for each task of the usual number.
   * @param ms infinite for good.
   */
  rise(role: Role, percent: number, ms: number): void {
    this.spikes.push({ role, percent, until: this.options.clock.now() + ms });
  }

  /** As always again. */
  calm(): void {
    this.spikes = [];
  }

  /** Percent, the same for every running task; undefined while none runs. */
  cpu(role: Role): number | undefined {
    const { clock, services, running } = this.options;
    const tasks = running(role);
    if (tasks === 0) return undefined;
    const now = clock.now();
    const asked = this.spikes.filter((spike) => spike.role === role && now < spike.until);
    const each = Math.max(NORMAL, ...asked.map(({ percent }) => percent));
    return Math.min(100, (each * services[role].desiredTasks) / tasks);
  }

  keepsUp(role: Role): boolean {
    return (this.cpu(role) ?? 0) < TOO_MUCH;
  }
}
