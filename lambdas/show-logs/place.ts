import * as v from 'valibot';
import { Refusal } from '../shared/command';

const Place = v.strictObject({ from: v.number(), to: v.number(), token: v.string() });

/**
 * Where the next page goes on. The window stands in it, in milliseconds since the epoch: CloudWatch's token holds only for
 * the very request it was given for, and `10m` means another window a second later.
 */
export type Place = v.InferOutput<typeof Place>;

export const written = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws Refusal when it is none of ours. */
export function read(next: string): Place {
  try {
    return v.parse(Place, JSON.parse(Buffer.from(next, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal(400, 'next: given something else, expected the `next` of the page before.');
  }
}
