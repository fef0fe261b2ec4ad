import type { Service } from '@aws-sdk/client-ecs';
import type { Acknowledgement } from '../shared/acknowledgement';
import { type Stop, standing } from '../shared/guard/stop-record';
import type { Note } from '../shared/recovery/notes';
import { isFresh } from '../shared/status-object';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { clockTime } from '../shared/wording';
import { UNDO } from './ask';
import { ACT } from './decide';

export interface Seen {
  readonly now: number;
  readonly stop: Look<Stop | undefined>;
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service>;
  /** Its word and how old that may be; null: it has no way to acknowledge. */
  readonly word: { readonly said: Look<Acknowledgement>; readonly maxAgeSeconds: number } | null;
}

export type Watched =
  /** Somebody wants it stopped: `false` is written back, and what was started is stopped again. */
  | { readonly is: 'stopped'; readonly result: StepResult }
  /** Somebody has disabled it again: that stands, and nothing of it is written. */
  | { readonly is: 'disabled'; readonly result: StepResult }
  | { readonly is: 'effective'; readonly says: string }
  | { readonly is: 'waiting'; readonly says: string };

/**
 * What is seen once trading was enabled. Another stop than the one that was to be ended outranks everything, and so does
 * anybody who has disabled it again. It has taken effect when the service says that it trades on this version of the
 * parameter or a later one; a service without a word of its own, when all tasks that are wanted run.
 */
export function watch({ stop: resumed, version = 0 }: Pick<Note<'resuming'>, 'stop' | 'version'>, seen: Seen): Watched {
  const { stop, tradingEnabled, service, word, now } = seen;
  if ('seen' in stop) {
    const stands = standing(stop.seen);
    if ((stands?.id ?? null) !== resumed && stands) {
      const last = stands.again?.at(-1);
      return {
        is: 'stopped',
        result: standsDown(
          `${last?.by ?? stands.by} has stopped trading at ${clockTime(last?.at ?? stands.since)}, while it was resumed.`,
        ),
      };
    }
  }
  if ('seen' in tradingEnabled && tradingEnabled.seen.value !== 'true')
    return {
      is: 'disabled',
      result: standsDown(
        `Somebody has disabled trading again (the parameter is "${tradingEnabled.seen.value}", version ${tradingEnabled.seen.version}), while it was resumed.`,
      ),
    };
  if ('seen' in service && service.seen.desiredCount === 0)
    return { is: 'stopped', result: standsDown('Somebody has brought the service to 0, while trading was resumed.') };
  // Only what was looked at whole is effective.
  if ('unseen' in stop) return { is: 'waiting', says: `the stop could not be read: ${stop.unseen}` };
  if ('unseen' in tradingEnabled)
    return { is: 'waiting', says: `the parameter could not be read: ${tradingEnabled.unseen}` };
  if (word) return byWord(word, version, now);
  if ('unseen' in service) return { is: 'waiting', says: `the service could not be seen: ${service.unseen}` };
  const { runningCount = 0, desiredCount = 0 } = service.seen;
  const says = `${runningCount} of ${desiredCount} tasks running`;
  return { is: runningCount >= desiredCount ? 'effective' : 'waiting', says };
}

function byWord({ said, maxAgeSeconds }: NonNullable<Seen['word']>, version: number, now: number): Watched {
  if ('unseen' in said) return { is: 'waiting', says: said.unseen };
  const { asOf, version: acts, tradingEnabled } = said.seen;
  const says = `it says version ${acts}, ${tradingEnabled ? 'enabled' : 'disabled'}, at ${clockTime(asOf)}`;
  const effective = tradingEnabled && acts >= version && isFresh(said.seen, maxAgeSeconds, now);
  return effective ? { is: 'effective', says: `acknowledged at ${clockTime(asOf)}` } : { is: 'waiting', says };
}

const standsDown = (finding: string): StepResult => ({
  outcome: 'stand-down',
  finding,
  refused: { act: ACT, because: 'stopped on purpose' },
});

/** Enabled, and nobody knows whether it trades. It is left as it is: people have decided it, and people look. */
export const notAcknowledged = (version: number, says: string): StepResult => ({
  outcome: 'escalate',
  verdict: 'unknown',
  finding: `Trading is enabled (version ${version}), and whether the service trades is unknown: ${says}.`,
  refused: { act: ACT, because: 'not acknowledged' },
  advice: `Look at its log and at the order book. To halt it again: ${UNDO}`,
});
