import { JUDGES, type JudgeName, type Question } from './question';
import type { Count, Judged } from './verdict';

export const ASKED_OF: Readonly<Record<JudgeName, string>> = {
  states: 'TestState of Step Functions',
  patterns: 'TestEventPattern of EventBridge',
  policies: 'SimulateCustomPolicy of IAM',
};

/** The command that plays the story of a question again and asks it alone. */
export const replay = ({ story, id }: Question): string => `npm run conformance -- --only ${story} --question ${id}`;

export function toldDifference({ question, verdict }: Judged): string {
  if (verdict.kind !== 'differing') return '';
  return [
    `${question.story}: ${question.place}`,
    ...verdict.differences.map(
      ({ what, engine, aws }) => `  ${what}: the engine says ${said(engine)}, AWS says ${said(aws)}`,
    ),
    `  ${replay(question)}`,
  ].join('\n');
}

/** Longer values are in --json. */
const LONGEST = 400;

function said(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters; --json has them all)`;
}

/** How many questions there are, and one of each judge. */
export function toldQuestions(questions: readonly Question[]): string {
  return JUDGES.flatMap((judge) => {
    const mine = questions.filter((question) => question.judge === judge);
    const askable = mine.filter(({ unaskable }) => unaskable === undefined);
    const [example] = askable;
    return [
      `${ASKED_OF[judge]}: ${askable.length} to ask, ${mine.length - askable.length} not askable`,
      ...toldReasons(reasonsOf(mine)),
      ...(example ? [`  for example, ${example.story}: ${example.place}`, `  ${clipped(example)}`] : []),
    ];
  }).join('\n');
}

function clipped({ request, claim }: Question): string {
  const asked = JSON.stringify(request);
  return `${asked.length <= 1000 ? asked : `${asked.slice(0, 1000)}…`}\n  The engine says ${said(claim)}.`;
}

function reasonsOf(questions: readonly Question[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const { unaskable } of questions) {
    if (unaskable !== undefined) reasons[unaskable] = (reasons[unaskable] ?? 0) + 1;
  }
  return reasons;
}

const toldReasons = (reasons: Readonly<Record<string, number>>, what = ''): string[] =>
  Object.entries(reasons).map(([why, count]) => `  ${count} × ${what}${why}`);

export function toldCounts(counts: Readonly<Record<JudgeName, Count>>): string {
  return JUDGES.flatMap((judge) => {
    const { asked, agreed, differing, refused, unanswered, notAskable } = counts[judge];
    return [
      `${ASKED_OF[judge]}: ${asked} asked, ${agreed} agreed, ${differing} differing`,
      ...toldReasons(notAskable, 'not askable: '),
      ...toldReasons(refused, 'not taken by AWS: '),
      ...toldReasons(unanswered, 'not answered: '),
    ];
  }).join('\n');
}
