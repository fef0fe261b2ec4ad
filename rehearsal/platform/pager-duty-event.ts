const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const;
const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;

/** One event as PagerDuty understood it. */
export interface PagerDutyEvent {
  readonly action: (typeof ACTIONS)[number];
  readonly dedupKey: string;
  /** Of a trigger. */
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: (typeof SEVERITIES)[number];
  };
  readonly links: readonly { readonly href: string; readonly text?: string }[];
}

/** The body of an answer of 400. */
export interface Invalid {
  readonly status: string;
  readonly message: string;
  readonly errors: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const ROUTING_KEY_LENGTH = 32;
const LONGEST_DEDUP_KEY = 255;
const LONGEST_SUMMARY = 1024;

/** What is sent to this PagerDuty; it knows no other fields. */
const EVENT_FIELDS = ['routing_key', 'event_action', 'dedup_key', 'payload', 'links'];
const PAYLOAD_FIELDS = ['summary', 'source', 'severity'];
const LINK_FIELDS = ['href', 'text'];

// @claim documented: routing_key (32 characters) and event_action are needed; dedup_key, of up to 255 characters, is needed to acknowledge and resolve; a trigger needs payload.summary (up to 1024 characters), .source and .severity; a link needs href.
// @source https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/02-Trigger-Events.md
// @claim cross-checked: What is wrong is listed in errors: "Length of 'routing_key' is incorrect (should be 32 characters)", "Invalid routing key", "'payload.severity' is missing or blank".
// @source https://github.com/blockpane/tenderduty/issues/10; https://github.com/robusta-dev/robusta/issues/571; https://github.com/SigNoz/signoz/issues/9536
// @claim assumed: The other complaints are worded likewise.
// @source https://github.com/PagerDuty/api-schema/blob/5cd58ff2b5eebc209eaf19e0ff6ca8f40bdd5a94/reference/events-v2/openapiv3.json (names the fields, not the words)
/**
 * An event, or what is wrong with it.
 * @throws for a field that is not played, and for a trigger without a key, which would get one of PagerDuty's.
 */
export function eventOf(text: string, routingKey: string): PagerDutyEvent | Invalid {
  const event = parsed(text);
  if (event === undefined) {
    const message = 'Event object format is unrecognized';
    return { status: 'Unrecognized object', message, errors: ['JSON parse error'] };
  }
  refuseOthers('event', event, EVENT_FIELDS);
  const { event_action: action, dedup_key: dedupKey, links } = event;
  if (action === 'trigger' && dedupKey === undefined) refuse('a trigger without dedup_key');
  const payload = action === 'trigger' ? fields(event.payload) : undefined;
  const errors = [
    ...aboutRoutingKey(event.routing_key, routingKey),
    ...oneOf('event_action', action, ACTIONS),
    ...needed('dedup_key', dedupKey, LONGEST_DEDUP_KEY),
    ...(action === 'trigger' ? aboutPayload(payload) : []),
    ...aboutLinks(links ?? []),
  ];
  if (errors.length > 0) return { status: 'invalid event', message: 'Event object is invalid', errors };
  return {
    action: action as PagerDutyEvent['action'],
    dedupKey: dedupKey as string,
    ...(payload && { payload: payload as unknown as NonNullable<PagerDutyEvent['payload']> }),
    links: (links ?? []) as PagerDutyEvent['links'],
  };
}

function aboutRoutingKey(given: unknown, expected: string): string[] {
  const errors = needed('routing_key', given);
  if (errors.length > 0) return errors;
  if (String(given).length !== ROUTING_KEY_LENGTH) {
    return [`Length of 'routing_key' is incorrect (should be ${ROUTING_KEY_LENGTH} characters)`];
  }
  return given === expected ? [] : ['Invalid routing key'];
}

function aboutPayload(payload: Fields | undefined): string[] {
  if (!payload) return ["'payload' is missing or blank"];
  refuseOthers('payload', payload, PAYLOAD_FIELDS);
  return [
    ...needed('payload.summary', payload.summary, LONGEST_SUMMARY),
    ...needed('payload.source', payload.source),
    ...oneOf('payload.severity', payload.severity, SEVERITIES),
  ];
}

function aboutLinks(links: unknown): string[] {
  if (!Array.isArray(links)) return ["'links' is not a list"];
  return links.flatMap((link: unknown, i) => {
    const given = fields(link) ?? {};
    refuseOthers('link', given, LINK_FIELDS);
    return needed(`links[${i}].href`, given.href);
  });
}

function needed(name: string, value: unknown, longest = Number.POSITIVE_INFINITY): string[] {
  if (typeof value !== 'string' || value.trim() === '') return [`'${name}' is missing or blank`];
  return value.length > longest ? [`'${name}' is too long (maximum is ${longest} characters)`] : [];
}

function oneOf(name: string, value: unknown, allowed: readonly string[]): string[] {
  const errors = needed(name, value);
  if (errors.length > 0 || allowed.includes(String(value))) return errors;
  return [`'${name}' is invalid (must be one of ${allowed.join(', ')})`];
}

function parsed(text: string): Fields | undefined {
  try {
    return fields(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const fields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

function refuseOthers(what: string, given: Fields, played: readonly string[]): void {
  const others = Object.keys(given).filter((name) => !played.includes(name));
  if (others.length > 0) refuse(`${others.join(', ')} in the ${what}; there it plays ${played.join(', ')}`);
}

function refuse(what: string): never {
  throw new Error(`PagerDuty does not play ${what}.`);
}
