/** The services a described system has. */
export const ROLES = ['trading', 'dashboard', 'data-service'] as const;
export type Role = (typeof ROLES)[number];

export interface ServiceDescription {
  readonly name: string;
  /** How its log streams begin, with the slash. */
  readonly logStreamPrefix: string;
  /** `repository:tag`, in the account's registry. */
  readonly image: string;
  /** Names of the roles that its tasks have; told from the service's name where they are left out. */
  readonly taskRole?: string;
  readonly executionRole?: string;
  readonly desiredTasks: number;
  readonly maxTasks: number;
}

export interface MetricDescription {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface BrokerDescription {
  /** https URL that answers a call without credentials. */
  readonly endpoint: string;
  readonly heartbeat: Place;
}

export interface BrokerPositionsDescription {
  /** https URL that answers the open positions to a call with a session. */
  readonly endpoint: string;
  /** Of the session's headers, in Secrets Manager. */
  readonly sessionSecret: string;
}

/** Of an object in S3. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
}

export interface DatabaseDescription {
  readonly instance: string;
  readonly port: number;
  /** The database in the instance. */
  readonly name: string;
  /** Of its credentials, in Secrets Manager. */
  readonly secret: string;
  readonly backups?: {
    /** Of the names of the snapshots that are not RDS's own: `<prefix>-20261120`. */
    readonly prefix: string;
    /** RDS's own daily window, in the calendar's zone. */
    readonly window: { readonly from: string; readonly to: string };
  };
}

/** Where a command to the trading service is put, in the same bucket as its answer. */
export interface CommandPlace extends Place {
  readonly answer: { readonly key: string };
}

/** Where a JSON object comes from; `{date}` in a key or a URL is the day it is about. */
export type ObjectSource =
  | { readonly from: 's3'; readonly bucket: string; readonly key: string; readonly maxAgeSeconds: number }
  | { readonly from: 'http'; readonly url: string; readonly maxAgeSeconds: number };

/** A metric for each number. */
export interface TradesMetrics {
  readonly from: 'metric';
  readonly trades: MetricDescription;
  readonly realisedProfit: MetricDescription;
  readonly openPositions: MetricDescription;
}

export interface LoadBalancerDescription {
  /** `app/<name>/<id>`. */
  readonly id: string;
  /** `targetgroup/<name>/<id>`. */
  readonly targetGroup: string;
  /** Where people reach the dashboard, without a path. */
  readonly url: string;
  readonly healthPath: string;
}

/** Times of day, `HH:MM`. */
export interface Hours {
  readonly opens: string;
  readonly closes: string;
}

export interface Calendar {
  /** IANA zone of the times and dates below. */
  readonly timeZone: string;
  readonly session: Hours;
  /** Hours that held before a date, earliest date first. */
  readonly earlierHours: readonly { readonly before: string; readonly session: Hours }[];
  /** By year, then by date (`2026-11-20`); a year that is not there has ordinary weekdays. */
  readonly days: Readonly<
    Record<
      string,
      {
        readonly holidays: Readonly<Record<string, string>>;
        readonly specialSessions: Readonly<Record<string, { readonly sessions: readonly Hours[] | 'unverified' }>>;
      }
    >
  >;
}

type Configured<T> = T | 'not configured';

/** What the platform reads of one stack's entry in the cloud assembly's `environment.json`. */
export interface Description {
  readonly environment: {
    readonly account: string;
    readonly region: string;
    readonly cluster: string;
    readonly services: Readonly<Record<Role, ServiceDescription>>;
    readonly network: { readonly vpc: string; readonly servicesSecurityGroup: string };
    readonly database: DatabaseDescription;
    readonly loadBalancer: LoadBalancerDescription;
    readonly logs: { readonly group: string };
    readonly secrets?: { readonly brokerCredentials: string };
    readonly parameters: { readonly tradingEnabled: string; readonly probe?: Configured<string> };
    readonly signals: {
      readonly brokerStatus: Configured<BrokerDescription>;
      readonly oldestUnansweredOrder: Configured<MetricDescription>;
      readonly marketDataFreshness: Configured<MetricDescription>;
      readonly dailyLoss: Configured<MetricDescription>;
      readonly tradingEnabledAcknowledgement: Configured<Place>;
      readonly probeAcknowledgement?: Configured<Place>;
      readonly tradesAndProfit?: Configured<ObjectSource | TradesMetrics>;
      readonly positions?: Configured<ObjectSource>;
      readonly exportManifest?: Configured<ObjectSource>;
      readonly brokerPositions?: Configured<BrokerPositionsDescription>;
    };
    readonly commands?: { readonly closePositions: Configured<CommandPlace> };
    readonly backups?: { readonly bucket: string; readonly prefix: string };
    readonly calendar: Calendar;
    readonly pagerDuty?: Configured<{ readonly routingKeySecret: string }>;
  };
}

/** What is configured, or undefined. */
export const configured = <T>(signal: Configured<T> | undefined): T | undefined =>
  signal === 'not configured' ? undefined : (signal as T | undefined);
