import type { Elbv2 } from '../../engine/aws/elbv2';

const STATES = ['healthy', 'unhealthy'] as const;

/** How many targets were in which state: the fewest and the most, once where that is the same. Empty: none registered. */
export type HostCounts = Readonly<Record<(typeof STATES)[number], readonly number[]>>;

const NONE: HostCounts = { healthy: [], unhealthy: [] };

/** How many targets the load balancer had since somebody last asked. */
export class Hosts {
  private seen = NONE;

  constructor(
    private readonly loadBalancing: Pick<Elbv2, 'targets'>,
    private readonly targetGroupArn: string,
  ) {}

  /** Something may have changed. */
  review(): void {
    const targets = this.loadBalancing.targets(this.targetGroupArn).filter(({ state }) => state !== 'draining');
    if (targets.length === 0) return;
    const [healthy = [], unhealthy = []] = STATES.map((one) => {
      const counts = [...this.seen[one], targets.filter(({ state }) => state === one).length];
      return [...new Set([Math.min(...counts), Math.max(...counts)])];
    });
    this.seen = { healthy, unhealthy };
  }

  take(): HostCounts {
    this.review();
    const taken = this.seen;
    this.seen = NONE;
    return taken;
  }
}
