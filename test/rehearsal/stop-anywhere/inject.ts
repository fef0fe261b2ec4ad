import { type Description, readDescription } from '../../../rehearsal/description';
import { type Assembly, loadAssembly } from '../../../rehearsal/engine/assembly';
import { latency } from '../../../rehearsal/engine/latency';
import type { ApiCall } from '../../../rehearsal/engine/ledger';
import { play } from '../../../rehearsal/play';
import { scenarios } from '../../../rehearsal/scenarios';
import type { Scenario, Stage } from '../../../rehearsal/scenarios/scenario';
import { switches } from '../../../rehearsal/switches';

/** A call of our own functions or workflows in a story that nobody disturbs. Milliseconds from the story's fault. */
export interface Call {
  readonly at: number;
  /** When it takes effect. */
  readonly effectAt: number;
  /** The function's name without its environment, `restart-service`, or the state machine. */
  readonly by: string;
  readonly what: string;
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

const storyOf = (id: string): Scenario => {
  const story = scenarios.find((scenario) => scenario.id === id);
  if (!story) throw new Error(`There is no scenario "${id}".`);
  return story;
};

/** Read once a process: no story changes them. */
const read = new Map<string, { readonly assembly: Assembly; readonly description: Description }>();

function artefacts(directory: string, environment: string) {
  const known = read.get(`${directory} ${environment}`);
  if (known) return known;
  const description = readDescription(directory, environment);
  const artefacts = { description, assembly: loadAssembly(directory, description.stackNames) };
  read.set(`${directory} ${environment}`, artefacts);
  return artefacts;
}

async function played(directory: string, story: Scenario, over: Partial<Scenario>): Promise<void> {
  const found = artefacts(directory, story.environment ?? 'prod');
  await play({ ...story, ...over }, { ...found, seed: 1, slower: 1, switches: switches([]) });
}

const effectOf = ({ at, service, operation }: ApiCall): number => at + latency.apiCall(service, operation).ms / 2;

/** Plays a story as it is, and says what our functions and workflows called in it. */
export async function record(directory: string, id: string): Promise<Recorded> {
  const story = storyOf(id);
  let seen: { stage: Stage; from: number } | undefined;
  await played(directory, story, {
    play: (stage) => {
      seen = { stage, from: stage.now() };
      story.play(stage);
    },
  });
  if (!seen) throw new Error(`Scenario "${id}" was not played.`);
  const { stage, from } = seen;
  const { description, cloud } = stage;
  const workflows = [...description.runbooks, ...description.checklists];
  const names = new Map([
    ...Object.entries(description.functions).map(([id, name]) => [name, id] as const),
    ...workflows.map(({ machine }) => [machine, machine] as const),
  ]);
  const calls = cloud.ledger.calls.flatMap((call): Call[] => {
    const by = names.get(call.by);
    // The tick looks every few minutes whether anything is due, and nearly always nothing is.
    if (by === undefined || by === 'start-due' || call.at < from) return [];
    const { service, operation, effect, input } = call;
    const acts = effect && ACTS.includes(operation);
    const enables = operation === 'PutParameter' && (input as { Value?: string }).Value === 'true';
    const [at, effectAt] = [call.at - from, effectOf(call) - from];
    return [{ at, effectAt, by, what: `${service}:${operation}`, acts, enables }];
  });
  const begun = new Set(
    cloud.workflows.machines.filter(({ executions }) => executions.length > 0).map(({ name }) => name),
  );
  return { calls, ran: workflows.filter(({ machine }) => begun.has(machine)).map((workflow) => workflow.id) };
}

/** The story again, with a stop at one instant. */
export async function inject(directory: string, given: Injection): Promise<Injected> {
  const story = storyOf(given.story);
  const broken: string[] = [];
  let stage: Stage | undefined;
  let stoppedAt = Number.POSITIVE_INFINITY;
  const watched = () => ((stage?.now() ?? 0) - stoppedAt) / 1000;
  await played(directory, story, {
    play: (on) => {
      stage = on;
      if (given.ignoring) on.inject({ kind: 'ignores-parameter' });
      story.play(on);
      on.after(given.at / 1000, () => {
        stoppedAt = on.now();
        // The people of the story know nothing of it, and go on with what they have in hand.
        on.diverge((message) => isOfStopSince(message, stoppedAt));
        const machine = on.description.runbooks.find(({ id }) => id === STOP)?.machine ?? '?';
        const options = given.scaleDown ? { options: { 'scale-down': true } } : {};
        on.cloud.startAsEngineer(machine, { startedBy: 'the search', reason: 'stopped anywhere', ...options });
        const look = (): void => {
          if (watched() > SURVIVES_SECONDS && on.platform.mayTrade && liftedAt(on, stoppedAt) === undefined)
            broken.push(`${Math.round(watched())} s after the stop something could place an order`);
          if (broken.length === 0) on.after(1, look);
        };
        look();
      });
    },
    over: () => watched() >= given.seconds || broken.length > 0,
    goesOn: true,
    minutes: given.at / 60_000 + given.seconds / 60 + 1,
  });
  const on = stage as Stage | undefined;
  if (!on || stoppedAt === Number.POSITIVE_INFINITY) throw new Error(`${given.story}: the stop was never asked for.`);
  if (broken.length === 0 && watched() < given.seconds)
    throw new Error(`${given.story}: it was not watched to the end.`);
  const ended = liftedAt(on, stoppedAt) ?? Number.POSITIVE_INFINITY;
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

function actsOf({ cloud, description }: Stage, stoppedAt: number): Acts {
  const machine = description.runbooks.find(({ id }) => id === STOP)?.machine;
  const ours = [machine, description.functions['stop-trading'], description.functions['sweep-stop']];
  const first = (which: (input: Record<string, unknown>, operation: string) => boolean): number | null => {
    const call = cloud.ledger.calls.find(
      ({ at, by, effect, input, operation }) =>
        at >= stoppedAt && effect && ours.includes(by) && which(input as Record<string, unknown>, operation),
    );
    return call ? effectOf(call) - stoppedAt : null;
  };
  return {
    disables: first(({ Value }, operation) => operation === 'PutParameter' && Value === 'false'),
    suspends: first(({ MinCapacity }, operation) => operation === 'RegisterScalableTarget' && MinCapacity === 0),
    stops: first(({ desiredCount }, operation) => operation === 'UpdateService' && desiredCount === 0),
  };
}
