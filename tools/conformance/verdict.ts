import type { JudgeName, Question } from './question';

/** One thing about which the engine and AWS are not of one mind. */
export interface Difference {
  readonly what: string;
  readonly engine: unknown;
  readonly aws: unknown;
}

/** What came of a question. Only what AWS answered alike is agreed. */
export type Verdict =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'differing'; readonly differences: readonly Difference[] }
  /** We did not ask: AWS cannot be asked that. */
  | { readonly kind: 'not askable'; readonly why: string }
  /** AWS did not take the question, which is neither yes nor no. */
  | { readonly kind: 'refused'; readonly why: string }
  /** AWS did not answer, however often it was asked. */
  | { readonly kind: 'unanswered'; readonly why: string };

export const verdictOf = (differences: readonly Difference[]): Verdict =>
  differences.length === 0 ? { kind: 'agreed' } : { kind: 'differing', differences };

/** How many of one judge's questions came to what. */
export interface Count {
  readonly questions: number;
  /** Agreed, differing, refused and unanswered together. */
  readonly asked: number;
  readonly agreed: number;
  readonly differing: number;
  /** By reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly unanswered: Readonly<Record<string, number>>;
  readonly notAskable: Readonly<Record<string, number>>;
}

export interface Judged {
  readonly question: Question;
  readonly verdict: Verdict;
}

export function countOf(judge: JudgeName, judged: readonly Judged[]): Count {
  const verdicts = judged.filter(({ question }) => question.judge === judge).map(({ verdict }) => verdict);
  const of = (kind: Verdict['kind']): number => verdicts.filter((verdict) => verdict.kind === kind).length;
  const by = (kind: Verdict['kind']): Record<string, number> => {
    const reasons: Record<string, number> = {};
    for (const verdict of verdicts) {
      if (verdict.kind !== kind || !('why' in verdict)) continue;
      reasons[verdict.why] = (reasons[verdict.why] ?? 0) + 1;
    }
    return reasons;
  };
  return {
    questions: verdicts.length,
    asked: verdicts.length - of('not askable'),
    agreed: of('agreed'),
    differing: of('differing'),
    refused: by('refused'),
    unanswered: by('unanswered'),
    notAskable: by('not askable'),
  };
}
