import type { ItemAnswer } from '../shared/checklist/item';
import { type Answer, attention, type Check, failed, ok, unchecked } from '../shared/checks/check';
import { linesOf, worstOf } from '../shared/checks/summary';
import type { Look } from '../shared/step';

/** A way to a contact: how, and whether whoever it leads to has agreed to it. Never where to. */
export interface Way {
  readonly protocol: string;
  readonly confirmed: boolean;
}

export interface SeenContact {
  readonly id: string;
  readonly role: string;
  /** On the first rung, or on call: whoever is looked for first. */
  readonly first: boolean;
  /** `undefined`: the contact's topic does not exist. */
  readonly ways: Look<readonly Way[] | undefined>;
}

/**
 * A message to a topic reaches only confirmed subscriptions, and says nothing of the others. A contact without any cannot
 * be reached: of those who are looked for first that is a failure, because an incident would wait for nobody; the others
 * are reached through somebody else, and have to be told. One way that is still unconfirmed needs attention.
 */
export function decideContacts(contacts: readonly SeenContact[]): ItemAnswer {
  const checks = contacts.map(({ id, role, ...seen }): Check => ({ name: `${id} (${role})`, ...judge(seen) }));
  const reached = contacts.filter(({ ways }) => 'seen' in ways && ways.seen?.some(({ confirmed }) => confirmed)).length;
  const wrong = checks.filter(({ state }) => state !== 'ok').map(({ name, says }) => `${name} ${says}`);
  const all = contacts.length;
  return {
    ...worstOf(checks),
    says:
      wrong.length === 0
        ? `All contacts (${all}) can be reached.`
        : `${reached} of ${all} contacts can be reached; ${wrong.join('; ')}.`,
    details: linesOf(checks),
    numbers: { contacts: all, reached },
  };
}

function judge({ ways, first }: Pick<SeenContact, 'ways' | 'first'>): Answer {
  if ('unseen' in ways) return unchecked(`could not be checked (${ways.unseen})`);
  const lost = first ? failed : attention;
  if (!ways.seen) return lost('has no topic');
  const confirmed = ways.seen.filter((way) => way.confirmed);
  const pending = ways.seen.filter((way) => !way.confirmed);
  if (confirmed.length === 0) {
    return lost(
      pending.length === 0
        ? 'has no subscription'
        : `has no confirmed subscription: ${protocols(pending)} not confirmed yet`,
    );
  }
  return pending.length === 0
    ? ok(`by ${protocols(confirmed)}`)
    : attention(`has not confirmed ${protocols(pending)} yet, and is reached by ${protocols(confirmed)}`);
}

const protocols = (ways: readonly Way[]): string => [...new Set(ways.map(({ protocol }) => protocol))].join(' and ');
