import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { AwsError } from './service';

const MOST_BYTES = 262_144;
const SUBJECT_LENGTH = 100;

// @claim documented: SNS does not accept a subject with control characters, line breaks or characters outside ASCII.
// @source https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-validation-truncation.html
// @claim cross-checked: A subject may have 100 characters, although its documentation says fewer than 100.
// @source https://github.com/getmoto/moto/issues/1503
/** The subject as a member, if there is one. @throws AwsError InvalidParameter */
export function checkedSubject(subject: string | undefined): { subject?: string } {
  if (subject === undefined) return {};
  if (subject.length < 1 || subject.length > SUBJECT_LENGTH || !/^[\x20-\x7e]+$/.test(subject))
    throw invalid('Subject');
  return { subject };
}

// @claim documented: A message is not empty and, with the names, types and values of its attributes, at most 262,144 bytes.
// @source SDK client-sns Publish documentation (Message, MessageAttributeValue)
/** @throws AwsError InvalidParameter */
export function checkedMessage(input: PublishCommandInput): string {
  const message = input.Message ?? '';
  if (message === '') throw invalid('Empty message');
  const attributes = Object.entries(input.MessageAttributes ?? {});
  for (const [name, { DataType, StringValue }] of attributes) {
    if (!DataType || !StringValue) throw invalid(`MessageAttributes.${name}`);
  }
  const text = message + attributes.map(([name, value]) => name + value.DataType + value.StringValue).join('');
  if (Buffer.byteLength(text) > MOST_BYTES) throw invalid('Message too long');
  return message;
}

// @claim documented: MessageStructure is json or absent; then Message is a JSON object with at least a string under `default`.
// @source https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
// @claim documented: In a message per protocol, a key whose value is not a string is ignored.
// @source SDK client-sns Publish documentation (Message)
/** The message of each protocol. @throws AwsError InvalidParameter */
export function byProtocol(
  structure: string,
  body: string,
): Readonly<Record<string, string>> & { readonly default: string } {
  if (structure !== 'json') throw invalid('MessageStructure');
  const given = parsed(body);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid('Message Structure - JSON message body failed to parse');
  const strings = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const messages: Record<string, string> = Object.fromEntries(strings);
  if (messages.default === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  return { ...messages, default: messages.default };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

export const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`, 400);
