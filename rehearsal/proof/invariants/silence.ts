import { executionsOf, type Invariant, outcomeOf, timeOf, type World } from './world';

/** Within so long somebody hears of a workflow that has died: an alarm's period, its evaluation, and the way of a message. */
const TOLD_WITHIN_MS = 180_000;

/** Longer than an event is young enough, two audits come after it, and a page takes. */
const ALONE_MS = 20 * 60_000;

/** Ways in which a run may end by itself. */
const ENDINGS = ['resolved', 'joined', 'stood-down', 'escalated', 'done', 'told', 'waived', 'passed', 'not-passed'];

const isWorkflow = ({ stage: { description } }: World, name: string): boolean =>
  [...description.runbooks, ...description.checklists].some(({ machine }) => machine === name);

/** A story in which nobody may be paged: the runbook only says what it would do, or the page waits for the morning. */
const heldOrOnlyObserved = ({ stage, story, incidents }: World): boolean => {
  const { mode, runbookModes } = stage.description.settings;
  // A checklist has no mode of its own.
  const modes = [mode, runbookModes[story.runbook]].flatMap((name) => (name ? [stage.cloud.ssm.value(name)] : []));
  return modes.some((each) => each === 'off' || each === 'observe') || incidents.some(({ held }) => held);
};

/** Nothing ends in silence. */
export const SILENCE: readonly Invariant[] = [
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
    says: 'What ended as escalated has reached somebody, or its failure has; a checklist has opened an incident',
    broken: (world) =>
      executionsOf(world)
        .filter((execution) => outcomeOf(execution) === 'escalated')
        .flatMap(({ machine, startedAt }) => {
          const paged = world.result.pages.some(({ at }) => Date.parse(at) >= startedAt);
          const isChecklist = world.stage.description.checklists.some((one) => one.machine === machine.name);
          const opened = isChecklist && world.incidents.some(({ openedAt }) => Date.parse(openedAt) >= startedAt);
          return paged || opened || heldOrOnlyObserved(world)
            ? []
            : [`${machine.name} escalated, and nobody was paged`];
        }),
  },
  {
    promise: 4,
    says: 'An incident that is mended or paged when nothing of ours fails is mended or paged when something does',
    broken: ({ undisturbed, result }) =>
      undisturbed &&
      (undisturbed.mitigated || undisturbed.paged) &&
      result.mitigatedAfterSeconds === null &&
      result.pages.length === 0
        ? [`nothing was mended and nobody was paged; undisturbed it was ${undisturbed.mitigated ? 'mended' : 'paged'}`]
        : [],
  },
  {
    promise: 4,
    says: 'An alarm that stays red is somebody’s: an incident is about it, or people were told since',
    broken: (world) => {
      const { cloud, description } = world.stage;
      if (heldOrOnlyObserved(world)) return [];
      return description.runbooks.flatMap(({ id, alarms }) =>
        alarms.flatMap(({ name }) => {
          const last = cloud.alarmChanges.filter(({ alarm }) => alarm.name === name).at(-1);
          if (last?.state !== 'ALARM' || world.stage.now() - last.at < ALONE_MS) return [];
          const known = world.incidents.some(
            ({ alarms = {}, closedAt }) =>
              name in alarms && (closedAt === undefined || Date.parse(closedAt) >= last.at),
          );
          const told = world.result.pages.some(({ at }) => Date.parse(at) >= last.at);
          return known || told ? [] : [`${name} of ${id} has been red since ${timeOf(last.at)}, and nobody knows`];
        }),
      );
    },
  },
  {
    promise: 4,
    says: 'Every run of a runbook or checklist ends in a way that has a name',
    broken: (world) =>
      executionsOf(world)
        .filter(({ status, machine }) => status === 'SUCCEEDED' && isWorkflow(world, machine.name))
        .flatMap((execution) => {
          const outcome = outcomeOf(execution);
          const named = outcome === undefined || ENDINGS.includes(outcome);
          return named ? [] : [`${execution.machine.name} ended as "${outcome}"`];
        }),
  },
];
