import type { Service } from '@aws-sdk/client-ecs';
import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ItemAnswer } from '../shared/checklist/item';
import { type BackupWindow, isInWindow, windowInWords } from '../shared/checks/backup-window';
import { type Answer, attention, type Check, failed, ok, unchecked } from '../shared/checks/check';
import { checkDatabase, checkErrors, checkService } from '../shared/checks/platform';
import { countsOf, inOneSentence, linesOf, worstOf } from '../shared/checks/summary';
import type { Database } from '../shared/database';
import { underWay } from '../shared/ecs';
import type { LogLines } from '../shared/log-lines';
import type { Look } from '../shared/step';
import { dateAndTime } from '../shared/wording';

/**
 * Before the open a service has what is wanted of it, and something is wanted: fewer tasks, more of them, and none at all
 * are failures. A roll-out on its way explains a difference, and a service at nought for a moment; it does not explain
 * that none of the wanted tasks runs, which is how a roll-out looks that never ends.
 */
export function healthOfService(service: Look<Service | undefined>): Answer {
  const answer = checkService(service);
  if ('unseen' in service || !service.seen || answer.state !== 'attention') return answer;
  const { runningCount = 0, desiredCount = 0 } = service.seen;
  const asWanted = runningCount === desiredCount && desiredCount > 0;
  return asWanted || underWay(service.seen) ? answer : failed(answer.says);
}

/**
 * A backup in the window RDS was given is its daily work; one at another hour somebody started. An instance that is not
 * found says that we do not know what we look at: it was renamed, or is misnamed in the environment.
 */
export function healthOfDatabase(database: Look<Database | undefined>, window: BackupWindow, now: number): Answer {
  if ('seen' in database && !database.seen) return unchecked('could not be checked: there is no such instance');
  if ('unseen' in database || database.seen?.status !== 'backing-up') return checkDatabase(database);
  return isInWindow(window, now)
    ? ok(`is "backing-up", in its window (${windowInWords(window)})`)
    : attention(`is "backing-up" outside its window (${windowInWords(window)})`);
}

/** @param errors `undefined`: there is no such log group. */
export function healthOfLogs(errors: Look<LogLines | undefined>, minutes: number): Answer {
  if ('unseen' in errors) return checkErrors(errors, minutes);
  return errors.seen ? checkErrors({ seen: errors.seen }, minutes) : failed('have no group of that name');
}

/** That it is there, and will be: its value is nobody's business here. One that awaits its deletion cannot be read. */
export function healthOfSecret(secret: Look<Pick<DescribeSecretResponse, 'DeletedDate'> | undefined>): Answer {
  if ('unseen' in secret) return unchecked(`could not be checked (${secret.unseen})`);
  if (!secret.seen) return failed('does not exist');
  const { DeletedDate } = secret.seen;
  return DeletedDate ? failed(`is marked for deletion since ${dateAndTime(DeletedDate)}`) : ok('exists');
}

/** The system is as well as the worst of its parts. What failed outweighs what could not be checked: it is known. */
export const decideHealth = (checks: readonly Check[]): ItemAnswer => ({
  ...worstOf(checks),
  says: inOneSentence(checks),
  details: linesOf(checks),
  numbers: countsOf(checks),
});
