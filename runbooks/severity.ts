export type Severity = 'P1' | 'P2' | 'P3' | 'P4';

export interface SeverityLevel {
  readonly title: string;
  /** Seconds from the alarm's state change within which the fault is gone or people are at work on it. */
  readonly responseSeconds: number;
}

export const SEVERITIES: Readonly<Record<Severity, SeverityLevel>> = {
  P1: { title: 'Critical', responseSeconds: 15 * 60 },
  P2: { title: 'High', responseSeconds: 30 * 60 },
  P3: { title: 'Medium', responseSeconds: 2 * 3600 },
  P4: { title: 'Low', responseSeconds: 24 * 3600 },
};

/** Seconds one rung has to acknowledge before the next is paged: a third of the response time (P1: the runbook's 5 minutes). */
export const acknowledgeSeconds = (severity: Severity): number => SEVERITIES[severity].responseSeconds / 3;
