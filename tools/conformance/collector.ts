import type { Attempt } from '../../rehearsal/engine/asl/state-machine';
import type { Assembly } from '../../rehearsal/engine/assembly';
import { type AwsEvent, readRules } from '../../rehearsal/engine/events';
import type { Decision, Question as PolicyAsked } from '../../rehearsal/engine/iam';
import type { Witness } from '../../rehearsal/engine/witness';
import { PatternQuestions } from './patterns';
import { policyQuestions } from './policies';
import { digest, type Question, type Questions } from './question';
import { stateQuestion } from './states';

/** A question, and what makes it another one than those before. */
export interface Found<Q extends Question = Question> {
  readonly key: string;
  readonly question: Q;
}

export interface Collected extends Questions {
  /** Of each question, in order. */
  readonly keys: readonly string[];
  /** How often AWS could have been asked, before what is alike was taken together. */
  readonly heard: number;
}

/** Turns what the engine claims in one story into questions for AWS, each kind of them once. */
export class Collector implements Witness {
  private readonly found = new Map<string, Question>();
  private readonly definitions = new Map<string, string>();
  /** Keys of definitions by machine: a definition is written out once. */
  private readonly machines = new Map<string, string>();
  private readonly patterns: PatternQuestions;
  private heard = 0;

  constructor(
    private readonly story: string,
    assembly: Assembly,
  ) {
    this.patterns = new PatternQuestions(readRules(assembly.ofType('AWS::Events::Rule')));
  }

  readonly attempted = (attempt: Attempt): void => {
    const { machine } = attempt.execution;
    this.note([stateQuestion(attempt, this.story, this.definitionOf(machine))]);
  };

  readonly put = (event: AwsEvent): void => this.note(this.patterns.about(event, this.story));

  readonly judged = (question: PolicyAsked, decision: Decision, by: string): void =>
    this.note(policyQuestions(question, decision, { story: this.story, by }));

  get collected(): Collected {
    return {
      questions: [...this.found.values()],
      keys: [...this.found.keys()],
      definitions: Object.fromEntries(this.definitions),
      heard: this.heard,
    };
  }

  private note(found: readonly Found[]): void {
    this.heard += found.length;
    for (const { key, question } of found) if (!this.found.has(key)) this.found.set(key, question);
  }

  private definitionOf({ arn, definition }: Attempt['execution']['machine']): string {
    const known = this.machines.get(arn);
    if (known !== undefined) return known;
    const text = JSON.stringify(definition);
    const key = digest(text);
    this.machines.set(arn, key);
    this.definitions.set(key, text);
    return key;
  }
}

/** What several stories ask, each question in the first story that asks it. */
export function together(stories: readonly Collected[]): Questions & { readonly heard: number } {
  const found = new Map<string, Question>();
  let definitions: Readonly<Record<string, string>> = {};
  let heard = 0;
  for (const story of stories) {
    definitions = { ...definitions, ...story.definitions };
    heard += story.heard;
    story.questions.forEach((question, index) => {
      const key = `${question.judge} ${story.keys[index]}`;
      if (!found.has(key)) found.set(key, question);
    });
  }
  return { questions: [...found.values()], definitions, heard };
}
