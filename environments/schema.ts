import * as v from 'valibot';
import { CalendarSchema, Weekday } from './calendar-schema';
import { ON_CALL, references } from './references';
import { type Rotation, RotationSchema, resolveRotation } from './rota';
import { CommandsSchema, NOT_CONFIGURED, SignalsSchema } from './signals-schema';

export { NOT_CONFIGURED, ON_CALL };

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const whole = v.pipe(v.number(), v.integer('Expected a whole number'));
const seconds = v.pipe(whole, v.minValue(1, 'Expected 1 or more'));
const count = v.pipe(whole, v.minValue(0, 'Expected 0 or more'));
const parameterName = v.pipe(v.string(), v.startsWith('/'));
const email = v.pipe(v.string(), v.email('Expected an e-mail address'));
const contactId = text;
const path = v.pipe(v.string(), v.regex(/^[\w-]+(\/[\w-]+)*$/, 'Expected a path without slashes at its ends'));
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:15'));

const Service = v.strictObject({
  /** The ECS service's name. */
  name: text,
  /** How its log streams begin, with the slash. */
  logStreamPrefix: v.pipe(v.string(), v.endsWith('/')),
  /** Image as the task definition names it (`repository:tag`). */
  image: text,
  /** Family of its task definitions, and the names of the roles they give to its tasks: a copy of one carries them over. */
  taskFamily: text,
  taskRole: text,
  executionRole: text,
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

const securityGroup = v.pipe(v.string(), v.regex(/^sg-[0-9a-f]+$/, 'Expected a security group id like sg-0a1b2c3d'));
const percent = v.pipe(v.number(), v.minValue(1, 'Expected 1 or more'), v.maxValue(100, 'Expected 100 or less'));

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
    /** Days after which a restored instance has expired: it is then told every morning until somebody deletes it. */
    restores: v.strictObject({ keepDays: v.pipe(whole, v.minValue(1, 'Expected 1 or more')) }),
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
  parameters: v.strictObject({
    tradingEnabled: parameterName,
    /** Read and acknowledged by the trading service as the other one is, and heeded by nobody: the weekly probe changes it. */
    probe: v.union([v.literal(NOT_CONFIGURED), parameterName]),
  }),
  /** What the runbook assumes and only your system can emit. */
  signals: SignalsSchema,
  /** What your system does when it is told to. */
  commands: CommandsSchema,
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
    prefix: path,
    /** Where they are restored to: `<restoredPrefix>/<date>/<time of the run>/…`, never over anything. */
    restoredPrefix: path,
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
  /** The watch on the runbooks themselves. */
  watch: v.strictObject({
    /**
     * Called while all is well, at a service outside this Region that tells people when the calls stay away. Without one,
     * nobody hears of an outage of the Region's own SNS.
     */
    deadManUrl: v.union([
      v.pipe(v.string(), v.url('Expected an https URL'), v.startsWith('https://', 'Expected an https URL')),
      v.literal(NOT_CONFIGURED),
    ]),
    /**
     * When the End-to-End Probe is due, in the calendar's zone; on a day that trades not before its evening checklist.
     */
    probe: v.strictObject({ weekday: Weekday, at: clockTime }),
  }),
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
