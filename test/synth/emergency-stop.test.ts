import { actingOnTrading, sweepSeconds } from '../../lib/acting-on-trading';
import { permittedSeconds, worstRunSeconds } from '../../lib/budget';
import { EMERGENCY_BUDGETS } from '../../runbooks/actions-of-emergency';
import { emergencyStopTrading } from '../../runbooks/emergency-stop-trading';
import { assembled } from '../support/assembled';
import { machines, stacks } from '../support/synth';

const prod = stacks(assembled()).prod;
if (!prod) throw new Error('There is no prod.');
const machine = machines(prod).find(({ id }) => id === 'emergency-stop-trading');
if (!machine) throw new Error('There is no emergency stop.');
const { asl } = machine;
const PARAMETER = '/algo-trading/prod/trading_enabled';

test('the workflow writes the parameter before it does anything else, by itself, once, and in three seconds at most', () => {
  const first = asl.States[asl.StartAt] as unknown as Record<string, unknown>;
  expect(asl.StartAt).toBe('Disable trading at once');
  expect(JSON.stringify(first.Resource)).toContain(':states:::aws-sdk:ssm:putParameter');
  expect(first).toMatchObject({
    Type: 'Task',
    TimeoutSeconds: 3,
    Arguments: { Name: PARAMETER, Value: 'false', Overwrite: true },
  });
  expect(first).not.toHaveProperty('Retry');
});

test('whatever comes of it, the same state follows', () => {
  const first = asl.States[asl.StartAt] as unknown as {
    Next: string;
    Catch: { ErrorEquals: string[]; Next: string }[];
  };
  expect(first.Catch).toHaveLength(1);
  expect(first.Catch[0]).toMatchObject({ ErrorEquals: ['States.ALL'], Next: first.Next });
});

test('no state of it asks for a mode, a window or an alarm', () => {
  expect(Object.keys(asl.States)).not.toContain('Assess the situation');
});

test('a run that joins goes on with its steps', () => {
  expect(Object.keys(asl.States)).not.toContain('Joined');
});

test('its role may write that one parameter and no other', () => {
  const policies = prod.resources.filter(({ Type }) => Type === 'AWS::IAM::Policy');
  const writing = policies
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('emergencystoptrading'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as unknown as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => JSON.stringify(Action).includes('ssm:'));
  expect(writing).toHaveLength(1);
  expect(writing[0]?.Action).toBe('ssm:PutParameter');
  expect(JSON.stringify(writing[0]?.Resource)).toMatch(/parameter\/algo-trading\/prod\/trading_enabled"/);
});

test('a sweep lasts longer than any function that can act on the service or the parameter', () => {
  const acting = actingOnTrading();
  for (const name of ['restart-service', 'scale-service', 'undo-scaling', 'resume-trading', 'stop-trading'])
    expect([...acting.keys()]).toContain(name);
  for (const { timeoutSeconds } of acting.values()) expect(sweepSeconds()).toBeGreaterThan(timeoutSeconds);
  // Seven seconds of each round are the function's end and its answer, five the last look.
  const { rounds, timeoutSeconds } = EMERGENCY_BUDGETS['sweep-stop'];
  expect(rounds * (timeoutSeconds - 12)).toBeGreaterThan(sweepSeconds());
});

test('its deadline is as short as its budgets allow', () => {
  expect(worstRunSeconds(emergencyStopTrading)).toBe(permittedSeconds(emergencyStopTrading));
});

interface Statement {
  readonly Action: unknown;
  readonly Resource: unknown;
}
