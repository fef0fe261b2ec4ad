import type { DBInstance } from '@aws-sdk/client-rds';
import { stateOf } from '../shared/database';
import type { DatabaseAsk } from '../shared/guard/decide-database';
import { backCommand, firstCommand, type SwitchPlan, secondCommand, undoCommand } from '../shared/restores/switch';
import type { Look, StepResult } from '../shared/step';
import { duration, named } from '../shared/wording';

/** Where a switch-over stands, by what the instances are called now. */
export type Standing =
  /** The old one has its name: people are asked, and it loses it. */
  | { readonly next: 'first' }
  /** Nobody has the name: the restored one gets it, whatever else there is to say. */
  | { readonly next: 'second' }
  | { readonly next: 'nothing'; readonly result: StepResult };

const nothing = (result: StepResult): Standing => ({ next: 'nothing', result });

/**
 * What comes next. An instance keeps its old name until RDS has renamed it, and is "available" for a moment after it was
 * asked: only the name says that it is over. Until the old one has lost its name everything can be left as it is. From
 * then on there is no database, and the only way is on: a look that fails is tried again, what cannot go on by itself is a
 * page at once with both ways in it, and so is a step whose time is spent.
 */
export function standing(plan: SwitchPlan, instances: Look<readonly DBInstance[]>): Standing {
  if ('unseen' in instances)
    return nothing(waiting(plan, `The instances could not be read (${instances.unseen})`, 'unknown'));
  const { instance, restored, oldResource, restoredResource } = plan;
  const holder = instances.seen.find(({ DBInstanceIdentifier: id }) => id === instance);
  const copy = instances.seen.find(({ DbiResourceId: id }) => id === restoredResource);
  if (!copy) return nothing(gone(plan, holder !== undefined));
  const status = copy.DBInstanceStatus ?? '(none)';
  if (copy === holder) {
    if (status === 'available' || status === 'backing-up') return nothing(over(plan));
    return nothing(waiting(plan, `${instance} is the restored instance by now, and "${status}"`));
  }
  if (holder && holder.DbiResourceId !== oldResource) return nothing(anothers(plan));
  if (holder) {
    const old = holder.DBInstanceStatus ?? '(none)';
    if (isOnItsWay(holder)) return nothing(waiting(plan, `${instance} is losing its name ("${old}")`));
    if (old === 'available')
      return status === 'available' ? { next: 'first' } : nothing(notYet(plan, restored, status));
    return nothing(notYet(plan, instance, old));
  }
  if (isOnItsWay(copy)) return nothing(waiting(plan, `${restored} is getting the name ("${status}")`));
  if (status === 'available') return { next: 'second' };
  return nothing(nameless(plan, `${restored} is "${status}"`, stateOf(status) === 'changing'));
}

const isOnItsWay = (one: DBInstance): boolean =>
  one.DBInstanceStatus === 'renaming' ||
  one.DBInstanceStatus === 'rebooting' ||
  one.PendingModifiedValues?.DBInstanceIdentifier !== undefined;

/** The whole switch-over is one question. Its facts hold until the first name is gone; then nobody is asked any more. */
export const askToSwitch = (plan: SwitchPlan): DatabaseAsk => ({
  act: 'switch-database',
  resource: plan.instance,
  command: `${firstCommand(plan)}, and when that is over: ${secondCommand(plan)}`,
  effect:
    `There is no database ${plan.instance} for about twenty minutes. Then it is ${plan.restored}, restored from ${plan.restoredFrom}: ` +
    `what was written since stays in ${plan.replaced}, and is in no service's sight.`,
  undo: undoCommand(plan),
  facts: {
    'restored instance': plan.restored,
    'restored from': plan.restoredFrom,
    'old one becomes': plan.replaced,
    trading: 'disabled',
  },
});

export const begun = (plan: SwitchPlan, which: 'first' | 'second'): StepResult =>
  which === 'first'
    ? {
        outcome: 'wait',
        finding: `${plan.instance} is being renamed to ${plan.replaced}. To undo: ${backCommand(plan)}`,
        act: { action: 'rename', resource: plan.instance },
        verdict: 'not-fixed',
        advice: wayOut(plan),
      }
    : {
        outcome: 'wait',
        finding: `${plan.restored} is being renamed to ${plan.instance}. To undo: ${undoCommand(plan)}`,
        act: { action: 'rename', resource: plan.restored },
        verdict: 'not-fixed',
        advice: wayOut(plan),
      };

/** How long RDS may refuse the second name before people are told: nobody has a database meanwhile. */
const MOST_REFUSING_MS = 10 * 60_000;

/**
 * RDS has said no, or nothing is known: the names say what came of it. The first name can wait for as long as the step may;
 * the second is for people after ten minutes, because until then there is no database.
 * @param refusingMs for how long the second name has not worked; 0 of the first.
 */
export function notRenamed(
  plan: SwitchPlan,
  which: 'first' | 'second',
  error: unknown,
  refusingMs: number,
): StepResult {
  if (which === 'first') return waiting(plan, `Renaming ${plan.instance} did not work yet (${named(error)})`);
  const what = `There is no database ${plan.instance}: renaming ${plan.restored} did not work`;
  if (refusingMs < MOST_REFUSING_MS) return waiting(plan, `${what} yet (${named(error)})`);
  return {
    outcome: 'escalate',
    finding: `${what} for ${duration(refusingMs / 1000)} (${named(error)}).`,
    verdict: 'not-fixed',
    advice: wayOut(plan),
    callOutside: 'aws',
  };
}

export const withoutSwitch: StepResult = {
  outcome: 'escalate',
  finding: 'Nothing was switched: no instance has been chosen.',
  verdict: 'not-fixed',
  refused: { act: 'switch-database', because: 'nothing was chosen' },
  advice: 'Read the timeline for why; close this incident, and start the runbook again.',
};

export const nothingSwitched: StepResult = {
  outcome: 'continue',
  finding: 'Nothing was switched: this runbook only observes.',
};

const over = (plan: SwitchPlan): StepResult => ({
  outcome: 'continue',
  finding: `${plan.instance} is what was ${plan.restored}; the old one is ${plan.replaced}, and stays until somebody deletes it. To undo: ${undoCommand(plan)}`,
});

const wayOut = (plan: SwitchPlan): string =>
  `See what is called what: aws rds describe-db-instances. On: ${secondCommand(plan)} Back: ${backCommand(plan)} Or start the runbook again: it carries on where this one has ended.`;

const waiting = (plan: SwitchPlan, what: string, verdict: 'not-fixed' | 'unknown' = 'not-fixed'): StepResult => ({
  outcome: 'wait',
  finding: `${what}; looking again, no longer than this step may.`,
  verdict,
  advice: wayOut(plan),
});

/** Nothing has been touched. */
const notYet = ({ instance }: SwitchPlan, id: string, status: string): StepResult => ({
  outcome: stateOf(status) === 'broken' ? 'escalate' : 'wait',
  finding: `Nothing was switched: ${id} is "${status}", and RDS renames only one that is available.`,
  verdict: 'not-fixed',
  refused: { act: 'switch-database', because: 'an instance is not available' },
  advice: `Find out what is changing it (aws rds describe-events --source-type db-instance --source-identifier ${id}); then start the runbook again. ${instance} is as it was.`,
});

const nameless = (plan: SwitchPlan, why: string, byItself: boolean): StepResult => ({
  outcome: byItself ? 'wait' : 'escalate',
  finding: `There is no database ${plan.instance}: the old one is ${plan.replaced}, and ${why}.`,
  verdict: 'not-fixed',
  advice: wayOut(plan),
});

const gone = (plan: SwitchPlan, held: boolean): StepResult => ({
  outcome: 'escalate',
  finding: `${plan.restored} is not there any more${held ? ': nothing is switched' : `, and there is no database ${plan.instance}: the old one is ${plan.replaced}`}.`,
  verdict: 'not-fixed',
  advice: held ? `${plan.instance} is as it was.` : `Give the old one its name back: ${backCommand(plan)}`,
});

const anothers = (plan: SwitchPlan): StepResult => ({
  outcome: 'escalate',
  finding: `${plan.instance} is another instance than the one that was to be replaced: somebody else has renamed it meanwhile.`,
  verdict: 'unknown',
  refused: { act: 'switch-database', because: 'the name is another instance’s' },
  advice: wayOut(plan),
});
