import * as v from 'valibot';
import { CalendarSchema } from './calendar-schema';

/** Words for a field that is meant to be empty: nothing emits it, so nothing watches it. */
export const NOT_CONFIGURED = 'not configured';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const whole = v.pipe(v.number(), v.integer('Expected a whole number'));
const seconds = v.pipe(whole, v.minValue(1, 'Expected 1 or more'));
const count = v.pipe(whole, v.minValue(0, 'Expected 0 or more'));
const email = v.pipe(v.string(), v.email('Expected an e-mail address'));
const contactId = text;

const Metric = v.strictObject({
  namespace: text,
  name: text,
  dimensions: v.record(v.string(), v.string()),
});

const Service = v.strictObject({
  /** The ECS service's name. */
  name: text,
  /** How its log streams begin, with the slash. */
  logStreamPrefix: v.pipe(v.string(), v.endsWith('/')),
  /** Image as the task definition names it (`repository:tag`). */
  image: text,
  /** Tasks a person wants to run in normal times, and the most an automation may ever ask for. */
  desiredTasks: count,
  maxTasks: count,
  /** Fewer running tasks than this is an incident. */
  minRunningTasks: v.pipe(count, v.minValue(1, 'Expected 1 or more: with 0 its alarm could never go off')),
  /**
   * Whether tasks of the old and the new generation may run side by side without harm (for a trading service: whether
   * two copies can send one order twice). Required: nobody but the owner can know it.
   */
  generationsMayOverlap: v.boolean(),
  /** Whether the service reads its open work back when it starts (for a trading service: its open orders). Required. */
  stateSurvivesRestart: v.boolean(),
});

const BrokerStatus = v.strictObject({
  /** Answers without credentials; says whether the broker's API responds at all. Never a login. */
  endpoint: v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL')),
  /** A JSON object the trading service writes: `{ asOf, httpStatus, errorcode }` of its last call to the broker. */
  heartbeat: v.strictObject({ bucket: text, key: text, maxAgeSeconds: seconds }),
});

/** A JSON object one of your services writes, with `asOf`: the instant it describes. */
const StatusObject = v.strictObject({ bucket: text, key: text, maxAgeSeconds: seconds });

const securityGroup = v.pipe(v.string(), v.regex(/^sg-[0-9a-f]+$/, 'Expected a security group id like sg-0a1b2c3d'));
const percent = v.pipe(v.number(), v.minValue(1, 'Expected 1 or more'), v.maxValue(100, 'Expected 100 or less'));

const signal = <T extends v.GenericSchema>(schema: T) => v.union([schema, v.literal(NOT_CONFIGURED)]);

const PageWhen = v.picklist(['now', 'hold']);

export const EnvironmentSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens')),
  account: v.pipe(v.string(), v.regex(/^\d{12}$/, 'Expected an AWS account id of 12 digits')),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}-[a-z]+-\d$/, 'Expected an AWS region like ap-south-1')),
  cluster: text,
  services: v.strictObject({ trading: Service, dashboard: Service, 'data-service': Service }),
  /** Where the function runs that connects to the database as the services do. */
  network: v.strictObject({
    vpc: v.pipe(v.string(), v.regex(/^vpc-[0-9a-f]+$/, 'Expected a VPC id like vpc-0a1b2c3d')),
    /** Private subnets with a way out to AWS (a NAT gateway or endpoints). */
    subnets: v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^subnet-[0-9a-f]+$/, 'Expected a subnet id like subnet-0a1b2c3d'))),
      v.minLength(1, 'Expected at least one subnet'),
    ),
    /** What the services' tasks carry, and the database lets in. */
    servicesSecurityGroup: securityGroup,
  }),
  database: v.strictObject({
    instance: text,
    port: v.pipe(whole, v.minValue(1), v.maxValue(65535)),
    /** The database to connect to; not the instance. */
    name: text,
    /** A secret in Secrets Manager with `username` and `password`. */
    secret: text,
    /** Log group of the slow queries, where the instance exports them. */
    slowQueries: v.union([v.strictObject({ logGroup: text }), v.literal(NOT_CONFIGURED)]),
  }),
  loadBalancer: v.strictObject({
    /** The last part of its ARN, as metrics name it: `app/<name>/<id>`. */
    id: v.pipe(v.string(), v.regex(/^app\/[^/]+\/[0-9a-f]+$/, 'Expected app/<name>/<id>, the end of its ARN')),
    /** The same of its target group: `targetgroup/<name>/<id>`. */
    targetGroup: v.pipe(
      v.string(),
      v.regex(/^targetgroup\/[^/]+\/[0-9a-f]+$/, 'Expected targetgroup/<name>/<id>, the end of its ARN'),
    ),
    /** Where people reach the dashboard. */
    url: v.pipe(
      v.string(),
      v.url('Expected a URL'),
      v.regex(/^https?:\/\/[^/]+$/, 'Expected http(s)://host without a path'),
    ),
    healthPath: v.pipe(v.string(), v.startsWith('/')),
  }),
  logs: v.strictObject({
    group: v.pipe(v.string(), v.startsWith('/')),
    /** CloudWatch Logs filter pattern of the lines your services write when they cannot reach the database. */
    databaseFailures: text,
  }),
  parameters: v.strictObject({ tradingEnabled: v.pipe(v.string(), v.startsWith('/')) }),
  /** What the runbook assumes and only your system can emit. */
  signals: v.strictObject({
    brokerStatus: signal(BrokerStatus),
    oldestUnansweredOrder: signal(Metric),
    /** Age of the last market data the trading system has, in seconds. */
    marketDataFreshness: signal(Metric),
    /** Loss of the day in the account's currency, above 0. */
    dailyLoss: signal(Metric),
    tradesAndProfit: signal(Metric),
    positions: signal(Metric),
    exportManifest: signal(Metric),
    /** Written by the trading service: `{ asOf, version, tradingEnabled }`, the parameter as it last acted on it. */
    tradingEnabledAcknowledgement: signal(StatusObject),
  }),
  thresholds: v.strictObject({
    /** ERROR lines in one minute above which the log alarm counts the minute. */
    maxErrorLinesPerMinute: count,
    /** Seconds the oldest unanswered order may wait during the session. */
    maxOldestOrderSeconds: seconds,
    /** CPU and memory of a service, and CPU of the database, on average over two (database: three) spells of 5 minutes. */
    maxUtilizationPercent: percent,
    /** Log lines in one minute that say a connection to the database failed. */
    maxFailedConnectionsPerMinute: count,
    maxDatabaseConnections: count,
    minFreeStorageBytes: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
    /** Answers of the 5xx kind in 5 minutes, made by the load balancer or by a target. */
    maxServerErrorsPer5Minutes: count,
    /** The same as a share of all requests. */
    maxServerErrorPercent: percent,
    maxResponseSeconds: v.pipe(v.number(), v.minValue(0.001, 'Expected more than 0')),
    maxMarketDataAgeSeconds: seconds,
    maxDailyLoss: v.pipe(v.number(), v.minValue(1, 'Expected 1 or more')),
  }),
  /** How much the runbooks may do by themselves before they must ask a person. */
  limits: v.strictObject({
    /** The same act of one runbook on one target, within so many seconds, whether it worked or not. */
    attempts: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
    withinSeconds: seconds,
    /** All runbooks together. */
    actsAnHour: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
    servicesAnHour: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
  }),
  calendar: CalendarSchema,
  contacts: v.record(v.string(), v.strictObject({ role: text, email })),
  /** Who is on call for each owning role; ids of `contacts`. */
  onCall: v.strictObject({
    devops: v.strictObject({ primary: contactId, backup: contactId }),
    backend: v.strictObject({ primary: contactId, backup: contactId }),
    trading: v.strictObject({ primary: contactId, backup: contactId }),
  }),
  /** Rungs in the order they are climbed. `on-call` means the primary of the runbook's owning role. */
  escalationPath: v.pipe(v.array(v.strictObject({ title: text, contacts: v.array(contactId) })), v.minLength(1)),
  stakeholders: v.array(contactId),
  /** Reads how every incident ended and what a runbook that only observes would have done; is never paged. */
  incidentChannel: email,
  /** Where a failure of the paging itself is sent: read by a person, and by no workflow. */
  lastResort: email,
  externalContacts: v.strictObject({
    broker: v.strictObject({ name: text, contact: text }),
    aws: v.strictObject({ name: text, contact: text }),
  }),
  /**
   * Outside the session: page at once, or hold until the morning. Holding is not built yet: a runbook whose severity says
   * `hold` is refused at synth.
   */
  paging: v.strictObject({ P1: PageWhen, P2: PageWhen, P3: PageWhen, P4: PageWhen }),
});

export type Environment = v.InferOutput<typeof EnvironmentSchema>;
export type ServiceRole = keyof Environment['services'];
export type SignalName = keyof Environment['signals'];

/** An environment file that says something the app cannot work with. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Checks an environment file.
 * @throws EnvironmentError with a line for every wrong, missing or unknown field: its path, what was given, what is expected.
 */
export function parseEnvironment(given: unknown): Environment {
  const parsed = v.safeParse(EnvironmentSchema, given);
  const name = (given as { name?: unknown } | null)?.name;
  const complaints = parsed.success ? references(parsed.output) : parsed.issues.map(complaint);
  if (complaints.length > 0) {
    throw new EnvironmentError(
      [`environments/${String(name)}.ts does not describe a system:`, ...complaints].join('\n'),
    );
  }
  return parsed.output as Environment;
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((item) => String(item.key)).join('.') || '(the file)';
  const inner = issue.kind === 'schema' && issue.type === 'union' ? (issue.issues?.[0] ?? issue) : issue;
  if (inner !== issue && inner.path) {
    return complaint({ ...inner, path: [...(issue.path ?? []), ...inner.path] } as v.BaseIssue<unknown>);
  }
  if (issue.received === 'undefined') {
    const missing = issue.expected?.startsWith('"') ? 'this field' : issue.expected;
    return `  ${path}: given nothing, expected ${missing}`;
  }
  const received = JSON.stringify(issue.input);
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `  ${path}: unknown field; remove it or correct its name`;
  // What a check says itself ("Expected an AWS region …") is better than the pattern behind it.
  const own = issue.message.startsWith('Expected ') ? issue.message.slice('Expected '.length) : issue.expected;
  return `  ${path}: given ${received}, expected ${own ?? issue.message}`;
}

/** What the schema alone cannot see: ids that name nobody, counts that contradict each other. */
function references(environment: Environment): string[] {
  const known = Object.keys(environment.contacts);
  const complaints: string[] = [];
  const mustKnow = (path: string, id: string) => {
    if (!known.includes(id)) complaints.push(`  ${path}: given "${id}", expected one of contacts: ${known.join(', ')}`);
  };
  for (const [role, { primary, backup }] of Object.entries(environment.onCall)) {
    mustKnow(`onCall.${role}.primary`, primary);
    mustKnow(`onCall.${role}.backup`, backup);
  }
  environment.escalationPath.forEach((rung, index) => {
    for (const id of rung.contacts) if (id !== ON_CALL) mustKnow(`escalationPath.${index}.contacts`, id);
  });
  for (const id of environment.stakeholders) mustKnow('stakeholders', id);
  for (const [role, service] of Object.entries(environment.services)) {
    if (service.minRunningTasks > service.desiredTasks || service.desiredTasks > service.maxTasks) {
      complaints.push(
        `  services.${role}: given minRunningTasks ${service.minRunningTasks}, desiredTasks ${service.desiredTasks}, ` +
          `maxTasks ${service.maxTasks}, expected each to be at most the next`,
      );
    }
  }
  return complaints;
}

/** A rung's contact that stands for whoever is on call for the runbook's owner. */
export const ON_CALL = 'on-call';
