import * as v from 'valibot';
import type { Incident } from '../incident';
import { parse } from '../step';
import { dateAndTime } from '../wording';
import { deleteCommand, RESTORE_TAGS } from './names';
import { membersOf, Setup } from './setup';

const Tag = v.object({ Key: v.string(), Value: v.string() });

/** What is going to be restored, and how: written on the incident before anybody is asked. Instants: ISO 8601 in UTC. */
export const RestorePlan = v.object({
  /** The instance it is a copy of. */
  instance: v.string(),
  /** Its resource id: it stays when its name goes. */
  resource: v.string(),
  /** What the new one is called. */
  restored: v.string(),
  from: v.union([
    v.object({ snapshot: v.string(), type: v.string(), takenAt: v.string() }),
    v.object({ time: v.string() }),
  ]),
  setup: Setup,
  /** Everything it is tagged with. */
  tags: v.array(Tag),
  expires: v.string(),
  owner: v.string(),
});
export type RestorePlan = v.InferOutput<typeof RestorePlan>;

export const PLAN_NOTE = 'restore';

/** @throws when there is a note of another shape. */
export const planOf = ({ notes }: Pick<Incident, 'notes'>): RestorePlan | undefined =>
  notes?.[PLAN_NOTE] === undefined ? undefined : parse(RestorePlan, notes[PLAN_NOTE], 'the note of the restore');

/** Says that the runbook only observed: then there is nothing to wait for. */
export const OBSERVED_NOTE = 'restore-observed';

export const onlyObserved = ({ notes }: Pick<Incident, 'notes'>): boolean => notes?.[OBSERVED_NOTE] !== undefined;

export const fromInWords = ({ from }: Pick<RestorePlan, 'from'>): string =>
  'snapshot' in from
    ? `snapshot ${from.snapshot} (${from.type}, ${dateAndTime(from.takenAt)})`
    : `${dateAndTime(from.time)}`;

/** Of an instance that keeps what a tag says. */
export const restoredFromTag = ({ from }: Pick<RestorePlan, 'from'>): string =>
  'snapshot' in from ? from.snapshot : from.time;

/** The tags it had, and ours; what RDS itself has put there (`aws:`) cannot be given. */
export function tagsFor(
  had: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
  ours: Readonly<Record<keyof typeof RESTORE_TAGS, string>>,
): { Key: string; Value: string }[] {
  const own = Object.entries(ours).map(([name, Value]) => ({
    Key: RESTORE_TAGS[name as keyof typeof RESTORE_TAGS],
    Value,
  }));
  const kept = had.flatMap(({ Key = '', Value = '' }) =>
    Key === '' || Key.startsWith('aws:') || own.some((one) => one.Key === Key) ? [] : [{ Key, Value }],
  );
  return [...kept, ...own];
}

/** What the call says beside the names. */
export const restoreMembers = ({ setup, tags }: RestorePlan) => ({ ...membersOf(setup), Tags: tags });

/** The command a person would type for the same. */
export function restoreCommand(plan: RestorePlan): string {
  const { from, instance, restored, setup, tags } = plan;
  const what =
    'snapshot' in from
      ? `restore-db-instance-from-db-snapshot --db-snapshot-identifier ${from.snapshot} --db-instance-identifier ${restored}`
      : `restore-db-instance-to-point-in-time --source-db-instance-identifier ${instance} --restore-time ${from.time} --target-db-instance-identifier ${restored}`;
  const option = (name: string, value: string | undefined) => (value ? [`--${name} ${value}`] : []);
  return [
    `aws rds ${what}`,
    ...option('db-subnet-group-name', setup.subnetGroup),
    ...option('vpc-security-group-ids', setup.securityGroups.join(' ')),
    ...option('db-parameter-group-name', setup.parameterGroup),
    ...option('option-group-name', setup.optionGroup),
    ...option('db-instance-class', setup.instanceClass),
    setup.multiAz ? '--multi-az' : '--no-multi-az',
    setup.deletionProtection ? '--deletion-protection' : '--no-deletion-protection',
    `--tags ${tags.map(({ Key, Value }) => `'Key=${Key},Value=${Value}'`).join(' ')}`,
  ].join(' ');
}

export const undoOf = ({ restored }: Pick<RestorePlan, 'restored'>): string => deleteCommand(restored);
