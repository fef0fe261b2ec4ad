import type { Datum } from '../../engine/alarms/metrics';

export type Reading = Omit<Datum, 'at'>;

/** Where a metric comes from: AWS itself, its Container Insights, or the trading service. */
export type Source = 'aws' | 'insights' | 'own';

/** Measures something at the end of a minute. What it does not answer is not reported. */
export interface Gauge {
  readonly source: Source;
  /** @param past whether the minute was before the story, and as things stand now. */
  readonly read: (past: boolean) => readonly Reading[];
}
