import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { notConfigured } from '../close-positions/by-hand';
import { type Command, notedCommand } from '../close-positions/command';
import {
  ClosingInput,
  type CommandPlace,
  readAnswer,
  readCommand,
  readOpen,
  writeCommand,
} from '../close-positions/object';
import { CLIENT } from '../shared/clients';
import type { ObjectSource } from '../shared/day-signals';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { asStep, look, parse, type StepContext, type StepResult } from '../shared/step';
import { decideClosed, type Seen, withoutCommand } from './decide';

const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({ ...ClosingInput.entries, settings: SettingNames });
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 5_000;

/** Sees by the positions themselves whether the command has worked; takes back one that nobody has accepted. */
export const handler = asStep(Input, async (input, context) => {
  const { command: place, positions } = input;
  const command = notedCommand(context.incident.notes);
  const missing = notConfigured(input);
  if (missing || !place || !positions) return missing as StepResult;
  if (!command || !(await wasGiven(place, command, context.now()))) {
    return withoutCommand((await readSettings(ssm, input.settings)).mode, input.broker);
  }
  return follow(input, place, positions, command, context);
});

/** It was meant to be written; where it cannot be looked at, it may have been, and one that was answered has been. */
async function wasGiven(place: CommandPlace, { id }: Command, now: number): Promise<boolean> {
  const held = await look(() => readCommand(s3, place));
  if ('unseen' in held || (held.seen.state === 'command' && held.seen.command.id === id)) return true;
  const answer = await readAnswer(s3, place, now);
  return answer.state === 'seen' && answer.value.id === id;
}

async function follow(
  { broker }: Input,
  place: CommandPlace,
  source: ObjectSource,
  command: Command,
  context: StepContext,
): Promise<StepResult> {
  const { now, sleep, answerBy, mayWait } = context;
  let withdrawn = notedWithdrawal(context);
  for (;;) {
    const at = now();
    const [answer, positions] = await Promise.all([readAnswer(s3, place, at), readOpen(s3, source, at)]);
    const seen: Seen = {
      command,
      answer,
      positions,
      now: now(),
      maxAgeSeconds: place.answer.maxAgeSeconds,
      ...(withdrawn ? { withdrawn } : {}),
      last: !mayWait && now() >= answerBy,
      broker,
    };
    const verdict = decideClosed(seen);
    if (verdict === 'withdraw') {
      withdrawn = await withdraw(place, command, context);
      continue;
    }
    const left = answerBy - now();
    if (verdict.outcome !== 'wait' || seen.last || (left <= 0 && mayWait)) return verdict;
    await sleep(Math.max(0, Math.min(EVERY_MS, left)));
  }
}

const WITHDRAWN = 'close-positions-withdrawn';
const Withdrawn = v.object({ at: v.number() });

const notedWithdrawal = ({ incident: { notes } }: StepContext): Seen['withdrawn'] =>
  notes?.[WITHDRAWN] === undefined ? undefined : parse(Withdrawn, notes[WITHDRAWN], `note ${WITHDRAWN}`);

/** Writes it anew as one that had expired the moment it was given: whoever finds it later does not accept it. */
async function withdraw(
  place: CommandPlace,
  command: Command,
  { incident, table, now }: StepContext,
): Promise<NonNullable<Seen['withdrawn']>> {
  const done = await look(async () => {
    const held = await readCommand(s3, place);
    // Gone, or another's: it is nobody's to accept any more.
    if (held.state !== 'command' || held.command.id !== command.id) return true;
    return writeCommand(s3, place, { ...held.command, expiresAt: command.asOf }, held);
  });
  if ('unseen' in done) return done;
  if (!done.seen) return { unseen: 'somebody else has written in its place' };
  const at = { at: now() };
  await table.note(incident.id, WITHDRAWN, at);
  return at;
}
