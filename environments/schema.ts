import * as v from 'valibot';
import { APPROVABLE, needsTwo, TWO_PEOPLE } from './approvable';
import { CalendarSchema } from './calendar-schema';
import { type Rotation, RotationSchema, resolveRotation } from './rota';

/** Words for a field that is meant to be empty: nothing emits it, so nothing watches it. */
export const NOT_CONFIGURED = 'not configured';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const whole = v.pipe(v.number(), v.integer('Expected a whole number'));
const seconds = v.pipe(whole, v.minValue(1, 'Expected 1 or more'));
const count = v.pipe(whole, v.minValue(0, 'Expected 0 or more'));
const email = v.pipe(v.string(), v.email('Expected an e-mail address'));
const contactId = text;
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:15'));

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

/** Where a JSON object about the system comes from; `{date}` in a key or a URL is the day it is about. */
const ObjectSource = v.variant('from', [
  v.strictObject({ from: v.literal('s3'), bucket: text, key: text, maxAgeSeconds: seconds }),
  v.strictObject({
    from: v.literal('http'),
    url: v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL')),
    maxAgeSeconds: seconds,
  }),
]);

/** The same as a metric for each of its numbers. */
const TradesSource = v.variant('from', [
  ...ObjectSource.options,
  v.strictObject({ from: v.literal('metric'), trades: Metric, realisedProfit: Metric, openPositions: Metric }),
]);

const securityGroup = v.pipe(v.string(), v.regex(/^sg-[0-9a-f]+$/, 'Expected a security group id like sg-0a1b2c3d'));
const percent = v.pipe(v.number(), v.minValue(1, 'Expected 1 or more'), v.maxValue(100, 'Expected 100 or less'));

/** What is said is judged by what it can only be: words, or a description of the signal. */
const signal = <T extends v.GenericSchema>(schema: T) =>
  v.lazy(
    (given): v.GenericSchema<v.InferInput<T> | typeof NOT_CONFIGURED, v.InferOutput<T> | typeof NOT_CONFIGURED> =>
      typeof given === 'string' ? v.literal(NOT_CONFIGURED) : schema,
  );

const PageWhen = v.picklist(['now', 'hold']);
const Contact = v.strictObject({
  role: text,
  email,
  /** Besides e-mail; in India, SMS needs a registered sender and template (SNS, DLT). */
  sms: v.optional(v.pipe(v.string(), v.regex(/^\+\d{8,15}$/, 'Expected a telephone number like +919876543210'))),
  /** Besides e-mail: an address that takes Amazon SNS messages, and confirms its subscription itself. */
  https: v.optional(
    v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL')),
  ),
  /** Who this contact is to AWS and to the issuer. Each belongs to one contact; without any, the contact can acknowledge only. */
  identities: v.optional(
    v.strictObject({
      /** Name of an IAM user of this account. */
      iamUser: v.optional(text),
      /** User name in IAM Identity Center, as it stands in the session's ARN. */
      identityCenterUser: v.optional(text),
      /** `sub` of the issuer's tokens. */
      oidcSubject: v.optional(text),
    }),
  ),
});

const SignIn = v.strictObject({
  /**
   * Roles of IAM Identity Center's permission sets, by their whole name: there the session's name is the person's user
   * name. Of any other role the session's name is self-chosen, and says nothing.
   */
  identityCenterRoles: v.array(
    v.pipe(
      v.string(),
      v.regex(/^AWSReservedSSO_[\w+=,.@-]+_[0-9a-f]{16}$/, 'Expected AWSReservedSSO_<permission set>_<16 hex digits>'),
    ),
  ),
  /** For browsers: a Cognito user pool of our own, or an OpenID Connect issuer with a public client (PKCE, no secret). */
  browser: v.union([
    v.literal('cognito'),
    v.strictObject({
      issuer: v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL')),
      clientId: text,
    }),
  ]),
});

const Approvers = v.objectWithRest(
  {
    /** For acts that are not named. */
    otherwise: v.strictObject({ contacts: v.array(contactId), people: v.picklist([1, 2]) }),
  },
  v.strictObject({ contacts: v.array(contactId), people: v.picklist([1, 2]) }),
);

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
    backups: v.strictObject({
      /** Snapshots taken by us are called `<prefix>-YYYYMMDD`; nothing that is called otherwise is ever deleted. */
      prefix: v.pipe(
        v.string(),
        v.regex(/^[a-z](?:-?[a-z0-9])*$/, 'Expected letters, digits and single hyphens, a letter first'),
      ),
      /** How many of ours are kept. */
      keep: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
      /** Hours after which the newest snapshot, ours or RDS's own, is too old. */
      maxAgeHours: v.pipe(whole, v.minValue(1, 'Expected 1 or more')),
      /** RDS's own daily backup window, in the calendar's zone: a backup under way in it is no failure. */
      window: v.strictObject({ from: clockTime, to: clockTime }),
    }),
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
  /** Names of secrets that are looked for and never read. */
  secrets: v.strictObject({ brokerCredentials: text }),
  parameters: v.strictObject({ tradingEnabled: v.pipe(v.string(), v.startsWith('/')) }),
  /** What the runbook assumes and only your system can emit. */
  signals: v.strictObject({
    brokerStatus: signal(BrokerStatus),
    oldestUnansweredOrder: signal(Metric),
    /** Age of the last market data the trading system has, in seconds. */
    marketDataFreshness: signal(Metric),
    /** Loss of the day in the account's currency, above 0. */
    dailyLoss: signal(Metric),
    /** Trades, realised profit and number of open positions of a day. */
    tradesAndProfit: signal(TradesSource),
    /** Every open position, at the instant the object describes. */
    positions: signal(ObjectSource),
    /** What the trading service has exported of a day: names, sizes and checksums. */
    exportManifest: signal(ObjectSource.options[0]),
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
  /**
   * When the checklists are due on an ordinary trading day, in the calendar's zone. On a day with hours of its own they are
   * as long before its pre-open, and after its last close, as on an ordinary one.
   */
  checklists: v.strictObject({ morning: clockTime, evening: clockTime }),
  /** Where the day's exported reports are copied to: `<prefix>/<date>/…`. */
  backups: v.strictObject({
    bucket: text,
    prefix: v.pipe(v.string(), v.regex(/^[\w-]+(\/[\w-]+)*$/, 'Expected a path without slashes at its ends')),
  }),
  contacts: v.record(v.string(), Contact),
  /** How people show who they are. Which contact an identity belongs to stands with the contact. */
  signIn: SignIn,
  /** Who may approve which act; everybody else may look, acknowledge, halt and refuse nothing. */
  approvers: Approvers,
  /** Who is on call for each owning role, and when; ids of `contacts`. */
  onCall: v.strictObject({ devops: RotationSchema, backend: RotationSchema, trading: RotationSchema }),
  /** Rungs in the order they are climbed. `on-call` is whoever of the runbook's owning role is on call: primary, then backup. */
  escalationPath: v.pipe(v.array(v.strictObject({ title: text, contacts: v.array(contactId) })), v.minLength(1)),
  stakeholders: v.array(contactId),
  /** Reads how every incident ended and what a runbook that only observes would have done; is never paged. */
  incidentChannel: email,
  /** Opens, acknowledges and resolves an alert beside the pages; the secret's text is the routing key of an Events v2 integration. */
  pagerDuty: v.union([v.strictObject({ routingKeySecret: text }), v.literal(NOT_CONFIGURED)]),
  /** Where a failure of the paging itself is sent: read by a person, and by no workflow. */
  lastResort: email,
  externalContacts: v.strictObject({
    broker: v.strictObject({ name: text, contact: text }),
    aws: v.strictObject({ name: text, contact: text }),
  }),
  /** While the market is closed, by severity: page at once, or hold until the morning. */
  paging: v.strictObject({
    P1: v.literal('now', 'Expected "now": a P1 is never held'),
    P2: PageWhen,
    P3: PageWhen,
    P4: PageWhen,
    /** When the morning is, in the calendar's zone. */
    holdUntil: v.optional(clockTime, '08:00'),
  }),
});

type Checked = v.InferOutput<typeof EnvironmentSchema>;

/** What a file describes, with every rotation read into shifts. */
export type Environment = Omit<Checked, 'onCall'> & { readonly onCall: Readonly<Record<OwnerRole, Rotation>> };
type OwnerRole = keyof Checked['onCall'];
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
  const { environment, complaints } = parsed.success
    ? withRotations(parsed.output)
    : { environment: undefined, complaints: parsed.issues.map(complaint) };
  if (!environment || complaints.length > 0) {
    throw new EnvironmentError(
      [`environments/${String(name)}.ts does not describe a system:`, ...complaints].join('\n'),
    );
  }
  return environment;
}

function withRotations(checked: Checked): { environment: Environment; complaints: string[] } {
  const read = (role: OwnerRole) => resolveRotation(`onCall.${role}`, checked.onCall[role], checked);
  const { devops, backend, trading } = { devops: read('devops'), backend: read('backend'), trading: read('trading') };
  const onCall = { devops: devops.rotation, backend: backend.rotation, trading: trading.rotation };
  const environment = { ...checked, onCall };
  const complaints = [devops, backend, trading].flatMap((each) => each.complaints);
  return { environment, complaints: [...complaints, ...references(environment)] };
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
  environment.escalationPath.forEach((rung, index) => {
    for (const id of rung.contacts) if (id !== ON_CALL) mustKnow(`escalationPath.${index}.contacts`, id);
  });
  for (const id of environment.stakeholders) mustKnow('stakeholders', id);
  complaints.push(
    ...approverComplaints(environment),
    ...identityComplaints(environment),
    ...dayComplaints(environment),
  );
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

/** A checklist that comes when the market trades would gate nothing, or tell of a day that goes on. */
function dayComplaints({ checklists, calendar }: Environment): string[] {
  const { preOpen, session, closingAuction, maintenance } = calendar;
  const close = [session.closes, closingAuction?.to ?? ''].reduce((one, other) => (one > other ? one : other));
  const complaints: string[] = [];
  if (checklists.morning >= preOpen)
    complaints.push(
      `  checklists.morning: given "${checklists.morning}", expected a time before the pre-open at ${preOpen}`,
    );
  if (checklists.evening < close)
    complaints.push(
      `  checklists.evening: given "${checklists.evening}", expected a time not before the close at ${close}`,
    );
  if (maintenance && minutesBetween(maintenance.from, maintenance.to) < LEAST_WINDOW_MINUTES)
    complaints.push(
      `  calendar.maintenance: given ${maintenance.from} to ${maintenance.to}, expected ${LEAST_WINDOW_MINUTES} minutes or more: work is not begun in the last half hour`,
    );
  return complaints;
}

const LEAST_WINDOW_MINUTES = 60;

function minutesBetween(from: string, to: string): number {
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return minutes(to) - minutes(from);
}

/** Two people are two people: an owner may ask for two where one is enough, and never for one where two are needed. */
function approverComplaints({ approvers, contacts }: Environment): string[] {
  const complaints = TWO_PEOPLE.filter((act) => !(act in approvers) && approvers.otherwise.people !== 2).map(
    (act) => `  approvers.${act}: given nothing, expected contacts and 2 people for this act`,
  );
  for (const [act, { contacts: ids, people }] of Object.entries(approvers)) {
    const path = `approvers.${act}`;
    for (const id of ids) {
      if (!(id in contacts)) complaints.push(`  ${path}.contacts: given "${id}", expected one of contacts`);
      else if (Object.keys(contacts[id]?.identities ?? {}).length === 0)
        complaints.push(
          `  ${path}.contacts: given "${id}", expected a contact with identities: nobody could know it is them`,
        );
    }
    // One more than are needed: whoever has asked for the act does not approve it.
    const needed = (needsTwo(act) ? 2 : people) + 1;
    if (new Set(ids).size < needed)
      complaints.push(`  ${path}.contacts: given ${ids.length}, expected ${needed} or more: who asks does not approve`);
    if (needsTwo(act) && people !== 2) complaints.push(`  ${path}.people: given ${people}, expected 2 for this act`);
    if (act !== 'otherwise' && !(APPROVABLE as readonly string[]).includes(act))
      complaints.push(`  ${path}: unknown act; expected one of: ${APPROVABLE.join(', ')}, otherwise`);
  }
  return complaints;
}

/** An identity that belonged to two contacts could be two people. */
function identityComplaints({ contacts }: Environment): string[] {
  const owners = new Map<string, string>();
  return Object.entries(contacts).flatMap(([contact, { identities = {} }]) =>
    Object.entries(identities).flatMap(([kind, value]) => {
      const owner = owners.get(`${kind} ${value}`);
      owners.set(`${kind} ${value}`, contact);
      return owner === undefined
        ? []
        : [
            `  contacts.${contact}.identities.${kind}: given "${value}", expected an identity that is not ${owner}'s as well`,
          ];
    }),
  );
}

/** A rung's contact that stands for whoever is on call for the runbook's owner. */
export const ON_CALL = 'on-call';
