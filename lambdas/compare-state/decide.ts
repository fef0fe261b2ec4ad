import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';
import type { Comparison, Difference } from './differences';

/** How many differences a sentence bears; the evidence has them all. */
const MOST_NAMED = 6;
const listed = (differences: readonly Difference[]): string => {
  const named = differences.slice(0, MOST_NAMED).map(({ says }) => says);
  const more = differences.length - named.length;
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

/**
 * Whether the system is set up as it was. An unexpected difference is for people, and so is a part that could not be
 * compared: unknown is never success. What happens by itself is told and goes on.
 * @param documents keys of what was compared.
 */
export function describeComparison(
  { differences, notCompared }: Comparison,
  documents: { readonly before: string; readonly after: string },
): StepResult {
  const unexpected = differences.filter(({ expected }) => !expected);
  const expected = differences.filter((difference) => difference.expected);
  const findings = [
    ...(unexpected.length > 0 ? [`Not as it was before the maintenance: ${listed(unexpected)}.`] : []),
    ...(notCompared.length > 0 ? [`Could not be compared: ${notCompared.join(', ')}.`] : []),
    ...(unexpected.length === 0 && notCompared.length === 0 ? ['Set up as it was before the maintenance.'] : []),
    ...(expected.length > 0 ? [`Changed by itself: ${listed(expected)}.`] : []),
  ];
  const finding = findings.join(' ');
  const evidence = { differences, notCompared, documents };
  if (unexpected.length === 0 && notCompared.length === 0) return { outcome: 'continue', finding, evidence };
  return {
    outcome: 'escalate',
    finding,
    verdict: unexpected.length > 0 ? 'not-fixed' : 'unknown',
    advice: `Find out who changed ${counted(unexpected.length, 'thing')} during the maintenance (CloudTrail), and go back with the rollback plan beside ${documents.before} where it was not meant.`,
    evidence,
  };
}

/** Without the document from before there is nothing to compare with. */
export const withoutDocument = (key: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `Could not compare with the documented state: ${key} could not be read (${because}).`,
  verdict: 'unknown',
  advice: 'Look over services, scaling, parameters and database by hand; nobody can say whether they are as they were.',
});
