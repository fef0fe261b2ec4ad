import type { Ec2, Inbound } from '../engine/aws/ec2';
import type { InstanceView, Rds } from '../engine/aws/rds';
import type { VirtualClock } from '../engine/clock';
import type { DatabaseDescription } from './description';
import type { FaultKind } from './faults';
import type { DatabaseServer } from './ports';

export type DatabaseFault = Extract<FaultKind, `database-${string}`>;

/** What a fault does to the database; what is left out it leaves alone. */
interface Trouble {
  readonly status?: string;
  readonly mode?: DatabaseServer['mode'];
  /** Why nobody gets a connection, in the words of a service's log. */
  readonly connecting?: string;
  readonly writing?: string;
}

export const USER = 'algotrading';
export const PASSWORD = 'as-in-the-secret';
const REFUSED = { mode: 'refused', connecting: 'Connection refused' } as const;

const nameless = () => 'could not translate its host name to an address';

/** Of several at once the first that has something to say is heard. */
const TROUBLES: Readonly<Record<DatabaseFault, Trouble>> = {
  'database-stopped': { status: 'stopped', ...REFUSED },
  'database-modifying': { status: 'modifying', ...REFUSED },
  'database-port-closed': { mode: 'silent', connecting: 'Connection timed out' },
  'database-tls-refused': { mode: 'untrusted-certificate', connecting: 'SSL error: certificate verify failed' },
  'database-too-many-connections': {
    mode: 'too-many-connections',
    connecting: 'FATAL: sorry, too many clients already',
  },
  'database-password-wrong': { connecting: `FATAL: password authentication failed for user "${USER}"` },
  // @claim documented: An instance whose storage is used up has the status storage-full.
  // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html#Overview.DBInstance.Status
  'database-storage-full': { status: 'storage-full', writing: 'No space left on device' },
};
const ORDER = Object.keys(TROUBLES) as readonly DatabaseFault[];

export interface DatabaseOptions {
  readonly clock: VirtualClock;
  readonly rds: Pick<Rds, 'setStatus'>;
  readonly ec2: Pick<Ec2, 'allow' | 'revoke'>;
  readonly server: DatabaseServer;
  readonly description: DatabaseDescription;
  readonly securityGroup: string;
}

/** The database as the services meet it; what people see of it at AWS and at its port follows. */
export class Database {
  private readonly troubles = new Map<DatabaseFault, { readonly until: number }>();
  private takenAway: Inbound[] = [];
  /** The status that a trouble has given it. */
  private shown: string | undefined;
  /** What it is called now. */
  private id: string;
  /** Where it has no name, or what stands under the name that the services know is not it: why they find nothing there. */
  private elsewhere: 'renaming' | 'renamed' | undefined;
  /** What the services meet under the name they know once it is another instance's. */
  private successor: (() => string | undefined) | undefined;

  constructor(private readonly options: DatabaseOptions) {
    this.id = options.description.instance;
  }

  /** It is being renamed, or has another name; whoever looks for it under the old one finds nothing. */
  moved({ id, status, endpoint }: Pick<InstanceView, 'id' | 'status' | 'endpoint'>): void {
    this.id = id;
    this.elsewhere =
      status === 'renaming' ? 'renaming' : id === this.options.description.instance ? undefined : 'renamed';
    this.options.server.host = endpoint.address;
    this.show();
  }

  /**
   * Another instance has the name that the services know: it is what they meet from now on.
   * @param unreadable why they cannot read it; undefined when they can.
   */
  succeeded(unreadable: () => string | undefined): void {
    this.successor = unreadable;
  }

  /** @param ms infinite for good. */
  begin(fault: DatabaseFault, ms: number): void {
    this.troubles.set(fault, { until: this.options.clock.now() + ms });
    const { ec2, server, securityGroup, description } = this.options;
    if (fault === 'database-port-closed' && this.takenAway.length === 0) {
      const covers = ({ fromPort, toPort }: Inbound) => fromPort <= description.port && description.port <= toPort;
      this.takenAway = ec2.revoke(securityGroup, covers);
    }
    if (fault === 'database-password-wrong') server.password = 'somebody-changed-it';
    this.show();
  }

  end(fault: DatabaseFault): void {
    this.troubles.delete(fault);
    const { ec2, server, securityGroup } = this.options;
    if (fault === 'database-port-closed') {
      for (const rule of this.takenAway.splice(0)) ec2.allow(securityGroup, rule);
    }
    if (fault === 'database-password-wrong') server.password = PASSWORD;
    this.show();
  }

  /** What ends by itself has ended. */
  settle(): void {
    const now = this.options.clock.now();
    const over = [...this.troubles].filter(([, { until }]) => until <= now);
    for (const [fault] of over) this.end(fault);
  }

  /** Why it cannot be read, as a service's log says it; undefined when it can. */
  get unreadable(): string | undefined {
    const why = this.elsewhere ? (this.successor ?? nameless)() : this.first('connecting');
    return why && `could not connect to the database: ${why}`;
  }

  /** Why it cannot be written. */
  get unwritable(): string | undefined {
    const why = this.elsewhere ? undefined : this.first('writing');
    return this.unreadable ?? (why && `could not write to the database: ${why}`);
  }

  has(fault: DatabaseFault): boolean {
    return this.troubles.has(fault);
  }

  private show(): void {
    const status = this.first('status');
    // What RDS does by itself with a database that nothing is wrong with (backing it up) is RDS's to show.
    if (status !== this.shown) this.options.rds.setStatus(this.id, status ?? 'available');
    this.shown = status;
    this.options.server.mode = this.elsewhere === 'renaming' ? 'nameless' : (this.first('mode') ?? 'up');
  }

  private first<K extends keyof Trouble>(what: K): Trouble[K] | undefined {
    const fault = ORDER.find((one) => this.troubles.has(one) && TROUBLES[one][what] !== undefined);
    return fault && TROUBLES[fault][what];
  }
}
