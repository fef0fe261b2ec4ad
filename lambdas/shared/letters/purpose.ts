import { TOLD_OF_ALARM, TOLD_OF_DEATH } from '../../../runbooks/events';
import { jsonOf } from '../json-text';
import type { Letter, Purpose } from './letter';

/** Everything that a letter may have been for. */
export interface Receivers {
  /** Runbook id to its workflow's ARN. */
  readonly machines: Readonly<Record<string, string>>;
  /** ARN of each function that a schedule calls, to what it is called here and what its tick does. */
  readonly ticks: Readonly<Record<string, { readonly action: string; readonly does: string }>>;
  /** ARN. */
  readonly watchTopic: string;
}

/**
 * What a letter was for: by the ARN of whom it was meant for, and by the form that whoever gave it up writes it in.
 *
 * - EventBridge writes the event, and RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE, RETRY_ATTEMPTS and, where retries were
 *   exhausted, EXHAUSTED_RETRY_CONDITION as attributes.
 * - EventBridge Scheduler writes what the function was to be told, and SCHEDULE_ARN, TARGET_ARN, SCHEDULED_TIME,
 *   IS_PAYLOAD_TRUNCATED and the same attributes of the failure.
 * - Lambda writes a record with the event in it, and no attributes.
 *
 * What is of none of these forms, or meant for nobody here, is unknown: it is shown as it is, and never done again.
 */
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html (an example, with more attributes in
// https://github.com/floci-io/floci/pull/3687)
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
export function purposeOf(letter: Pick<Letter, 'body' | 'attributes'>, receivers: Receivers): Purpose {
  const body = jsonOf(letter.body);
  if (body === undefined) return unknown('it is not JSON');
  const { RULE_ARN: rule, SCHEDULE_ARN: schedule, TARGET_ARN: target } = letter.attributes;
  if (target !== undefined && rule !== undefined) return ofRule(body, target, receivers);
  if (target !== undefined && schedule !== undefined) {
    const { SCHEDULED_TIME: due, IS_PAYLOAD_TRUNCATED: truncated } = letter.attributes;
    if (truncated === 'true') return unknown('what its function was to be told is not whole');
    return ofTick(target, letter.body, due, receivers);
  }
  return ofLambda(body, receivers) ?? unknown('neither its attributes nor its text say whom it was for');
}

const unknown = (because: string): Purpose => ({ is: 'unknown', because });

function ofRule(event: unknown, target: string, { machines, watchTopic }: Receivers): Purpose {
  const [runbook] = Object.entries(machines).find(([, machine]) => machine === target) ?? [];
  if (runbook !== undefined) {
    const input = textsAt(event, TOLD_OF_ALARM);
    return input ? { is: 'alarm', runbook, machine: target, input } : unknown('it is no event of an alarm');
  }
  if (target !== watchTopic) return unknown(`it was for ${target}, which no rule of ours has for a target`);
  const told = textsAt(event, TOLD_OF_DEATH);
  return told ? { is: 'death', topic: target, ...told } : unknown('it is no event of a run that ended');
}

function ofTick(target: string, payload: string, due: string | undefined, { ticks }: Receivers): Purpose {
  const tick = Object.hasOwn(ticks, target) ? ticks[target] : undefined;
  if (!tick) return unknown(`it was for ${target}, which no schedule of ours calls`);
  return { is: 'tick', function: target, ...tick, payload, ...(due === undefined ? {} : { due }) };
}

/** A record names the version as well; what is invoked again is the function as it is now. */
function ofLambda(record: unknown, receivers: Receivers): Purpose | undefined {
  const { requestContext, requestPayload } = isRecord(record) ? record : {};
  const { functionArn } = isRecord(requestContext) ? requestContext : {};
  if (typeof functionArn !== 'string' || requestPayload === undefined) return undefined;
  const { scheduledAt: due } = isRecord(requestPayload) ? requestPayload : {};
  const target = functionArn.replace(/:\$LATEST$/, '');
  return ofTick(target, JSON.stringify(requestPayload), typeof due === 'string' ? due : undefined, receivers);
}

/** The texts at some paths of an event; undefined unless all of them are there. */
function textsAt<Name extends string>(
  event: unknown,
  paths: Readonly<Record<Name, string>>,
): Readonly<Record<Name, string>> | undefined {
  const found = Object.entries<string>(paths).map(([name, path]) => [name, at(event, path)] as const);
  const all = found.every(([, text]) => typeof text === 'string' && text !== '');
  return all ? (Object.fromEntries(found) as Record<Name, string>) : undefined;
}

/** @param path `$.detail.state.reason`. */
const at = (event: unknown, path: string): unknown =>
  path
    .split('.')
    .slice(1)
    .reduce<unknown>((node, key) => (isRecord(node) && Object.hasOwn(node, key) ? node[key] : undefined), event);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
