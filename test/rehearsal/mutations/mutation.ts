import type { SwitchName } from '../../../rehearsal/switches';
import type { Resource, State, Template } from '../../support/alter';

/** One thing that no longer works although everything is still there, and who notices. */
export interface Mutation {
  /** What is wrong, as the name of its test. */
  readonly title: string;
  /** Of `prod`, the one that is altered: its first, if it is not said. */
  readonly stack?: 'watch';
  readonly alter: (template: Template) => void;
  /** Scenarios that notice, with the broken expectation, or the refusal, they name. */
  readonly noticed: Readonly<Record<string, RegExp>>;
  readonly otherwise?: readonly SwitchName[];
}

export const RUNBOOK = 'trading-service-not-processing-orders';
export const ESCALATION = 'escalation';

export const role = (template: Template, of: string): unknown => template.named('AWS::Lambda::Function', of).Role;
export const alarm = (template: Template, name: string): Resource['Properties'] =>
  template.named('AWS::CloudWatch::Alarm', name);
export const rule = (template: Template, name: string): Resource['Properties'] =>
  template.named('AWS::Events::Rule', name);

interface Target {
  RoleArn?: unknown;
  DeadLetterConfig?: unknown;
}
export const target = (template: Template): Target => (rule(template, RUNBOOK).Targets as [Target])[0];

/** The state answers at once, without looking. */
export const answers =
  (outcome: string) =>
  ({ Next }: State): State => ({
    Type: 'Pass',
    Next: Next ?? '',
    Output: {},
    Assign: { last: { step: 'Nothing', outcome, verdict: 'fixed', finding: 'Nothing was looked at.', round: 1 } },
  });

/** An answer leads elsewhere. */
export const leads =
  (answer: string, to: string) =>
  ({ Choices = [] }: State): undefined => {
    for (const choice of Choices) if (choice.Condition.includes(`'${answer}'`)) choice.Next = to;
  };

/** A failure is no longer caught; of several catches only the one for an error. */
export const uncaught =
  (error = 'States.ALL') =>
  (state: State): undefined => {
    const others = (state.Catch ?? []).filter(({ ErrorEquals }) => !ErrorEquals.includes(error));
    if (others.length > 0) state.Catch = others;
    else delete state.Catch;
  };

export const triedOnce = ({ Retry = [] }: State): undefined => {
  for (const retry of Retry) retry.MaxAttempts = 0;
};

export const waitsADay = (state: State): undefined => {
  delete state.Timestamp;
  state.Seconds = 86_400;
};

/** Every state is read and written back with a comment more: what the others find is not the copying's doing. */
export const harmless: Pick<Mutation, 'title' | 'alter'> = {
  title: 'nothing is altered but comments',
  alter: (template) => {
    for (const workflow of [RUNBOOK, ESCALATION]) {
      template.workflow(workflow, (states) => {
        for (const state of Object.values(states)) state.Comment = 'Read and written back.';
      });
    }
  },
};
