import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type Environment, ON_CALL } from '../environments/schema';
import { highestSeverity, type Runbook } from '../runbooks/runbook';
import type { Naming } from './naming';

/** A contact as the workflows know it. */
export interface ContactRef {
  readonly id: string;
  readonly role: string;
  readonly topicArn: string;
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
  pathOf(runbook: Runbook): { title: string; contacts: ContactRef[] }[] {
    const { escalationPath, onCall } = this.props.environment;
    return escalationPath.map(({ title, contacts }) => ({
      title,
      contacts: contacts.map((contact) => this.ref(contact === ON_CALL ? onCall[runbook.owner].primary : contact)),
    }));
  }

  /** Who is contacted besides, when a P1 is not resolved in time. */
  backupOf({ owner }: Runbook): ContactRef {
    return this.ref(this.props.environment.onCall[owner].backup);
  }

  get stakeholders(): ContactRef[] {
    return this.props.environment.stakeholders.map((contact) => this.ref(contact));
  }

  /** Topics of everybody who can stand on a rung. */
  get rungTopicArns(): string[] {
    const { escalationPath, onCall } = this.props.environment;
    const owners = Object.values(onCall).map(({ primary }) => primary);
    const ids = escalationPath.flatMap(({ contacts }) => contacts.flatMap((id) => (id === ON_CALL ? owners : [id])));
    return [...new Set(ids)].map((contact) => this.ref(contact).topicArn);
  }

  /** Topics of everybody who can be the backup of a P1. */
  backupTopicArns(runbooks: readonly Runbook[]): string[] {
    return [...new Set(runbooks.filter(isP1).map((runbook) => this.backupOf(runbook).topicArn))];
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
