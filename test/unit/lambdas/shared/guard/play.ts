import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Ask } from '../../../../../lambdas/shared/guard/decide';
import { type Before, Guard, type GuardInput } from '../../../../../lambdas/shared/guard/guard';
import { GuardTable } from '../../../../../lambdas/shared/guard/table';
import type { Incident, OpenRequest } from '../../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../../lambdas/shared/incident-table';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import { answerSsm, at, parameters, SETTINGS, service, signal, TRADING_ENABLED } from '../../../../support/incidents';
import { type Life, Stage } from './stage';

/** How the run of an incident ends when nothing stops it. */
export type Ending = 'fixed' | 'stand-down' | 'escalate';

/** Everything that was allowed: what the guard's promises are checked against. */
export interface Allowed {
  readonly at: number;
  readonly incident: string;
  readonly runbook: string;
  readonly target: string;
  readonly ask: Ask;
  /** Others that were acting on the same resource at this instant. */
  readonly beside: number;
  readonly seen: Before;
  /** Whether the function has slept since it last looked. */
  readonly slept: boolean;
}

/** How long a function may run that acts, and one that does not. */
const ACTING_SECONDS = 18;
const LOOKING_SECONDS = 60;
let current: Play;

/** Puts the play that is going on under the clients that the guard makes for itself. */
export function underGuard(): void {
  process.env.INCIDENT_TABLE = TABLE;
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(((command: never) => current.db(command)) as never);
  jest
    .spyOn(SFNClient.prototype, 'send')
    .mockImplementation(((command: DescribeExecutionCommand) => current.describe(command)) as never);
}

/** A system with runs, functions, and people in it; what it does is decided by the order of events it is told. */
export class Play {
  readonly stage = new Stage(at(0));
  readonly modelled: ModelledTable = modelledTable();
  readonly held = parameters();
  /** Desired tasks by service; undefined cannot be read. */
  readonly desired = new Map<string, number | undefined>();
  readonly allowed: Allowed[] = [];
  readonly refused: string[] = [];
  /** How often a function has waited for a lease to be handed over. */
  waited = 0;
  /** Incidents that a verification found fixed. */
  readonly foundFixed = new Set<string>();
  /** Incidents that a step stood down from. */
  readonly stoodDown = new Set<string>();
  readonly incidents = new Set<string>();
  red = true;
  /** Writes so far that can have changed an incident. */
  writes = 0;
  readonly db = (command: object): Promise<never> => {
    return this.stage.leave(() => {
      if (/^(TransactWriteItems|UpdateItem)Command$/.test(command.constructor.name)) this.writes++;
      return this.modelled.send(command as never);
    }) as Promise<never>;
  };
  private readonly table = new IncidentTable({ send: this.db } as unknown as DynamoDBClient, TABLE);
  private readonly leases = new GuardTable({ send: this.db } as unknown as DynamoDBClient, TABLE);
  private readonly running = new Set<string>();

  constructor(private readonly limits: GuardInput['limits']) {
    current = this;
  }

  readonly describe = ({ input }: DescribeExecutionCommand): Promise<object> =>
    this.stage.leave(async () => ({ status: this.running.has(input.executionArn ?? '') ? 'RUNNING' : 'SUCCEEDED' }));

  /** The execution of a runbook, from its alarm to its report. */
  async run(request: OpenRequest, asks: readonly Ask[], ending: Ending): Promise<void> {
    this.running.add(request.execution);
    const opened = await this.twice(request, LOOKING_SECONDS, () => this.table.openOrJoin(request));
    if (opened?.opened) {
      const { id } = opened.incident;
      this.incidents.add(id);
      for (const ask of asks) {
        const goesOn = await this.twice(request, ACTING_SECONDS, (life) => this.act(id, ask, life));
        if (!goesOn) break;
      }
      await this.twice(request, LOOKING_SECONDS, () => this.end(id, ending));
      await this.twice(request, LOOKING_SECONDS, () => this.document(id));
    }
    this.running.delete(request.execution);
  }

  /** Ends an execution in the middle; the function it waits for goes on. */
  abort(which: number): void {
    const execution = [...this.running][which % this.running.size];
    if (execution) this.running.delete(execution);
  }

  take(resource: string, minutes: number): Promise<void> {
    const { now } = this.stage;
    const hand = { by: 'asha', reason: 'looking', since: now, until: now + minutes * 60_000 };
    return this.leases.take(resource, hand);
  }

  async closeByPerson(which: number): Promise<void> {
    const id = [...this.incidents][which % this.incidents.size];
    if (!id) return;
    await this.stage.invoke('a person', LOOKING_SECONDS, async () => {
      const closedBy = { by: 'team-lead', reason: 'mended by hand' };
      await this.table.closeByPerson(await this.table.get(id), closedBy, this.iso());
    });
  }

  /** A state of a workflow: a function, tried once more when it dies; never again when the execution has been ended. */
  private async twice<T>(
    { execution }: OpenRequest,
    seconds: number,
    body: (life: Life) => Promise<T>,
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (!this.running.has(execution)) return undefined;
      const answer = await this.stage.invoke(execution, seconds, body);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  /** A step that acts, as every acting step does: looks, asks the guard, acts. @returns whether the run goes on. */
  private async act(id: string, ask: Ask, life: Life): Promise<boolean> {
    const incident = await this.table.get(id);
    if (incident.status !== 'open') return false;
    const { ssm, ecs } = this.clients();
    const guard = new Guard({ ssm, ecs } as unknown as ConstructorParameters<typeof Guard>[0]);
    let slept = false;
    const again = async () => {
      slept = false;
      const names = { tradingEnabled: TRADING_ENABLED, cluster: 'prod', service: ask.resource };
      return guard.lookAround(names, () =>
        this.stage.leave(async () => [signal({ state: this.red ? 'ALARM' : 'OK' })]),
      );
    };
    const sleep = (milliseconds: number) => {
      slept = true;
      this.waited++;
      return this.stage.sleep(milliseconds);
    };
    const { endsAt } = life;
    const now = () => this.stage.now;
    const context = { incident, table: this.table, now, sleep, endsAt, answerBy: endsAt - 5_000, mayWait: false };
    const input = { settings: SETTINGS, limits: this.limits, tradingEnabled: TRADING_ENABLED };
    const gate = await guard.gate(ask, input, { before: await again(), again }, context);
    if (!gate.open) {
      this.refused.push(gate.result.refused?.because ?? '?');
      return gate.result.outcome === 'continue';
    }
    this.allow(incident, ask, gate.seen, slept, life);
    // The act takes as long as it takes.
    await this.stage.leave(async () => undefined);
    return true;
  }

  private allow({ id, runbook, target }: Incident, ask: Ask, seen: Before, slept: boolean, life: Life): void {
    const beside = this.stage.alive().filter((other) => other !== life && other.acting === ask.resource).length;
    life.acting = ask.resource;
    this.allowed.push({ at: this.stage.now, incident: id, runbook, target, ask, beside, seen, slept });
  }

  private async end(id: string, ending: Ending): Promise<true> {
    const incident = await this.table.get(id);
    if (incident.status !== 'open' || ending === 'escalate') return true;
    if (ending === 'stand-down') {
      this.stoodDown.add(id);
      await this.table.standDown(incident, this.iso());
    } else {
      this.foundFixed.add(id);
      await this.table.closeFixed(incident, this.iso());
    }
    return true;
  }

  private async document(id: string): Promise<true> {
    const { status, tookOver = [] } = await this.table.get(id);
    if (status === 'taken-over') return true;
    for (const each of [id, ...tookOver]) await this.leases.release(each, this.stage.now);
    return true;
  }

  private clients() {
    const ssm = { send: (command: object) => this.stage.leave(() => answerSsm(this.held, command)) };
    const ecs = {
      send: ({ input }: { input: { services: string[] } }) =>
        this.stage.leave(async () => {
          const name = input.services[0] ?? '';
          const desiredCount = this.desired.has(name) ? this.desired.get(name) : 2;
          if (desiredCount === undefined) throw new Error('no answer');
          return { services: [service({ serviceName: name, desiredCount, runningCount: 0 })] };
        }),
    };
    return { ssm, ecs };
  }

  private iso(): string {
    return new Date(this.stage.now).toISOString();
  }
}
