import type { Ask } from '../shared/guard/decide';
import { isStopped, type Stop } from '../shared/guard/stop-record';
import type { Capacity, Undo } from '../shared/guard/undo';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';
import { counted } from '../shared/wording';
import { type About, boundsBack, commandsBack } from './stop-first';

const ACT = 'restart-stop-first';

/** Starting again what we have stopped, in the words of the guard: it puts back what we changed. */
export const askToStart = (about: About, undo: Undo): Ask => ({
  act: ACT,
  kind: about.kind,
  resource: about.service,
  command: commandsBack(about, undo),
  because: 'undo',
  effect: 'The service starts again with a new generation of tasks.',
  undo: 'A start is undone by stopping the service.',
});

export const stillRunning = (about: About, running: readonly string[], undo: Undo): StepResult => ({
  outcome: 'wait',
  finding: `Not started yet: ${running.length > 0 ? `${counted(running.length, 'old task')} not STOPPED` : 'ECS still counts old tasks'}.`,
  advice: `The service is down. Once every old task is STOPPED, run: ${commandsBack(about, undo)}`,
});

/** A stop that came while we started: the tasks are taken away again. Unknown counts as a stop. */
export function decideMeanwhile(
  kind: About['kind'],
  tradingEnabled: Look<Switch>,
  stop: Look<Stop | undefined>,
): StepResult | undefined {
  const unknown = (what: string, why: string): StepResult => ({
    outcome: 'escalate',
    finding: `Started, and could not check whether ${what}: ${why}.`,
    verdict: 'unknown',
    refused: { act: ACT, because: 'unknown whether it is stopped on purpose' },
  });
  if ('unseen' in stop) return unknown('it was stopped', stop.unseen);
  if (stop.seen && isStopped(stop.seen)) {
    return {
      outcome: 'stand-down',
      finding: `The service was stopped on purpose by ${stop.seen.by} while it was started.`,
      refused: { act: ACT, because: 'stopped on purpose' },
    };
  }
  if (kind !== 'trading') return undefined;
  if ('unseen' in tradingEnabled) return unknown('trading is still enabled', tradingEnabled.unseen);
  const { value, version } = tradingEnabled.seen;
  if (value === 'true') return undefined;
  return {
    outcome: 'stand-down',
    finding: `Trading was disabled while the service was started (the parameter is "${value}", version ${version}).`,
    refused: { act: ACT, because: 'disabled on purpose' },
  };
}

/**
 * What the step answers where the service may not be started: what a person wants stands, and anything else is for people,
 * because capacity is missing. The bounds stay ours: the minimum from before would start tasks, since a registration brings
 * the desired count up to it. The record stays for the undo that is to come.
 */
export function leftStopped(about: About, undo: Undo, why: StepResult): StepResult {
  const { before } = undo;
  const bounds =
    'min' in before
      ? `, minimum 0 instead of ${before.min} and scaling suspended: to put the minimum back would start tasks`
      : '';
  return {
    ...why,
    outcome: why.outcome === 'stand-down' ? 'stand-down' : 'escalate',
    ...(why.outcome === 'stand-down' ? {} : { verdict: why.verdict ?? 'unknown' }),
    finding: `${why.finding} The service stays down, with desired count 0 instead of ${before.desired}${bounds}.`,
    advice: `The undo that is scheduled asks again. To start the service by hand, run: ${commandsBack(about, undo)}`,
  };
}

/** What the step answers where the service runs and its bounds may not be put back. */
export const leftSuspended = (
  about: About,
  before: Pick<Capacity, 'min' | 'suspended'>,
  why: StepResult,
): StepResult => ({
  ...why,
  outcome: why.outcome === 'stand-down' ? 'stand-down' : 'escalate',
  ...(why.outcome === 'stand-down' ? {} : { verdict: why.verdict ?? 'unknown' }),
  finding: `${why.finding} The service runs with minimum 0 instead of ${before.min} and scaling suspended.`,
  advice: `The undo that is scheduled asks again. To scale the service as before, run: ${boundsBack(about, before)}`,
});

export const stoppedAgain = (about: About, undo: Undo, deployment: string): StepResult => ({
  outcome: 'escalate',
  finding: `The service is down with a deployment (${deployment}) that came after it was stopped: whether on purpose is unknown.`,
  verdict: 'unknown',
  refused: { act: ACT, because: 'unknown whether it is stopped on purpose' },
  advice: `Find out who stopped it. If it is meant to run: ${commandsBack(about, undo)}`,
});
