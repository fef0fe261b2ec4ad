import type { Contact, OnCall } from './path';

type Shift = OnCall['shifts'][number];

/**
 * Who is on call at an instant, in the order in which they are to be tried: primary, then backup. Nobody where no shift
 * covers the instant: that is a gap in the rota, and no reason to wait.
 *
 * @param at milliseconds since the epoch.
 */
export function onCallAt(onCall: OnCall, at: number): readonly Contact[] {
  const shift = shiftAt(onCall, at);
  if (!shift) return [];
  const ids = shift.backup === undefined ? [shift.primary] : [shift.primary, shift.backup];
  return [...new Set(ids)].flatMap((id) => contactOf(onCall, id));
}

/** Who backs up whoever is on call at an instant, if anybody does. */
export function backupAt(onCall: OnCall, at: number): Contact | undefined {
  const backup = shiftAt(onCall, at)?.backup;
  return backup === undefined ? undefined : contactOf(onCall, backup)[0];
}

/** Shifts do not overlap; where they did, the first would hold. */
function shiftAt({ shifts }: OnCall, at: number): Shift | undefined {
  return shifts.find(
    ({ from, until }) =>
      (from === undefined || Date.parse(from) <= at) && (until === undefined || at < Date.parse(until)),
  );
}

const contactOf = ({ contacts }: OnCall, id: string): Contact[] => contacts.filter((contact) => contact.id === id);
