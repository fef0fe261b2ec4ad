import type { DBInstance } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import type { Incident } from '../incident';
import { tagOf } from '../maintenance/snapshots';
import { parse } from '../step';
import { RESTORE_TAGS } from './names';

/** Which instance takes whose place: written on the incident before anybody is asked. */
export const SwitchPlan = v.object({
  /** The name that is used, and that the restored instance is to have. */
  instance: v.string(),
  /** Resource id of the one that has it now; absent where an earlier run has taken the name from it already. */
  oldResource: v.optional(v.string()),
  /** What the old one is called afterwards. */
  replaced: v.string(),
  restored: v.string(),
  restoredResource: v.string(),
  /** What the restored one was made of: a snapshot or an instant. */
  restoredFrom: v.string(),
});
export type SwitchPlan = v.InferOutput<typeof SwitchPlan>;

export const SWITCH_NOTE = 'switch';

/** @throws when there is a note of another shape. */
export const switchOf = ({ notes }: Pick<Incident, 'notes'>): SwitchPlan | undefined =>
  notes?.[SWITCH_NOTE] === undefined ? undefined : parse(SwitchPlan, notes[SWITCH_NOTE], 'the note of the switch-over');

export const SWITCH_OBSERVED_NOTE = 'switch-observed';

/** Whether an instance is one that we have restored from a backup of another. */
export const isCopyOf = (one: DBInstance, instance: string, environment: string): boolean =>
  tagOf(one, RESTORE_TAGS.restoredOf) === instance && tagOf(one, RESTORE_TAGS.environment) === environment;

const rename = (from: string, to: string): string =>
  `aws rds modify-db-instance --db-instance-identifier ${from} --new-db-instance-identifier ${to} --apply-immediately`;

/** The old one loses the name. */
export const firstCommand = ({ instance, replaced }: SwitchPlan): string => rename(instance, replaced);
/** The restored one gets it. */
export const secondCommand = ({ instance, restored }: SwitchPlan): string => rename(restored, instance);

/** The way back, from where the old one has lost the name. */
export const backCommand = ({ instance, replaced }: SwitchPlan): string => rename(replaced, instance);

/** The way back, from the end. */
export const undoCommand = (plan: SwitchPlan): string =>
  `${rename(plan.instance, plan.restored)}, and when that is over: ${backCommand(plan)}`;
