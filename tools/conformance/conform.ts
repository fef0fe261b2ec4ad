import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Crew } from '../../rehearsal/proof/crew';
import { askAll } from './ask';
import type { Clients } from './clients';
import { type Collected, together } from './collector';
import type { Task } from './player';
import { JUDGES, type JudgeName, type Question, type Questions } from './question';
import { toldCounts, toldDifference, toldQuestions } from './telling';
import { type Count, countOf, type Judged } from './verdict';

export interface Conformance {
  /** Folder of a cloud assembly. */
  readonly directory: string;
  readonly stories: readonly string[];
  /** Who is asked; without them the questions are counted only. */
  readonly clients?: Clients;
  /** Calls a second, of each judge. */
  readonly rate: number;
  readonly judges?: readonly JudgeName[];
  /** Only the question with this id. */
  readonly question?: string;
  /** A file that the questions are written to. */
  readonly out?: string;
  /** Milliseconds since the epoch; the machine's own time where it is absent. */
  readonly now?: () => number;
  readonly say: (text: string) => void;
}

export interface Conformed extends Questions {
  readonly judged: readonly Judged[];
  /** Absent where nobody was asked. */
  readonly counts?: Readonly<Record<JudgeName, Count>>;
}

/** A line of progress every so many answers. */
const PROGRESS_EVERY = 100;

/** Plays the stories and puts what the engine claims in them to AWS. @throws CannotAsk, and what a story throws. */
export async function conform(options: Conformance): Promise<Conformed> {
  const { say, clients, rate, out, now = Date.now } = options;
  const questions = await questionsOf(options);
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(questions, null, 2)}\n`);
  if (!clients) {
    say(toldQuestions(questions.questions));
    return { ...questions, judged: [] };
  }
  const total = questions.questions.length;
  say(`Asking AWS ${total} questions. What is asked changes nothing there.`);
  const judged = await askAll(questions, {
    clients,
    rate,
    now,
    told: (done, one) => {
      if (one.verdict.kind === 'differing') say(`\n${toldDifference(one)}\n`);
      if (done % PROGRESS_EVERY === 0) say(`${done} of ${total}`);
    },
  });
  const counts = Object.fromEntries(JUDGES.map((judge) => [judge, countOf(judge, judged)]));
  say(`\n${toldCounts(counts as Record<JudgeName, Count>)}`);
  return { ...questions, judged, counts: counts as Record<JudgeName, Count> };
}

async function questionsOf(options: Conformance): Promise<Questions> {
  const { directory, stories, judges = JUDGES, question: id, say } = options;
  const crew = new Crew<Task, Collected>({ player: join(__dirname, 'player.ts') });
  let played = 0;
  try {
    say(`Playing ${stories.length === 1 ? `the story ${stories[0]}` : `${stories.length} stories`}.`);
    const collected = await crew.all(
      stories.map((story) => ({ directory, story })),
      () => {
        played++;
        if (played % 10 === 0 && played < stories.length) say(`${played} of ${stories.length} stories`);
      },
    );
    const { questions, definitions, heard } = together(collected);
    const wanted = (question: Question): boolean =>
      judges.includes(question.judge) && (id === undefined || question.id === id);
    const chosen = questions.filter(wanted);
    say(`The engine said ${heard} things that AWS could be asked about; without what is alike, ${questions.length}.`);
    if (id !== undefined && chosen.length === 0) {
      throw new Error(`--question: there is no question ${id} in ${stories.join(', ')}.`);
    }
    return { questions: chosen, definitions };
  } finally {
    crew.leave();
  }
}

/** What a run may end with: AWS agreed, something differs, or not everything was answered. */
export function exitStatus({ counts }: Conformed): 0 | 1 | 2 {
  if (!counts) return 0;
  const all = Object.values(counts);
  if (all.some(({ differing }) => differing > 0)) return 1;
  const agreed = all.reduce((sum, count) => sum + count.agreed, 0);
  return agreed === 0 || all.some(({ unanswered }) => Object.keys(unanswered).length > 0) ? 2 : 0;
}
