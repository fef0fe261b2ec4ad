import type { Description } from '../../../rehearsal/description';
import { latency } from '../../../rehearsal/engine/latency';
import type { ApiCall } from '../../../rehearsal/engine/ledger';
import { playStaged } from '../../../rehearsal/proof/staged';
import type { Scenario, Stage } from '../../../rehearsal/scenarios/scenario';

/** A call of our own functions or workflows in a story that nobody disturbs. Milliseconds from the story's fault. */
export interface Call {
  readonly at: number;
  /** When it takes effect. */
  readonly effectAt: number;
  /** The function's name without its environment, `restart-service`, or the state machine. */
  readonly by: string;
  readonly what: string;
  /** The acts of a stop that change what it reads or writes. With all others it may change places. */
  readonly meets: readonly (keyof Acts)[];
  /** How often the system had changed before it: by our own acts, by its tasks, by its alarms. */
  readonly epoch: number;
  /** Whether it changes how many tasks run, or whether trading is enabled. */
  readonly acts: boolean;
  /** Whether it enables trading. */
  readonly enables: boolean;
}

/** A story as it is. */
export interface Recorded {
  readonly calls: readonly Call[];
  /** Ids of the runbooks and checklists that ran in it. */
  readonly ran: readonly string[];
}

/** What the stop's own steps do, and how long after it is asked for. Milliseconds; null: not needed any more. */
export interface Acts {
  readonly disables: number | null;
  /** Its record says that trading is disabled, and that the service is stopped. */
  readonly keepsDisabled: number | null;
  readonly keepsStopped: number | null;
  readonly suspends: number | null;
  readonly stops: number | null;
}

export interface Injection {
  readonly story: string;
  /** Milliseconds from the story's fault. */
  readonly at: number;
  /** The trading service goes on as it is, whatever the parameter says. */
  readonly ignoring: boolean;
  /** Method 2 at once. */
  readonly scaleDown: boolean;
  /** How long it is watched after the stop. */
  readonly seconds: number;
}

export interface Injected {
  /** What was against the promise, in words. */
  readonly broken: readonly string[];
  readonly acts: Acts;
}

/** Nothing that lands after a stop survives so long. */
const SURVIVES_SECONDS = 60;

/** The parameter says "false" so soon after the stop has begun. */
const DISABLED_WITHIN_SECONDS = 2;

const STOP = 'emergency-stop-trading';

const ACTS = ['UpdateService', 'RegisterScalableTarget', 'PutParameter', 'StopServiceDeployment'];

const effectOf = ({ at, service, operation }: ApiCall): number => at + latency.apiCall(service, operation).ms / 2;

/** Plays a story as it is, and says what our functions and workflows called in it. */
export async function record(directory: string, id: string): Promise<Recorded> {
  const { stage, begunAt: from } = await playStaged(directory, id, () => undefined);
  const { description, cloud } = stage;
  const workflows = [...description.runbooks, ...description.checklists];
  const names = new Map([
    ...Object.entries(description.functions).map(([id, name]) => [name, id] as const),
    ...workflows.map(({ machine }) => [machine, machine] as const),
  ]);
  const isAct = ({ operation, effect }: ApiCall): boolean => effect && ACTS.includes(operation);
  const changes = [
    ...cloud.ledger.events.map(({ time }) => Date.parse(time)),
    ...cloud.ledger.calls.filter(isAct).map(effectOf),
    ...cloud.ecs
      .tasks(description.environment.services.trading.name)
      .flatMap(({ createdAt, startedAt, stoppingAt, stoppedAt }) => [createdAt, startedAt, stoppingAt, stoppedAt]),
  ].filter((at) => at !== undefined);
  const calls = cloud.ledger.calls.flatMap((call): Call[] => {
    const by = names.get(call.by);
    // The tick and the audit look every few minutes, and nearly always nothing is to be done.
    if (by === undefined || by === 'start-due' || by === 'audit-incidents' || call.at < from) return [];
    const { service, operation, input } = call;
    const acts = isAct(call);
    const epoch = changes.filter((at) => at < effectOf(call)).length;
    const enables = operation === 'PutParameter' && (input as { Value?: string }).Value === 'true';
    const [at, effectAt] = [call.at - from, effectOf(call) - from];
    return [
      { at, effectAt, by, what: `${service}:${operation}`, meets: meets(call, description), epoch, acts, enables },
    ];
  });
  const begun = new Set(
    cloud.workflows.machines.filter(({ executions }) => executions.length > 0).map(({ name }) => name),
  );
  return { calls, ran: workflows.filter(({ machine }) => begun.has(machine)).map((workflow) => workflow.id) };
}

/**
 * What a stop writes is the parameter, its record, the scaling and the desired count of the trading service. A call that
 * touches none of them has the same answer and the same effect before each of these and after it.
 */
function meets({ service, operation, input }: ApiCall, { environment }: Description): readonly (keyof Acts)[] {
  const { trading, ...others } = environment.services;
  const said = JSON.stringify(input);
  const names = ({ name }: { readonly name: string }): boolean => said.includes(`"${name}"`);
  switch (service) {
    case 'ssm':
      return said.includes(`"${environment.parameters.tradingEnabled}"`) ? ['disables'] : [];
    case 'application-autoscaling':
      return said.includes(`/${trading.name}"`) ? ['suspends'] : [];
    case 'ecs':
      // Tasks follow the desired count at ECS's own next look, seconds later.
      if (/Tasks?$|TaskDefinition$/.test(operation)) return [];
      // Deployments and revisions are named by ids, which do not say whose they are.
      return names(trading) || !Object.values(others).some(names) ? ['stops'] : [];
    case 'dynamodb':
      return said.includes(`"STOP#${trading.name}"`) || (operation === 'Query' && said.includes('"GUARD"'))
        ? ['keepsDisabled', 'keepsStopped']
        : [];
    default:
      return [];
  }
}

/** The story again, with a stop at one instant. */
export async function inject(directory: string, given: Injection): Promise<Injected> {
  const broken: string[] = [];
  let stage: Stage | undefined;
  let stoppedAt = Number.POSITIVE_INFINITY;
  const watched = () => ((stage?.now() ?? 0) - stoppedAt) / 1000;
  const over: Partial<Scenario> = {
    over: () => watched() >= given.seconds || broken.length > 0,
    goesOn: true,
    minutes: given.at / 60_000 + given.seconds / 60 + 1,
  };
  const prepare = (on: Stage): void => {
    stage = on;
    if (given.ignoring) on.inject({ kind: 'ignores-parameter' });
    on.after(given.at / 1000, () => {
      stoppedAt = on.now();
      let tradesSince: number | undefined;
      // The people of the story know nothing of it, and go on with what they have in hand.
      on.diverge((message) => isOfStopSince(message, stoppedAt));
      const machine = on.description.runbooks.find(({ id }) => id === STOP)?.machine ?? '?';
      const options = given.scaleDown ? { options: { 'scale-down': true } } : {};
      on.cloud.startAsEngineer(machine, { startedBy: 'the search', reason: 'stopped anywhere', ...options });
      const look = (): void => {
        tradesSince = on.platform.mayTrade ? (tradesSince ?? on.now()) : undefined;
        // What people have had started may not heed the parameter, which is seen when it runs: it too is gone within a minute.
        const from = startedBackAt(on, stoppedAt) === undefined ? stoppedAt : tradesSince;
        const seconds = tradesSince === undefined || from === undefined ? 0 : (on.now() - from) / 1000;
        if (seconds > SURVIVES_SECONDS && liftedAt(on, stoppedAt) === undefined)
          broken.push(`${Math.round(watched())} s after the stop something could place an order`);
        if (broken.length === 0) on.after(1, look);
      };
      look();
    });
  };
  const { stage: on } = await playStaged(directory, given.story, prepare, { over });
  if (stoppedAt === Number.POSITIVE_INFINITY) throw new Error(`${given.story}: the stop was never asked for.`);
  if (broken.length === 0 && watched() < given.seconds)
    throw new Error(`${given.story}: it was not watched to the end.`);
  const ended = liftedAt(on, stoppedAt) ?? startedBackAt(on, stoppedAt) ?? Number.POSITIVE_INFINITY;
  const late = on.platform.orders.find((at) => at > stoppedAt + SURVIVES_SECONDS * 1000 && at < ended);
  if (late !== undefined) broken.push(`an order ${Math.round((late - stoppedAt) / 1000)} s after the stop`);
  const acts = actsOf(on, stoppedAt);
  if (acts.disables === null || acts.disables > DISABLED_WITHIN_SECONDS * 1000)
    broken.push(`the parameter was not written within ${DISABLED_WITHIN_SECONDS} s (${acts.disables} ms)`);
  return { broken, acts };
}

/** Whether a page is about an emergency stop that was begun at that instant or later: an incident's id ends with when it was opened. */
function isOfStopSince(message: string, since: number): boolean {
  const [, opened] = /^Incident emergency-stop-trading-(\d{8}T\d{6})/m.exec(message) ?? [];
  if (!opened) return false;
  const [, ...parts] = /^(....)(..)(..)T(..)(..)(..)$/.exec(opened) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) >= Math.floor(since / 1000) * 1000;
}

/**
 * When two people ended this very stop, in milliseconds since the epoch: resuming trading ends no other stop than the one
 * that they were asked about (lambdas/shared/guard/stop-record.ts). What trades from then on does so because they have said so.
 */
function liftedAt({ cloud, description }: Stage, stoppedAt: number): number | undefined {
  const machine = description.runbooks.find(({ id }) => id === STOP)?.machine;
  const stop = cloud.workflows.machines
    .find(({ name }) => name === machine)
    ?.executions.find(({ startedAt }) => startedAt >= stoppedAt);
  return cloud.ledger.calls.find(({ at, by, effect, operation, input }) => {
    if (at < stoppedAt || by !== description.functions['resume-trading'] || operation !== 'PutItem' || !effect)
      return false;
    const record = JSON.stringify(input);
    return stop !== undefined && record.includes('"lifted"') && record.includes(`"${stop.arn}"`);
  })?.at;
}

/** When a person's yes had the service started again after this stop, with trading disabled. */
const startedBackAt = ({ cloud, description }: Stage, stoppedAt: number): number | undefined =>
  cloud.ledger.calls.find(
    ({ at, by, effect, operation, input }) =>
      at >= stoppedAt &&
      by === description.functions['restore-service'] &&
      operation === 'UpdateService' &&
      effect &&
      Number((input as { desiredCount?: number }).desiredCount) > 0,
  )?.at;

function actsOf({ cloud, description }: Stage, stoppedAt: number): Acts {
  const machine = description.runbooks.find(({ id }) => id === STOP)?.machine;
  const ours = [machine, description.functions['stop-trading'], description.functions['sweep-stop']];
  const first = (operation: string, which: (input: Record<string, unknown>) => boolean): number | null => {
    const call = cloud.ledger.calls.find(
      (call) =>
        call.operation === operation &&
        call.at >= stoppedAt &&
        call.effect &&
        ours.includes(call.by) &&
        which(call.input as Record<string, unknown>),
    );
    return call ? effectOf(call) - stoppedAt : null;
  };
  const keeps = (kind: string) =>
    first('PutItem', (input) => {
      const said = JSON.stringify(input);
      return said.includes('"STOP#') && said.includes(`"${kind}"`);
    });
  return {
    disables: first('PutParameter', ({ Value }) => Value === 'false'),
    keepsDisabled: keeps('disabled'),
    keepsStopped: keeps('stopped'),
    suspends: first('RegisterScalableTarget', ({ MinCapacity }) => MinCapacity === 0),
    stops: first('UpdateService', ({ desiredCount }) => desiredCount === 0),
  };
}
