import type { Stack, Synthesised } from '../../../../tools/docs/assembly';
import { grantOf, grantsOf, onWhat } from '../../../../tools/docs/grants';
import { nounOf } from '../../../../tools/docs/nouns';
import { permissionsDocument } from '../../../../tools/docs/permissions';

const services = { trading: { name: 'shop-prod-orders' } };
const environment: Synthesised = { environment: { name: 'prod', services }, stackName: 'runbook-prod', stacks: [] };
const arn = (rest: string) => `arn:aws:${rest.replace(':', ':ap-south-1:123456789012:')}`;

describe('what a resource is, in words', () => {
  test.each([
    [arn('ecs:service/cluster/shop-prod-orders'), { noun: 'service', one: 'trading' }],
    ['<DynamoDB:runbook-prod-incidents>', { noun: 'the incident table' }],
    ['<SNS:runbook-prod-cto>', { noun: 'topic', one: 'cto' }],
    [arn('ssm:parameter/runbook-prod/mode/rollback'), { noun: 'mode of the runbook', one: 'rollback' }],
    ['arn:aws:s3:::runbook-prod-reports-1', { noun: 'the reports bucket' }],
  ])('%s', (given, noun) => expect(nounOf(given, environment)).toEqual(noun));

  test('a wildcard says why it is one', () => {
    expect(nounOf(arn('ecs:task/cluster/*'), environment).because).toMatch(/exists only once it runs/);
    expect(nounOf('*', environment).noun).toBe('everything');
  });

  test('what nobody has found words for is shown, and not left out', () => {
    expect(nounOf(arn('glue:table/x'), environment)).toEqual({ noun: '`glue:table/x`' });
    expect(nounOf(arn('glue:table/*'), environment)).toEqual({ noun: '`glue:table/*`', because: 'not said' });
  });

  test('no account, region or name of one environment is in it', () => {
    const said = onWhat([nounOf(arn('ecs:service/cluster/shop-prod-orders'), environment)]);
    expect(said).toBe('service trading');
  });

  test('many of a kind are counted', () => {
    const topics = Array.from({ length: 13 }, (_, index) => nounOf(`<SNS:runbook-prod-t${index}>`, environment));
    expect(onWhat(topics)).toBe('topic (13 of them)');
  });
});

describe('what a role may do', () => {
  test('is everything its policies allow, with their conditions', () => {
    expect(
      grantsOf('R', stack(['ecs:ListTasks'], '*', { ArnEquals: { 'ecs:cluster': arn('ecs:cluster/c') } }), environment),
    ).toEqual([
      {
        actions: ['ecs:ListTasks'],
        on: [{ noun: 'everything', because: '*' }],
        condition: 'ecs:cluster is the cluster',
      },
    ]);
  });

  test('a policy that denies is not told as one that allows', () => {
    expect(() => grantOf({ Effect: 'Deny', Action: 'a:B', Resource: '*' }, environment)).toThrow(
      'Deny; expected Allow alone',
    );
  });

  test('what is granted on everything without a reason keeps the document from being written', () => {
    const stacks = [stack(['logs:CreateLogStream', 'glue:GetTable'], '*')];
    expect(() => permissionsDocument({ prod: { ...environment, stacks } })).toThrow(
      'glue:GetTable is granted on everything to check-service, and neither',
    );
  });

  test('what is otherwise in another environment is told side by side', () => {
    const table = '<DynamoDB:runbook-prod-incidents>';
    const prod = { ...environment, stacks: [stack(['dynamodb:GetItem'], table)] };
    const staging = { ...environment, stacks: [stack(['dynamodb:GetItem', 'dynamodb:PutItem'], table)] };
    const document = permissionsDocument({ prod, staging });
    expect(document).toContain(
      '| `check-service` | not: `dynamodb:GetItem` on the incident table<br>instead, or besides: `dynamodb:GetItem`, `dynamodb:PutItem` on the incident table |',
    );
    expect(permissionsDocument({ prod, staging: prod })).toContain('## What is otherwise in staging\n\nNothing.\n');
  });
});

/** One function with one permission. */
function stack(Action: string[], Resource: string, Condition: object = {}): Stack {
  return {
    name: 'runbook-prod',
    description: 'One function.',
    resources: [
      {
        logicalId: 'F',
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'runbook-prod-check-service', Description: 'Looks', Timeout: 6, Role: '<IAM:R>' },
      },
      { logicalId: 'R', Type: 'AWS::IAM::Role', Properties: {} },
      {
        logicalId: 'P',
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: ['<IAM:R>'],
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource, Condition: Condition as never }] },
        },
      },
    ],
  };
}
