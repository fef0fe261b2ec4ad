import type { ConditionBlock, Context } from '../../../../rehearsal/engine/iam';
import { allow, bucket, expectToHold, judge, policy } from './judge';

const TOPIC = 'arn:aws:sns:us-east-2:123456789012:topic';

type Row = [what: string, condition: ConditionBlock, context: Context, holds: boolean];

const rows: Row[] = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  ['a missing key does not match', { StringEquals: { 'aws:username': 'a' } }, {}, false],
  ['a missing key satisfies a negated operator', { StringNotLike: { 'aws:username': 'a' } }, {}, true],
  ['a missing key satisfies ArnNotLike', { ArnNotLike: { 'aws:SourceArn': TOPIC } }, {}, true],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists
  [
    'IfExists holds where the key is missing',
    { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
    {},
    true,
  ],
  [
    'IfExists tests the key where it is there',
    { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*'] } },
    { 'ec2:InstanceType': 'm3.large' },
    false,
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
  ['Null true wants the key missing', { Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
  [
    'Null true fails where the key is there',
    { Null: { 'aws:TokenIssueTime': 'true' } },
    { 'aws:TokenIssueTime': '2020-01-01' },
    false,
  ],
  ['Null false wants the key there', { Null: { 'aws:TokenIssueTime': 'false' } }, {}, false],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html
  [
    'ForAllValues:StringNotLike key1* fails for key1:legal',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key1:legal'] },
    false,
  ],
  [
    'ForAllValues:StringNotLike key1* fails for key1:hr and key1:personnel',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key1:hr', 'key1:personnel'] },
    false,
  ],
  [
    'ForAllValues:StringNotLike key1* holds for key2:audit',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    { 'aws:TagKeys': ['key2:audit'] },
    true,
  ],
  [
    'ForAllValues holds where the key is missing',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
    {},
    true,
  ],
  [
    'Null false beside ForAllValues closes that gap',
    { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' }, Null: { 'aws:TagKeys': 'false' } },
    {},
    false,
  ],
  [
    'ForAllValues wants every value listed',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
    { 'aws:TagKeys': ['a', 'c'] },
    false,
  ],
  [
    'ForAnyValue wants one value listed',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } },
    { 'aws:TagKeys': ['webserver', 'x'] },
    true,
  ],
  [
    'ForAnyValue fails where none is listed',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['environment', 'webserver'] } },
    { 'aws:TagKeys': ['x'] },
    false,
  ],
  [
    'ForAnyValue fails where the key is missing',
    { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'environment' } },
    {},
    false,
  ],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  [
    'an empty text counts as no value for ForAllValues',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } },
    { 'aws:TagKeys': [''] },
    true,
  ],
];

test.each(rows)('%s', (_what, condition, context, holds) => {
  expectToHold(condition, context, holds);
});

test('a key with several values is refused without a set operator', () => {
  const statement = allow({ Condition: { StringEquals: { 'aws:TagKeys': 'a' } } });
  const question = { ask: { ...bucket, context: { 'aws:TagKeys': ['a', 'b'] } }, identity: [policy(statement)] };
  expect(() => judge(question)).toThrow('aws:TagKeys can hold several values');
});
