/** What is written about a release, beside its incident's report. */
export const releaseDocument = (incidentId: string): string => `releases/${incidentId}/plan.md`;
