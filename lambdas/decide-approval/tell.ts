import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { IncidentTable } from '../shared/incident-table';
import { measure } from '../shared/measure';
import { ourPagerDuty, tellPagerDuty } from '../shared/pager-duty';
import { look } from '../shared/step';
import { named } from '../shared/wording';

/** Whether the workflow has been told that its question is answered. */
export type Told =
  | { readonly told: 'yes' }
  /** Its state has ended, so nobody hears it any more. */
  | { readonly told: 'nobody waits'; readonly because: string }
  /** Nobody knows: it was not reached, or it was and its answer got lost. */
  | { readonly told: 'unknown'; readonly because: string };

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html#API_SendTaskSuccess_Errors
const ENDED = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/**
 * Tells the workflow that its question is answered; the answer itself it reads for itself.
 * @param token undefined where nobody waits.
 */
export async function tellRunbook(sfn: SFNClient, token: () => Promise<string | undefined>): Promise<Told> {
  try {
    const taskToken = await token();
    if (taskToken === undefined) return { told: 'nobody waits', because: 'it has left no token' };
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    return { told: 'yes' };
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { attempts?: number } };
    // A token that an earlier try of the client has answered is refused as well.
    const once = ($metadata?.attempts ?? 1) === 1;
    return { told: once && ENDED.includes(name ?? '') ? 'nobody waits' : 'unknown', because: named(error) };
  }
}

export interface Deciding {
  readonly incidentId: string;
  readonly contact: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly requestId: string;
}

/** Whoever decides has the incident: nobody further is paged. */
export async function stopTheClimb(
  { incidentId, contact, at, requestId }: Deciding,
  { table, sfn }: { readonly table: IncidentTable; readonly sfn: SFNClient },
): Promise<void> {
  if (await table.acknowledge(incidentId, contact, at)) measure('Pages', 'acknowledged', { incident: incidentId });
  const failed = await tellPagerDuty(sfn, ourPagerDuty, 'acknowledge', await table.get(incidentId));
  if (failed) {
    const line = { at, step: 'Approval', finding: failed, outcome: 'noted' as const };
    await table.write(incidentId, line, `${requestId}-pager-duty`);
  }
  const rung = (await table.get(incidentId)).rungs?.at(-1)?.rung;
  const token = rung === undefined ? undefined : await table.token(incidentId, rung);
  if (!token) return;
  // A rung that was answered before does not wait any more.
  await look(() =>
    sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ by: contact, at }) })),
  );
}
