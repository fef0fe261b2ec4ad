import { asksFor, checkPolicy, evaluate, type PolicyDocument } from '../../../../rehearsal/engine/iam';
import { WORLD } from './calls';

const ROLE = 'arn:aws:iam::123456789012:role';
const FAMILY = 'arn:aws:ecs:ap-south-1:123456789012:task-definition/a';
const REGISTER = { Effect: 'Allow', Action: 'ecs:RegisterTaskDefinition', Resource: `${FAMILY}:*` } as const;
const UPDATE = { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' } as const;
const passes = (Resource: string | string[], to?: string) => ({
  Effect: 'Allow' as const,
  Action: 'iam:PassRole',
  Resource,
  ...(to && { Condition: { StringEquals: { 'iam:PassedToService': to } } }),
});
const TASKS = 'ecs-tasks.amazonaws.com';
const register = { family: 'a', taskRoleArn: `${ROLE}/task`, executionRoleArn: `${ROLE}/execution` };

/** What is denied of a call, by what one role may do. */
function denied(operation: string, input: object, ...Statement: PolicyDocument['Statement'][]): string[] {
  const policy = { Version: '2012-10-17', Statement: Statement.flat() } as PolicyDocument;
  checkPolicy(policy, 'the role');
  return (asksFor('ecs', operation, input as never, WORLD) ?? []).flatMap((ask) => {
    const question = { ask, principal: `${ROLE}/deployer`, accountId: '123456789012', identity: [policy] };
    return evaluate(question).allowed ? [] : [`${ask.action} ${ask.resource}`];
  });
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html; the policy of
// https://github.com/aws-actions/amazon-ecs-deploy-task-definition#permissions has all of these statements
test.each<[string, string[], PolicyDocument['Statement'][]]>([
  ['nothing about roles', [`iam:PassRole ${ROLE}/task`, `iam:PassRole ${ROLE}/execution`], []],
  ['one of the two roles', [`iam:PassRole ${ROLE}/execution`], [passes(`${ROLE}/task`, TASKS)]],
  [
    'both, to another service',
    [`iam:PassRole ${ROLE}/task`, `iam:PassRole ${ROLE}/execution`],
    [passes(`${ROLE}/*`, 'ec2.amazonaws.com')],
  ],
  ['both, to tasks', [], [passes([`${ROLE}/task`, `${ROLE}/execution`], TASKS)]],
  ['both, to whatever service', [], [passes(`${ROLE}/*`)]],
])('a task definition is registered by who may pass %s', (_, expected, statements) => {
  expect(denied('RegisterTaskDefinition', register, REGISTER, ...statements)).toEqual(expected);
});

test('a family may be registered by its name, and no other', () => {
  expect(denied('RegisterTaskDefinition', { family: 'a' }, REGISTER)).toEqual([]);
  expect(denied('RegisterTaskDefinition', { family: 'b' }, REGISTER)).toEqual([
    `ecs:RegisterTaskDefinition ${FAMILY.replace(/a$/, 'b')}:*`,
  ]);
});

// https://github.com/keidarcy/e1s/issues/429
test('a service is moved to a task definition by who may pass its roles; who only scales it need not', () => {
  expect(denied('UpdateService', { service: 'a', desiredCount: 3 }, UPDATE)).toEqual([]);
  const move = { service: 'a', taskDefinition: 'a:2' };
  expect(denied('UpdateService', move, UPDATE)).toHaveLength(2);
  expect(denied('UpdateService', move, UPDATE, passes(`${ROLE}/*`, TASKS))).toEqual([]);
});
