import { AwsError } from '../engine/aws/service';
import type { Disturbance, Straying } from '../engine/disturbance';

/** One way in which one call of an AWS API goes wrong. */
export interface CallFault {
  /** As it stands in the name of a play. */
  readonly id: string;
  readonly says: string;
  /** Only a client that runs in a function can meet it: Step Functions' own calls do not. */
  readonly ofFunctions: boolean;
  /** `once`; for so many seconds from the first time, each try anew; or from then on. */
  readonly lasts: 'once' | number | 'for good';
  how(service: string): Disturbance;
}

/** Longer than a client goes on trying by itself, shorter than a step does. */
const A_WHILE_SECONDS = 10;

/** A client gives up after three seconds without an answer (lambdas/shared/clients.ts). */
const SLOW_SECONDS = 2;

const error = (code: string, message: string, status: number, afterEffect = false): Disturbance => ({
  kind: 'error',
  error: new AwsError(code, message, status),
  afterEffect,
});

// S3 says so in its own words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
const throttled = (service: string): Disturbance =>
  service === 's3'
    ? error('SlowDown', 'Please reduce your request rate.', 503)
    : error('ThrottlingException', 'Rate exceeded', 400);

export const CALL_FAULTS: readonly CallFault[] = [
  { id: 'throttled', says: 'throttled', ofFunctions: false, lasts: A_WHILE_SECONDS, how: throttled },
  {
    id: '5xx',
    says: 'answered 5xx',
    ofFunctions: false,
    lasts: A_WHILE_SECONDS,
    how: () => error('InternalFailure', 'An internal error has occurred.', 500),
  },
  {
    id: '5xx-after-effect',
    says: 'answered 5xx after its effect',
    ofFunctions: false,
    lasts: 'once',
    how: () => error('InternalFailure', 'An internal error has occurred.', 500, true),
  },
  { id: 'silence', says: 'not answered', ofFunctions: true, lasts: A_WHILE_SECONDS, how: () => ({ kind: 'silence' }) },
  {
    id: 'silence-after-effect',
    says: 'not answered after its effect',
    ofFunctions: true,
    lasts: 'once',
    how: () => ({ kind: 'silence', afterEffect: true }),
  },
  { id: 'denied', says: 'denied', ofFunctions: false, lasts: 'for good', how: () => ({ kind: 'denial' }) },
  {
    id: 'unreadable',
    says: 'answered unreadably',
    ofFunctions: true,
    lasts: 'once',
    how: () => ({ kind: 'malformed' }),
  },
  {
    id: 'slow',
    says: 'slow',
    ofFunctions: false,
    lasts: A_WHILE_SECONDS,
    how: () => ({ kind: 'slow', seconds: SLOW_SECONDS }),
  },
  {
    id: 'killed-before',
    says: 'cut off before it, its function killed',
    ofFunctions: true,
    lasts: 'once',
    how: () => ({ kind: 'death', when: 'before' }),
  },
  {
    id: 'killed-after',
    says: 'cut off after its effect, its function killed',
    ofFunctions: true,
    lasts: 'once',
    how: () => ({ kind: 'death', when: 'after' }),
  },
];

/** One way in which something that AWS sends by itself goes wrong: an event to a rule's target, a tick of a schedule. */
export interface DeliveryFault {
  readonly id: string;
  readonly says: string;
  readonly how: Straying;
}

/** Older than an event may be to be acted on (promise 7). */
const TOO_LATE_SECONDS = 6 * 60;

/** Long enough for the alarm's next change, a period later, to come first. */
const OVERTAKEN_SECONDS = 90;

export const DELIVERY_FAULTS: readonly DeliveryFault[] = [
  { id: 'lost', says: 'lost', how: { kind: 'lost' } },
  { id: 'late', says: 'late by six minutes', how: { kind: 'late', seconds: TOO_LATE_SECONDS } },
  { id: 'overtaken', says: 'overtaken by what comes after it', how: { kind: 'late', seconds: OVERTAKEN_SECONDS } },
  { id: 'twice', says: 'delivered twice', how: { kind: 'twice', afterSeconds: 2 } },
  { id: 'twice-late', says: 'delivered again much later', how: { kind: 'twice', afterSeconds: TOO_LATE_SECONDS } },
];

/** @throws when there is none of that id. */
export const callFault = (id: string): CallFault => faultOf(CALL_FAULTS, id);

/** @throws when there is none of that id. */
export const deliveryFault = (id: string): DeliveryFault => faultOf(DELIVERY_FAULTS, id);

function faultOf<Fault extends { readonly id: string }>(faults: readonly Fault[], id: string): Fault {
  const found = faults.find((fault) => fault.id === id);
  if (!found) throw new Error(`There is no fault "${id}"; there are ${faults.map((each) => each.id).join(', ')}.`);
  return found;
}
