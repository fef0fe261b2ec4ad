import type { Values } from './context';
import { patternOf, substituted } from './text';

/** How one operator compares a value of the policy with a value of the request; undefined = a variable is unresolved. */
export interface Operator {
  readonly compare: (wanted: string, actual: string, values: Values | undefined) => boolean | undefined;
  readonly negated: boolean;
  /** Whether policy variables may stand in its values. */
  readonly variables: boolean;
  /** What is wrong with a value of the policy, if anything. */
  readonly complaint: (wanted: string) => string | undefined;
}

const NUMBER = /^-?\d+(\.\d+)?$/;
const EPOCH = /^\d+(\.\d+)?$/;
/** The W3C profile of ISO 8601: a date, or a date and time with its zone. */
const ISO_DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

// @claim documented: Dates in conditions are ISO 8601 dates of the W3C profile or seconds since the epoch.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
function instantOf(text: string): number {
  // A bare four-digit number is a year in the one notation and 1970 in the other: a year is what is meant.
  if (ISO_DATE.test(text)) return Date.parse(text);
  return EPOCH.test(text) ? Number(text) * 1000 : Number.NaN;
}

const numberOf = (text: string): number => (NUMBER.test(text) ? Number(text) : Number.NaN);

type Compare = Operator['compare'];
const noComplaint = () => undefined;

const asText = (fold: (text: string) => string): Compare => {
  return (wanted, actual, values) => {
    const resolved = substituted(wanted, values);
    return resolved === undefined ? undefined : fold(resolved) === fold(actual);
  };
};

const asPattern = (reading: 'text' | 'arn'): Compare => {
  return (wanted, actual, values) => patternOf(wanted, reading, values)?.test(actual);
};

const asMeasure = (measure: (text: string) => number, holds: (actual: number, wanted: number) => boolean): Compare => {
  return (wanted, actual) => holds(measure(actual), measure(wanted));
};

const arnComplaint = (wanted: string) =>
  wanted.replace(/\$\{[^}]*\}/g, 'x').split(':').length >= 6 || /^\$\{[^}]*\}$/.test(wanted)
    ? undefined
    : 'is not an ARN of six fields';
const boolComplaint = (wanted: string) => (/^(true|false)$/i.test(wanted) ? undefined : 'is neither true nor false');
const numberComplaint = (wanted: string) => (NUMBER.test(wanted) ? undefined : 'is not a number');
const dateComplaint = (wanted: string) => (Number.isNaN(instantOf(wanted)) ? 'is not a date' : undefined);

const family = (compare: Compare, variables: boolean, complaint: Operator['complaint'], negated = false): Operator => ({
  compare,
  variables,
  complaint,
  negated,
});
const numeric = (holds: (actual: number, wanted: number) => boolean, negated = false) =>
  family(asMeasure(numberOf, holds), false, numberComplaint, negated);
const date = (holds: (actual: number, wanted: number) => boolean, negated = false) =>
  family(asMeasure(instantOf, holds), false, dateComplaint, negated);

const same = (text: string) => text;
const lower = (text: string) => text.toLowerCase();
const equal = (a: number, b: number) => a === b;
const less = (a: number, b: number) => a < b;
const atMost = (a: number, b: number) => a <= b;
const more = (a: number, b: number) => a > b;
const atLeast = (a: number, b: number) => a >= b;

/**
 * The operators we evaluate, without set prefix and `IfExists`. `Null` is apart: it asks whether a key is there.
 * BinaryEquals, IpAddress and NotIpAddress are refused: a rehearsal has neither binary keys nor addresses.
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  // @claim documented: StringEquals is exact and case sensitive, the IgnoreCase form ignores case, StringLike knows * and ? and is case sensitive.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
  StringEquals: family(asText(same), true, noComplaint),
  StringNotEquals: family(asText(same), true, noComplaint, true),
  StringEqualsIgnoreCase: family(asText(lower), true, noComplaint),
  StringNotEqualsIgnoreCase: family(asText(lower), true, noComplaint, true),
  StringLike: family(asPattern('text'), true, noComplaint),
  StringNotLike: family(asPattern('text'), true, noComplaint, true),
  // @claim documented: ArnEquals and ArnLike behave identically: case sensitive, each of the six fields apart, with * and ?.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
  ArnEquals: family(asPattern('arn'), true, arnComplaint),
  ArnLike: family(asPattern('arn'), true, arnComplaint),
  ArnNotEquals: family(asPattern('arn'), true, arnComplaint, true),
  ArnNotLike: family(asPattern('arn'), true, arnComplaint, true),
  Bool: family(asText(lower), false, boolComplaint),
  NumericEquals: numeric(equal),
  NumericNotEquals: numeric(equal, true),
  NumericLessThan: numeric(less),
  NumericLessThanEquals: numeric(atMost),
  NumericGreaterThan: numeric(more),
  NumericGreaterThanEquals: numeric(atLeast),
  DateEquals: date(equal),
  DateNotEquals: date(equal, true),
  DateLessThan: date(less),
  DateLessThanEquals: date(atMost),
  DateGreaterThan: date(more),
  DateGreaterThanEquals: date(atLeast),
};
