import type { SFNClient } from '@aws-sdk/client-sfn';
import { answer, type Tables } from '../../../../lambdas/decide-approval/answer';
import type { Approval, Decision } from '../../../../lambdas/shared/approvals/approval';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import { Refusal } from '../../../../lambdas/shared/command';
import type { Directory } from '../../../../lambdas/shared/directory';
import { contactOf, type Identity } from '../../../../lambdas/shared/identity';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { type ModelledTable, TABLE } from '../../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../../support/incidents';
import { asks } from './api-world';
import { DIRECTORY, ISSUER } from './people';

const TOKEN = 'token of the question';
const EXPIRES = 600;
export const PEOPLE = ['trading-primary', 'trading-backup', 'team-lead', 'requester', 'cto', 'stranger'] as const;
const CONTACTS = ['trading-primary', 'trading-backup', 'team-lead', 'requester'];

/** What happens, one after the other. */
export type Happening =
  | {
      readonly kind: 'answer';
      readonly who: (typeof PEOPLE)[number];
      readonly how: 'browser' | 'iam' | 'identity-center';
      readonly decision: Decision['decision'];
      /** Happens between the look at the question and the write. */
      readonly meanwhile?: Happening | undefined;
    }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'wait' }
  | { readonly kind: 'close' }
  /** The run dies: its token is not known any more. */
  | { readonly kind: 'die' }
  /** The step is worked again before the question has ended, and waits for it no more. */
  | { readonly kind: 'give up' }
  /** The environment takes somebody off the list. */
  | { readonly kind: 'take off'; readonly who: string };

let stories = 0;

/** One question and all that happens to it, with what must be true noted by the way. */
export class Story {
  private readonly id = `incident-${++stories}`;
  private readonly tables: Tables;
  private seconds = 100;
  private number = 0;
  private waiting = false;
  private open = true;
  private dead = false;
  private directory: Directory;
  /** The question as it was stored, each time the workflow was told of it. */
  readonly told: Approval[] = [];
  /** Decisions that were taken, by their reason, and the list at that time. */
  readonly taken = new Map<string, { readonly list: readonly string[]; readonly allowed: boolean }>();

  constructor(
    private readonly modelled: ModelledTable,
    readonly people: 1 | 2,
  ) {
    const contacts = {
      ...DIRECTORY.contacts,
      requester: { role: 'requester', iamUser: 'requester', oidcSubject: 'subject-of-requester' },
    };
    this.directory = { ...DIRECTORY, contacts, approvers: { otherwise: { contacts: CONTACTS, people } } };
    const sfn = { send: async ({ input }: { input: { taskToken: string } }) => this.hear(input.taskToken) };
    this.tables = {
      table: new IncidentTable(this.modelled.client, TABLE),
      approvals: new ApprovalTable(this.modelled.client, TABLE),
      sfn: sfn as unknown as SFNClient,
    };
  }

  async begin(): Promise<void> {
    await this.tables.table.openOrJoin(openRequest({ id: this.id }));
    await asks(this.tables.approvals, this.id, 'a1', {
      askedAt: isoAfter(60),
      expiresAt: isoAfter(EXPIRES),
      requester: 'requester',
    });
  }

  /** Makes room for the next. */
  async end(): Promise<void> {
    const { table } = this.tables;
    if (this.open) await table.closeFixed(await table.get(this.id), isoAfter(this.seconds));
  }

  /** All that an answer could change. */
  private async all(): Promise<unknown> {
    const { table } = this.tables;
    return [await this.question(), await table.get(this.id), await table.lines(this.id)];
  }

  async question(): Promise<Approval> {
    const found = await this.tables.approvals.get(this.id, 'a1');
    if (!found) throw new Error('The question is gone.');
    return found;
  }

  async happens(what: Happening): Promise<void> {
    const { table, approvals } = this.tables;
    switch (what.kind) {
      case 'time':
        this.seconds += what.seconds;
        return;
      case 'wait':
        if (await approvals.wait(this.id, 'a1', TOKEN)) this.waiting = true;
        return;
      case 'close':
        if (await table.closeFixed(await table.get(this.id), isoAfter(this.seconds))) this.open = false;
        return;
      case 'die':
        this.dead = true;
        return;
      case 'give up':
        await approvals.lapse(this.id, 'a1', 'asked');
        return;
      case 'take off':
        this.takeOff(what.who);
        return;
      case 'answer':
        await this.answer(what);
    }
  }

  private takeOff(who: string): void {
    const { contacts, people } = this.directory.approvers.otherwise ?? { contacts: [], people: 2 };
    const left = contacts.filter((id) => id !== who);
    this.directory = { ...this.directory, approvers: { otherwise: { contacts: left, people } } };
  }

  private async answer({ who, how, decision, meanwhile }: Happening & { kind: 'answer' }): Promise<void> {
    const identity = identityOf(who, how);
    const contact = contactOf(identity, this.directory);
    // A stranger comes no further: the functions answer 403.
    if (contact === undefined) return;
    const reason = `answer ${++this.number}`;
    const directory = this.directory;
    const list = directory.approvers.otherwise?.contacts ?? [];
    this.modelled.beforeNext('TransactWriteItems', async () => {
      if (meanwhile) await this.happens(meanwhile);
    });
    const before = await this.all();
    const asked = { incidentId: this.id, approvalId: 'a1', contact, identity, decision, reason };
    try {
      await answer({ ...asked, now: at(this.seconds), requestId: reason }, directory, this.tables);
      // Whatever came in between came before the write, so this is how things stood when it was stored.
      const allowed = this.open && this.waiting && this.seconds < EXPIRES && list.includes(contact);
      this.taken.set(reason, { list, allowed });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const after = await this.question();
      expect(after.decisions.map((given) => given.reason)).not.toContain(reason);
      if (!meanwhile) expect(await this.all()).toEqual(before);
    } finally {
      this.modelled.beforeNext('nothing', async () => undefined);
    }
  }

  private async hear(token: string): Promise<void> {
    if (token !== TOKEN) return;
    this.told.push(await this.question());
    if (this.dead) throw Object.assign(new Error('Task does not exist'), { name: 'TaskDoesNotExist' });
  }

  get isOpen(): boolean {
    return this.open;
  }
}

function identityOf(who: string, how: 'browser' | 'iam' | 'identity-center'): Identity {
  if (how === 'browser') return { kind: 'oidc', issuer: ISSUER, subject: `subject-of-${who}` };
  return how === 'iam'
    ? { kind: 'iam-user', name: who }
    : { kind: 'identity-center-user', name: `${who}@algo-trading.example` };
}
