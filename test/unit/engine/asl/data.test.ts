import { createHash } from 'node:crypto';
import { DOCS, flow, pass, playRows, RECORDED, type Row, task } from './play';

const OUTPUT = `${RECORDED}/outputdecl/test_output.snapshot.json`;
const VARIABLES = `${RECORDED}/assign/test_assign_reference_variables.snapshot.json`;
const ARRAYS = `${RECORDED}/intrinsic_functions/test_array_jsonata.snapshot.json`;

const wholeInput = { input_value: 'string literal', input_values: [1, 2, 3] };

function undefinedAt(field: string) {
  return expect.stringContaining(
    `The JSONata expression '$doesNotExist' specified for the field '${field}' returned nothing (undefined).`,
  );
}

const literals: Row[] = [null, 0, 0.1, true, 'string literal', [], { a: [] }].map((literal) => ({
  says: `an Output of ${JSON.stringify(literal)} is the output`,
  source: `${OUTPUT} test_base_output_any_non_dict, test_base_cases[BASE_EMPTY]`,
  flow: pass({ Output: literal }),
  becomes: { output: literal },
}));

const expressions: Row[] = [
  {
    says: 'a Pass without Output hands its input on',
    source: `${RECORDED}/assign/test_assign_base.snapshot.json test_base_cases[BASE_EMPTY]`,
    flow: pass({}),
    input: { input_value: 'input_value_literal' },
    becomes: {
      output: { input_value: 'input_value_literal' },
      transitions: 1,
      history: ['entered State0', 'exited State0', 'ended State0'],
    },
  },
  {
    says: 'an expression may be the whole Output, a member or an element of it',
    source: `${OUTPUT} test_base_output_any_non_dict[LIST_RICH]`,
    flow: pass({ Output: [null, 0.1, '$nosuchvar', '$.no.such.path', '{% $states.input %}', { key: true }] }),
    input: { input_value: 'stringliteral' },
    becomes: { output: [null, 0.1, '$nosuchvar', '$.no.such.path', { input_value: 'stringliteral' }, { key: true }] },
  },
  {
    says: 'a string with blanks around the braces is no expression',
    source: `${OUTPUT} test_base_cases[BASE_LITERALS]`,
    flow: pass({ Output: { constant_not_jsonata: ' {% states.input %} ', 'constant_jp_input.$': '$' } }),
    becomes: { output: { constant_not_jsonata: ' {% states.input %} ', 'constant_jp_input.$': '$' } },
  },
  {
    says: 'an expression reads the input and a variable assigned before',
    source: `${OUTPUT} test_base_cases[BASE_DIRECT_EXPR]`,
    flow: flow({
      Init: { Type: 'Pass', Assign: { var_constant_1: 1 }, Next: 'State0' },
      State0: { Type: 'Pass', Output: '{% $sum($states.input.input_values) + $var_constant_1 %}', End: true },
    }),
    input: wholeInput,
    becomes: { output: 7, transitions: 2 },
  },
  {
    says: 'the documented example of a converted state gives the documented result',
    source: `${DOCS}/transforming-data.html`,
    flow: flow({
      Who: { Type: 'Pass', Assign: { customerName: 'María' }, Next: 'Greet' },
      Greet: {
        Type: 'Pass',
        Output: {
          static: 'Hello',
          title: '{% $states.input.title %}',
          name: '{% $customerName %}',
          'not-evaluated': '$customerName',
        },
        End: true,
      },
    }),
    input: { title: 'Doctor' },
    becomes: { output: { static: 'Hello', title: 'Doctor', name: 'María', 'not-evaluated': '$customerName' } },
  },
  {
    says: 'objects merge',
    source: `${RECORDED}/evaluate_jsonata/test_base_evaluate_expressions.snapshot.json test_merge_with_dynamic_args`,
    flow: pass({ Output: '{% $merge([$states.input.part1, $states.input.part2]) %}' }),
    input: { part1: { hello: 'world' }, part2: { foo: 'bar' } },
    becomes: { output: { hello: 'world', foo: 'bar' } },
  },
  {
    says: 'a Task without Output answers its result, and without Arguments passes its input on',
    source: `${RECORDED}/arguments/test_arguments.snapshot.json, ${OUTPUT} test_base_task_lambda`,
    flow: flow({ T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } }),
    input: { FunctionName: 'fn' },
    answers: { T: [({ arguments: passed }: { arguments: unknown }) => ({ Payload: passed })] },
    becomes: { output: { Payload: { FunctionName: 'fn' } } },
  },
  {
    says: 'the Output of a Task reads input and result',
    source: `${OUTPUT} test_base_lambda[BASE_LAMBDA]`,
    flow: flow({ T: task({ Output: { in: '{% $states.input %}', out: '{% $states.result.ja_expr %}' }, End: true }) }),
    input: wholeInput,
    answers: { T: [{ ja_expr: 7 }] },
    becomes: { output: { in: wholeInput, out: 7 } },
  },
];

const variables: Row[] = [
  {
    says: 'Output sees a variable as it was before the Assign of its state',
    source: `${VARIABLES} test_state_assign_evaluation_order[BASE_EVALUATION_ORDER_PASS_STATE]`,
    flow: flow({
      State0: { Type: 'Pass', Assign: { answer: 42 }, Next: 'State1' },
      State1: { Type: 'Pass', Assign: { answer: '<omitted>' }, Output: '{% $answer %}', End: true },
    }),
    becomes: { output: 42 },
  },
  {
    says: 'all of an Assign is evaluated before any of it is assigned',
    source: `${DOCS}/workflow-variables.html (Evaluation order in an assign field)`,
    flow: flow({
      A: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Next: 'C' },
      C: { Type: 'Pass', Output: ['{% $x %}', '{% $nextX %}'], End: true },
    }),
    becomes: { output: [6, 3] },
  },
  {
    says: 'a Wait assigns',
    source: `${VARIABLES} test_assign_in_wait_state`,
    flow: flow({
      W: { Type: 'Wait', Seconds: 0, Assign: { foo: 'oof' }, Next: 'P' },
      P: { Type: 'Pass', Output: '{% $foo %}', End: true },
    }),
    becomes: { output: 'oof' },
  },
  ...['Output', 'Output/result', 'Assign/result'].map((field): Row => {
    const [name = '', member] = field.split('/');
    const missing = '{% $doesNotExist %}';
    return {
      says: `an undefined result in ${field} fails the state with the sentence AWS says`,
      source: `${VARIABLES} test_undefined_reference`,
      flow: pass({ [name]: member === undefined ? missing : { [member]: missing } }),
      becomes: { error: 'States.QueryEvaluationError', cause: undefinedAt(field), transitions: 1 },
    };
  }),
  ...['Arguments', 'Arguments/FunctionName'].map((field): Row => {
    const missing = '{% $doesNotExist %}';
    return {
      says: `an undefined result in ${field} fails the task before it calls anything`,
      source: `${VARIABLES} test_undefined_reference`,
      flow: flow({ T: task({ Arguments: field === 'Arguments' ? missing : { FunctionName: missing }, End: true }) }),
      becomes: { error: 'States.QueryEvaluationError', cause: undefinedAt(field) },
    };
  }),
  {
    says: 'an undefined member inside one expression is left out and fails nothing',
    source: 'https://docs.jsonata.org/construction',
    flow: pass({ Output: '{% {"here": 1, "missing": $states.input.nothing} %}' }),
    becomes: { output: { here: 1 } },
  },
  {
    says: '$eval is no function, by whatever name it is called',
    source: `${DOCS}/transforming-data.html`,
    flow: pass({ Output: "{% ($other := $eval; $other('1')) %}" }),
    becomes: { error: 'States.QueryEvaluationError', cause: expect.stringContaining('T1006') },
  },
  {
    says: 'calling what is no function fails the state',
    source: `${RECORDED}/intrinsic_functions/test_math_operations_jsonata.snapshot.json`,
    flow: pass({ Output: { FunctionResult: '{% $randomSeeded($states.input.fst) %}' } }),
    input: { fst: 0 },
    becomes: {
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining(
        "specified for the field 'Output/FunctionResult' threw an error during evaluation. T1006: Attempted to invoke a non-function",
      ),
    },
  },
];

const added: Row[] = [
  { call: '$partition([0], 1)', gives: [[0]], source: `${ARRAYS} test_array_partition` },
  { call: '$partition([0, 1], 1)', gives: [[0], [1]], source: `${ARRAYS} test_array_partition` },
  { call: '$partition([0, 1], 3)', gives: [[0, 1]], source: `${ARRAYS} test_array_partition` },
  { call: '$range(0, 9, 3)', gives: [0, 3, 6, 9], source: `${ARRAYS} test_array_range` },
  { call: '$range(0, 10, 3)', gives: [0, 3, 6, 9], source: `${ARRAYS} test_array_range` },
  { call: '$range(1, 9, 2)', gives: [1, 3, 5, 7, 9], source: `${ARRAYS} test_array_range` },
  { call: '$range(1, 9, 9)', gives: 1, source: `${ARRAYS} test_array_range` },
  { call: `$parse('"HelloWorld"')`, gives: 'HelloWorld', source: `${RECORDED}/intrinsic_functions` },
  { call: `$parse('1.1')`, gives: 1.1, source: `${RECORDED}/intrinsic_functions` },
  {
    call: "$hash('Hash this string', 'SHA-256')",
    gives: createHash('sha256').update('Hash this string').digest('hex'),
    source: `${VARIABLES} test_reference_assign[BASE_REFERENCE_IN_INTRINSIC_FUNCTION]`,
  },
].map(({ call, gives, source }) => ({
  says: `${call} is ${JSON.stringify(gives)}`,
  source,
  flow: pass({ Output: `{% ${call} %}` }),
  becomes: { output: gives },
}));

describe('literals', () => playRows(literals));
describe('expressions', () => playRows(expressions));
describe('variables', () => playRows(variables));
describe('the functions Step Functions adds', () => playRows(added));
