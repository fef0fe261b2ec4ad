import * as v from 'valibot';
import { type CommandContext, knownContact, Refusal } from '../shared/command';
import type { IncidentTable } from '../shared/incident-table';
import { dateAndTime } from '../shared/wording';
import { acknowledge, type Tools } from './acknowledge';
import { holder } from './decide';
import { howEnded } from './link-pages';

/** @property id of the incident. */
export const Input = v.strictObject({ id: v.string() });

/**
 * Acknowledges for the caller's own contact, on the rung that was paged last. Doing it again says who has it.
 * @throws Refusal when there is nothing to acknowledge, or the caller is nobody we know.
 */
export async function byCommand(
  { id }: v.InferOutput<typeof Input>,
  context: Pick<CommandContext, 'caller' | 'said' | 'now' | 'requestId'>,
  tools: Tools,
): Promise<{ said: string }> {
  const contact = knownContact(context);
  const { now, requestId } = context;
  const incident = await tools.table.findIncident(id);
  if (!incident) throw new Refusal(404, `There is no incident "${id}".`);
  if (incident.status !== 'open')
    throw new Refusal(409, `The incident has ended as ${howEnded(incident)}; there is nothing to acknowledge.`);
  const has = holder(incident, now);
  if (has) {
    const who = has.by === contact ? 'You have' : `${has.by} has`;
    return { said: `Acknowledged already: ${who} it since ${dateAndTime(has.at)}. Nothing was changed.` };
  }
  const last = await lastPaged(
    id,
    (incident.rungs ?? []).map(({ rung }) => rung),
    tools.table,
  );
  if (!last) throw new Refusal(409, `Nobody has been paged about ${id} yet; there is nothing to acknowledge.`);
  const at = new Date(now).toISOString();
  const { said } = await acknowledge({ incidentId: id, contact, ...last, at, unique: requestId }, tools);
  return { said };
}

/** A rung that was chosen and whose page has not gone out yet has no token. */
async function lastPaged(
  id: string,
  rungs: readonly number[],
  table: IncidentTable,
): Promise<{ rung: number; token: string } | undefined> {
  for (const rung of rungs.toReversed()) {
    const token = await table.token(id, rung);
    if (token) return { rung, token };
  }
  return undefined;
}
