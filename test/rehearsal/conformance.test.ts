import { type Conformed, conform, exitStatus } from '../../tools/conformance/conform';
import type { Question } from '../../tools/conformance/question';
import { toldDifference } from '../../tools/conformance/telling';
import { assembled } from '../support/assembled';
import { evaluationXml, type Instead, standIns } from '../unit/tools/conformance/judges';

jest.setTimeout(900_000);

/** In these, states are tried again and caught, and wait for people and for instants; they page and start one another. */
const STORIES = ['nobody-can-be-told', 'held-at-night'];

/** Every instant of every story has come. */
const now = (): number => Date.UTC(2027, 0, 1);

/** The command from its stories to its summary, with judges that are the engine itself behind SDK clients. */
async function judged(stories: readonly string[], instead?: Instead, more: { question?: string } = {}) {
  const clients = standIns(instead);
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  const options = { directory: assembled(), stories, clients, rate: 1000, now, say, ...more };
  const conformed: Conformed = await conform(options);
  return { ...conformed, said: said.join('\n'), asked: clients.asked };
}

test('asked itself, the engine agrees in everything', async () => {
  const conformed = await judged(STORIES);
  expect(conformed.judged.map(toldDifference).filter((told) => told !== '')).toEqual([]);
  const counts = Object.values(conformed.counts ?? {});
  expect(counts).toHaveLength(3);
  for (const count of counts) expect(count).toMatchObject({ differing: 0, refused: {}, unanswered: {} });
  for (const { asked, agreed } of counts) expect(asked).toBe(agreed);
  // One call for each, and of every kind some.
  expect(conformed.asked).toHaveLength(counts.reduce((sum, { asked }) => sum + asked, 0));
  expect(kinds(conformed.questions)).toEqual(
    expect.arrayContaining([
      'states SUCCEEDED with a mock',
      'states SUCCEEDED',
      'states CAUGHT_ERROR with a mock',
      'states RETRIABLE with a mock',
      'states FAILED with a mock',
      'states FAILED',
      'patterns true',
      'patterns false',
      'policies true of the identity',
      'policies false of the identity',
      'policies true with a policy of the resource',
      'policies false with a policy of the resource',
    ]),
  );
  expect(exitStatus(conformed)).toBe(0);
});

const kinds = (questions: readonly Question[]): string[] => [...new Set(questions.map(kindOf))];

function kindOf({ judge, claim, request }: Question): string {
  if (judge === 'states')
    return `${judge} ${'status' in claim && claim.status}${'mock' in request ? ' with a mock' : ''}`;
  if (judge === 'patterns') return `${judge} ${'matches' in claim && claim.matches}`;
  const whose = 'ResourcePolicy' in request ? 'with a policy of the resource' : 'of the identity';
  return `${judge} ${'allowed' in claim && claim.allowed} ${whose}`;
}

const STATE = 'After: Assess the situation';
const RULE = 'runbook-prod-trading-service-not-processing-orders';
const SERVICE = 'arn:aws:ecs:ap-south-1:123456789012:service/algo-trading-prod-cluster/algo-trading-prod-trading';

/** AWS is of another mind in one state, one pattern and one action. */
const otherwise: Instead = ({ operation, input }) => {
  if (operation === 'TestState' && input.stateName === STATE) {
    return {
      status: 'SUCCEEDED',
      nextState: 'Elsewhere',
      output: input.input,
      inspectionData: { variables: input.variables },
    };
  }
  if (operation === 'TestEventPattern' && String(input.EventPattern).includes('OrdersUnanswered'))
    return { Result: false };
  if (operation === 'SimulateCustomPolicy' && String(input.ActionNames) === 'ecs:UpdateService') {
    return evaluationXml(input, 'implicitDeny');
  }
  return undefined;
};

test('a judge who answers otherwise is heard: with the story, the place, both words, and the command that asks again', async () => {
  const all = await judged(['hung-tasks'], otherwise);
  const told = all.said
    .replace(/2026-11-20T[\d:.]+Z/g, '(when)')
    .replace(/--question [0-9a-f]{12}/g, '--question (id)');
  const command = '  npm run conformance -- --only hung-tasks --question (id)';
  const three = [
    [`${RULE}, state "${STATE}", (when)`, '  nextState: the engine says "Check service status", AWS says "Elsewhere"'],
    [`rule ${RULE}, CloudWatch Alarm State Change of (when)`, '  matches: the engine says true, AWS says false'],
    [
      `runbook-prod-restart-service, ecs:UpdateService on ${SERVICE}`,
      '  decision: the engine says "allowed", AWS says "implicitDeny"',
    ],
  ];
  for (const [place, words] of three) expect(told).toContain([`hung-tasks: ${place}`, words, command].join('\n'));
  expect(all.counts).toMatchObject({
    states: { differing: 1 },
    patterns: { differing: 1 },
    policies: { differing: 1 },
  });
  expect(exitStatus(all)).toBe(1);

  const [, question = ''] = new RegExp(`state "${STATE}"[^]*?--question ([0-9a-f]{12})`).exec(all.said) ?? [];
  const again = await judged(['hung-tasks'], otherwise, { question });
  expect(again.asked).toMatchObject([{ operation: 'TestState', input: { stateName: STATE } }]);
  expect(exitStatus(again)).toBe(1);
});

test('without judges the questions are counted and shown, and nothing is sent', async () => {
  const said: string[] = [];
  const options = {
    directory: assembled(),
    stories: ['hung-tasks'],
    rate: 1000,
    say: (text: string) => void said.push(text),
  };
  const conformed = await conform(options);
  expect(said.join('\n')).toMatch(
    /TestState of Step Functions: \d+ to ask, 0 not askable\n {2}for example, hung-tasks: /,
  );
  expect(conformed).toMatchObject({ judged: [] });
  expect(exitStatus(conformed)).toBe(0);
});
