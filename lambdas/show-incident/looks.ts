import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { Target } from '../../runbooks/runbook';
import type { System } from '../shared/directory';
import { describeService, recentEvents } from '../shared/ecs';
import { type LogLine, readLines } from '../shared/log-lines';
import { type Look, look } from '../shared/step';

/** How long the page waits for what it shows: who reads it at night would rather see the rest. */
export const PATIENCE_MS = 4_000;

/** A look that has an answer when time is up, whatever becomes of the call. */
export async function timely<T>(at: () => Promise<T>): Promise<Look<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Look<T>>((resolve) => {
    timer = setTimeout(() => resolve({ unseen: `no answer within ${PATIENCE_MS / 1000} s` }), PATIENCE_MS);
  });
  try {
    return await Promise.race([look(at), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A service's tasks, and what ECS says of them. */
export interface ServiceSeen {
  readonly running: number;
  readonly desired: number;
  readonly pending: number;
  /** `IN_PROGRESS` and the like, of the newest deployment. */
  readonly rollout: string;
  /** Latest first, each with its time. */
  readonly events: readonly string[];
}

/** Services an incident is about, by role: all of them where it is about none. */
export function servicesOf({ services }: System, target: Target): readonly [string, System['services'][string]][] {
  const own = services[target];
  return own ? [[target, own]] : Object.entries(services);
}

/** @throws when there is no such service, or the call fails. */
export async function lookAtService(ecs: ECSClient, cluster: string, service: string): Promise<ServiceSeen> {
  const found = await describeService(ecs, { cluster, service });
  if (!found) throw new Error(`There is no service ${service} in ${cluster}`);
  const { runningCount = 0, desiredCount = 0, pendingCount = 0, deployments = [] } = found;
  return {
    running: runningCount,
    desired: desiredCount,
    pending: pendingCount,
    rollout: deployments.find(({ status }) => status === 'PRIMARY')?.rolloutState ?? 'not known',
    events: recentEvents(found),
  };
}

export const LOG_LINES = 15;
export const LOG_MINUTES = 15;

export interface LogTail {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** There was more than could be read: later lines may be missing. */
  readonly truncated: boolean;
}

/**
 * The last lines of a service, or of everybody. They are answered oldest first, so the last minute is read before the rest.
 * @throws when a call fails.
 */
export async function lookAtLogs(
  logs: CloudWatchLogsClient,
  where: { readonly logGroup: string; readonly streamPrefix?: string },
  now: () => number,
): Promise<LogTail> {
  const to = now();
  const mayGoOn = () => now() < to + PATIENCE_MS;
  const read = (minutes: number) =>
    readLines(logs, { ...where, pattern: '', from: to - minutes * 60_000, to }, mayGoOn);
  const latest = await read(1);
  const { lines, truncated } = latest.lines.length >= LOG_LINES || latest.truncated ? latest : await read(LOG_MINUTES);
  return { lines: lines.toSorted((one, other) => one.at - other.at).slice(-LOG_LINES), truncated };
}
