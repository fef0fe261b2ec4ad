import type { DBInstance, ModifyDBInstanceCommandInput } from '@aws-sdk/client-rds';
import { tagOf } from '../shared/maintenance/snapshots';
import type { RestorePlan } from '../shared/restores/plan';
import { type Difference, differences, repairOf, setupOf } from '../shared/restores/setup';
import type { Look, StepResult } from '../shared/step';
import { counted, named } from '../shared/wording';

type Repair = Omit<ModifyDBInstanceCommandInput, 'DBInstanceIdentifier'>;

export type Judged =
  /** As it was to be, or nothing more can be done about what is not. */
  | { readonly kind: 'done'; readonly result: StepResult }
  /** Changes by itself. */
  | { readonly kind: 'wait'; readonly result: StepResult }
  /** What is asked of RDS next; and what that is for. */
  | { readonly kind: 'repair'; readonly repair: Repair; readonly wrong: readonly Difference[] };

/**
 * Whether the new instance is what the old one was. What ModifyDBInstance can put right is put right: it is a new instance
 * that nobody uses, and what people have approved was a copy. The maintenance window is one of these every time, because no
 * restore can be told one. What is wrong after that is a finding with a person behind it: whoever switches over to an
 * instance with another parameter group finds out when it is too late.
 */
export function judgeSetup(
  plan: RestorePlan,
  instance: Look<DBInstance | undefined>,
  repaired: readonly string[],
): Judged {
  const { restored } = plan;
  if ('unseen' in instance || !instance.seen) {
    const why = 'unseen' in instance ? instance.unseen : 'it is not there';
    return {
      kind: 'wait',
      result: {
        outcome: 'wait',
        finding: `Could not check how ${restored} is set up: ${why}.`,
        verdict: 'unknown',
        advice: `Look by hand: aws rds describe-db-instances --db-instance-identifier ${restored}`,
      },
    };
  }
  const { seen } = instance;
  const wrong = [...differences(plan.setup, setupOf(seen)), ...missingTags(plan, seen)];
  const pending = seen.DBParameterGroups?.[0]?.ParameterApplyStatus;
  const reboot = pending !== undefined && pending !== 'in-sync' && pending !== 'applying';
  if (wrong.length === 0 && !reboot) return { kind: 'done', result: asItWas(plan, repaired) };
  if (seen.DBInstanceStatus !== 'available') {
    return {
      kind: 'wait',
      result: {
        outcome: 'wait',
        finding: `${restored} is "${seen.DBInstanceStatus}": ${listed(wrong)} can be put right when it is available.`,
        verdict: 'not-fixed',
        advice: `Put it right by hand when it is available: ${listed(wrong)}.`,
      },
    };
  }
  const repair = repairOf(plan.setup, setupOf(seen));
  const again = wrong.filter(({ what }) => !repaired.includes(what));
  if (Object.keys(repair).length > 0 && again.length > 0) return { kind: 'repair', repair, wrong: again };
  return { kind: 'done', result: otherwise(plan, wrong, reboot) };
}

function missingTags({ tags }: RestorePlan, seen: DBInstance): Difference[] {
  return tags.flatMap(({ Key, Value }) => {
    const has = tagOf(seen, Key);
    return has === Value ? [] : [{ what: `tag ${Key}`, wanted: Value, has: has ?? 'none' }];
  });
}

const listed = (wrong: readonly Difference[]): string =>
  wrong.map(({ what, wanted, has }) => `${what} ${has} instead of ${wanted}`).join('; ') || 'nothing';

function asItWas({ restored, instance, setup }: RestorePlan, repaired: readonly string[]): StepResult {
  const put = repaired.length > 0 ? ` Put right after the restore: ${repaired.join(', ')}.` : '';
  return {
    outcome: 'continue',
    finding:
      `${restored} is set up as ${instance} was: subnet group, security groups, parameter group, ` +
      `${setup.multiAz ? 'Multi-AZ' : 'one zone'}, tags and everything else.${put}`,
  };
}

function otherwise({ restored }: RestorePlan, wrong: readonly Difference[], reboot: boolean): StepResult {
  const parts = [
    ...(wrong.length > 0 ? [`${counted(wrong.length, 'setting')} is not what it was: ${listed(wrong)}`] : []),
    ...(reboot ? ['its parameter group is in force only after a reboot'] : []),
  ];
  return {
    outcome: 'escalate',
    finding: `${restored} is not set up as it was to be: ${parts.join('; ')}.`,
    verdict: 'not-fixed',
    advice: reboot
      ? `Reboot it: aws rds reboot-db-instance --db-instance-identifier ${restored}. Then compare its rows by hand, or delete it and start again.`
      : 'Put it right by hand (aws rds modify-db-instance), then compare its rows by hand; or delete it and start the runbook again.',
  };
}

export const repairRefused = ({ restored }: RestorePlan, error: unknown): StepResult => ({
  outcome: 'wait',
  finding: `${restored} could not be put right yet (${named(error)}); trying again, no longer than this step may.`,
  verdict: 'not-fixed',
  advice: 'Put it right by hand: aws rds modify-db-instance.',
});
