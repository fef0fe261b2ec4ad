import * as v from 'valibot';
import type { Verdict } from './decide';

/** How far a sweep has come. Times in milliseconds since the epoch. */
export const Progress = v.object({
  /** Since when everything has been as the stop left it, at every look. */
  quietSince: v.number(),
  /** Since when something is not proved; absent while everything is. */
  openSince: v.optional(v.number()),
  looks: v.number(),
  /** How often something was set back. */
  back: v.number(),
  /** The last line about something that was to be set back: what goes on and on is said once. */
  said: v.optional(v.string()),
});
export type Progress = v.InferOutput<typeof Progress>;

export const begin = (now: number): Progress => ({ quietSince: now, looks: 0, back: 0 });

/** After a look: whatever is not as it should be begins the time anew, because what did it may do it again. */
export function after(
  { quietSince, openSince, looks, back, said }: Progress,
  { back: set, open }: Verdict,
  now: number,
): Progress {
  const well = set.length === 0 && open.length === 0;
  return {
    quietSince: well ? quietSince : now,
    ...(open.length > 0 ? { openSince: openSince ?? now } : {}),
    looks: looks + 1,
    back,
    ...(said === undefined || well ? {} : { said }),
  };
}
