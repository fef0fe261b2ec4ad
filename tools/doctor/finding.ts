/** `not configured` and `not deployed` are no faults: the environment says so, or it is not time yet. */
export type Status = 'ok' | 'missing' | 'could not check' | 'not configured' | 'not deployed';

/** What one look at the account gave. */
export interface Finding {
  readonly status: Status;
  /** What was looked at: `cluster`, `alarm algo-trading-prod-trading/HighCpu`. */
  readonly title: string;
  /** One sentence with its numbers. */
  readonly says: string;
  /** The exact command or field; always there for what is missing or could not be checked. */
  readonly remedy?: string;
}

export const ok = (title: string, says: string): Finding => ({ status: 'ok', title, says });

export const missing = (title: string, says: string, remedy: string): Finding => ({
  status: 'missing',
  title,
  says,
  remedy,
});

export const couldNotCheck = (title: string, says: string, remedy: string): Finding => ({
  status: 'could not check',
  title,
  says,
  remedy,
});

/** 0: all is there. 1: something is missing. 2: something could not be checked, whatever else is missing. */
export function exitStatus(findings: readonly Finding[]): 0 | 1 | 2 {
  const has = (wanted: Status): boolean => findings.some(({ status }) => status === wanted);
  if (findings.length === 0 || has('could not check')) return 2;
  return has('missing') ? 1 : 0;
}
