import type { Acknowledgement } from '../shared/acknowledgement';
import type { ChannelNews } from '../shared/messages/channel';
import type { Look } from '../shared/step';
import { clockTime } from '../shared/wording';

/** A halt that somebody asked for, as it stands once the parameter was written. */
export interface Halted {
  /** Who, in words. */
  readonly by: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Name of the parameter. */
  readonly parameter: string;
  /** The version in which it is "false"; `already`: it was before anything was written. */
  readonly done: Look<{ readonly version: number; readonly already: boolean }>;
  /** What a person types: to set the parameter, and to end the trading service itself (where its name could be read). */
  readonly commands: { readonly disable: string; readonly stop?: string };
}

/** What the parameter says now, and through whom. */
export function haltWords({ by, reason, at, parameter, done, commands }: Halted): string {
  if ('unseen' in done) {
    const why = `${parameter} could not be set (${done.unseen})`;
    const orStop = commands.stop ? ` or stop the service itself: ${commands.stop}` : '';
    return `TRADING IS NOT HALTED: ${by} asked for it at ${clockTime(at)} (${reason}), and ${why}. Do it by hand: ${commands.disable}${orStop}`;
  }
  const { version, already } = done.seen;
  const what = already ? 'was halted already, and is asked to stay so' : 'is halted';
  return `Trading ${what} by ${by} at ${clockTime(at)}: ${reason}. ${parameter} is "false" in version ${version}.`;
}

/** For the channel, at once: what the service says of it comes later, and to the caller. */
export const haltNews = (halted: Halted): ChannelNews => {
  const { by, done, parameter } = halted;
  const failed = 'unseen' in done;
  return {
    title: failed ? `TRADING IS NOT HALTED, ${by} asked for it` : `Trading halted by ${by}`,
    lines: [haltWords(halted)],
    eventType: failed ? 'halt-failed' : 'halt',
    resources: [parameter],
    keywords: ['halt'],
  };
};

/** What is known of its effect. A parameter halts nothing by itself: the service has to say that it acts on it. */
export const effectWords = (word: Look<Acknowledgement>): string =>
  'seen' in word
    ? `The trading service has acknowledged version ${word.seen.version} at ${clockTime(word.seen.asOf)}.`
    : `NOT PROVED YET that trading has stopped: ${word.unseen}.`;

/** What follows a halt that is not proved. @param goneOn name of the execution. */
export function goneOnWords(goneOn: Look<string>, { stop }: Halted['commands']): string {
  const orStop = stop ? `: ${stop}` : '.';
  return 'seen' in goneOn
    ? `The emergency stop goes on by itself (${goneOn.seen}): it scales the service down unless it is proved that it does not trade, and pages. If orders go on, stop the service yourself${orStop}`
    : `The emergency stop could not be started (${goneOn.unseen}). If orders go on, stop the service itself${orStop}`;
}
