import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { shiftsOf } from '../environments/rota';
import { type Environment, ON_CALL } from '../environments/schema';
import { highestSeverity, type Runbook } from '../runbooks/runbook';
import type { Naming } from './naming';

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

/**
 * One topic per contact, so that each gets pages of their own, and two that belong to nobody's rung: the last resort, and
 * the watch on the runbooks themselves.
 */
export class Contacts extends Construct {
  readonly lastResort: sns.Topic;
  readonly watch: sns.Topic;
  /** Reads how every incident ended; pages nobody. */
  readonly channel: sns.Topic;
  private readonly topics: ReadonlyMap<string, sns.Topic>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: { environment: Environment; naming: Naming },
  ) {
    super(scope, id);
    const { contacts, lastResort, incidentChannel } = props.environment;
    this.topics = new Map(
      Object.entries(contacts).map(([contact, { email, role }]) => [
        contact,
        this.topic(contact, `Pages for ${role}`, email),
      ]),
    );
    this.channel = this.topic('incident-channel', 'How incidents end; nobody is paged here', incidentChannel);
    this.lastResort = this.topic('last-resort', 'What could not be paged in the ordinary way', lastResort);
    this.watch = this.topic('watch', 'The runbooks themselves are failing', lastResort);
  }

  /** Who is paged for a runbook, rung by rung. */
  pathOf(runbook: Runbook): RungRef[] {
    return this.props.environment.escalationPath.map(({ title, contacts }) => ({
      title,
      contacts: contacts.filter((contact) => contact !== ON_CALL).map((contact) => this.ref(contact)),
      ...(contacts.includes(ON_CALL) ? { onCall: this.onCallFor(runbook) } : {}),
    }));
  }

  /** Whose backup is contacted besides when a P1 is not resolved in time. Who that is, the hour decides. */
  backupOf(runbook: Runbook): OnCallRef {
    return this.onCallFor(runbook);
  }

  get stakeholders(): ContactRef[] {
    return this.props.environment.stakeholders.map((contact) => this.ref(contact));
  }

  /** Everybody who can stand on a rung, at whatever time. */
  get pageable(): ContactRef[] {
    const { escalationPath, onCall } = this.props.environment;
    const rota = Object.values(onCall).flatMap(shiftsOf);
    const onRota = rota.flatMap(({ primary, backup = primary }) => [primary, backup]);
    const ids = escalationPath.flatMap(({ contacts }) => contacts.flatMap((id) => (id === ON_CALL ? onRota : [id])));
    return [...new Set(ids)].map((contact) => this.ref(contact));
  }

  /** Topics of everybody who can be the backup of a P1, at whatever time. */
  backupTopicArns(runbooks: readonly Runbook[]): string[] {
    const rota = runbooks.filter(isP1).flatMap(({ owner }) => shiftsOf(this.props.environment.onCall[owner]));
    const ids = new Set(rota.flatMap(({ backup }) => (backup === undefined ? [] : [backup])));
    return [...ids].map((id) => this.ref(id).topicArn);
  }

  private onCallFor({ owner }: Runbook): OnCallRef {
    const shifts = shiftsOf(this.props.environment.onCall[owner]);
    const ids = new Set(shifts.flatMap(({ primary, backup = primary }) => [primary, backup]));
    return { role: owner, contacts: [...ids].map((id) => this.ref(id)), shifts };
  }

  private ref(id: string): ContactRef {
    const contact = this.props.environment.contacts[id];
    const topic = this.topics.get(id);
    if (!contact || !topic) throw new Error(`There is no contact "${id}" in ${this.props.environment.name}.`);
    return { id, role: contact.role, topicArn: topic.topicArn };
  }

  private topic(id: string, displayName: string, email: string): sns.Topic {
    const topic = new sns.Topic(this, id, {
      topicName: this.props.naming.topic(id),
      displayName,
      enforceSSL: true,
    });
    topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }
}

/** The written procedure contacts the backup engineer for a P1 only. */
export const isP1 = (runbook: Runbook): boolean => highestSeverity(runbook) === 'P1';
