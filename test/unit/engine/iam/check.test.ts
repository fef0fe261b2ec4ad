import { checkPolicy, type PolicyDocument, type Statement } from '../../../../rehearsal/engine/iam';
import { allow, deny, policy, variable } from './judge';

const check = (statement: object) => checkPolicy(policy(statement as Statement), 'Role R, policy P');

test.each<[string, object]>([
  [
    'a statement with everything that is supported',
    allow({ Sid: 'S', Action: ['ecs:Describe*', 'logs:?et*'], Resource: ['arn:aws:ecs:*:*:service/c/*', '*'] }),
  ],
  ['a statement of exceptions', deny({ NotAction: 'iam:*', NotResource: 'arn:aws:s3:::b/*' })],
  [
    'roles, accounts, services and everyone as principals',
    allow({
      Principal: {
        AWS: ['arn:aws:iam::123456789012:role/R', '123456789012', 'arn:aws:iam::123456789012:root', '*'],
        Service: 'events.amazonaws.com',
      },
    }),
  ],
  [
    'every kind of operator',
    allow({
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'A#*' },
        ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:sns:*:*:*' },
        Bool: { 'aws:SecureTransport': true },
        Null: { 'aws:SourceArn': 'false' },
        NumericLessThan: { 'kms:CallerAccount': 5 },
        DateLessThan: { 'aws:SourceAccount': '2026-01-01' },
      },
    }),
  ],
  [
    'a variable the engine gives a value to',
    allow({ Resource: `arn:aws:s3:::b/${variable('aws:PrincipalAccount')}/*` }),
  ],
  ['escaped characters', allow({ Resource: `arn:aws:s3:::b/${variable('*')}${variable('?')}${variable('$')}` })],
  [
    'an unknown key that could only have allowed something',
    allow({ Condition: { StringEquals: { 'kms:EncryptionContext:aws:logs:arn': 'a' } } }),
  ],
  [
    'an unknown key of an action nobody asks for',
    deny({ Action: 's3:DeleteBucket', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o' } } }),
  ],
])('%s is accepted', (_what, statement) => {
  expect(() => check(statement)).not.toThrow();
});

test.each<[string, object, string]>([
  ['NotPrincipal', deny({ NotPrincipal: { AWS: '*' } } as Partial<Statement>), 'NotPrincipal is not supported'],
  [
    'a federated principal',
    allow({ Principal: { Federated: 'accounts.google.com' } }),
    'Principal Federated is not supported',
  ],
  [
    'a user as principal',
    allow({ Principal: { AWS: 'arn:aws:iam::123456789012:user/Bob' } }),
    'user/Bob" is not supported',
  ],
  [
    'a principal with a wildcard',
    allow({ Principal: { AWS: 'arn:aws:iam::123456789012:role/*' } }),
    'role/*" is not supported',
  ],
  [
    'an IpAddress condition',
    allow({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
    'operator IpAddress is not supported',
  ],
  ['an unknown effect', { ...allow(), Effect: 'allow' }, 'Effect "allow"'],
  ['action and NotAction together', { ...allow(), NotAction: 'a:B' }, 'exactly one of Action and NotAction'],
  ['a statement without resource', { Effect: 'Allow', Action: '*' }, 'exactly one of Resource and NotResource'],
  ['an action that is no action', allow({ Action: 'everything' }), 'the action everything'],
  ['an incomplete ARN', allow({ Resource: 'arn:aws:ecs:*' }), 'arn:aws:ecs:* is not an ARN of six fields'],
  ['a wildcard for a service', allow({ Resource: 'arn:aws:*:r:a:x' }), 'wildcard for a service'],
  ['a reference nobody resolved', { ...allow(), Resource: { Ref: 'Topic' } }, '{"Ref":"Topic"} is not resolved'],
  [
    'a condition value nobody resolved',
    allow({ Condition: { StringEquals: { 'ecs:cluster': { Ref: 'C' } } } } as object),
    '{"Ref":"C"} for ecs:cluster is not resolved',
  ],
  [
    'a variable the engine knows no value for',
    allow({ Resource: `arn:aws:s3:::b/${variable('aws:username')}` }),
    `variable ${variable('aws:username')} is not supported`,
  ],
  [
    'a variable with several values',
    allow({ Resource: `arn:aws:s3:::b/${variable('dynamodb:LeadingKeys')}` }),
    'can hold several values',
  ],
  [
    'a variable for an account',
    allow({ Resource: `arn:aws:s3::${variable('aws:PrincipalAccount')}:b` }),
    'before its fifth colon',
  ],
  [
    'a variable under a numeric operator',
    allow({ Condition: { NumericEquals: { 'kms:CallerAccount': `${variable('aws:PrincipalAccount')}` } } }),
    'under NumericEquals is not supported',
  ],
  [
    'a date that is none',
    allow({ Condition: { DateLessThan: { 'aws:SourceAccount': 'tomorrow' } } }),
    'tomorrow is not a date',
  ],
  [
    'an ARN that is none',
    allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*' } } }),
    'arn:aws:sns:* is not an ARN',
  ],
  [
    'leading keys without a set operator',
    allow({ Condition: { StringEquals: { 'dynamodb:LeadingKeys': 'A' } } }),
    'dynamodb:LeadingKeys can hold several values',
  ],
  [
    'an unknown key that decides over a denial',
    deny({ Action: 's3:*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o' } } }),
    'condition key aws:PrincipalOrgID is not supported',
  ],
  [
    'an unknown key whose absence would allow',
    allow({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } } }),
    'condition key aws:TagKeys is not supported',
  ],
])('%s is refused by name', (_what, statement, message) => {
  expect(() => check(statement)).toThrow(message);
});

test('a refusal says where the statement stands', () => {
  const bad = { ...allow({ Sid: 'Bad' }), Effect: 'Maybe' } as unknown as Statement;
  expect(() => checkPolicy(policy(allow(), bad), 'Role R, policy P')).toThrow(
    'Role R, policy P: statement 2 (Bad): Effect',
  );
});

test('an unknown version and an unknown element are refused by name', () => {
  expect(() => checkPolicy({ Version: '2026-01-01', Statement: [] }, 'P')).toThrow('Version 2026-01-01');
  expect(() => checkPolicy({ Statement: [], Comment: '' } as PolicyDocument, 'P')).toThrow('Comment is not supported');
});
