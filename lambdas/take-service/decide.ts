import type { Hand } from '../shared/guard/table';

/** The hand of somebody else, where it still holds. One's own may be lengthened, and one whose time has passed is nobody's. */
export const othersHand = (hand: Hand | undefined, by: string, now: number): Hand | undefined =>
  hand && hand.until > now && hand.by !== by ? hand : undefined;
