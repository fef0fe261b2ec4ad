import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT, setting } from '../clients';
import { type Look, look, type StepContext, type StepResult } from '../step';
import type { PastAct } from './acts';
import type { Judgement } from './decide';
import { type Holder, type Lease, taken } from './lease';
import { type Meant, refused } from './refusals';
import { readSettings, type SettingNames, type Settings } from './settings';
import { GuardTable, type Kept } from './table';

/** What stands before every act, as it is at one instant. */
export interface Present {
  readonly now: number;
  readonly settings: Settings;
  readonly kept: Look<Kept>;
  readonly holder: Holder;
}

/** The act may be done, going by what was seen last; or what the step answers instead. */
export type Opening<S> =
  | { readonly open: true; readonly seen: S }
  | { readonly open: false; readonly result: StepResult };

/** How often it is looked again when somebody else took a lease or wrote an act at the same instant. */
const TRIES = 6;

/** Reads what every judgement goes by, waits for a lease that is handed over, and takes it. */
export class Gatekeeper {
  private readonly table = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
  private readonly sfn = new SFNClient(CLIENT);

  constructor(private readonly ssm: SSMClient) {}

  /**
   * @param o.before looks at what else the act depends on; again after every wait, because what was seen may be over.
   * @param o.past what the ledger of acts holds once the act is begun.
   * @throws when the table changed under it too often.
   */
  async open<S>(
    meant: Meant,
    settings: SettingNames,
    { incident, now, sleep, answerBy, endsAt }: StepContext,
    o: {
      readonly before: (attempt: number) => Promise<S>;
      readonly judge: (present: Present, seen: S) => Judgement;
      readonly past: (kept: Kept) => readonly PastAct[];
    },
  ): Promise<Opening<S>> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const seen = await o.before(attempt);
      const set = await readSettings(this.ssm, settings);
      const kept = await look(() => this.table.read(meant.resource));
      const holder = await this.holder('seen' in kept ? kept.seen.lease : undefined, incident.id, now());
      const judgement = o.judge({ now: now(), settings: set, kept, holder }, seen);
      if (!judgement.allowed && 'result' in judgement) return { open: false, result: judgement.result };
      if (!judgement.allowed) {
        const ms = judgement.waitUntil - now();
        if (now() + ms >= answerBy) return { open: false, result: handedOverLate(meant) };
        await sleep(ms);
        continue;
      }
      const lease = taken(incident, now(), endsAt);
      const begun = await this.table.begin(meant.resource, judgement.kept, lease, o.past(judgement.kept));
      if (begun) return { open: true, seen };
    }
    throw new Error(`The lease of ${meant.resource} changed ${TRIES} times while it was asked for.`);
  }

  /**
   * The act is over before its function had to end: whoever is handed the lease need not wait for it. What cannot be written
   * is left to time.
   */
  async over(resource: string, { incident, now }: Pick<StepContext, 'incident' | 'now'>): Promise<void> {
    await look(async () => {
      const kept = await this.table.read(resource);
      if (kept.lease?.incident !== incident.id) return;
      await this.table.begin(resource, kept, { ...kept.lease, actingUntil: now() }, kept.acts.past);
    });
  }

  /** Asked only of a lease whose time has passed: before that its holder does not matter. */
  private async holder(lease: Lease | undefined, incident: string, now: number): Promise<Holder> {
    if (!lease || lease.incident === incident || lease.until > now) return 'unknown';
    const found = await look(() => this.sfn.send(new DescribeExecutionCommand({ executionArn: lease.execution })));
    if ('unseen' in found) return 'unknown';
    return found.seen.status === 'RUNNING' ? 'running' : 'ended';
  }
}

const handedOverLate = (meant: Meant): StepResult => ({
  outcome: 'escalate',
  finding: `Not done: the last act on ${meant.resource} was still going on when this step's time was spent.`,
  verdict: 'unknown',
  ...refused(meant, 'the lease was not handed over in time'),
});
