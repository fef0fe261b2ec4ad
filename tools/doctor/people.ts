import type { Check } from './check';
import { missing, ok } from './finding';

/**
 * Whether everybody who stands on a rung can also be known: a contact without identities can acknowledge by their link, and
 * can neither sign in nor use the command line.
 */
export const people: Check<undefined> = {
  title: 'identities',
  needs: [],
  look: async () => undefined,
  decide: (_, { environment: { name, contacts, stakeholders } }) => {
    const nobody = Object.entries(contacts)
      .filter(([id, { identities }]) => !stakeholders.includes(id) && Object.keys(identities ?? {}).length === 0)
      .map(([id]) => id);
    return nobody.length === 0
      ? ok('identities', 'Every contact who can be paged has an identity.')
      : missing(
          'identities',
          `${nobody.join(', ')} can be paged, and can approve nothing: no identity is theirs.`,
          `Add contacts.<id>.identities in environments/${name}.ts, then deploy`,
        );
  },
};
