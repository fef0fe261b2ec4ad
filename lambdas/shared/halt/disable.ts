import type { S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Acknowledgement, readAcknowledgement } from '../acknowledgement';
import { ageOf, isFresh, type StatusPlace } from '../status-object';
import { type Look, look, type StepContext } from '../step';
import { readSwitch } from '../stop';
import { clockTime, duration } from '../wording';

/** The parameter is "false" in this version; `already`: and was, before anything was written. */
export interface Disabled {
  readonly version: number;
  readonly already: boolean;
}

export interface DisableClients {
  readonly ssm: SSMClient;
  /** Tries once: whether a write that got no answer took effect is read, not guessed. */
  readonly acting: SSMClient;
}

const TRIES = 3;
const AGAIN_MS = 500;

/** The command a person would type. */
export const disableCommand = (name: string): string =>
  `aws ssm put-parameter --name ${name} --value false --overwrite`;
export const resumeCommand = (name: string): string => `aws ssm put-parameter --name ${name} --value true --overwrite`;

/**
 * Sets the parameter to "false" and reads it back. A write that failed is tried again whatever the reason: it makes the
 * system safer, and twice is no worse than once.
 *
 * @param anew writes also where it is "false" already, so that the history of the parameter says whose it is now; else
 *   what is so already is not written again.
 */
export async function disable(
  { ssm, acting }: DisableClients,
  name: string,
  sleep: StepContext['sleep'],
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<Look<Disabled>> {
  let put: Look<number> | undefined;
  let already = false;
  for (let tries = 0; ; tries++) {
    const read = await look(() => readSwitch(ssm, name));
    const isFalse = 'seen' in read && read.seen.value === 'false';
    if (tries === 0) already = isFalse;
    const done = !anew || (put !== undefined && 'seen' in put) || tries === TRIES;
    if (isFalse && done) return { seen: { version: read.seen.version, already } };
    // Written, and not to be read back: the acknowledgement will tell.
    if (put && 'seen' in put && 'unseen' in read) return { seen: { version: put.seen, already } };
    if (tries === TRIES) return { unseen: put && 'unseen' in put ? put.unseen : 'it was set to another value at once' };
    if (tries > 0) await sleep(AGAIN_MS);
    put = await look(async () => {
      const { Version = 0 } = await acting.send(
        new PutParameterCommand({ Name: name, Value: 'false', Overwrite: true }),
      );
      return Version;
    });
  }
}

const EVERY_MS = 2_000;

/**
 * Waits until the trading service says that it acts on the parameter in this version or a later one, and does not trade.
 * @param until milliseconds since the epoch; it looks once in any case.
 * @returns why it does not, where it does not.
 */
export async function acknowledged(
  s3: S3Client,
  place: StatusPlace,
  version: number,
  until: number,
  { now, sleep }: Pick<StepContext, 'now' | 'sleep'>,
): Promise<Look<Acknowledgement>> {
  for (;;) {
    const read = await look(() => readAcknowledgement(s3, place));
    const judged = 'seen' in read ? judge(read.seen, version, place.maxAgeSeconds, now()) : read;
    const left = until - now();
    if ('seen' in judged || left <= 0) return judged;
    await sleep(Math.min(EVERY_MS, left));
  }
}

function judge(word: Acknowledgement, version: number, maxAgeSeconds: number, now: number): Look<Acknowledgement> {
  const says = `it says version ${word.version}, ${word.tradingEnabled ? 'enabled' : 'disabled'}`;
  if (!isFresh(word, maxAgeSeconds, now)) {
    const age = ageOf(word, now);
    return { unseen: age < 0 ? `${says}, in the future` : `${says}, ${duration(age)} ago` };
  }
  if (word.version >= version && !word.tradingEnabled) return { seen: word };
  return { unseen: `${says}, at ${clockTime(word.asOf)}` };
}
