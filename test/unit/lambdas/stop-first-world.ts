import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Guard } from '../../../lambdas/shared/guard/guard';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import type { Suspended } from '../../../lambdas/shared/guard/undo';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type { StepContext, StepResult } from '../../../lambdas/shared/step';
import { bringBack } from '../../../lambdas/start-after-stop/bring-back';
import { type StopTools, stopForRestart, type Wish } from '../../../lambdas/stop-for-restart/stop';
import { Metrics } from '../../../rehearsal/engine/alarms/metrics';
import { ApplicationAutoScaling, ecsServices } from '../../../rehearsal/engine/aws/application-autoscaling';
import { Ecs } from '../../../rehearsal/engine/aws/ecs';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { seeded } from '../../../rehearsal/engine/random';
import { modelledTable, TABLE } from '../../support/dynamodb';
import { answerSsm, at, openRequest, parameters, SETTINGS, TRADING_ENABLED } from '../../support/incidents';

/** The n-th write to anything fails: before it has an effect, or after. */
export interface Fault {
  readonly write: number;
  readonly when: 'before' | 'after';
}

export const WISH: Wish = {
  cluster: 'prod',
  service: 'trading',
  kind: 'trading',
  if: 'asked',
  guard: {
    settings: SETTINGS,
    limits: { attempts: 2, withinSeconds: 14_400, actsAnHour: 8, servicesAnHour: 3 },
    tradingEnabled: TRADING_ENABLED,
  },
  undo: { later: 'arn:later', machine: 'arn:undo', afterSeconds: 7_200 },
};

const ACCOUNT = { id: '123456789012', region: 'ap-south-1' };
const RESOURCE = 'service/prod/trading';
const TIMING = {
  schedulerMs: 5_000,
  provisioningMs: 15_000,
  pullAndStartMs: 20_000,
  stopGraceMs: 30_000,
  steadyMs: 10_000,
};
const CALL_MS = 120_000;
const READS = /^(Describe|List|Get|Query)/;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: object;
}
type Operations = Readonly<Record<string, (input: never) => unknown>>;

/** A trading service of two tasks on simulated ECS and Application Auto Scaling, under the functions themselves. */
export async function stopFirstWorld({
  faults = [],
  scalable = true,
}: {
  faults?: readonly Fault[];
  scalable?: boolean;
} = {}) {
  process.env.INCIDENT_TABLE = TABLE;
  const clock = new VirtualClock(at(30));
  const ecs = new Ecs({
    clock,
    account: ACCOUNT,
    random: seeded(7),
    timing: TIMING,
    resolveImage: () => 'sha256:a',
  });
  ecs.addCluster('prod');
  ecs.addService({
    cluster: 'prod',
    name: 'trading',
    desiredCount: 2,
    taskDefinition: 'trading:7',
    image: 'trading:latest',
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enable: false, rollback: false },
    createdAt: at(-86_400),
  });
  const services = ecsServices(ecs);
  const autoScaling = new ApplicationAutoScaling({ clock, account: ACCOUNT, services, metrics: new Metrics(clock) });
  if (scalable) autoScaling.addTarget({ resourceId: RESOURCE, min: 2, max: 5 });

  const modelled = modelledTable();
  const held = parameters();
  /** Every act on the service, in order. */
  const acts: string[] = [];
  /** What happens right before an act, once. */
  let before: { act: RegExp; happens: () => void } | undefined;
  let writes = 0;
  const write = async (name: string, effect: () => unknown): Promise<unknown> => {
    const n = writes++;
    const fault = faults.find((one) => one.write === n);
    if (fault?.when === 'before') throw lost(name);
    const answer = await effect();
    if (fault) throw lost(name);
    return answer;
  };
  const alive = () => ecs.tasks('trading').filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const generations = () => new Set(alive().map(({ deploymentId }) => deploymentId)).size;
  let most = 0;
  const watch = () => {
    most = Math.max(most, generations());
  };
  const over = (operations: Operations) => async (command: Command) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const operation = () => operations[name]?.(command.input as never);
    if (READS.test(name)) return operation();
    return write(name, () => {
      const said = `${name} ${JSON.stringify(command.input, (key, value) => (/^(cluster|service|Service|Resource|Scalable)/.test(key) ? undefined : value))}`;
      if (before?.act.test(said)) {
        const { happens } = before;
        before = undefined;
        happens();
      }
      acts.push(said);
      return operation();
    });
  };
  const table = async (command: Command) => {
    const name = command.constructor.name;
    return READS.test(name) ? modelled.send(command) : write(name, () => modelled.send(command));
  };
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(table as never);
  jest
    .spyOn(SFNClient.prototype, 'send')
    .mockImplementation((async (command: Command) =>
      READS.test(command.constructor.name) ? { status: 'RUNNING' } : write('StartExecution', () => ({}))) as never);
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: object) => answerSsm(held, command)) as never);

  const ecsClient = { send: over(ecs.operations as unknown as Operations) } as never;
  const scaling = { send: over(autoScaling.operations as unknown as Operations) } as never;
  const ssm = new SSMClient({});
  const db = new DynamoDBClient({});
  const records = new GuardTable(modelled.client, TABLE);
  const tools: StopTools = {
    ecs: ecsClient,
    scaling,
    ssm,
    acting: { ecs: ecsClient, scaling },
    guard: new Guard({ ecs: ecsClient, ssm }),
    records: new GuardTable(db, TABLE),
    sfn: new SFNClient({}),
    signals: async () => [],
  };
  const incidents = new IncidentTable(modelled.client, TABLE);
  const { alarm: _, ...request } = openRequest();
  await incidents.openOrJoin(request);

  const tick = (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      clock.fake.tick(Math.min(1_000, left));
      watch();
    }
  };
  const context = async (mayWait = true): Promise<StepContext> => ({
    incident: await incidents.get(request.id),
    table: new IncidentTable(db, TABLE),
    now: () => clock.now(),
    sleep: async (milliseconds) => tick(milliseconds),
    answerBy: clock.now() + CALL_MS - 5_000,
    endsAt: clock.now() + CALL_MS,
    mayWait,
  });
  /** As the workflow does: tried again where it fails, asked again where it says to wait. */
  const through = async (step: (context: StepContext) => Promise<StepResult>): Promise<StepResult> => {
    for (let calls = 0; calls < 20; calls++) {
      try {
        const result = await step(await context());
        if (result.outcome !== 'wait') return result;
      } catch (error) {
        if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
        tick(2_000);
      }
    }
    throw new Error('The step came to no end.');
  };
  return {
    ecs,
    held,
    acts,
    records,
    tick,
    stop: () => through((one) => stopForRestart(WISH, one, tools)),
    start: () => through((one) => bringBack(WISH, one, tools)),
    /** A person, right before an act. */
    rightBefore: (act: RegExp, happens: () => void) => {
      before = { act, happens };
    },
    capacity: () => {
      const [target] =
        autoScaling.operations.DescribeScalableTargets({ ServiceNamespace: 'ecs' }).ScalableTargets ?? [];
      const { DynamicScalingInSuspended, DynamicScalingOutSuspended, ScheduledScalingSuspended } =
        target?.SuspendedState ?? {};
      const suspended = {
        in: DynamicScalingInSuspended,
        out: DynamicScalingOutSuspended,
        scheduled: ScheduledScalingSuspended,
      } as Suspended;
      const desired = services.desiredCount(RESOURCE);
      return target ? { desired, min: target.MinCapacity, max: target.MaxCapacity, suspended } : { desired };
    },
    mostGenerations: () => most,
    starts: () => acts.filter((act) => act.includes('forceNewDeployment')).length,
    running: () => ecs.tasks('trading').filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    undo: async () => (await records.read('trading')).undo,
  };
}

const lost = (name: string) => Object.assign(new Error(`${name} gave no answer`), { name: 'TimeoutError' });
