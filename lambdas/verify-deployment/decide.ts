import type { Service } from '@aws-sdk/client-ecs';
import { RELEASE_SOAK_SECONDS } from '../../runbooks/actions-of-change';
import { describeStops, failed, primary, type StoppedTask, underWay } from '../shared/ecs';
import type { LogLines } from '../shared/log-lines';
import { short, shortened } from '../shared/release/image';
import type { Release } from '../shared/release/notes';
import { counts } from '../shared/release/present';
import type { Running } from '../shared/release/running';
import type { Absence, Signal } from '../shared/signals';
import type { Look, StepResult } from '../shared/step';
import { clockTime, counted, duration } from '../shared/wording';

export interface Seen {
  readonly service: Look<Service | undefined>;
  readonly running: Look<Running>;
  readonly stopped: Look<readonly StoppedTask[]>;
  readonly signals: Look<readonly Signal[]>;
  /** Lines with ERROR since the deployment was complete. */
  readonly errors: Look<LogLines>;
  readonly now: number;
}

/** What is judged. */
export interface About {
  readonly release: Release;
  /** Id of our deployment, and when it was complete (milliseconds since the epoch). */
  readonly deployment: string;
  readonly completeAt: number;
  readonly absence: Readonly<Record<string, Absence>>;
  readonly maxErrorLinesPerMinute: number;
  /** Whether the service was down between the two generations. */
  readonly wasDown: boolean;
  /** Whether what it took the place of was the bad one: then the alarms tell of that for some time. */
  readonly back: boolean;
}

export type Judgement =
  /** A person has stopped it: there is nothing to judge. */
  | { readonly is: 'stopped'; readonly finding: string }
  | { readonly is: 'verified'; readonly finding: string }
  /** No time mends this. */
  | { readonly is: 'failed'; readonly finding: string }
  /** Not verified yet: something is not well, or cannot be seen, or the soak is not over. */
  | { readonly is: 'not-yet'; readonly finding: string; readonly verdict: 'not-fixed' | 'unknown' };

/** Tasks of one deployment that end by themselves before it is called a crash loop: one may be chance, three are not. */
const CRASH_LOOP = 3;

/**
 * Whether what was deployed works. Verified needs all of these, through the whole soak, and nothing else is verified:
 *
 * - our deployment is the one that runs, alone and complete, with as many tasks as are wanted, more than none;
 * - every one of them runs the digest that was meant;
 * - every alarm of the service is OK, with data behind it, unless its silence means that nothing happened;
 * - no minute has more ERROR lines than the environment calls a fault.
 *
 * An alarm that has gone red since is the release's own doing, and so are tasks that keep ending: that is not waited for. One
 * that was red before may need its minutes to be OK again, and so may one that tells of a service that was down between two
 * generations, or of what a rollback took away. What cannot be seen is not verified.
 */
export function judge(seen: Seen, about: About): Judgement {
  const { service, running, signals, errors, stopped, now } = seen;
  const { release, deployment } = about;
  if ('unseen' in service) return notYet('unknown', `Could not check the service: ${service.unseen}.`);
  if (!service.seen) return failure('The service is gone.');
  if (service.seen.desiredCount === 0)
    return { is: 'stopped', finding: 'The service was stopped: its desired count is 0. Nothing is judged.' };
  const present = primary(service.seen);
  if (present?.id !== deployment)
    return failure(`Deployment ${present?.id ?? 'none'}, not ours, has taken the place of ${deployment}.`);
  const ended = 'seen' in stopped ? failed(stopped.seen).filter((task) => task.deployment === deployment) : [];
  if (ended.length >= CRASH_LOOP) return failure(`Its tasks keep ending: ${describeStops(ended)}.`);

  if ('unseen' in signals) return notYet('unknown', `Could not check the alarms: ${signals.unseen}.`);
  const red = signals.seen.filter(({ state }) => state === 'ALARM');
  const ofRelease = red.filter(({ alarm, hasData }) => hasData && !release.red.includes(alarm));
  const fresh = ofRelease.find(({ since }) => now - Math.max(since, about.completeAt) >= leftOver(about));
  if (fresh) return failure(`${fresh.alarm} went to ALARM at ${clockTime(fresh.since)}: ${fresh.reason}`);

  const tasks = counts(service.seen);
  const { runningCount, desiredCount, deployments = [] } = service.seen;
  if (runningCount !== desiredCount || deployments.length > 1 || underWay(service.seen))
    return notYet('not-fixed', `The service has ${tasks}, and ${counted(deployments.length, 'deployment')}.`);
  if ('unseen' in running) return notYet('unknown', `Could not read which image runs: ${running.unseen}.`);
  const { digests } = running.seen;
  if (digests.length !== 1 || (release.digest !== null && digests[0] !== release.digest))
    return notYet(
      'not-fixed',
      `Its tasks run ${shortened(digests)}, not ${short(release.digest ?? 'one image')} alone.`,
    );

  const first = red[0];
  if (first)
    return notYet(
      'not-fixed',
      `${first.alarm} is in ALARM since ${clockTime(first.since)}, from before it was complete.`,
    );
  const silent = signals.seen.find(
    ({ alarm, state, hasData }) => state !== 'OK' || (!hasData && about.absence[alarm] !== 'nothing-happened'),
  );
  if (silent) return notYet('unknown', `${silent.alarm} has no data.`);
  if (signals.seen.length === 0) return notYet('unknown', 'There is no alarm to judge by.');
  if ('unseen' in errors) return notYet('unknown', `Could not read the logs: ${errors.unseen}.`);
  if (errors.seen.truncated) return notYet('unknown', 'There are more ERROR lines than could be read.');

  const burst = lastOutbreak(errors.seen, about);
  const since = Math.max(about.completeAt, burst ?? 0, ...signals.seen.map((signal) => signal.since));
  const wellFor = (now - since) / 1000;
  const image = short(digests[0] ?? '?');
  if (wellFor < RELEASE_SOAK_SECONDS) {
    const why = burst !== undefined && burst === since ? ', since its last outbreak of ERROR lines' : '';
    return notYet(
      'not-fixed',
      `${tasks} of ${image}, and all is well for ${duration(wellFor)} of ${duration(RELEASE_SOAK_SECONDS)}${why}.`,
    );
  }
  return {
    is: 'verified',
    finding: `Verified: ${tasks}, all of ${image} (${present.taskDefinition?.split('/').at(-1) ?? '?'}); ${counted(signals.seen.length, 'alarm')} OK and ${counted(errors.seen.lines.length, 'ERROR line')} in ${duration(wellFor)}.`,
  };
}

const MINUTE_MS = 60_000;

/** Alarms over minutes go on telling of the minutes in which the service was down, and hear of them late. */
const leftOver = ({ wasDown, back }: About): number => (back ? Number.POSITIVE_INFINITY : wasDown ? 3 * MINUTE_MS : 0);

/** When the last minute ended that had more ERROR lines than are harmless; minutes are counted from the completion. */
function lastOutbreak({ lines }: LogLines, { completeAt, maxErrorLinesPerMinute }: About): number | undefined {
  const byMinute = new Map<number, number>();
  for (const { at } of lines) {
    const minute = Math.floor((at - completeAt) / MINUTE_MS);
    byMinute.set(minute, (byMinute.get(minute) ?? 0) + 1);
  }
  const bad = [...byMinute].filter(([, count]) => count > maxErrorLinesPerMinute).map(([minute]) => minute);
  return bad.length === 0 ? undefined : completeAt + (Math.max(...bad) + 1) * MINUTE_MS;
}

/** What the step answers where it is not verified: people, or the step that takes it back. */
export const notVerified = (
  otherwise: 'escalate' | 'roll-back',
  finding: string,
  verdict: 'not-fixed' | 'unknown',
): StepResult =>
  otherwise === 'roll-back'
    ? { outcome: 'continue', verdict, finding: `Not verified. ${finding}` }
    : {
        outcome: 'escalate',
        verdict,
        finding: `Not verified. ${finding}`,
        advice: 'See why it does not work. The rollback procedure takes a revision, too: --to-revision.',
      };

/** Whoever asked for something else while this run went on has joined it, and has to be told that it was not done. */
export const joinedMeanwhile = (joined: number): string =>
  joined === 0
    ? ''
    : ` ${counted(joined, 'more start')} joined this run: another image or service than this was not worked on, and has to be asked for again.`;

const notYet = (verdict: 'not-fixed' | 'unknown', finding: string): Judgement => ({ is: 'not-yet', finding, verdict });
const failure = (finding: string): Judgement => ({ is: 'failed', finding });
