import type { Environment } from '../environments/schema';
import { BUDGETS } from '../runbooks/actions';
import type { Runbook } from '../runbooks/runbook';
import { permittedSeconds, worstRunSeconds, worstSeconds } from './budget';
import { FRAME } from './frame';
import { plan } from './plan';

/** A runbook that must not be deployed. */
export class RunbookError extends Error {
  override readonly name = 'RunbookError';
}

/** Step Functions takes state names of up to 80 characters; the longest prefix we put before a step's words is "After: ". */
const LONGEST_WORDS = 80 - 'After: '.length;

/**
 * Refuses a runbook that could not work: a step without an action or a service, words too long or used twice, or budgets
 * that together could overrun the response time of its severity.
 * @throws RunbookError that names the runbook and the step.
 */
export function checkRunbook(runbook: Runbook, environment: Environment): void {
  const refuse = (about: string, problem: string): never => {
    throw new RunbookError(`Runbook "${runbook.title}", ${about}: ${problem}.`);
  };
  if (runbook.steps.length === 0) refuse('steps', 'there are none');
  const said = new Set<string>(Object.values(FRAME));
  for (const { says, does, input } of runbook.steps) {
    const about = `step "${says}"`;
    if (!(does in BUDGETS)) refuse(about, `there is no action "${does}"; there are ${Object.keys(BUDGETS).join(', ')}`);
    if ('service' in input && input.service !== 'all' && !(input.service in environment.services)) {
      refuse(
        about,
        `there is no service "${input.service}" in ${environment.name}; there are ${Object.keys(environment.services).join(', ')}`,
      );
    }
    if (says.length > LONGEST_WORDS)
      refuse(about, `its words have ${says.length} characters, at most ${LONGEST_WORDS} are possible`);
    if (said.has(says)) refuse(about, 'its words are used twice; every state needs words of its own');
    said.add(says);
  }
  const targets = [...Object.keys(environment.services), 'database', 'system', 'probe'];
  for (const target of [runbook.target, ...runbook.dependsOn]) {
    if (!targets.includes(target)) refuse('target', `there is no "${target}"; there are ${targets.join(', ')}`);
  }
  const planned = plan(runbook, environment);
  const worst = worstRunSeconds(
    runbook,
    planned.map(({ budget }) => budget),
  );
  const permitted = permittedSeconds(runbook);
  if (worst > permitted) {
    const longest = [...planned].sort((a, b) => worstSeconds(b.budget) - worstSeconds(a.budget))[0];
    refuse(
      longest ? `step "${longest.says}"` : 'steps',
      `the run could take ${worst} s at worst, and ${runbook.planned ? 'its deadline' : runbook.severity} permits ${permitted} s${runbook.planned ? '' : " (response time less one rung's)"}; ` +
        'this step takes most of it',
    );
  }
}
