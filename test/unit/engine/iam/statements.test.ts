import type { Statement } from '../../../../rehearsal/engine/iam';
import { allow, deny, judge, policy, type Verdict } from './judge';

type Row = [what: string, action: string, resource: string, statements: Statement[], expected: Verdict];

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';
const QUEUE = 'arn:aws:sqs:us-east-2:123456789012:queue1';

const rows: Row[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
  ['nothing is allowed by default', 's3:GetObject', `${BUCKET}/a`, [], 'denied'],
  [
    'an allow of another action leaves the default',
    's3:GetObject',
    `${BUCKET}/a`,
    [allow({ Action: 's3:PutObject' })],
    'denied',
  ],
  [
    'an explicit deny overrides an allow',
    's3:GetObject',
    `${BUCKET}/a`,
    [allow(), deny({ Action: 's3:Get*' })],
    'explicitly denied',
  ],
  [
    'the order of allow and deny does not matter',
    's3:GetObject',
    `${BUCKET}/a`,
    [deny(), allow()],
    'explicitly denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  [
    'iam:ListAccessKeys is the same as IAM:listaccesskeys',
    'iam:ListAccessKeys',
    '*',
    [allow({ Action: 'IAM:listaccesskeys' })],
    'allowed',
  ],
  [
    'iam:*AccessKey* covers CreateAccessKey',
    'iam:CreateAccessKey',
    '*',
    [allow({ Action: 'iam:*AccessKey*' })],
    'allowed',
  ],
  [
    'iam:*AccessKey* does not cover CreateUser',
    'iam:CreateUser',
    '*',
    [allow({ Action: 'iam:*AccessKey*' })],
    'denied',
  ],
  ['s3:* covers no other service', 'sqs:SendMessage', QUEUE, [allow({ Action: 's3:*' })], 'denied'],
  [
    'one of several actions is enough',
    'sqs:SendMessage',
    QUEUE,
    [allow({ Action: ['s3:GetObject', 'sqs:SendMessage'] })],
    'allowed',
  ],
  [
    'a question mark stands for exactly one character',
    'sqs:SendMessage',
    QUEUE,
    [allow({ Action: 'sqs:SendMessage?' })],
    'denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  [
    'NotAction allows every action it does not list',
    'sqs:SendMessage',
    QUEUE,
    [allow({ NotAction: 'iam:*' })],
    'allowed',
  ],
  ['NotAction does not allow what it lists', 'iam:CreateUser', '*', [allow({ NotAction: 'iam:*' })], 'denied'],
  [
    'NotAction with Deny denies what it does not list',
    'ec2:RunInstances',
    '*',
    [allow(), deny({ NotAction: ['iam:*'] })],
    'explicitly denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
  ['a resource matches by its whole ARN', 'sqs:SendMessage', QUEUE, [allow({ Resource: QUEUE })], 'allowed'],
  ['a longer name is another resource', 'sqs:SendMessage', `${QUEUE}0`, [allow({ Resource: QUEUE })], 'denied'],
  [
    'the name in a resource is case sensitive',
    'iam:GetUser',
    'arn:aws:iam::123456789012:user/Bob',
    [allow({ Resource: 'arn:aws:iam::123456789012:user/bob' })],
    'denied',
  ],
  [
    'bucket/*/test/* covers bucket/1/2/test/3/object.jpg',
    's3:GetObject',
    `${BUCKET}/1/2/test/3/object.jpg`,
    [allow({ Resource: `${BUCKET}/*/test/*` })],
    'allowed',
  ],
  [
    'bucket/*/test/* covers bucket//test/object.jpg',
    's3:GetObject',
    `${BUCKET}//test/object.jpg`,
    [allow({ Resource: `${BUCKET}/*/test/*` })],
    'allowed',
  ],
  [
    'bucket/*/test/* does not cover bucket/1-test/object.jpg',
    's3:GetObject',
    `${BUCKET}/1-test/object.jpg`,
    [allow({ Resource: `${BUCKET}/*/test/*` })],
    'denied',
  ],
  [
    'bucket/*/test/* does not cover bucket/test/object.jpg',
    's3:GetObject',
    `${BUCKET}/test/object.jpg`,
    [allow({ Resource: `${BUCKET}/*/test/*` })],
    'denied',
  ],
  [
    'bucket/*/test/* does not cover bucket/1/2/test.jpg',
    's3:GetObject',
    `${BUCKET}/1/2/test.jpg`,
    [allow({ Resource: `${BUCKET}/*/test/*` })],
    'denied',
  ],
  [
    'a wildcard may stand for region and account',
    'sqs:SendMessage',
    QUEUE,
    [allow({ Resource: 'arn:aws:sqs:*:*:queue1' })],
    'allowed',
  ],
  [
    'a wildcard that ends a field runs past the colon',
    'logs:FilterLogEvents',
    'arn:aws:logs:us-east-2:123456789012:log-group:g:log-stream:',
    [allow({ Resource: 'arn:aws:logs:us-east-2:*:log-stream:' })],
    'allowed',
  ],
  [
    'a wildcard inside a field stays in it',
    'logs:FilterLogEvents',
    'arn:aws:logs:us-east-2:123456789012:log-group:g:log-stream:',
    [allow({ Resource: 'arn:aws:logs:us*2:log-group:g:log-stream:' })],
    'denied',
  ],
  [
    'an action without resources needs Resource "*"',
    'states:SendTaskSuccess',
    '*',
    [allow({ Resource: 'arn:aws:states:us-east-2:123456789012:*' })],
    'denied',
  ],
  [
    'Resource "*" covers an action without resources',
    'states:SendTaskSuccess',
    '*',
    [allow({ Resource: '*' })],
    'allowed',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
  [
    'NotResource with Deny spares what it lists',
    's3:GetObject',
    'arn:aws:s3:::HRBucket/Payroll/may',
    [allow(), deny({ NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'] })],
    'allowed',
  ],
  [
    'NotResource with Deny denies everything else',
    's3:GetObject',
    'arn:aws:s3:::HRBucket/Other',
    [allow(), deny({ NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'] })],
    'explicitly denied',
  ],
  [
    'NotResource with Allow allows everything else',
    's3:GetObject',
    'arn:aws:s3:::Other/a',
    [allow({ NotResource: 'arn:aws:s3:::HRBucket/*' })],
    'allowed',
  ],
];

test.each(rows)('%s', (_what, action, resource, statements, expected) => {
  expect(judge({ ask: { action, resource }, identity: [policy(...statements)] })).toBe(expected);
});
