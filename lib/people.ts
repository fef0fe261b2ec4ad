import { shiftsOf } from '../environments/rota';
import { type Environment, ON_CALL } from '../environments/schema';
import { highestSeverity, type Runbook } from '../runbooks/runbook';

/** What the probe's endpoint is called where contacts are. */
export const PROBE = 'probe';

/** A contact as the workflows know it. */
export interface ContactRef {
  readonly id: string;
  readonly role: string;
  readonly topicArn: string;
}

/** A role's rota as the workflows know it. The times are compared when a page is due, never at synth. */
export interface OnCallRef {
  readonly role: string;
  readonly contacts: readonly ContactRef[];
  /** By ids of contacts; ISO 8601 in UTC, absent where it has no beginning or no end. */
  readonly shifts: readonly {
    readonly from?: string;
    readonly until?: string;
    readonly primary: string;
    readonly backup?: string;
  }[];
}

/** Contacts are paged together; of those on call, one. */
export interface RungRef {
  readonly title: string;
  readonly contacts: readonly ContactRef[];
  readonly onCall?: OnCallRef;
}

/** Who is told what, as the environment says it. */
export class People {
  /** @param topicArnOf the ARN of a contact's topic. */
  constructor(
    private readonly environment: Environment,
    private readonly topicArnOf: (contact: string) => string,
  ) {}

  /** Who is paged for a runbook, rung by rung. */
  pathOf(runbook: Runbook): RungRef[] {
    if (runbook.test) return [{ title: this.probe.role, contacts: [this.probe] }];
    return this.environment.escalationPath.map(({ title, contacts }) => ({
      title,
      contacts: contacts.filter((contact) => contact !== ON_CALL).map((contact) => this.ref(contact)),
      ...(contacts.includes(ON_CALL) ? { onCall: this.onCallFor(runbook) } : {}),
    }));
  }

  /** Whose backup is contacted besides when a P1 is not resolved in time. Who that is, the hour decides. */
  backupOf(runbook: Runbook): OnCallRef {
    return this.onCallFor(runbook);
  }

  /** Who hears how an incident of a runbook has ended, if they were paged. */
  pageableFor(runbook: Runbook): ContactRef[] {
    return runbook.test ? [this.probe] : this.pageable;
  }

  /** Who is told that it is not resolved in time. */
  stakeholdersOf(runbook: Runbook): ContactRef[] {
    return runbook.test ? [] : this.stakeholders;
  }

  /** Takes the pages of a test in place of people; no contact of the environment. */
  get probe(): ContactRef {
    return { id: PROBE, role: 'Probe endpoint', topicArn: this.topicArnOf(PROBE) };
  }

  get stakeholders(): ContactRef[] {
    return this.environment.stakeholders.map((contact) => this.ref(contact));
  }

  /** Everybody who can stand on a rung, at whatever time. */
  get pageable(): ContactRef[] {
    const { escalationPath, onCall } = this.environment;
    const rota = Object.values(onCall).flatMap(shiftsOf);
    const onRota = rota.flatMap(({ primary, backup = primary }) => [primary, backup]);
    const ids = escalationPath.flatMap(({ contacts }) => contacts.flatMap((id) => (id === ON_CALL ? onRota : [id])));
    return [...new Set(ids)].map((contact) => this.ref(contact));
  }

  /** Everybody who stands on the first rung, at whatever time. */
  get firstRung(): ContactRef[] {
    const { escalationPath, onCall } = this.environment;
    const rota = Object.values(onCall).flatMap(shiftsOf);
    const ids = (escalationPath[0]?.contacts ?? []).flatMap((id) =>
      id === ON_CALL ? rota.map(({ primary }) => primary) : [id],
    );
    return [...new Set(ids)].map((contact) => this.ref(contact));
  }

  get everybody(): ContactRef[] {
    return Object.keys(this.environment.contacts).map((contact) => this.ref(contact));
  }

  /** Topics of everybody who can be the backup of a P1, at whatever time. */
  backupTopicArns(runbooks: readonly Runbook[]): string[] {
    const rota = runbooks.filter(isP1).flatMap(({ owner }) => shiftsOf(this.environment.onCall[owner]));
    const ids = new Set(rota.flatMap(({ backup }) => (backup === undefined ? [] : [backup])));
    return [...ids].map((id) => this.ref(id).topicArn);
  }

  private onCallFor({ owner }: Runbook): OnCallRef {
    const shifts = shiftsOf(this.environment.onCall[owner]);
    const ids = new Set(shifts.flatMap(({ primary, backup = primary }) => [primary, backup]));
    return { role: owner, contacts: [...ids].map((id) => this.ref(id)), shifts };
  }

  private ref(id: string): ContactRef {
    const contact = this.environment.contacts[id];
    if (!contact) throw new Error(`There is no contact "${id}" in ${this.environment.name}.`);
    return { id, role: contact.role, topicArn: this.topicArnOf(id) };
  }
}

/** The written procedure contacts the backup engineer for a P1 only. */
export const isP1 = (runbook: Runbook): boolean => highestSeverity(runbook) === 'P1';
