import type { Ecs, Task } from '../../engine/aws/ecs';
import type { FaultKind } from '../faults';
import type { Delivery } from './delivery';

/**
 * `refuses`: where it is asked over HTTP it answers, and what it answers is 503. `exits`: it ends by itself, with code 1,
 * some seconds after its start.
 */
export type Flaw = 'hangs' | 'refuses' | 'exits';

interface Verdict {
  readonly service: string;
  readonly flaw: Flaw;
  readonly covers: (deploymentId: string) => boolean;
}

/** Which tasks do not work: those of deployments that were spoilt, and those of images that are flawed. */
export class Releases {
  private readonly verdicts = new Map<FaultKind, Verdict[]>();

  constructor(
    private readonly ecs: Pick<Ecs, 'operations'>,
    private readonly delivery: Pick<Delivery, 'flaw'>,
  ) {}

  /** Whatever is deployed from now on is bad. */
  spoilNext(because: FaultKind, cluster: string, service: string, flaw: Flaw): void {
    const sound = this.deployments(cluster, service);
    this.add(because, { service, flaw, covers: (id) => !sound.has(id) });
  }

  /** What has been deployed until now no longer starts. */
  spoilPresent(because: FaultKind, cluster: string, service: string): void {
    const spoilt = this.deployments(cluster, service);
    this.add(because, { service, flaw: 'exits', covers: (id) => spoilt.has(id) });
  }

  /** What was spoilt for this reason works. */
  absolve(because: FaultKind): void {
    this.verdicts.delete(because);
  }

  /** What is wrong with a task from its start on; undefined when nothing is. */
  flaw({ service, deploymentId, imageDigest }: Task): Flaw | undefined {
    for (const verdicts of this.verdicts.values()) {
      const found = verdicts.find((verdict) => verdict.service === service && verdict.covers(deploymentId));
      if (found) return found.flaw;
    }
    return this.delivery.flaw(imageDigest);
  }

  private add(because: FaultKind, verdict: Verdict): void {
    this.verdicts.set(because, [...(this.verdicts.get(because) ?? []), verdict]);
  }

  private deployments(cluster: string, service: string): ReadonlySet<string> {
    const [found] = this.ecs.operations.DescribeServices({ cluster, services: [service] }).services ?? [];
    return new Set(found?.deployments?.map(({ id = '' }) => id));
  }
}
