import { DateTime } from 'luxon';
import type { VirtualClock } from '../engine/clock';
import type { Description } from './description';
import type { Ports } from './ports';

/** What goes wrong with the snapshots of the database. */
export class Snapshots {
  private quota: number | undefined;

  constructor(
    private readonly clock: VirtualClock,
    private readonly rds: Ports['rds'],
    private readonly environment: Description['environment'],
  ) {}

  /** How the next one ends. */
  next(ends: 'available' | 'fails' | 'never'): void {
    this.rds.nextSnapshot(ends);
  }

  /** Whether the account has all the manual snapshots it may have. */
  fill(full: boolean): void {
    const { rds } = this;
    this.quota ??= rds.snapshotQuota;
    rds.snapshotQuota = full ? rds.snapshots().filter(({ type }) => type === 'manual').length : this.quota;
  }

  /**
   * Somebody takes one by hand, under the name of today's.
   * @throws where the environment names no prefix, or there is such a snapshot.
   */
  takeName(): void {
    const { database, calendar } = this.environment;
    if (database.backups === undefined)
      throw new Error('Without database.backups.prefix no snapshot has a name to take.');
    const date = DateTime.fromMillis(this.clock.now(), { zone: calendar.timeZone }).toFormat('yyyyMMdd');
    const id = `${database.backups.prefix}-${date}`;
    this.rds.addSnapshot({ id, instance: database.instance, at: this.clock.now() });
  }
}
