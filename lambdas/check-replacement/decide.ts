import type { DBInstance } from '@aws-sdk/client-rds';
import { tagOf } from '../shared/maintenance/snapshots';
import { RESTORE_TAGS, replacedName, replacedSince } from '../shared/restores/names';
import { differences, setupOf } from '../shared/restores/setup';
import { isCopyOf, type SwitchPlan } from '../shared/restores/switch';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';

export interface Seen {
  readonly instance: string;
  readonly environment: string;
  /** What the run was started with. */
  readonly to: string;
  readonly now: number;
  readonly trading: Look<Switch>;
  readonly instances: Look<readonly DBInstance[]>;
}

export type Decided = { readonly plan: SwitchPlan; readonly result: StepResult } | { readonly result: StepResult };

/**
 * May this instance take the place of the database? Only one that we have restored from it, that is there, and that is set
 * up as it is; and only while trading is disabled: whatever is ordered while the database is away, or after that is written
 * to a copy of yesterday, nobody can put together again. Unknown is enabled.
 *
 * A switch-over that an earlier run has left half done is carried on: there the name is nobody's, or the restored instance
 * has it already.
 */
export function checkReplacement(seen: Seen): Decided {
  const stopped = refuseTrading(seen.trading);
  if (stopped) return { result: stopped };
  const { instance, environment, to, instances, now } = seen;
  if ('unseen' in instances) return { result: unread(instances.unseen) };
  const byName = (id: string) => instances.seen.find((one) => one.DBInstanceIdentifier === id);
  const holder = byName(instance);
  const before = instances.seen.filter((one) => replacedSince(instance, one.DBInstanceIdentifier ?? '') !== undefined);
  const latest = before
    .map(({ DBInstanceIdentifier: id = '' }) => id)
    .sort()
    .at(-1);
  const copy = byName(to) ?? (holder && isCopyOf(holder, instance, environment) ? holder : undefined);
  if (!copy) {
    return refuse(`there is no instance ${to}`, 'there is no such instance', listing);
  }
  if (!isCopyOf(copy, instance, environment)) {
    return refuse(
      `${to} is not a copy of ${instance} that was restored by a runbook`,
      'it was not restored by us',
      `Restore one: npm run runbook -- start data-recovery --reason "…"`,
    );
  }
  const half = holder === undefined || holder === copy;
  if (half && latest === undefined) {
    return refuse(
      `there is no database ${instance}, and none that was called so before`,
      'there is no database',
      'Find out what became of it; rename the restored instance by hand if it is to take its place.',
    );
  }
  const status = copy.DBInstanceStatus ?? '(none)';
  if (!half && status !== 'available') {
    return refuse(
      `${to} is "${status}"`,
      'the restored instance is not available',
      'Wait until it is available, then start the runbook again.',
    );
  }
  const wrong = half || !holder ? [] : differences(setupOf(holder), setupOf(copy));
  if (wrong.length > 0) {
    const list = wrong.map(({ what, wanted, has }) => `${what} ${has} instead of ${wanted}`).join('; ');
    return refuse(
      `${to} is not set up as ${instance} is: ${list}`,
      'it is set up otherwise',
      'Put it right (aws rds modify-db-instance), then start the runbook again.',
    );
  }
  const plan: SwitchPlan = {
    instance,
    ...(half ? {} : { oldResource: holder?.DbiResourceId ?? '' }),
    replaced: half ? (latest ?? '') : replacedName(instance, now),
    restored: to,
    restoredResource: copy.DbiResourceId ?? '',
    restoredFrom: tagOf(copy, RESTORE_TAGS.restoredFrom) ?? '?',
  };
  return { plan, result: { outcome: 'continue', finding: toldOf(plan, half) } };
}

function toldOf({ instance, restored, restoredFrom, replaced }: SwitchPlan, half: boolean): string {
  if (half) {
    return `An earlier switch-over of ${instance} is half done: the old one is ${replaced}. It is carried on: ${restored} gets the name.`;
  }
  return `${restored} (restored from ${restoredFrom}) is set up as ${instance} is. It will be called ${instance}, and the old one ${replaced}; trading is disabled.`;
}

/** Trading has to be known to be disabled. */
export function refuseTrading(trading: Look<Switch>): StepResult | undefined {
  const act = 'switch-database';
  if ('unseen' in trading) {
    return {
      outcome: 'escalate',
      finding: `Nothing was switched: whether trading is disabled is not known (${trading.unseen}).`,
      verdict: 'unknown',
      refused: { act, because: 'trading is not known to be disabled' },
      advice: 'See whether the parameter can be read; disable trading, then start the runbook again.',
    };
  }
  if (trading.seen.value !== 'true') return undefined;
  return {
    outcome: 'escalate',
    finding:
      'Nothing was switched: trading is enabled. What is ordered while the database is away is lost to its books.',
    verdict: 'not-fixed',
    refused: { act, because: 'trading is enabled' },
    advice:
      'Stop trading first: npm run runbook -- start emergency-stop-trading --reason "…"; then start the runbook again.',
  };
}

const listing = 'See what there is: aws rds describe-db-instances; restored ones are called …-restored-….';

const refuse = (why: string, because: string, advice: string): Decided => ({
  result: {
    outcome: 'escalate',
    finding: `Nothing was switched: ${why}.`,
    verdict: 'not-fixed',
    refused: { act: 'switch-database', because },
    advice,
  },
});

const unread = (because: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was switched: the instances could not be read (${because}).`,
  verdict: 'unknown',
  refused: { act: 'switch-database', because: 'it could not be looked at' },
  advice: 'See whether RDS can be asked at all; then start the runbook again.',
});
