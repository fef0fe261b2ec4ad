/** A metric of our own. Each value of its one dimension is a metric to CloudWatch, and charged as one. */
export interface OwnMetric {
  readonly dimension: string;
  readonly unit: 'Count' | 'Seconds';
  /** Every value the dimension may have, in the words of the dashboard. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * What our functions measure of themselves, and the dashboard shows. The environment is in the namespace. No runbook and no
 * service is a dimension: each would multiply the number of metrics, and the log line behind every datum names its incident.
 */
export const OWN_METRICS = {
  /** Ends of incidents, each counted when its run ends; of planned work and of undoing only what failed. */
  Incidents: {
    dimension: 'outcome',
    unit: 'Count',
    values: {
      resolved: 'fixed',
      'stood-down': 'stood down',
      escalated: 'handed to people',
      observed: 'observed only',
    },
  },
  /** From the alarm's change of state to the instant from which all alarms of it stayed normal, whoever mended it. */
  TimeToMitigate: {
    dimension: 'severity',
    unit: 'Seconds',
    values: { P1: 'P1', P2: 'P2', P3: 'P3', P4: 'P4' },
  },
  /** Pages to one contact each; what nobody answered is counted once a rung. */
  Pages: {
    dimension: 'result',
    unit: 'Count',
    values: {
      sent: 'sent',
      'not-sent': 'could not be sent',
      acknowledged: 'acknowledged',
      unanswered: 'rungs without an answer',
    },
  },
  /** Questions, by what came of them. */
  Approvals: {
    dimension: 'answer',
    unit: 'Count',
    values: { approved: 'approved', refused: 'refused', expired: 'not answered in time' },
  },
  /** Acts and runs that were held back, by the first reason against them, in the order in which the guard asks. */
  Refusals: {
    dimension: 'reason',
    unit: 'Count',
    values: {
      mode: 'mode: observe or off',
      people: 'stopped, or in somebody’s hand',
      'not-necessary': 'not necessary any more',
      window: 'window or freeze',
      occupied: 'somebody else at work on it',
      attempts: 'done too often',
      'market-phase': 'phase of the market',
      unknown: 'could not be checked',
      other: 'a condition of the act itself',
    },
  },
} as const satisfies Readonly<Record<string, OwnMetric>>;

export type MetricName = keyof typeof OWN_METRICS;

/** What the dimension of a metric may say. */
export type ValueOf<M extends MetricName> = keyof (typeof OWN_METRICS)[M]['values'] & string;
