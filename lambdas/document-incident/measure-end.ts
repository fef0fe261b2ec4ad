import type { ValueOf } from '../../runbooks/own-metrics';
import { NOT_APPROVED } from '../shared/approvals/approval';
import { reasonOf } from '../shared/guard/reasons';
import { type Line, OURSELVES } from '../shared/incident';
import { measure } from '../shared/measure';
import type { Report } from './report';

/** What the end of a run adds to our own metrics. */
export interface Counted {
  /** Undefined for work of our own, planned or to undo something, that nothing went wrong with. */
  readonly outcome: ValueOf<'Incidents'> | undefined;
  /** How many were held back, by reason. */
  readonly refusals: ReadonlyMap<ValueOf<'Refusals'>, number>;
  /** Questions that nobody answered in time. */
  readonly expired: number;
}

/** A step that looks again and again holds the same thing back each time: it is counted once. */
export function countEnd({ incident, ending, timeline }: Pick<Report, 'incident' | 'timeline' | 'ending'>): Counted {
  const refusing = timeline.filter(({ refused }) => refused !== undefined);
  const once = new Map(refusing.map((line) => [sameAs(line), line]));
  const reasons = [...once.values()].flatMap((line) => reasonOf(line) ?? []);
  const outcome = outcomeOf(refusing, ending);
  const upkeep = incident.planned || incident.startedBy === OURSELVES;
  return {
    outcome: upkeep && outcome !== 'escalated' ? undefined : outcome,
    refusals: new Map([...new Set(reasons)].map((reason) => [reason, reasons.filter((one) => one === reason).length])),
    expired: refusing.filter(({ refused }) => refused?.because === NOT_APPROVED).length,
  };
}

/** A run ends as it was documented; what was only observed was handed to nobody. */
function outcomeOf(refusing: readonly Line[], ending: Report['ending']): ValueOf<'Incidents'> | undefined {
  if (ending === 'closed') return undefined;
  const observed = refusing.some(({ refused }) => refused?.because === 'observe');
  return ending === 'escalated' && observed ? 'observed' : ending;
}

const sameAs = ({ step, refused }: Line): string => JSON.stringify([step, refused?.act, refused?.because]);

/** Measures the end of a run, from its report. */
export function measureEnd(report: Report): void {
  const { outcome, refusals, expired } = countEnd(report);
  const about = { incident: report.incident.id };
  if (outcome) measure('Incidents', outcome, about);
  for (const [reason, amount] of refusals) measure('Refusals', reason, { ...about, amount });
  if (expired > 0) measure('Approvals', 'expired', { ...about, amount: expired });
}
