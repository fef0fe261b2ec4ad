import { rotaWarnings } from '../../environments/rota-warnings';
import type { Check } from './check';
import { missing, ok } from './finding';

/** Who will be on call in the next 30 days. A gap is no error: the next rung is paged then, and whoever owns the rota should know. */
export const rota: Check<number> = {
  title: 'rota',
  needs: [],
  look: async ({ now }) => now,
  decide: (now, { environment }) => {
    const warnings = rotaWarnings(environment, now);
    return warnings.length === 0
      ? ok('rota', 'Somebody is on call for every role at every hour of the next 30 days.')
      : missing(
          'rota',
          warnings.join(' '),
          `Fill the gaps in onCall of environments/${environment.name}.ts, then deploy`,
        );
  },
};
