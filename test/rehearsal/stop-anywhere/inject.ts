import { readDescription } from '../../../rehearsal/description';
import { loadAssembly } from '../../../rehearsal/engine/assembly';
import { latency } from '../../../rehearsal/engine/latency';
import { play } from '../../../rehearsal/play';
import { scenarios } from '../../../rehearsal/scenarios';
import type { Scenario, Stage } from '../../../rehearsal/scenarios/scenario';
import { switches } from '../../../rehearsal/switches';

/** A call of our own functions or workflows in a story that nobody disturbs. Milliseconds from the story's fault. */
export interface Call {
  readonly at: number;
  /** When it takes effect. */
  readonly effectAt: number;
  readonly by: string;
  readonly what: string;
  /** Whether it changes the system that is looked after. */
  readonly acts: boolean;
}

/** What a stop does, and how long after it is asked for. Milliseconds. */
export interface Acts {
  readonly disables: number;
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
  /** How long it is watched after the stop, in seconds; to the story's end without it. */
  readonly seconds?: number;
}

/** Nothing that lands after a stop survives so long. */
const SURVIVES_SECONDS = 60;

const storyOf = (id: string): Scenario => {
  const story = scenarios.find((scenario) => scenario.id === id);
  if (!story) throw new Error(`There is no scenario "${id}".`);
  return story;
};

async function played(directory: string, story: Scenario, over: Partial<Scenario>): Promise<void> {
  const description = readDescription(directory, story.environment ?? 'prod');
  const assembly = loadAssembly(directory, description.stackNames);
  const options = { assembly, description, seed: 1, slower: 1, switches: switches([]) };
  await play({ ...story, ...over }, options);
}

const ACTS = ['UpdateService', 'RegisterScalableTarget', 'PutParameter', 'StopServiceDeployment'];

/** Plays a story as it is, and says what our functions and workflows called in it. */
export async function record(directory: string, id: string): Promise<Call[]> {
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
  const ours = new Set([
    ...Object.values(description.functions),
    ...description.runbooks.map(({ machine }) => machine),
  ]);
  const tick = description.functions['start-due'];
  return cloud.ledger.calls
    .filter(({ by, at }) => at >= from && ours.has(by) && by !== tick)
    .map(({ at, service, operation, by, effect }) => ({
      at: at - from,
      effectAt: at - from + latency.apiCall(service, operation).ms / 2,
      by,
      what: `${service}:${operation}`,
      acts: effect && ACTS.includes(operation),
    }));
}

/** The story again, with a stop at one instant. @returns what was against the promise, in words; empty when nothing was. */
export async function inject(directory: string, given: Injection): Promise<{ broken: string[]; acts: Acts }> {
  const story = storyOf(given.story);
  const broken: string[] = [];
  let stage: Stage | undefined;
  let stoppedAt = Number.POSITIVE_INFINITY;
  const watched = () => (stage?.now() ?? 0) - stoppedAt;
  const lasts = given.seconds === undefined ? Number.POSITIVE_INFINITY : given.seconds * 1000;
  await played(directory, story, {
    play: (on) => {
      stage = on;
      if (given.ignoring) on.inject({ kind: 'ignores-parameter' });
      story.play(on);
      on.after(given.at / 1000, () => {
        stoppedAt = on.now();
        const machine = on.description.runbooks.find(({ id }) => id === 'emergency-stop-trading')?.machine ?? '?';
        const options = given.scaleDown ? { options: { 'scale-down': true } } : {};
        on.cloud.startAsEngineer(machine, { startedBy: 'the search', reason: 'stopped anywhere', ...options });
        const look = (): void => {
          if (watched() > SURVIVES_SECONDS * 1000 && on.platform.mayTrade && broken.length === 0) {
            broken.push(`${Math.round(watched() / 1000)} s after the stop something could place an order`);
          }
          on.after(1, look);
        };
        look();
      });
    },
    over: () => watched() >= lasts || broken.length > 0,
    goesOn: true,
    minutes: Math.max(story.minutes ?? 60, given.at / 60_000 + 5),
  });
  const on = stage as Stage | undefined;
  if (!on || stoppedAt === Number.POSITIVE_INFINITY) throw new Error(`${given.story}: the stop was never asked for.`);
  const late = on.platform.orders.filter((at) => at > stoppedAt + SURVIVES_SECONDS * 1000);
  if (late[0] !== undefined) broken.push(`an order ${Math.round((late[0] - stoppedAt) / 1000)} s after the stop`);
  return { broken, acts: actsOf(on, stoppedAt) };
}

function actsOf({ cloud }: Stage, stoppedAt: number): Acts {
  const first = (which: (input: Record<string, unknown>, operation: string) => boolean): number | null => {
    const call = cloud.ledger.calls.find(
      ({ at, effect, input, operation }) =>
        at >= stoppedAt && effect && which(input as Record<string, unknown>, operation),
    );
    return call ? call.at + latency.apiCall(call.service, call.operation).ms / 2 - stoppedAt : null;
  };
  return {
    disables: first(({ Value }, operation) => operation === 'PutParameter' && Value === 'false') ?? 0,
    suspends: first(({ MinCapacity }, operation) => operation === 'RegisterScalableTarget' && MinCapacity === 0),
    stops: first(({ desiredCount }, operation) => operation === 'UpdateService' && desiredCount === 0),
  };
}
