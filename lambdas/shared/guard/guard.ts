import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from '../clients';
import { describeService } from '../ecs';
import type { Signal } from '../signals';
import { type Look, look, type StepContext, type StepResult } from '../step';
import { readSwitch, type Switch } from '../stop';
import { remember } from './acts';
import { type Ask, judge } from './decide';
import { type Holder, type Lease, taken } from './lease';
import { readSettings, SettingNames } from './settings';
import { GuardTable, type Kept } from './table';

/** What every acting step is told for the guard's sake. */
export const GuardInput = v.object({
  settings: SettingNames,
  limits: v.object({
    attempts: v.number(),
    withinSeconds: v.number(),
    actsAnHour: v.number(),
    servicesAnHour: v.number(),
  }),
  tradingEnabled: v.string(),
});
export type GuardInput = v.InferOutput<typeof GuardInput>;

/** What was seen right before the act; the act itself may go by it. */
export interface Before {
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  readonly signals: Look<readonly Signal[]>;
}

export interface GuardClients {
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
}

/** What was seen before the guard is asked, and how it looks again where it had to wait. */
export interface Looked {
  readonly before: Before;
  readonly again: () => Promise<Before>;
}

/** The act may be done, going by what was seen last; or what the step answers instead. */
export type Gate =
  | { readonly open: true; readonly seen: Before }
  | { readonly open: false; readonly result: StepResult };

/** How often the guard looks again when somebody else took a lease or wrote an act at the same instant. */
const TRIES = 6;

const table = (): GuardTable => new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** The one gate before every act. */
export class Guard {
  private readonly table = table();
  private readonly sfn = new SFNClient(CLIENT);

  constructor(private readonly clients: GuardClients) {}

  /** What must be looked at, besides what the guard keeps itself. */
  async lookAround(
    { tradingEnabled, cluster, service }: { tradingEnabled: string; cluster: string; service: string },
    signals: () => Promise<readonly Signal[]>,
  ): Promise<Before> {
    const { ecs, ssm } = this.clients;
    const [parameter, described, alarms] = await Promise.all([
      look(() => readSwitch(ssm, tradingEnabled)),
      look(() => describeService(ecs, { cluster, service })),
      look(signals),
    ]);
    return { tradingEnabled: parameter, service: described, signals: alarms };
  }

  /**
   * Asks whether the act may be done now, takes the lease and writes the act down. After waiting for a lease, or for
   * somebody who was quicker, everything is looked at again: people may have stopped the service meanwhile, and what the
   * other one did may be under way.
   * @throws when the table changed under it too often.
   */
  async gate(ask: Ask, input: GuardInput, looked: Looked, context: StepContext): Promise<Gate> {
    const { incident, now, sleep } = context;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const seen = attempt === 0 ? looked.before : await looked.again();
      const settings = await readSettings(this.clients.ssm, input.settings);
      const kept = await look(() => this.table.read(ask.resource));
      const holder = await this.holder('seen' in kept ? kept.seen.lease : undefined, incident.id, now());
      const { limits } = input;
      const approved = context.approval ? { approval: context.approval } : {};
      const judgement = judge(ask, { now: now(), incident, settings, kept, holder, limits, ...approved, ...seen });
      if (!judgement.allowed && 'result' in judgement) return { open: false, result: judgement.result };
      if (!judgement.allowed) {
        const ms = judgement.waitUntil - now();
        if (now() + ms >= context.answerBy) return { open: false, result: handedOverLate(ask) };
        await sleep(ms);
        continue;
      }
      if (await this.begin(ask, judgement.kept, input, context)) return { open: true, seen };
    }
    throw new Error(`The lease of ${ask.resource} changed ${TRIES} times while it was asked for.`);
  }

  private async begin(ask: Ask, kept: Kept, { limits }: GuardInput, { incident, now, endsAt }: StepContext) {
    const lease = taken(incident, now(), endsAt);
    const { id, runbook, target } = incident;
    const act = { at: now(), runbook, target, act: ask.act, resource: ask.resource, incident: id };
    return this.table.begin(ask.resource, kept, lease, remember(kept.acts.past, act, limits));
  }

  /** Asked only of a lease whose time has passed: before that its holder does not matter. */
  private async holder(lease: Lease | undefined, incident: string, now: number): Promise<Holder> {
    if (!lease || lease.incident === incident || lease.until > now) return 'unknown';
    const found = await look(() => this.sfn.send(new DescribeExecutionCommand({ executionArn: lease.execution })));
    if ('unseen' in found) return 'unknown';
    return found.seen.status === 'RUNNING' ? 'running' : 'ended';
  }
}

const handedOverLate = (ask: Ask): StepResult => ({
  outcome: 'escalate',
  finding: `Not done: the last act on ${ask.resource} was still going on when this step's time was spent.`,
  verdict: 'unknown',
  refused: { act: ask.act, because: 'the lease was not handed over in time' },
});
