import * as rdsClient from '@aws-sdk/client-rds';
import { NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type { Incident, OpenRequest } from '../../../../lambdas/shared/incident';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import type { Answer } from '../../../../lambdas/shared/step';
import { Rds } from '../../../../rehearsal/engine/aws/rds';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { leaveFunctions, type ModelledTable, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, openRequest, parameters, SETTINGS } from '../../../support/incidents';

/** An instant of Indian time: `2026-11-21T06:10`. */
export const ist = (local: string): number => Date.parse(`${local}:00+05:30`);

/** Saturday, ten minutes into the maintenance window. */
export const SATURDAY = ist('2026-11-21T06:10');

export const INSTANCE = 'algo-trading-prod-db';
export const PREFIX = 'algo-trading-backup';
export const GUARD = { settings: SETTINGS };
export const BACKUP = { instance: INSTANCE, prefix: PREFIX, environment: 'prod', owner: 'backend', guard: GUARD };

/** Opened when the window had begun. */
export const request = (over: Partial<OpenRequest> = {}): OpenRequest => {
  const { alarm: _, ...rest } = openRequest();
  const openedAt = new Date(SATURDAY - 60_000).toISOString();
  return {
    ...rest,
    id: 'scheduled-maintenance-20261121T003900Z',
    runbook: 'scheduled-maintenance',
    title: 'Scheduled Maintenance Window',
    severity: 'P3',
    target: 'database',
    dependsOn: [],
    openedAt,
    alarmAt: openedAt,
    deadlineAt: new Date(SATURDAY + 7200_000).toISOString(),
    ...over,
  };
};

/** What the functions of the maintenance meet: an RDS that keeps its own rules, a bucket, parameters, the table. */
export class World {
  readonly modelled: ModelledTable;
  readonly table: IncidentTable;
  readonly rds: Rds;
  /** By key, what the reports bucket holds. */
  readonly bucket = new Map<string, string>();
  /** Every command RDS was sent, by name, and every answer that was put in its place: the next one of that name. */
  readonly sent: { name: string; input: object }[] = [];
  readonly instead: { name: string; answer: (act: () => Promise<unknown>) => unknown }[] = [];
  readonly attempts: (() => Promise<number>)[] = [];
  private readonly clock: VirtualClock;

  constructor(
    public held = parameters(),
    now = SATURDAY,
  ) {
    this.modelled = underFunctions(now);
    process.env.REPORT_BUCKET = 'reports';
    this.table = new IncidentTable(this.modelled.client, TABLE);
    this.clock = new VirtualClock(now);
    this.rds = new Rds({ clock: this.clock, account: { id: '123456789012', region: 'ap-south-1' } });
    this.rds.addInstance({
      id: INSTANCE,
      engine: 'postgres',
      engineVersion: '15.8',
      instanceClass: 'db.t3.medium',
      endpoint: { address: 'db.example', port: 5432 },
      securityGroups: ['sg-0a1b'],
      vpcId: 'vpc-1',
      multiAz: true,
      allocatedStorageGb: 20,
      createdAt: now - 86_400_000,
    });
    const world = this;
    const send = async function (this: rdsClient.RDSClient, command: never) {
      return world.ask(command, this);
    };
    jest.spyOn(rdsClient.RDSClient.prototype, 'send').mockImplementation(send as never);
    jest
      .spyOn(SSMClient.prototype, 'send')
      .mockImplementation((async (command: object) => answerSsm(world.held, command)) as never);
    jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async () => ({ status: 'RUNNING' })) as never);
    jest
      .spyOn(S3Client.prototype, 'send')
      .mockImplementation((async (command: never) => world.store(command)) as never);
  }

  async open(over: Partial<OpenRequest> = {}): Promise<Incident> {
    const opened = await this.table.openOrJoin(request(over));
    if (!opened.opened) throw new Error('It joined another.');
    return opened.incident;
  }

  /** A snapshot of ours, so many days old. */
  addOurs(id: string, days: number, tags: Record<string, string> = { 'runbook:environment': 'prod' }): void {
    this.rds.addSnapshot({ id, instance: INSTANCE, at: SATURDAY - days * 86_400_000, tags });
  }

  private async ask(command: { constructor: { name: string }; input: object }, client: rdsClient.RDSClient) {
    const name = command.constructor.name.replace(/Command$/, '');
    this.sent.push({ name, input: command.input });
    if (name.startsWith('Create') || name.startsWith('Delete')) {
      this.attempts.push(client.config.maxAttempts as () => Promise<number>);
    }
    const at = this.instead.findIndex((one) => one.name === name);
    const act = () => this.play(name, command.input);
    return at < 0 ? act() : this.instead.splice(at, 1)[0]?.answer(act);
  }

  private async play(name: string, input: object): Promise<unknown> {
    await this.clock.run(() => false, Date.now());
    const operations = this.rds.operations as unknown as Record<string, (input: object) => unknown>;
    try {
      return operations[name]?.(input);
    } catch (error) {
      throw error instanceof AwsError ? asSdkError(error) : error;
    }
  }

  private async store({ constructor: { name }, input }: { constructor: { name: string }; input: never }) {
    const { Key, Body } = input as { Key: string; Body?: string };
    if (name === 'PutObjectCommand') {
      this.bucket.set(Key, Body ?? '');
      return {};
    }
    const body = this.bucket.get(Key);
    if (body === undefined) throw new NoSuchKey({ message: 'The specified key does not exist.', $metadata: {} });
    return { Body: { transformToString: async () => body } };
  }
}

type Fault = new (about: { message: string; $metadata: object }) => Error;

function asSdkError({ code, message, status }: AwsError): Error {
  const known = (rdsClient as unknown as Record<string, Fault | undefined>)[code];
  const about = { message, $metadata: { httpStatusCode: status } };
  return known ? new known(about) : Object.assign(new Error(message), { name: code, ...about });
}

/** An answer of AWS's: with a status it said so; without one, it never came. */
export const fails = (name: string, httpStatusCode?: number) => () => {
  throw Object.assign(new Error(`${name} from RDS`), { name, $metadata: { httpStatusCode } });
};

type Handler = (event: unknown, lambda: Context) => Promise<Answer>;

/** Calls a step as the workflow does, in a function of so many seconds. */
export async function call(
  handler: Handler,
  input: object,
  o: { seconds?: number; rounds?: number; round?: number; step?: string } = {},
): Promise<Answer> {
  const { seconds = 118, rounds = 4, round = 1, step = 'The step' } = o;
  const lambda = { awsRequestId: `request-${++calls}`, getRemainingTimeInMillis: () => seconds * 1000 } as Context;
  const previous = round > 1 ? { step, round: round - 1 } : null;
  let ended = false;
  const answer = handler({ incidentId: request().id, step, rounds, previous, input }, lambda).finally(() => {
    ended = true;
  });
  answer.catch(() => {});
  for (let passed = 0; passed < seconds && !ended; passed++) {
    // What takes no time is done before time goes on.
    for (let turn = 0; turn < 40 && !ended; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (!ended) await jest.advanceTimersByTimeAsync(1000);
  }
  return answer;
}
let calls = 0;

export const leave = leaveFunctions;
