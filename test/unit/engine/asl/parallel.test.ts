import { branch, DOCS, flow, playRows, RECORDED, type Row } from './play';

const SCENARIOS = `${RECORDED}/scenarios/test_base_scenarios.snapshot.json`;
const ASSIGN = `${RECORDED}/assign/test_assign_base.snapshot.json`;

function failingBranch(error: object = { Error: 'FailureType', Cause: 'Cause description' }) {
  return branch({ Branch1: { Type: 'Fail', ...error } });
}

const parallels: Row[] = [
  {
    says: 'the outputs stand in the order of the branches, not in that of their ends',
    source: `${SCENARIOS} test_parallel_state_order; ${DOCS}/state-parallel.html`,
    flow: flow({
      P: {
        Type: 'Parallel',
        Branches: [30, 10, 20].map((Seconds, i) =>
          branch({ [`W${i}`]: { Type: 'Wait', Seconds, Output: { branch: i }, End: true } }),
        ),
        End: true,
      },
    }),
    becomes: { output: [{ branch: 0 }, { branch: 1 }, { branch: 2 }], transitions: 4, seconds: 30 },
  },
  {
    says: 'branches read the variables around them, and keep their own to themselves',
    source: `${ASSIGN} test_base_parallel_cases[BASE_SCOPE_PARALLEL]; ${DOCS}/workflow-variables.html`,
    flow: flow({
      State0: { Type: 'Pass', Assign: { x: 42 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          branch({
            A1: { Type: 'Pass', Assign: { innerX: '{% $x %}' }, Next: 'A2' },
            A2: { Type: 'Pass', Output: '{% $innerX %}', End: true },
          }),
          branch({
            B1: { Type: 'Wait', Seconds: 1, Next: 'B2' },
            B2: { Type: 'Pass', Output: '{% $exists($innerX) %}', End: true },
          }),
        ],
        Output: ['{% $states.result %}', '{% $exists($innerX) %}'],
        End: true,
      },
    }),
    becomes: { output: [[42, false], false] },
  },
  {
    says: 'all branches get the Arguments, and the state hands on its result',
    source: `${DOCS}/state-parallel.html`,
    flow: flow({
      P: {
        Type: 'Parallel',
        Arguments: { sum: '{% $sum($states.input.list) %}' },
        Branches: [branch({ A: { Type: 'Pass', End: true } }), branch({ B: { Type: 'Succeed' } })],
        Assign: { both: '{% $states.result %}' },
        Next: 'Q',
      },
      Q: { Type: 'Pass', Output: '{% $both = $states.input %}', End: true },
    }),
    input: { list: [1, 2, 3] },
    becomes: { output: true },
  },
  {
    says: 'a failing branch fails the Parallel with the error of the branch',
    source: `${SCENARIOS} test_parallel_state_fail`,
    flow: flow({ P: { Type: 'Parallel', Branches: [failingBranch({ Error: 'FailureType' })], End: true } }),
    becomes: {
      error: 'FailureType',
      history: ['entered P', 'entered Branch1', 'failed Branch1', 'failed P', 'ended Branch1'],
    },
  },
  {
    says: 'a failing branch is caught outside of the Parallel',
    source: `${SCENARIOS} test_parallel_state_catch`,
    flow: flow({
      P: {
        Type: 'Parallel',
        Branches: [failingBranch()],
        Catch: [{ ErrorEquals: ['FailureType'], Next: 'FinalCaught' }],
        End: true,
      },
      FinalCaught: { Type: 'Pass', End: true },
    }),
    becomes: { output: { Error: 'FailureType', Cause: 'Cause description' }, transitions: 3 },
  },
  {
    says: 'a retried Parallel runs all its branches again',
    source: `${SCENARIOS} test_parallel_state_retry`,
    flow: flow({
      P: {
        Type: 'Parallel',
        Branches: [failingBranch()],
        Retry: [{ ErrorEquals: ['FailureType'], MaxAttempts: 2 }],
        End: true,
      },
    }),
    becomes: { error: 'FailureType', cause: 'Cause description', transitions: 1 + 3 + 2, seconds: 1 + 2 },
  },
  {
    says: 'a Parallel in a Parallel nests its outputs',
    source: `${SCENARIOS} test_parallel_state_nested`,
    flow: flow({
      L1: {
        Type: 'Parallel',
        Branches: [
          branch({
            L2: { Type: 'Parallel', Branches: [branch({ BranchL2: { Type: 'Pass', End: true } })], End: true },
          }),
        ],
        End: true,
      },
    }),
    input: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    becomes: {
      output: [
        [
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ],
      ],
    },
  },
];

playRows(parallels);
