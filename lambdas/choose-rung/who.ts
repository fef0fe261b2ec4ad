import type { Contact } from '../shared/path';
import type { Look } from '../shared/step';

/** A contact, and whether one of its addresses is confirmed. */
export interface ContactSeen {
  readonly contact: Contact;
  readonly confirmed: Look<boolean>;
}

/** A rung at the instant it is asked about. */
export interface RungSeen {
  readonly title: string;
  /** All of them are paged. */
  readonly contacts: readonly ContactSeen[];
  /** One of them is paged: the primary first, then the backup; empty while nobody is on call. */
  readonly onCall?: { readonly role: string; readonly candidates: readonly ContactSeen[] };
}

export interface Who {
  /** Empty: the rung is passed over. */
  readonly contacts: readonly Contact[];
  /** In this order, if those cannot be paged. */
  readonly otherwise: readonly Contact[];
  readonly said: readonly string[];
}

/**
 * Whom a rung pages: everybody on it who can be reached, and of those on call the first. A contact without a confirmed
 * address reaches nobody, so a primary without one gives way to the backup at once; where that could not be checked the
 * contact is paged: a page too many beats a page too few. Whatever is passed over is said.
 *
 * @param decided the rung was chosen before, by the same asking: then it is paged although nobody is confirmed any more.
 */
export function whoOn({ title, contacts, onCall }: RungSeen, rung: number, decided: boolean): Who {
  const candidates = onCall?.candidates ?? [];
  const everybody = [...contacts, ...candidates];
  const nobodyReachable = !everybody.some(isReachable);
  const reach = (seen: readonly ContactSeen[]): Contact[] =>
    seen.filter((one) => isReachable(one) || (decided && nobodyReachable)).map(({ contact }) => contact);
  const [first, ...others] = reach(candidates);
  const together = reach(contacts);
  // A contact can stand on the rung twice: by name, and by being on call.
  const isThere = ({ id }: Contact): boolean => together.some((contact) => contact.id === id);
  const paged = [...together, ...(first && !isThere(first) ? [first] : [])];
  const gap = onCall && candidates.length === 0 ? `Nobody is on call for ${onCall.role} at this time` : undefined;
  if (paged.length > 0) {
    const primary = candidates[0]?.contact;
    const instead = first && primary && first !== primary ? [unconfirmed(primary)] : [];
    return {
      contacts: paged,
      otherwise: others.filter((contact) => !isThere(contact)),
      said: gap ? [`${gap}.`] : instead,
    };
  }
  const passed = `Rung ${rung} (${title})`;
  const said =
    gap && contacts.length === 0
      ? `${gap}. ${passed} is passed over.`
      : `${passed} has nobody with a confirmed address; passed over.`;
  return { contacts: [], otherwise: [], said: [said] };
}

const isReachable = ({ confirmed }: ContactSeen): boolean => 'unseen' in confirmed || confirmed.seen;

const unconfirmed = ({ role }: Contact): string => `${role} has no confirmed address; their backup is paged instead.`;
