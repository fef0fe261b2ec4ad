import * as v from 'valibot';

/** Words for a field that is meant to be empty: nothing emits it, so nothing watches it. */
export const NOT_CONFIGURED = 'not configured';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const whole = v.pipe(v.number(), v.integer('Expected a whole number'));
const seconds = v.pipe(whole, v.minValue(1, 'Expected 1 or more'));
const count = v.pipe(whole, v.minValue(0, 'Expected 0 or more'));
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:15'));
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

const signal = <T extends v.GenericSchema>(schema: T) => v.union([schema, v.literal(NOT_CONFIGURED)]);

const PageWhen = v.picklist(['now', 'hold']);

export const EnvironmentSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'Expected lower-case letters, digits and hyphens')),
  account: v.pipe(v.string(), v.regex(/^\d{12}$/, 'Expected an AWS account id of 12 digits')),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2}-[a-z]+-\d$/, 'Expected an AWS region like ap-south-1')),
  cluster: text,
  services: v.strictObject({ trading: Service, dashboard: Service, 'data-service': Service }),
  database: v.strictObject({ instance: text }),
  loadBalancer: v.strictObject({ name: text, targetGroup: text, healthPath: v.pipe(v.string(), v.startsWith('/')) }),
  logs: v.strictObject({ group: v.pipe(v.string(), v.startsWith('/')) }),
  parameters: v.strictObject({ tradingEnabled: v.pipe(v.string(), v.startsWith('/')) }),
  /** What the runbook assumes and only your system can emit. */
  signals: v.strictObject({
    brokerStatus: signal(BrokerStatus),
    oldestUnansweredOrder: signal(Metric),
    marketDataFreshness: signal(Metric),
    tradesAndProfit: signal(Metric),
    positions: signal(Metric),
    exportManifest: signal(Metric),
    tradingEnabledAcknowledgement: signal(Metric),
  }),
  thresholds: v.strictObject({
    /** ERROR lines in one minute above which the log alarm counts the minute. */
    maxErrorLinesPerMinute: count,
    /** Seconds the oldest unanswered order may wait during the session. */
    maxOldestOrderSeconds: seconds,
  }),
  calendar: v.strictObject({
    /** IANA zone in which every time of day here is meant. */
    timeZone: v.pipe(
      v.string(),
      v.check(
        (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'Asia/Kolkata',
        'Expected an IANA time zone',
      ),
    ),
    /** Continuous trading, first and last minute of the day it can reach. */
    session: v.strictObject({ opens: clockTime, closes: clockTime }),
  }),
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
  if (environment.calendar.session.opens >= environment.calendar.session.closes) {
    complaints.push('  calendar.session: opens must come before closes');
  }
  return complaints;
}

/** A rung's contact that stands for whoever is on call for the runbook's owner. */
export const ON_CALL = 'on-call';
