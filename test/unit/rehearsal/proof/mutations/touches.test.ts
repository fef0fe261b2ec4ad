import type { Attempt, Outcome } from '../../../../../rehearsal/engine/asl/state-machine';
import { loadAssembly } from '../../../../../rehearsal/engine/assembly';
import { evaluate, type PolicyDocument } from '../../../../../rehearsal/engine/iam';
import { mutantsIn } from '../../../../../rehearsal/proof/mutations/mutants';
import { Touches, touch } from '../../../../../rehearsal/proof/mutations/touches';
import type { Stage } from '../../../../../rehearsal/scenarios/scenario';
import { assemblyOf, removeFolders } from '../../../engine/assembly/folder';

afterAll(removeFolders);

const ROLE = 'arn:aws:iam::123456789012:role/page';
const TABLE = 'arn:aws:dynamodb:ap-south-1:123456789012:table/incidents';
const statement = (Action: string | readonly string[]) => ({ Effect: 'Allow', Action, Resource: TABLE });

const assembly = () =>
  loadAssembly(
    assemblyOf({
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'page', AssumeRolePolicyDocument: { Statement: [] } } },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'page',
          Roles: ['page'],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [statement('dynamodb:Query'), statement(['dynamodb:GetItem', 'dynamodb:Put*'])],
          },
        },
      },
    }),
  );

/** What a story touched in which nothing else happened. */
const touched = (touches: Touches, cloud: object = {}) =>
  touches.of({
    cloud: { alarmChanges: [], sns: { deliveries: [] }, ledger: { calls: [] }, ...cloud },
  } as unknown as Stage);

const attempt = (state: string, outcome: object): Attempt =>
  ({ state, outcome: outcome as Outcome, execution: { machine: { name: 'rollback' } } }) as unknown as Attempt;

test('a story touches the states it comes to, and of their rules, retriers and catchers those that decide', () => {
  const touches = new Touches(assembly());
  touches.attempted(attempt('Look', { status: 'retried', by: 1 }));
  touches.attempted(attempt('Look', { status: 'caught', by: 0 }));
  touches.attempted(attempt('Which?', { status: 'succeeded', by: 2 }));
  touches.attempted(attempt('Otherwise', { status: 'succeeded' }));
  expect(touched(touches)).toEqual(
    [
      touch.state('rollback', 'Look'),
      touch.retry('rollback', 'Look', 1),
      touch.caught('rollback', 'Look', 0),
      touch.state('rollback', 'Which?'),
      touch.choice('rollback', 'Which?', 2),
      touch.state('rollback', 'Otherwise'),
    ].sort(),
  );
});

test('a call touches the permission that allows it, and no other mutant of the policy', () => {
  const played = assembly();
  const touches = new Touches(played);
  const question = {
    ask: { action: 'dynamodb:PutItem', resource: TABLE },
    principal: ROLE,
    accountId: '123456789012',
    identity: (played.roles.get(ROLE)?.policies ?? []) as PolicyDocument[],
  };
  touches.judged(question, evaluate(question), 'page');
  const keys = touched(touches);
  expect(mutantsIn(played).flatMap((mutant) => (keys.includes(mutant.touched) ? [mutant.name] : []))).toEqual([
    expect.stringMatching(/dynamodb:Put\* removed$/),
  ]);
});

test('an alarm is touched by going to a state, and a subscription by a message that arrives', () => {
  const cloud = {
    alarmChanges: [{ alarm: { name: 'Errors' }, state: 'OK' }],
    sns: { deliveries: [{ topicArn: 'pages', endpoint: 'ada@x.example' }] },
  };
  expect(touched(new Touches(assembly()), cloud)).toEqual([
    touch.alarm('Errors', 'OK'),
    touch.message('pages', 'ada@x.example'),
  ]);
});
