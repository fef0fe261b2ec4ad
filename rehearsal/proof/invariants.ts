import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Execution } from '../engine/asl/state-machine';
import type { CallFault } from './faults';
import type { Undisturbed } from './points';
import type { Staged } from './staged';

/** What a story came to with something wrong in it, for the promises to be held against. */
export interface World extends Staged {
  readonly undisturbed: Undisturbed;
  readonly fault: Pick<CallFault, 'id'>;
  readonly incidents: readonly KnownIncident[];
}

/** The first item of an incident, as far as promises speak of it. */
export interface KnownIncident {
  readonly id: string;
  readonly status: string;
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly closedBy?: object;
  /** Its pages wait for the morning. */
  readonly held?: object;
  readonly alarms?: Readonly<Record<string, string>>;
}

/** One promise as a predicate, under its sentence. */
export interface Invariant {
  /** Number of the promise in the README. */
  readonly promise: number;
  readonly says: string;
  /** What is against it, in words; nothing: it holds. */
  broken(world: World): readonly string[];
}

/** Within so long somebody hears of a workflow that has died: an alarm's period, its evaluation, and the way of a message. */
const TOLD_WITHIN_MS = 180_000;

/** Ways in which a run may end by itself. */
const ENDINGS = ['resolved', 'joined', 'stood-down', 'escalated', 'done', 'told', 'waived', 'passed', 'not-passed'];

const executionsOf = ({ stage }: World): readonly Execution[] =>
  stage.cloud.workflows.machines.flatMap(({ executions }) => executions);

const outcomeOf = ({ output }: Execution): string | undefined => (output as { outcome?: string } | undefined)?.outcome;

export const INVARIANTS: readonly Invariant[] = [
  {
    promise: 4,
    says: 'A workflow that failed, timed out or was aborted pages by a way of its own',
    broken: (world) => {
      const told = world.result.pages.filter(({ rung }) => rung === 'watch').map(({ at }) => Date.parse(at));
      return executionsOf(world).flatMap(({ machine, status, stoppedAt, error }) => {
        if (status === 'RUNNING' || status === 'SUCCEEDED' || stoppedAt === undefined) return [];
        // The story may end before it could be told.
        if (world.stage.now() - stoppedAt < TOLD_WITHIN_MS) return [];
        return told.some((at) => at >= stoppedAt && at <= stoppedAt + TOLD_WITHIN_MS)
          ? []
          : [`${machine.name} ended as ${status} (${error ?? 'no error'}), and nobody was told`];
      });
    },
  },
  {
    promise: 4,
    says: 'What ended as escalated has reached somebody, or its failure has',
    broken: (world) =>
      executionsOf(world)
        .filter((execution) => outcomeOf(execution) === 'escalated')
        .flatMap(({ machine, startedAt }) =>
          world.result.pages.some(({ at }) => Date.parse(at) >= startedAt) || heldOrOnlyObserved(world)
            ? []
            : [`${machine.name} escalated, and nobody was paged`],
        ),
  },
  {
    promise: 4,
    says: 'An incident that is mended or paged when nothing of ours fails is mended or paged when something does',
    broken: ({ undisturbed, result }) =>
      (undisturbed.mitigated || undisturbed.paged) && result.mitigatedAfterSeconds === null && result.pages.length === 0
        ? [`nothing was mended and nobody was paged; undisturbed it was ${undisturbed.mitigated ? 'mended' : 'paged'}`]
        : [],
  },
  {
    promise: 3,
    says: 'An incident that closed as fixed had all its alarms back to normal',
    broken: ({ incidents, stage }) =>
      incidents
        .filter(({ status, closedAt, closedBy }) => status === 'fixed' && closedAt !== undefined && !closedBy)
        .flatMap(({ id, closedAt = '', alarms = {} }) =>
          Object.keys(alarms).flatMap((alarm) => {
            const last = stage.cloud.alarmChanges
              .filter((change) => change.alarm.name === alarm && change.at <= Date.parse(closedAt))
              .at(-1);
            return last?.state === 'OK'
              ? []
              : [`${id} was closed as fixed while ${alarm} was ${last?.state ?? 'unheard of'}`];
          }),
        ),
  },
  {
    promise: 1,
    says: 'Nothing but the step that two people have approved writes "true" into the trading parameter',
    broken: ({ stage }) => {
      const { functions, environment } = stage.description;
      return stage.cloud.ledger.calls
        .filter(({ operation, effect, input, by }) => {
          const { Name, Value } = input as { Name?: string; Value?: string };
          const writes = operation === 'PutParameter' && effect && Value === 'true';
          return writes && Name === environment.parameters.tradingEnabled && by !== functions['resume-trading'];
        })
        .map(({ by }) => `${by} wrote "true"`);
    },
  },
  {
    promise: 6,
    says: 'A fault of our own makes no restart more than there would be without it',
    broken: ({ result, undisturbed }) => {
      const restarts = result.acts.filter(({ action }) => action === 'restart').length;
      return restarts > Math.max(1, undisturbed.restarts)
        ? [`${restarts} restarts, ${undisturbed.restarts} when nothing is disturbed`]
        : [];
    },
  },
  {
    promise: 10,
    says: 'Nothing is denied but what was taken away',
    broken: ({ result, fault }) =>
      fault.id === 'denied'
        ? []
        : result.denied.map(({ by, action, resource }) => `${by} may not ${action} on ${resource}`),
  },
  {
    promise: 4,
    says: 'Every run ends in a way that has a name',
    broken: (world) =>
      executionsOf(world)
        .filter(({ status }) => status === 'SUCCEEDED')
        .flatMap((execution) => {
          const outcome = outcomeOf(execution);
          const named = outcome === undefined || ENDINGS.includes(outcome);
          return named ? [] : [`${execution.machine.name} ended as "${outcome}"`];
        }),
  },
];

/** A story in which nobody may be paged: the runbook only says what it would do, or the page waits for the morning. */
const heldOrOnlyObserved = ({ stage, story, incidents }: World): boolean =>
  ['off', 'observe'].includes(stage.cloud.ssm.value(stage.description.settings.mode) ?? '') ||
  ['off', 'observe'].includes(
    stage.cloud.ssm.value(stage.description.settings.runbookModes[story.runbook] ?? '') ?? '',
  ) ||
  incidents.some(({ held }) => held);

/** What is against any promise, each under its sentence. */
export async function judged(
  staged: Staged,
  undisturbed: Undisturbed,
  fault: Pick<CallFault, 'id'>,
): Promise<string[]> {
  const { cloud, description } = staged.stage;
  const items = (await cloud.dynamoDb.scan(description.table)).map((item) => unmarshall(item as never));
  const incidents = items.filter(({ sk }) => sk === 'HEAD') as unknown as readonly KnownIncident[];
  const world = { ...staged, undisturbed, fault, incidents };
  return INVARIANTS.flatMap(({ promise, says, broken }) =>
    broken(world).map((words) => `promise ${promise}, "${says}": ${words}`),
  );
}
