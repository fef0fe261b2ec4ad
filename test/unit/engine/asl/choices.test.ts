import { DOCS, flow, playRows, RECORDED, type Row } from './play';

const OUTPUT = `${RECORDED}/outputdecl/test_output.snapshot.json`;
const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;

const awsChoice = flow({
  ChoiceStateX: {
    Type: 'Choice',
    Choices: [
      { Condition: "{% $not($states.input.type = 'Private') %}", Next: 'Public' },
      { Condition: '{% $states.input.value = 0 %}', Next: 'ValueIsZero' },
      { Condition: '{% $states.input.value >= 20 and $states.input.value < 30 %}', Next: 'ValueInTwenties' },
    ],
    Default: 'DefaultState',
  },
  Public: { Type: 'Pass', End: true },
  ValueIsZero: { Type: 'Pass', End: true },
  ValueInTwenties: { Type: 'Pass', End: true },
  DefaultState: { Type: 'Fail', Cause: 'No Matches!' },
});

const outputChoice = flow({
  ChoiceState: {
    Type: 'Choice',
    Choices: [
      {
        Condition: '{% $states.input.condition %}',
        Assign: { assignment: 'Condition assignment' },
        Output: 'Condition Output block',
        Next: 'End',
      },
    ],
    Default: 'End',
    Assign: { assignment: 'Default Assignment' },
    Output: 'Default Output block',
  },
  End: { Type: 'Succeed', Output: ['{% $assignment %}', '{% $states.input %}'] },
});

playRows([
  ...[
    { value: 22, type: 'Private', goes: 'ValueInTwenties' },
    { value: 0, type: 'Private', goes: 'ValueIsZero' },
    { value: 22, type: 'Public', goes: 'Public' },
  ].map(({ value, type, goes }): Row => {
    const history = ['ChoiceStateX', goes].flatMap((state) => [`entered ${state}`, `exited ${state}`]);
    return {
      says: `the documented Choice sends ${type} ${value} to ${goes}`,
      source: `${DOCS}/state-choice.html, ${SCENARIOS} test_choice_aws_docs_scenario`,
      flow: awsChoice,
      input: { value, type },
      becomes: { output: { value, type }, transitions: 2, history: [...history, `ended ${goes}`] },
    };
  }),
  {
    says: 'the Default is taken when no rule is true',
    source: `${DOCS}/state-choice.html`,
    flow: awsChoice,
    input: { value: 31, type: 'Private' },
    becomes: { error: undefined, cause: 'No Matches!' },
  },
  {
    says: 'a true rule leaves by its own Assign and Output',
    source: `${OUTPUT} test_output_in_choice[CONDITION_TRUE], test_assign_in_choice[CONDITION_TRUE]`,
    flow: outputChoice,
    input: { condition: true },
    becomes: { output: ['Condition assignment', 'Condition Output block'] },
  },
  {
    says: "the Default leaves by the Choice's own Assign and Output",
    source: `${OUTPUT} test_output_in_choice[CONDITION_FALSE], test_assign_in_choice[CONDITION_FALSE]`,
    flow: outputChoice,
    input: { condition: false },
    becomes: { output: ['Default Assignment', 'Default Output block'] },
  },
  {
    says: 'a constant condition is allowed',
    source: `${SCENARIOS} test_choice_condition_constant_jsonata`,
    flow: flow({ C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'P' }] }, P: { Type: 'Pass', End: true } }),
    becomes: { output: {}, history: ['entered C', 'exited C', 'entered P', 'exited P', 'ended P'] },
  },
  {
    says: 'a condition that is no boolean fails the Choice',
    source: `https://states-language.net/spec.html (Appendix A, States.QueryEvaluationError: an incorrectly typed result)`,
    flow: flow({
      C: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'P' }] },
      P: { Type: 'Pass', End: true },
    }),
    becomes: {
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining("Expected 'boolean', but was 'string'"),
    },
  },
  {
    says: 'a Choice without a true rule and without Default fails',
    source: `${DOCS}/concepts-error-handling.html`,
    flow: flow({
      C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'P' }] },
      P: { Type: 'Pass', End: true },
    }),
    becomes: { error: 'States.NoChoiceMatched' },
  },
]);
