import type { Look, StepResult } from '../shared/step';

export interface Answer {
  readonly status: number;
  /** Whether the body holds nothing but white space. */
  readonly blank: boolean;
  /** The `server` header: who made the answer, where it says so. */
  readonly server: string | null;
}

export interface Probe {
  readonly url: string;
  /** `unseen`: there was no answer, and why. */
  readonly answer: Look<Answer>;
}

/** Statuses of a gateway: the page may be well, and not reached. */
const GATEWAY: Readonly<Record<number, string>> = {
  502: 'bad gateway, made by the load balancer or the target: the connection was refused or closed, or the answer malformed',
  503: 'service unavailable, made by the load balancer or the target: no target to send it to, or too busy',
  504: 'gateway time-out, made by the load balancer or the target: no answer in time',
};

/**
 * What a browser would meet: the health path, and the page itself where it is given. It explains and decides nothing; whether
 * the dashboard may be restarted is for the steps after it.
 */
export function describeProbes(health: Probe, page?: Probe): StepResult {
  const parts = [
    `Health ${health.url} ${says(health, false)}`,
    ...(page ? [`the page ${page.url} ${says(page, true)}`] : []),
  ];
  return { outcome: 'continue', finding: `${parts.join('; ')}.`, evidence: { health, ...(page ? { page } : {}) } };
}

function says({ answer }: Probe, isPage: boolean): string {
  if ('unseen' in answer) return `does not answer (${answer.unseen})`;
  const { status, blank } = answer.seen;
  const gateway = GATEWAY[status];
  if (gateway) return `answers ${status} (${gateway})`;
  if (status === 200) return isPage && blank ? 'answers 200 with a blank page' : 'answers 200';
  return `answers ${status}, not 200`;
}

/** The reasons Node gives for a connection that did not come about, in words. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name could not be resolved',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  UND_ERR_SOCKET: 'connection closed',
};

/** Why there was no answer. `fetch` says only that it failed, and keeps the reason in the error's cause. */
export function whyUnanswered(error: unknown): string {
  const { cause, message = String(error) } = Object(error) as { cause?: unknown; message?: string };
  if (cause === undefined) return message;
  const { code = '', message: reason } = Object(cause) as { code?: string; message?: string };
  return REASONS[code] ?? ([code, reason].filter(Boolean).join(': ') || message);
}
