import type { DBInstance } from '@aws-sdk/client-rds';
import { type Compared, inWords, type Rows } from '../compare-rows/decide';
import type { SwitchPlan } from '../shared/restores/switch';
import { backCommand } from '../shared/restores/switch';
import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';

/**
 * Does the database answer under its name, and is it the restored one? Rows may be more than beside the snapshot: services
 * write again as soon as there is something to write to. Fewer, or a table that is missing, are not what two people have
 * agreed to.
 */
export function decideSwitched(
  plan: SwitchPlan,
  holder: DBInstance | undefined,
  rows: Rows,
  compared: readonly Compared[] | string,
): StepResult {
  const { instance, restored, restoredResource, replaced } = plan;
  if (holder?.DbiResourceId !== restoredResource) {
    return {
      outcome: 'escalate',
      finding: `${instance} answers, and is not what was ${restored}.`,
      verdict: 'unknown',
      advice: 'See what is called what (aws rds describe-db-instances), and in CloudTrail who has renamed it.',
    };
  }
  const all = Object.values(rows.tables).reduce((sum, each) => sum + each, 0);
  const has = `${all.toLocaleString('en-US')} rows in ${counted(Object.keys(rows.tables).length, 'table')}`;
  const answers = `${instance} answers over verified TLS, is what was ${restored}, and has ${has}`;
  if (typeof compared === 'string') {
    return {
      outcome: 'continue',
      finding: `${answers}. Its rows could not be compared: ${compared}. The old one is ${replaced}.`,
    };
  }
  const less = compared.filter(({ is }) => is === 'fewer' || is === 'missing');
  if (less.length > 0) {
    return {
      outcome: 'escalate',
      finding: `${answers}, and lacks something: ${less.map(inWords).join('; ')}.`,
      verdict: 'not-fixed',
      advice: `Find out where they went before trading is enabled. The old one is ${replaced}; its way back begins with giving up the name: ${backCommand(plan)}`,
    };
  }
  const open = compared.filter(({ is }) => is === 'not compared');
  const but = open.length > 0 ? ` Not compared: ${open.map(inWords).join('; ')}.` : '';
  return {
    outcome: 'continue',
    finding: `${answers}; no table has fewer than beside the snapshot.${but} The old one is ${replaced}. Trading stays disabled until two people resume it.`,
  };
}
