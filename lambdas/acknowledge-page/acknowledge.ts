import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { IncidentTable } from '../shared/incident-table';
import { measure } from '../shared/measure';
import { ourPagerDuty, tellPagerDuty } from '../shared/pager-duty';
import { type Look, look } from '../shared/step';
import { clockTime } from '../shared/wording';

export interface Acknowledging {
  readonly incidentId: string;
  /** Id of the contact. */
  readonly contact: string;
  /** The rung whose page is answered. */
  readonly rung: number;
  /** Answers the workflow that waits on this rung; undefined where none does. */
  readonly token: string | undefined;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Makes the line of the timeline this call's own. */
  readonly unique: string;
}

export interface Tools {
  readonly table: IncidentTable;
  readonly sfn: SFNClient;
}

/**
 * A person has it: the climb stops until the deadline. It is written down first and the waiting workflow is told after, so
 * an answer that comes between two rungs counts as well. The first has it; whoever comes second at the same instant is
 * noted.
 * @returns whether it was this one, and what there is to say.
 */
export async function acknowledge(
  asked: Acknowledging,
  { table, sfn }: Tools,
): Promise<{ won: boolean; said: string }> {
  const { incidentId, contact, rung, token, at, unique } = asked;
  const won = await table.acknowledge(incidentId, contact, at);
  if (won) measure('Pages', 'acknowledged', { incident: incidentId });
  const has = won ? undefined : (await table.get(incidentId)).acknowledged;
  // Two presses of one person are one acknowledgement.
  if (has?.by === contact) return { won: false, said: `${contact} has it since ${clockTime(has.at)}.` };
  const said = won
    ? `Acknowledged by ${contact} on rung ${rung}.${late(await tell(sfn, token, { by: contact, at }))}`
    : `${contact} acknowledged as well; ${has?.by ?? 'somebody else'} has it.`;
  const line = { at, step: 'Acknowledge the alert', finding: said, outcome: 'noted' as const };
  await table.write(incidentId, line, unique);
  const failed = await tellPagerDuty(sfn, ourPagerDuty, 'acknowledge', await table.get(incidentId));
  if (failed) await table.write(incidentId, { ...line, finding: failed }, `${unique}-pager-duty`);
  return { won, said };
}

const tell = (sfn: SFNClient, token: string | undefined, output: object): Promise<Look<unknown>> =>
  look(async () => {
    if (token === undefined) throw new NobodyWaits();
    return sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
  });

class NobodyWaits extends Error {
  override readonly name = 'TaskDoesNotExist';
}

/** A rung that has timed out does not wait any more; whoever chooses the next one reads the acknowledgement first. */
function late(told: Look<unknown>): string {
  if ('seen' in told) return '';
  return /^(TaskTimedOut|TaskDoesNotExist|InvalidToken)\b/.test(told.unseen)
    ? ' That rung was no longer waiting; the acknowledgement counts all the same.'
    : ` The workflow could not be told (${told.unseen}); it reads the acknowledgement before it pages anybody further.`;
}
