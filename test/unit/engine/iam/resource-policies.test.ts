import type { Ask, Context, Principal, Question, Statement } from '../../../../rehearsal/engine/iam';
import { ACCOUNT, allow, deny, judge, policy, ROLE, type Verdict } from './judge';

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const OTHER_ROLE = `arn:aws:iam::${ACCOUNT}:role/Other`;
const CLOUDWATCH = 'cloudwatch.amazonaws.com';
const TOPIC = `arn:aws:sns:us-east-2:${ACCOUNT}:pages`;
const publish = (context: Context = {}): Ask => ({ action: 'sns:Publish', resource: TOPIC, context });

/** A topic policy of one statement. */
const topicPolicy = (Principal: Principal, rest: Partial<Statement> = {}) => policy(allow({ Principal, ...rest }));

type Row = [what: string, question: Partial<Question>, expected: Verdict];

const rows: Row[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
  ['the identity policy alone is enough', { identity: [policy(allow())] }, 'allowed'],
  ["a user's too", { principal: `arn:aws:iam::${ACCOUNT}:user/Bob`, identity: [policy(allow())] }, 'allowed'],
  ['and a user without one is denied', { principal: `arn:aws:iam::${ACCOUNT}:user/Bob` }, 'denied'],
  ['the resource policy alone is enough', { resource: topicPolicy({ AWS: ROLE }) }, 'allowed'],
  [
    'a resource policy silent on the caller leaves its identity policy standing',
    { identity: [policy(allow())], resource: topicPolicy({ AWS: OTHER_ROLE }) },
    'allowed',
  ],
  [
    'a deny in the resource policy overrides the identity policy',
    { identity: [policy(allow())], resource: policy(deny({ Principal: '*' })) },
    'explicitly denied',
  ],
  [
    'a deny in the identity policy overrides the resource policy',
    { identity: [policy(deny())], resource: topicPolicy({ AWS: ROLE }) },
    'explicitly denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  ['another role is not the caller', { resource: topicPolicy({ AWS: OTHER_ROLE }) }, 'denied'],
  [
    'the name of a role is case sensitive',
    { resource: topicPolicy({ AWS: ROLE.replace('Caller', 'caller') }) },
    'denied',
  ],
  ['one of several principals is enough', { resource: topicPolicy({ AWS: [OTHER_ROLE, ROLE] }) }, 'allowed'],
  ['everyone is everyone', { resource: topicPolicy('*') }, 'allowed'],
  ['{"AWS": "*"} is the same as "*"', { resource: topicPolicy({ AWS: '*' }) }, 'allowed'],
  ['the account root only delegates', { resource: topicPolicy({ AWS: ROOT }) }, 'denied'],
  ['the account id is the account root', { resource: topicPolicy({ AWS: ACCOUNT }) }, 'denied'],
  [
    'a deny for the account root meets its roles',
    { identity: [policy(allow())], resource: policy(deny({ Principal: { AWS: ROOT } })) },
    'explicitly denied',
  ],
  [
    'another account is another account',
    { identity: [policy(allow())], resource: policy(deny({ Principal: { AWS: '999999999999' } })) },
    'allowed',
  ],
  ['a service is not a role', { resource: topicPolicy({ Service: CLOUDWATCH }) }, 'denied'],
  [
    'a service named as principal is allowed',
    { principal: CLOUDWATCH, resource: topicPolicy({ Service: CLOUDWATCH }) },
    'allowed',
  ],
  [
    'another service is not allowed',
    { principal: CLOUDWATCH, resource: topicPolicy({ Service: ['events.amazonaws.com'] }) },
    'denied',
  ],
  ['a service has no identity policies', { principal: CLOUDWATCH, identity: [policy(allow())] }, 'denied'],
  [
    'the account root does not stand for a service',
    { principal: CLOUDWATCH, resource: topicPolicy({ AWS: ROOT }) },
    'denied',
  ],
  [
    '"*" stands for services too',
    { principal: CLOUDWATCH, resource: policy(allow({ Principal: '*' }), deny({ Principal: '*' })) },
    'explicitly denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
  [
    'a service acting for the right resource is allowed',
    {
      ask: publish({ 'aws:SourceArn': `arn:aws:cloudwatch:us-east-2:${ACCOUNT}:alarm:cpu` }),
      principal: CLOUDWATCH,
      resource: topicPolicy(
        { Service: CLOUDWATCH },
        { Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:${ACCOUNT}:alarm:*` } } },
      ),
    },
    'allowed',
  ],
  [
    'a service that does not say for what it acts is not',
    {
      principal: CLOUDWATCH,
      resource: topicPolicy(
        { Service: CLOUDWATCH },
        { Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:cloudwatch:*:${ACCOUNT}:alarm:*` } } },
      ),
    },
    'denied',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
  [
    'a deny without TLS meets a request without TLS',
    {
      ask: publish({ 'aws:SecureTransport': 'false' }),
      identity: [policy(allow())],
      resource: policy(deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    },
    'explicitly denied',
  ],
  [
    'a deny without TLS spares a request over TLS',
    {
      ask: publish({ 'aws:SecureTransport': 'true' }),
      identity: [policy(allow())],
      resource: policy(deny({ Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    },
    'allowed',
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
  [
    'aws:PrincipalArn is the ARN of the role',
    { resource: topicPolicy('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } }) },
    'allowed',
  ],
  [
    'aws:PrincipalArn excepts a role from a deny',
    { resource: policy(deny({ Principal: '*', Condition: { ArnNotEquals: { 'aws:PrincipalArn': OTHER_ROLE } } })) },
    'explicitly denied',
  ],
  [
    'aws:PrincipalIsAWSService tells services from roles',
    {
      principal: CLOUDWATCH,
      resource: topicPolicy('*', {
        Condition: {
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
          StringEquals: { 'aws:PrincipalServiceName': CLOUDWATCH },
        },
      }),
    },
    'allowed',
  ],
];

test.each(rows)('%s', (_what, question, expected) => {
  expect(judge({ ask: publish(), ...question })).toBe(expected);
});

describe('what is refused by name', () => {
  test.each([
    ['a role of another account', { principal: 'arn:aws:iam::999999999999:role/Caller' }, 'another account'],
    ['a group', { principal: `arn:aws:iam::${ACCOUNT}:group/Ops` }, 'group/Ops cannot ask'],
    [
      'a role session',
      { principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Caller/s` },
      'assumed-role/Caller/s cannot ask',
    ],
    ['a principal in an identity policy', { identity: [topicPolicy('*')] }, 'names a Principal in an identity policy'],
    ['a resource policy without principal', { resource: policy(allow()) }, 'names no Principal'],
  ])('%s', (_what, question, message) => {
    expect(() => judge({ ask: publish(), ...question })).toThrow(message);
  });
});
