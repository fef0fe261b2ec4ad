import type { SystemState } from '../shared/maintenance/state';
import { dateAndTime } from '../shared/wording';
import { policyCommands, quoted, restoreCommands, serviceCommands, settingCommands } from './commands';

export interface Planned {
  readonly state: SystemState;
  readonly incidentId: string;
  /** The snapshot just taken; undefined where the runbook only observes. */
  readonly snapshot: string | undefined;
  /** Name of the parameter that enables trading. */
  readonly tradingEnabled: string;
}

const code = (lines: readonly string[]): string => ['```bash', ...lines, '```'].join('\n');

/** Text of AWS's own or of people's, on one line, that makes no heading, link or code of its own. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|])/g, '\\$1');

/**
 * How to go back to the documented state, as a person would do it: every command made from what was read, none guessed. It
 * is a plan, and no machine follows it.
 */
export function rollbackPlan(planned: Planned): string {
  const { state, incidentId } = planned;
  return `${[
    `# Rollback plan for ${plain(state.environment)}`,
    `The state of ${dateAndTime(state.at)}, documented before the maintenance of ${plain(incidentId)}. Run only what is needed: each part stands for itself. Region: \`${state.region}\`.`,
    ...services(state),
    '## Database',
    ...database(planned),
    '## Settings',
    ...settings(planned),
    '## Trading',
    ...trading(planned),
  ].join('\n\n')}\n`;
}

function services({ cluster, services: all }: SystemState): string[] {
  return Object.entries(all).flatMap(([name, look]) => {
    const heading = `## Service ${plain(name)}`;
    if ('unseen' in look) return [heading, `Could not be read before the maintenance: ${plain(look.unseen)}.`];
    const { seen } = look;
    const images = Object.entries(seen.images).map(([container, image]) => `\`${container}\` ${plain(image)}`);
    const policies = policyCommands(cluster, name, seen);
    return [
      heading,
      `Task definition \`${seen.taskDefinition}\`, ${seen.running} of ${seen.desired} tasks running, images ${images.join(', ')}.`,
      code(serviceCommands(cluster, name, seen)),
      `A tag may point to another image by now. What ran were ${seen.runningDigests.map((digest) => `\`${digest}\``).join(', ') || 'no tasks'}: compare with the digests of the new tasks before you trust them.`,
      ...(policies.length > 0 ? ['Its scaling policies, if they were changed:', code(policies)] : []),
    ];
  });
}

function database({ state, snapshot }: Planned): string[] {
  const { instance, database: look } = state;
  if ('unseen' in look) return [`Could not be read before the maintenance: ${plain(look.unseen)}.`];
  const { seen } = look;
  const groups = Object.keys(seen.parameterGroups).join(', ') || 'none';
  const is = `\`${instance}\`: ${seen.engine} ${seen.engineVersion} on ${seen.instanceClass}, ${seen.storageGb ?? '?'} GB, parameter group ${plain(groups)}, ${seen.multiAz ? 'Multi-AZ' : 'Single-AZ'}.`;
  if (snapshot === undefined) {
    return [is, 'No snapshot was taken: the runbook only observed. There is nothing of this run to restore from.'];
  }
  return [
    is,
    'A restore makes a new instance, and nothing connects to it until the endpoint is changed for the services. It loses what was written since the snapshot. **Two people decide.** Halt trading first.',
    code(restoreCommands(instance, snapshot, seen)),
    `Before anybody connects, compare its row counts with \`snapshots/${snapshot}.json\` in the reports bucket. Tables that were only vacuumed need no restore: VACUUM changes no rows.`,
  ];
}

function settings({ state, tradingEnabled }: Planned): string[] {
  if ('unseen' in state.parameters) {
    return [`Could not be read before the maintenance: ${plain(state.parameters.unseen)}.`];
  }
  const all = settingCommands(state.parameters, tradingEnabled);
  const known = all.flatMap(({ command }) => command ?? []);
  const history = all.flatMap(({ name, version, command }) =>
    command === undefined
      ? [`aws ssm get-parameter-history --name ${quoted(name)} --query "Parameters[?Version==\\\`${version}\\\`]"`]
      : [],
  );
  return [
    ...(known.length > 0 ? ['As they were:', code(known)] : ['None with a value that is shown here.']),
    ...(history.length > 0 ? ['Whose values are not shown here; each version is in its history:', code(history)] : []),
  ];
}

/** To halt needs nobody; to resume, two people. So the plan has a command for the one, and none for the other. */
function trading({ state, tradingEnabled }: Planned): string[] {
  const was = 'seen' in state.parameters ? state.parameters.seen[tradingEnabled] : undefined;
  const halt = `aws ssm put-parameter --name ${quoted(tradingEnabled)} --value false --type String --overwrite`;
  return [
    was
      ? `Before the maintenance \`${tradingEnabled}\` was "${plain(was.value ?? '?')}" (version ${was.version}).`
      : `What \`${tradingEnabled}\` was before the maintenance is not known.`,
    'To halt, at any time, and needing nobody:',
    code([halt]),
    'To resume: never as a part of a rollback. Two people decide, with the procedure "resume trading"; for that reason there is no command here.',
  ];
}
