import { prices } from '../../rehearsal/engine/prices';
import type { Result } from '../../rehearsal/result';
import type { Scenario } from '../../rehearsal/scenarios/scenario';
import { everyRunbook } from '../../runbooks';
import { REACHES, ratio, type Standing, standing } from './reaches';

/** The storm, and the same fault with one delivery. */
export const STORM = 'storm-1000';
export const ALONE = 'hung-tasks';
/** An incident that changes nothing and is handed to people. */
const ESCALATED = 'crash-loop';
/** Work of an ordinary day, and of a window. */
const MORNING = 'morning';
const EVENING = 'evening';
const WINDOW = 'maintenance';

/** Runs whose steps are set beside those of Systems Manager Automation. */
export const COMPARED = [
  ['one incident, resolved unattended', ALONE],
  ['one incident, escalated', ESCALATED],
  ['a maintenance window', WINDOW],
] as const;

/** What one thing takes of AWS; null when no story has it. */
export interface Bill {
  readonly what: string;
  readonly scenario: string;
  readonly transitions: number | null;
  readonly usd: number | null;
  /** Share of the dollars that is for transitions, 0 to 1. */
  readonly transitionShare: number | null;
  /** Dollars over those of the one incident `ALONE`. */
  readonly ratio: number | null;
  readonly atMost?: number;
  readonly reach: Standing;
}

/** Transitions and dollars of incidents, of a joined alarm and of a storm. */
export function bills(scenarios: readonly Scenario[], results: readonly Result[]): Bill[] {
  const found = (id: string) => results.find(({ scenario }) => scenario === id);
  const one = found(ALONE);
  const storm = found(STORM);
  const bill = (
    what: string,
    scenario: string,
    transitions: number | null,
    usd: number | null,
    atMost?: number,
  ): Bill => ({
    what,
    scenario,
    transitions,
    usd,
    transitionShare: ratio(transitions === null ? null : transitions * prices.stateTransition.usd, usd),
    ratio: ratio(usd, one?.costUsd ?? null),
    ...(atMost === undefined ? {} : { atMost }),
    reach: atMost === undefined ? 'none' : standing(transitions, atMost),
  });
  const told = (what: string, result: Result | undefined, transitions: number | undefined, atMost?: number): Bill =>
    bill(what, result?.scenario ?? '–', transitions ?? null, result?.costUsd ?? null, atMost);

  const quiet = withoutPeople(scenarios, results);
  const most = by(quiet, ({ transitions }) => transitions).at(-1);
  const unsettled = by(
    results.filter(({ outcome }) => outcome === 'escalated'),
    ({ costUsd }) => costUsd,
  ).at(-1);
  const joined = (storm?.executions ?? []).filter(({ outcome }) => outcome === 'joined');
  const stormUsd = storm && one && joined.length > 0 ? (storm.costUsd - one.costUsd) / joined.length : null;
  const joins = [...(storm ? [storm] : []), ...results].flatMap(({ scenario, executions }) =>
    executions.filter(({ outcome }) => outcome === 'joined').map(({ transitions }) => ({ scenario, transitions })),
  );
  const longest = joins.reduce<(typeof joins)[number] | undefined>(
    (most, join) => (most && most.transitions >= join.transitions ? most : join),
    undefined,
  );
  return [
    told('one incident, resolved unattended', one, one?.transitions, REACHES.incidentTransitions),
    told(
      `the most transitions of ${quiet.length} resolved unattended`,
      most,
      most?.transitions,
      REACHES.incidentTransitions,
    ),
    bill(
      'one joined alarm',
      longest?.scenario ?? '–',
      longest?.transitions ?? null,
      stormUsd,
      REACHES.joinedTransitions,
    ),
    ...[['a morning checklist', MORNING] as const, ['an evening checklist', EVENING] as const].map(([what, id]) =>
      told(what, found(id), found(id)?.transitions, REACHES.checklistTransitions),
    ),
    told('a maintenance window', found(WINDOW), found(WINDOW)?.transitions),
    told('the storm, all its deliveries', storm, storm && allTransitions(storm)),
    told('the dearest incident that is escalated', unsettled, unsettled && allTransitions(unsettled)),
  ];
}

/** Results of the stories in which an alarm starts the runbook, which must end the incident, and nobody must be paged. */
function withoutPeople(scenarios: readonly Scenario[], results: readonly Result[]): Result[] {
  const ids = scenarios
    .filter(
      ({ expects, runbook }) => expects.outcome === 'resolved' && expects.pages.length === 0 && isAlarmed(runbook),
    )
    .map(({ id }) => id);
  return results.filter(({ scenario, alarmAt }) => ids.includes(scenario) && alarmAt !== null);
}

const isAlarmed = (runbook: string): boolean =>
  everyRunbook.some(({ id, triggers, test }) => id === runbook && triggers.length > 0 && !test);

/** Of every execution: the runbook's own, those that joined, and the escalation. */
const allTransitions = ({ executions }: Result): number =>
  executions.reduce((sum, { transitions }) => sum + transitions, 0);

const by = <T>(values: readonly T[], key: (value: T) => number): T[] => [...values].sort((a, b) => key(a) - key(b));
