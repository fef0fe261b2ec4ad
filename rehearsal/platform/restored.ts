import type { InstanceView } from '../engine/aws/rds';
import { type Database, PASSWORD, USER } from './database';
import type { Description } from './description';
import type { DatabaseServer, Ports } from './ports';
import type { Table, Tables } from './tables';

/** An instance that was made of a backup of another. */
interface Copy {
  readonly resourceId: string;
  readonly server: DatabaseServer;
  readonly tables: Tables;
  instance: InstanceView;
}

export interface RestoredOptions {
  readonly clock: Ports['clock'];
  readonly rds: Ports['rds'];
  readonly ec2: Ports['ec2'];
  readonly databaseServer: DatabaseServer;
  readonly environment: Description['environment'];
  readonly database: Database;
  readonly tables: Tables;
  /** What the services meet may be another. */
  readonly onChange: () => void;
}

/**
 * The instances that are made of the database's backups: what is in them, and who gets through to them. What lets in whom
 * is decided by the security groups they have, as those are; a copy of a backup holds what had been written when it was
 * made. RDS tells when there is one, and when an instance has another name.
 */
export class Restored {
  private readonly copies: Copy[] = [];
  private readonly names = new Map<string, string>();
  private shutOut = false;
  private lost: { readonly table: Table; readonly rows: number } | undefined;
  private quota: number | undefined;

  constructor(private readonly o: RestoredOptions) {}

  /** The database has been raised: from now on RDS is listened to. */
  start(): void {
    const { rds } = this.o;
    for (const { resourceId, id } of rds.views()) this.names.set(resourceId, id);
    rds.listen({
      restoring: (instance) => this.make(instance),
      changed: (instance) => {
        this.changed(instance);
        this.o.onChange();
      },
    });
  }

  /** Nobody gets through to any of them: the subnet they came up in lets nobody in. */
  shut(out: boolean): void {
    this.shutOut = out;
    for (const copy of this.copies) this.show(copy);
  }

  /** What is restored lacks rows that its backup had; undefined: it does not. */
  spoil(lost: { readonly table: Table; readonly rows: number } | undefined): void {
    this.lost = lost;
  }

  /** How the next restore ends. */
  next(ends: 'available' | 'fails' | 'never'): void {
    this.o.rds.nextRestore(ends);
  }

  /** Whether the account has all the instances it may have. */
  fill(full: boolean): void {
    const { rds } = this.o;
    this.quota ??= rds.instanceQuota;
    rds.instanceQuota = full ? rds.views().length : this.quota;
  }

  private make(instance: InstanceView): void {
    const { databaseServer, environment, tables } = this.o;
    const source = instance.restoredFrom;
    if (source === undefined) return;
    const of = this.copies.find(({ resourceId }) => resourceId === source.resourceId)?.tables ?? tables;
    const servers = databaseServer.beside ?? [];
    const server = servers[this.copies.length];
    if (server === undefined && databaseServer.queries !== undefined) {
      throw new Error(`The rehearsal serves ${servers.length} restored instances; ${instance.id} would be one more.`);
    }
    const to = server ?? { ...NOBODY };
    Object.assign(to, { mode: 'nameless', host: instance.endpoint.address, port: instance.endpoint.port });
    Object.assign(to, { database: environment.database.name, user: USER, password: PASSWORD });
    const copy: Copy = {
      resourceId: instance.resourceId,
      server: to,
      tables: of.copy(to.queries, source.at),
      instance,
    };
    if (this.lost) copy.tables.lose(this.lost.table, this.lost.rows);
    this.names.set(instance.resourceId, instance.id);
    this.copies.push(copy);
  }

  private changed(instance: InstanceView): void {
    const { database, environment } = this.o;
    const copy = this.copies.find(({ resourceId }) => resourceId === instance.resourceId);
    const renamed = instance.status === 'renaming' || this.names.get(instance.resourceId) !== instance.id;
    this.names.set(instance.resourceId, instance.status === 'renaming' ? '' : instance.id);
    if (copy === undefined) {
      if (renamed) database.moved(instance);
      return;
    }
    copy.instance = instance;
    copy.server.host = instance.endpoint.address;
    this.show(copy);
    if (instance.id === environment.database.instance) database.succeeded(() => this.unreadable(copy));
  }

  private show(copy: Copy): void {
    copy.server.mode = this.modeOf(copy);
  }

  private modeOf({ instance }: Copy): DatabaseServer['mode'] {
    const { ec2, environment } = this.o;
    if (instance.status === 'creating' || instance.status === 'renaming') return 'nameless';
    const { servicesSecurityGroup: fromGroup } = environment.network;
    const { port } = instance.endpoint;
    const open = instance.securityGroups.some((group) => ec2.allows(group, { port, fromGroup }));
    return open && !this.shutOut ? 'up' : 'silent';
  }

  private unreadable(copy: Copy): string | undefined {
    const mode = this.modeOf(copy);
    if (mode === 'up') return undefined;
    return mode === 'silent' ? 'Connection timed out' : 'could not translate its host name to an address';
  }
}

/** Where nobody can ask the database anything, nobody can ask a copy of it. */
const NOBODY: DatabaseServer = { mode: 'nameless', host: '', port: 0, user: '', password: '', database: '' };
