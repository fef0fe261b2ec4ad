import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import type { ObjectSource } from '../shared/day-signals';
import { Guard, GuardInput } from '../shared/guard/guard';
import { readSettings } from '../shared/guard/settings';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { notConfigured } from './by-hand';
import { type Command, NOTE, notedCommand } from './command';
import { commandFor, decideClosing, given, notByTwo, notGiven, twoPeople } from './decide';
import { ClosingInput, type CommandPlace, type Held, readAnswer, readCommand, readOpen, writeCommand } from './object';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const s3 = new S3Client(CLIENT);
const guard = new Guard({ ecs, ssm });

const Input = v.object({ cluster: v.string(), service: v.string(), ...ClosingInput.entries, guard: GuardInput });
type Input = v.InferOutput<typeof Input>;

/** Tells the trading service to close every open position, when two people have said so: once, and not for later. */
export const handler = asStep(Input, async (input, context) => {
  const { command: place, positions } = input;
  const missing = notConfigured(input);
  if (missing || !place || !positions) return missing as StepResult;
  const before = notedCommand(context.incident.notes);
  const held = await look(() => readCommand(s3, place));
  if (before && isOurs(held, before)) return given(place, before, true);
  const looked = await around(input);
  const closing = decideClosing(
    { service: input.service, place, broker: input.broker },
    { ...(await world(input, place, positions, context.now())), ...looked, held, now: context.now() },
  );
  if (!closing.close) return closing.result;
  const again = () => around(input);
  const gate = await guard.gate(closing.ask, input.guard, { before: looked, again }, context);
  if (!gate.open) return gate.result;
  const approvedBy = context.approval && twoPeople(context.approval);
  if (!context.approval || !approvedBy) return notByTwo(input.service);
  const command = commandFor(context.incident, context.approval, {
    approvedBy,
    maxSlippagePercent: place.maxSlippagePercent,
    positions: closing.open,
    now: context.now(),
  });
  return give(place, command, closing.held, context);
});

const around = ({ guard: { tradingEnabled }, cluster, service }: Input) =>
  guard.lookAround({ tradingEnabled, cluster, service }, async () => []);

const isOurs = (held: Awaited<ReturnType<typeof look<Held>>>, { id }: Command): boolean =>
  'seen' in held && held.seen.state === 'command' && held.seen.command.id === id;

async function world(input: Input, place: CommandPlace, positions: ObjectSource, now: number) {
  const [settings, seen, answer] = await Promise.all([
    readSettings(ssm, input.guard.settings),
    readOpen(s3, positions, now),
    readAnswer(s3, place, now),
  ]);
  return { settings, positions: seen, answer };
}

/** The intention is written first: a second try after a death in between finds its own command, or writes that very one. */
async function give(
  place: CommandPlace,
  command: Command,
  held: Held,
  { incident, table }: StepContext,
): Promise<StepResult> {
  await table.note(incident.id, NOTE, command);
  try {
    if (await writeCommand(s3, place, command, held)) return given(place, command);
  } catch (error) {
    return notGiven(place, named(error));
  }
  const now = await look(() => readCommand(s3, place));
  // A client that tries again meets what its first try has written.
  return isOurs(now, command) ? given(place, command) : notGiven(place, 'somebody else has written meanwhile');
}
