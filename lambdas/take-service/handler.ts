import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, existing, knownContact, Reason, Refusal } from '../shared/command';
import { GuardTable } from '../shared/guard/table';
import { clockTime } from '../shared/wording';
import { othersHand } from './decide';

/** A hand that nobody remembers must not keep the runbooks away for ever. */
const LONGEST_MINUTES = 24 * 60;

const Input = v.strictObject({
  role: v.string(),
  forMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LONGEST_MINUTES)),
  reason: Reason,
  /** Out of somebody else's hand, too. */
  over: v.optional(v.boolean(), false),
});

const table = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/** A person takes a service into their own hands: every runbook stands down at its next act on it until then. */
export const handler = asCommand(Input, async ({ role, forMinutes, reason, over }, context) => {
  const by = knownContact(context);
  const service = existing('service', role, context.system.services).name;
  const since = context.now;
  const other = othersHand((await table.read(service)).hand, by, since);
  if (other && !over)
    throw new Refusal(
      409,
      `${other.by} has ${service} in hand until ${clockTime(other.until)}: ${other.reason}. Ask them, or say "over": true to take it over.`,
    );
  const until = since + forMinutes * 60_000;
  await table.take(service, { by, reason, since, until });
  const from = other ? `, taken over from ${other.by}` : '';
  return {
    said: `${by} has ${service} in hand until ${clockTime(until)}${from}: ${reason}. Runbooks stand down at their next act on it.`,
    service,
    by,
    until: new Date(until).toISOString(),
    ...(other ? { takenOverFrom: other.by } : {}),
  };
});
