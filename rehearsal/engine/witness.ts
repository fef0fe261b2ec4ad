import type { Attempt } from './asl/state-machine';
import type { AwsEvent } from './events';
import type { Decision, Question } from './iam';

/**
 * Hears what the engine claims wherever AWS has a judge of its own for it. It alters nothing and must not throw: a story
 * with a witness is the story without one.
 */
export interface Witness {
  readonly attempted: (attempt: Attempt) => void;
  readonly put: (event: AwsEvent) => void;
  /** `by` is the name of the function, machine, rule or alarm that asked; '' for a service's own question. */
  readonly judged: (question: Question, decision: Decision, by: string) => void;
}
