import type { Runbook } from '../../runbooks/runbook';
import type { Line } from '../shared/incident';

/**
 * What was tried and found: without the pages, which are told apart, and of a step that was asked again and again its last
 * answer, unless it had done something by then.
 */
export const told = (timeline: readonly Line[]): readonly Line[] =>
  timeline
    .filter(({ outcome }) => outcome !== 'paged')
    .filter(
      ({ step, outcome, act }, index, all) =>
        outcome !== 'wait' || act !== undefined || !all.slice(index + 1).some((later) => later.step === step),
    );

/** Why it is for people, in the words of the step that gave up last. */
export const whyPeople = (timeline: readonly Line[]): Line | undefined =>
  timeline.findLast(({ outcome }) => outcome === 'escalate');

/** Whom outside a step wants called. */
export const toCall = (timeline: readonly Line[]): readonly ('broker' | 'aws')[] => [
  ...new Set(timeline.flatMap(({ callOutside }) => callOutside ?? [])),
];

/** A step of the written procedure, and the last that came of it. */
export interface Worked {
  readonly says: string;
  readonly line?: Line;
}

/** The procedure as it is written, with what each step found. */
export const worked = ({ steps }: Pick<Runbook, 'steps'>, timeline: readonly Line[]): readonly Worked[] =>
  steps.map(({ says }) => {
    const line = timeline.findLast(({ step }) => step === says);
    return { says, ...(line ? { line } : {}) };
  });

/** Evidence as lines a person can read, the name of each before it: JSON is not for reading at night. */
export function evidenceLines(evidence: unknown): string[] {
  if (evidence === undefined || evidence === null) return [];
  if (typeof evidence !== 'object') return [String(evidence)];
  return Object.entries(evidence).flatMap(([key, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((item) => `${key}: ${inWords(item)}`),
  );
}

function inWords(item: unknown): string {
  if (typeof item !== 'object' || item === null) return String(item);
  return Object.entries(item)
    .map(([key, value]) => `${key} ${typeof value === 'object' ? within(value) : String(value)}`)
    .join(', ');
}

/** What stands inside what was found, in brackets. */
const within = (value: unknown): string =>
  value === null ? 'none' : `(${Array.isArray(value) ? value.map(inWords).join('; ') : inWords(value)})`;
