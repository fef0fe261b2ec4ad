import type { ValueOf } from '../../../runbooks/own-metrics';
import type { Line } from '../incident';

type Reason = ValueOf<'Refusals'>;

/** What refusals say of why, by the reason they are counted under: free text would be a metric for each wording. */
const SAYING: Readonly<Partial<Record<Reason, readonly string[]>>> = {
  mode: ['observe', 'mode off'],
  people: ['disabled on purpose', 'stopped on purpose', "a person's hand", 'waived', 'the incident has ended'],
  'not-necessary': ['not necessary any more', 'late event, alarm OK now'],
  window: ['a change freeze', 'a window or a freeze'],
  occupied: [
    'a deployment that is not ours is under way',
    'leased by another incident',
    'the lease was not handed over in time',
    'taken over',
    'another incident is open',
  ],
  attempts: ['the attempt budget is spent', 'the blast radius is reached'],
  'market-phase': ['the market phase forbids it', 'the session has begun'],
};

const BECAUSE = new Map<string, Reason>(
  Object.entries(SAYING).flatMap(([reason, all]) => all.map((because) => [because, reason as Reason])),
);

const UNSEEN = /cannot be (read|listed)|could not be|^unknown|not known/;

/** What people answer to a question is an answer and no refusal of the guard's; to need one is neither. */
const OF_PEOPLE = /^it needs an approval$|^refused by |^not approved/;

/** Under which reason a line's refusal is counted; undefined where it has none that is. */
export function reasonOf({ refused, outcome }: Pick<Line, 'refused' | 'outcome'>): Reason | undefined {
  if (!refused || OF_PEOPLE.test(refused.because)) return undefined;
  const { because } = refused;
  const known = BECAUSE.get(because);
  if (known) return known;
  // Windows and freezes are told by their own words.
  if (outcome === 'park') return 'window';
  return UNSEEN.test(because) ? 'unknown' : 'other';
}
