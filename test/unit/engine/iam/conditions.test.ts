import type { ConditionBlock, Context } from '../../../../rehearsal/engine/iam';
import { allow, bucket, expectToHold, judge, policy, variable } from './judge';

type Row = [what: string, condition: ConditionBlock, context: Context, holds: boolean];

const PATTERN = 'arn:aws:someservice:*:111122223333:finance/*';
const ACROSS = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
const TOPIC = 'arn:aws:sns:us-east-2:123456789012:topic';

const rows: Row[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
  [
    'StringEquals is case sensitive',
    { StringEquals: { 'aws:username': 'johndoe' } },
    { 'aws:username': 'JohnDoe' },
    false,
  ],
  ['StringEquals is exact', { StringEquals: { 'aws:username': 'johndoe' } }, { 'aws:username': 'johndoe' }, true],
  [
    'StringEqualsIgnoreCase ignores case',
    { StringEqualsIgnoreCase: { 'aws:username': 'johndoe' } },
    { 'aws:username': 'JohnDoe' },
    true,
  ],
  [
    'the name of a key is case insensitive',
    { StringEquals: { 'AWS:UserName': 'johndoe' } },
    { 'aws:username': 'johndoe' },
    true,
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
  [
    'a wildcard means nothing to StringEquals',
    { StringEquals: { 'aws:username': 'john*' } },
    { 'aws:username': 'johndoe' },
    false,
  ],
  [
    'StringNotEquals is the negation',
    { StringNotEquals: { 'aws:username': 'johndoe' } },
    { 'aws:username': 'johndoe' },
    false,
  ],
  [
    'StringNotEqualsIgnoreCase is the negation',
    { StringNotEqualsIgnoreCase: { 'aws:username': 'johndoe' } },
    { 'aws:username': 'JOHNDOE' },
    false,
  ],
  ['StringLike knows * and ?', { StringLike: { 's3:prefix': 'home/?avid/*' } }, { 's3:prefix': 'home/David/a' }, true],
  ['StringLike is case sensitive', { StringLike: { 's3:prefix': 'home/*' } }, { 's3:prefix': 'Home/a' }, false],
  ['StringLike needs a wildcard for a part', { StringLike: { 's3:prefix': 'home' } }, { 's3:prefix': 'home/a' }, false],
  ['StringNotLike is the negation', { StringNotLike: { 's3:prefix': 'home/*' } }, { 's3:prefix': 'home/a' }, false],
  [
    'StringLike takes policy variables',
    { StringLike: { 's3:prefix': `home/${variable('aws:username')}/` } },
    { 's3:prefix': 'home/David/', 'aws:username': 'David' },
    true,
  ],
  [
    'any of several values is enough',
    { StringLike: { 's3:prefix': ['', 'home/', 'b/*'] } },
    { 's3:prefix': 'home/' },
    true,
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
  [
    'a negated operator wants none of its values',
    { StringNotEquals: { 'aws:username': ['a', 'b'] } },
    { 'aws:username': 'b' },
    false,
  ],
  [
    'all keys of an operator must hold',
    { StringEquals: { 'k:a': '1', 'k:b': '2' } },
    { 'k:a': '1', 'k:b': '3' },
    false,
  ],
  [
    'all operators must hold',
    { StringEquals: { 'k:a': '1' }, StringLike: { 'k:b': '2*' } },
    { 'k:a': '1', 'k:b': '22' },
    true,
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
  [
    'NumericLessThanEquals 10 holds for 10',
    { NumericLessThanEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    'NumericLessThanEquals 10 does not hold for 11',
    { NumericLessThanEquals: { 's3:max-keys': '10' } },
    { 's3:max-keys': '11' },
    false,
  ],
  ['NumericLessThan is strict', { NumericLessThan: { 's3:max-keys': 10 } }, { 's3:max-keys': '10' }, false],
  [
    'NumericGreaterThan compares numbers, not texts',
    { NumericGreaterThan: { 's3:max-keys': '9' } },
    { 's3:max-keys': '10' },
    true,
  ],
  [
    'NumericGreaterThanEquals holds at the number',
    { NumericGreaterThanEquals: { 's3:max-keys': '9' } },
    { 's3:max-keys': '9.0' },
    true,
  ],
  ['NumericEquals knows decimals', { NumericEquals: { 'k:n': '1.50' } }, { 'k:n': '1.5' }, true],
  ['NumericNotEquals is the negation', { NumericNotEquals: { 'k:n': '1' } }, { 'k:n': '1' }, false],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
  [
    'DateGreaterThan holds after the instant',
    { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
    { 'aws:TokenIssueTime': '2020-01-02T00:00:00Z' },
    true,
  ],
  [
    'DateGreaterThan does not hold before',
    { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
    { 'aws:TokenIssueTime': '2019-12-31T23:59:59Z' },
    false,
  ],
  [
    'a date may be seconds since the epoch',
    { DateEquals: { 'k:t': '1577836801' } },
    { 'k:t': '2020-01-01T00:00:01Z' },
    true,
  ],
  ['a date counts its zone', { DateEquals: { 'k:t': '2020-01-01T05:30:00+05:30' } }, { 'k:t': '2020-01-01' }, true],
  ['DateLessThan is strict', { DateLessThan: { 'k:t': '2020-01-01' } }, { 'k:t': '2020-01-01' }, false],
  [
    'DateLessThanEquals holds at the instant',
    { DateLessThanEquals: { 'k:t': '2020-01-01' } },
    { 'k:t': '2020-01-01' },
    true,
  ],
  [
    'DateGreaterThanEquals holds at the instant',
    { DateGreaterThanEquals: { 'k:t': '2020-01-01' } },
    { 'k:t': '2020-01-01' },
    true,
  ],
  ['DateNotEquals is the negation', { DateNotEquals: { 'k:t': '2020-01-01' } }, { 'k:t': '2020-01-01' }, false],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Boolean
  [
    'Bool compares true and false',
    { Bool: { 'aws:SecureTransport': 'false' } },
    { 'aws:SecureTransport': 'true' },
    false,
  ],
  ['Bool may be a JSON boolean', { Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' }, true],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN: the guide's own pair of pattern and value
  ['StringLike matches across the colons of an ARN', { StringLike: { 'k:arn': PATTERN } }, { 'k:arn': ACROSS }, true],
  ['ArnLike does not', { ArnLike: { 'k:arn': PATTERN } }, { 'k:arn': ACROSS }, false],
  [
    'ArnEquals behaves as ArnLike',
    { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } },
    { 'aws:SourceArn': TOPIC },
    true,
  ],
  [
    'ArnNotEquals is the negation',
    { ArnNotEquals: { 'aws:SourceArn': 'arn:aws:sns:*:123456789012:*' } },
    { 'aws:SourceArn': TOPIC },
    false,
  ],
];

test.each(rows)('%s', (_what, condition, context, holds) => {
  expectToHold(condition, context, holds);
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
test('a variable without a value fails the match under a negated operator too', () => {
  const statement = allow({ Condition: { StringNotEquals: { 's3:prefix': `${variable('aws:username')}` } } });
  expect(judge({ ask: { ...bucket, context: { 's3:prefix': 'a' } }, identity: [policy(statement)] })).toBe('denied');
});

test.each(['IpAddress', 'NotIpAddress', 'BinaryEquals', 'StringMatches', 'NullIfExists', 'ForAnyValue:Null'])(
  'the operator %s is refused by name',
  (operator) => {
    const statement = allow({ Condition: { [operator]: { 'aws:SourceIp': '203.0.113.0/24' } } });
    expect(() => judge({ ask: bucket, identity: [policy(statement)] })).toThrow(
      `operator ${operator} is not supported`,
    );
  },
);
