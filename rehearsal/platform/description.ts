/** The services a described system has. */
export const ROLES = ['trading', 'dashboard', 'data-service'] as const;
export type Role = (typeof ROLES)[number];

export interface ServiceDescription {
  readonly name: string;
  /** How its log streams begin, with the slash. */
  readonly logStreamPrefix: string;
  /** `repository:tag`. */
  readonly image: string;
  readonly desiredTasks: number;
}

export interface MetricDescription {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface BrokerDescription {
  /** https URL that answers a call without credentials. */
  readonly endpoint: string;
  readonly heartbeat: { readonly bucket: string; readonly key: string };
}

export interface Calendar {
  /** IANA zone of the times below. */
  readonly timeZone: string;
  /** Times of day, `HH:MM`; every day, since the environment names no weekdays. */
  readonly session: { readonly opens: string; readonly closes: string };
}

/** What the platform reads of one stack's entry in the cloud assembly's `environment.json`. */
export interface Description {
  readonly environment: {
    readonly cluster: string;
    readonly services: Readonly<Record<Role, ServiceDescription>>;
    readonly logs: { readonly group: string };
    readonly parameters: { readonly tradingEnabled: string };
    readonly signals: {
      readonly brokerStatus: BrokerDescription | 'not configured';
      readonly oldestUnansweredOrder: MetricDescription | 'not configured';
    };
    readonly calendar: Calendar;
  };
}
