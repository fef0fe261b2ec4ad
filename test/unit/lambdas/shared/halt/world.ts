import { GuardTable } from '../../../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../../../lambdas/shared/incident-table';
import type { StepContext } from '../../../../../lambdas/shared/step';
import { Metrics } from '../../../../../rehearsal/engine/alarms/metrics';
import { ApplicationAutoScaling, ecsServices } from '../../../../../rehearsal/engine/aws/application-autoscaling';
import { Ecs } from '../../../../../rehearsal/engine/aws/ecs';
import { Ssm } from '../../../../../rehearsal/engine/aws/ssm';
import { VirtualClock } from '../../../../../rehearsal/engine/clock';
import { seeded } from '../../../../../rehearsal/engine/random';
import { modelledTable, TABLE } from '../../../../support/dynamodb';
import { at, openRequest, TRADING_ENABLED } from '../../../../support/incidents';

export const NAME = { cluster: 'prod', service: 'trading' };
export const PLACE = { bucket: 'status', key: 'trading-enabled.json', maxAgeSeconds: 120 };
const ACCOUNT = { id: '123456789012', region: 'ap-south-1' };
const RESOURCE = 'service/prod/trading';
const TIMING = {
  schedulerMs: 1_000,
  provisioningMs: 1_000,
  pullAndStartMs: 1_000,
  stopGraceMs: 4_000,
  steadyMs: 10_000,
};
const BY = { principal: 'arn:aws:iam::123456789012:role/stop-trading' } as never;

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: object;
}
type Operations = Readonly<Record<string, (input: never, caller: never) => unknown>>;

/** What goes wrong with the next calls of an operation: before it has an effect, or after. */
export interface Fault {
  readonly operation: string;
  readonly when: 'before' | 'after';
  left: number;
  readonly name?: string;
}

/**
 * A trading service of two tasks, scaled between 2 and 5, that acknowledges the parameter at every look, on simulated ECS,
 * Application Auto Scaling and Parameter Store.
 */
export async function haltWorld({ scalable = true }: { readonly scalable?: boolean } = {}) {
  const clock = new VirtualClock(at(0));
  const ecs = new Ecs({ clock, account: ACCOUNT, random: seeded(7), timing: TIMING, resolveImage: () => 'sha256:a' });
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
  const scaling = new ApplicationAutoScaling({ clock, account: ACCOUNT, services, metrics: new Metrics(clock) });
  if (scalable) scaling.addTarget({ resourceId: RESOURCE, min: 2, max: 5 });
  const ssm = new Ssm({
    clock,
    account: ACCOUNT,
    parameters: [{ name: TRADING_ENABLED, value: 'true', type: 'String' }],
  });
  /** What the service says of the parameter; by default that it acts on it as it is. */
  const service = {
    says: (): object | undefined => {
      const { value, version } = ssm.history(TRADING_ENABLED).at(-1) ?? { value: '', version: 0 };
      return { asOf: new Date(clock.now()).toISOString(), version, tradingEnabled: value === 'true' };
    },
  };
  const s3 = {
    GetObject: () => {
      const said = service.says();
      if (!said) throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
      return { Body: { transformToString: async () => JSON.stringify(said) } };
    },
  };

  /** Every change, in order. */
  const acts: string[] = [];
  const faults: Fault[] = [];
  /** What happens right after the next calls of an operation, each once. */
  const then: { operation: string; happens: () => void }[] = [];
  const clientOf = (operations: object) =>
    ({
      send: async (command: Command) => {
        const name = command.constructor.name.replace(/Command$/, '');
        const fault = faults.find(({ operation, left }) => operation === name && left > 0);
        if (fault) fault.left--;
        if (fault?.when === 'before') throw lost(fault);
        const answer = (operations as Operations)[name]?.(command.input as never, BY);
        if (!/^(Describe|List|Get|Query)/.test(name)) acts.push(`${name} ${JSON.stringify(changed(command.input))}`);
        const index = then.findIndex(({ operation }) => operation === name);
        if (index >= 0) then.splice(index, 1)[0]?.happens();
        if (fault) throw lost(fault);
        return answer;
      },
    }) as never;
  const clients = {
    ecs: clientOf(ecs.operations),
    scaling: clientOf(scaling.operations),
    ssm: clientOf(ssm.operations),
    s3: clientOf(s3),
  };

  const modelled = modelledTable();
  const records = new GuardTable(modelled.client, TABLE);
  const incidents = new IncidentTable(modelled.client, TABLE);
  const { alarm: _, ...request } = openRequest();
  await incidents.openOrJoin(request);
  const context = async (seconds = 100, mayWait = true): Promise<StepContext> => ({
    incident: await incidents.get(request.id),
    table: incidents,
    now: () => clock.now(),
    sleep: async (milliseconds) => clock.fake.tick(milliseconds) as unknown as undefined,
    answerBy: clock.now() + seconds * 1000,
    endsAt: clock.now() + (seconds + 5) * 1000,
    mayWait,
  });
  return {
    clock,
    ecs,
    ssm,
    scaling,
    service,
    acts,
    records,
    /** The incident table, behind the one method of a client. */
    table: modelled.send,
    clients: { ...clients, acting: clients },
    context,
    fail: (operation: string, when: Fault['when'], times = 1, name?: string) =>
      faults.push({ operation, when, left: times, ...(name === undefined ? {} : { name }) }),
    afterNext: (operation: string, happens: () => void) => then.push({ operation, happens }),
    /** Somebody scales the service, by hand. */
    scale: (desiredCount: number) => void ecs.operations.UpdateService({ ...NAME, desiredCount }),
    enable: () => ssm.put(TRADING_ENABLED, 'true'),
    parameter: () => ssm.value(TRADING_ENABLED),
    desired: () => services.desiredCount(RESOURCE),
    running: () => ecs.tasks('trading').filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    lines: async () =>
      (await modelled.items())
        .filter(({ sk }) => String(sk).startsWith('LINE#'))
        .sort((one, other) => String(one.sk).localeCompare(String(other.sk)))
        .map(({ finding }) => String(finding)),
  };
}

const lost = ({ operation, name = 'TimeoutError' }: Fault) =>
  Object.assign(new Error(`${operation} gave no answer`), { name });

/** Without what is the same in every call. */
const changed = (input: object) =>
  Object.fromEntries(
    Object.entries(input).filter(([key]) => !/^(cluster|service|Service|Resource|Scalable|Name$|Overwrite$)/.test(key)),
  );
