import { askAll } from '../../../../tools/conformance/ask';
import { CannotAsk, clientsOf, credentialsOf, hostsAsked } from '../../../../tools/conformance/clients';
import { exitStatus } from '../../../../tools/conformance/conform';
import { JUDGES, type Question } from '../../../../tools/conformance/question';
import { toldCounts } from '../../../../tools/conformance/telling';
import { type Count, countOf } from '../../../../tools/conformance/verdict';
import { evaluationXml, type Instead, standIns } from './judges';
import { Refused } from './test-state';

const definitions = {
  key: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }),
};
const where = { story: 'a-story', place: 'somewhere' };
const state: Question = {
  ...where,
  judge: 'states',
  id: 's',
  definition: 'key',
  request: { stateName: 'P', input: '{"a":[1,{"b":2}]}', inspectionLevel: 'DEBUG' },
  claim: { status: 'SUCCEEDED', output: { a: [1, { b: 2 }] }, variables: {} },
};
const event = { id: '1', source: 'mine', account: '123456789012', time: '2026-11-20T04:30:00Z', region: 'ap-south-1' };
const pattern: Question = {
  ...where,
  judge: 'patterns',
  id: 'p',
  request: {
    EventPattern: '{"source":["mine"]}',
    Event: JSON.stringify({ ...event, resources: [], 'detail-type': 'x' }),
  },
  claim: { matches: true },
};
const policy: Question = {
  ...where,
  judge: 'policies',
  id: 'i',
  request: {
    PolicyInputList: ['{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sns:Publish","Resource":"*"}}'],
    ActionNames: ['sns:Publish'],
    ResourceArns: ['arn:aws:sns:ap-south-1:123456789012:t'],
  },
  claim: { allowed: true },
};

const NOON = Date.parse('2026-11-23T12:00:00Z');

async function verdicts(questions: readonly Question[], instead?: Instead) {
  const told: number[] = [];
  const asking = { rate: 1000, now: () => NOON, told: (done: number) => void told.push(done) };
  const clients = standIns(instead);
  const judged = await askAll({ questions, definitions }, { ...asking, clients });
  expect(told).toHaveLength(questions.length);
  return { verdicts: judged.map(({ verdict }) => verdict), judged, asked: clients.asked };
}

const refusing =
  (code: string, message = 'because'): Instead =>
  () => {
    throw new Refused(code, message);
  };

test('each question goes to its judge, with its definition, and what is agreed is agreed', async () => {
  const { verdicts: came, asked } = await verdicts([state, pattern, policy]);
  expect(came).toEqual([{ kind: 'agreed' }, { kind: 'agreed' }, { kind: 'agreed' }]);
  expect(asked.map(({ operation }) => operation).sort()).toEqual([
    'SimulateCustomPolicy',
    'TestEventPattern',
    'TestState',
  ]);
  expect(asked.find(({ operation }) => operation === 'TestState')?.input.definition).toBe(definitions.key);
});

test('what AWS says otherwise is told by its path; the order of members is nothing', async () => {
  const otherwise = { status: 'FAILED', error: 'E', output: '{"a":[1,{"c":0,"b":3}]}' };
  const [came] = (await verdicts([state], () => otherwise)).verdicts;
  expect(came).toEqual({
    kind: 'differing',
    differences: [
      { what: 'status', engine: 'SUCCEEDED', aws: 'FAILED' },
      { what: 'output.a.1.b', engine: 2, aws: 3 },
      { what: 'output.a.1.c', engine: undefined, aws: 0 },
      { what: 'error', engine: undefined, aws: 'E' },
    ],
  });
  const turned: Question = { ...state, claim: { status: 'SUCCEEDED', output: { x: 1, y: 2 }, variables: {} } };
  const [same] = (await verdicts([turned], () => ({ status: 'SUCCEEDED', output: '{"y":2,"x":1}' }))).verdicts;
  expect(same).toEqual({ kind: 'agreed' });
});

test('in AWS’s words a tested state is called StateName', async () => {
  const claim = {
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: "executing the state 'P'. So.",
  } as const;
  const said = { status: 'FAILED', error: claim.error, cause: "executing the state 'StateName'. So." };
  expect((await verdicts([{ ...state, claim }], () => said)).verdicts).toEqual([{ kind: 'agreed' }]);
});

test('an answer that says nothing agrees with nothing', async () => {
  const none = await verdicts([pattern, policy], ({ operation }) =>
    operation === 'TestEventPattern' ? {} : '<EvaluationResults/>',
  );
  expect(none.verdicts).toEqual([
    { kind: 'differing', differences: [{ what: 'matches', engine: true, aws: undefined }] },
    { kind: 'differing', differences: [{ what: 'decision', engine: 'allowed', aws: 'none' }] },
  ]);
});

test('of a policy the resource that was asked about counts', async () => {
  const mixed: Instead = ({ input }) =>
    evaluationXml(input, 'allowed').replace('<EvalDecision>allowed', '<EvalDecision>implicitDeny');
  expect((await verdicts([policy], mixed)).verdicts).toEqual([{ kind: 'agreed' }]);
});

test.each([
  ['InvalidDefinition', state, 'definition'],
  ['InvalidEventPatternException', pattern, 'pattern'],
] as const)('what the engine takes and AWS calls %s differs', async (code, question, what) => {
  expect((await verdicts([question], refusing(code))).verdicts).toEqual([
    { kind: 'differing', differences: [{ what, engine: 'valid', aws: 'because' }] },
  ]);
});

test('a question AWS does not take is neither agreed nor differing', async () => {
  const { verdicts: came, judged } = await verdicts([state, policy], ({ operation }) => {
    throw new Refused(operation === 'TestState' ? 'ValidationException' : 'InvalidInput', 'because');
  });
  expect(came).toEqual([
    { kind: 'refused', why: 'ValidationException: because' },
    { kind: 'refused', why: 'InvalidInputException: because' },
  ]);
  expect(statusOf(judged)).toBe(2);
});

test('a throttled question is not answered, and the run does not end well', async () => {
  const throttled = await verdicts([state, pattern, policy], ({ operation }) => {
    if (operation === 'TestState') throw new Refused('ThrottlingException', 'Rate exceeded');
    return undefined;
  });
  expect(throttled.verdicts[0]).toEqual({ kind: 'unanswered', why: 'ThrottlingException: Rate exceeded' });
  expect(statusOf(throttled.judged)).toBe(2);
  expect(toldCounts(counts(throttled.judged))).toContain(
    'TestState of Step Functions: 1 asked, 0 agreed, 0 differing\n  1 × not answered: ThrottlingException: Rate exceeded',
  );
});

test('credentials that may not ask end it, with what AWS said', async () => {
  const denied = verdicts([state, state, state], refusing('AccessDeniedException', 'no states:TestState'));
  await expect(denied).rejects.toThrow(CannotAsk);
  await expect(denied).rejects.toThrow('AccessDeniedException: no states:TestState');
});

test('what cannot be asked, or not yet, is not asked, and is counted by its reason', async () => {
  const later: Question = { ...state, notBefore: NOON + 1 };
  const past: Question = { ...state, notBefore: NOON };
  const { judged, asked } = await verdicts([
    { ...pattern, unaskable: 'so' },
    { ...pattern, unaskable: 'so' },
    later,
    past,
  ]);
  expect(asked).toHaveLength(1);
  expect(countOf('patterns', judged)).toMatchObject({ questions: 2, asked: 0, notAskable: { so: 2 } });
  expect(countOf('states', judged)).toMatchObject({ questions: 2, asked: 1, agreed: 1 });
});

test('a run in which nothing was agreed is no agreement', async () => {
  const { judged } = await verdicts([{ ...pattern, unaskable: 'so' }]);
  expect(statusOf(judged)).toBe(2);
});

test('whoever is asked is known by its host', async () => {
  const clients = standIns();
  const hosts = hostsAsked(clients);
  const asking = { clients, rate: 1000, now: () => NOON, told: () => undefined };
  await askAll({ questions: [state, pattern, policy], definitions }, asking);
  const aws = ['sync-states.ap-south-1.amazonaws.com', 'events.ap-south-1.amazonaws.com', 'iam.amazonaws.com'];
  expect([...hosts].sort()).toEqual(aws.sort());
});

test('without credentials that is said in one sentence', async () => {
  const credentials = (): Promise<never> => Promise.reject(new Error('none are set'));
  const nobody = clientsOf({ region: 'ap-south-1', credentials });
  await expect(credentialsOf(nobody)).rejects.toThrow(
    'AWS was not asked, because no credentials were found (none are set). Set AWS_PROFILE or sign in as for the AWS command line; --dry-run needs none.',
  );
});

type Judged = Parameters<typeof countOf>[1];
const counts = (judged: Judged) =>
  Object.fromEntries(JUDGES.map((judge) => [judge, countOf(judge, judged)])) as Record<(typeof JUDGES)[number], Count>;
const statusOf = (judged: Judged): number => exitStatus({ questions: [], definitions, judged, counts: counts(judged) });
