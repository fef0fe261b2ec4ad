import type { Ask, Question } from '../../../../rehearsal/engine/iam';
import { ACCOUNT, allow, deny, judge, policy, ROLE, type Verdict } from './judge';

const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const CLOUDWATCH = 'cloudwatch.amazonaws.com';

type Row = [what: string, question: Partial<Question>, expected: Verdict];

describe('a KMS key', () => {
  const decrypt: Ask = { action: 'kms:Decrypt', resource: `arn:aws:kms:us-east-2:${ACCOUNT}:key/k` };
  const may = policy(allow({ Action: 'kms:Decrypt', Resource: decrypt.resource }));
  const enablesIam = allow({ Principal: { AWS: ROOT }, Action: 'kms:*' });
  const withKey = (question: Partial<Question>) => judge({ ask: decrypt, kind: 'kms', ...question });

  // https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
  const keyRows: Row[] = [
    ['an identity policy has no effect without the key policy', { identity: [may], resource: policy() }, 'denied'],
    ['the default key policy enables identity policies', { identity: [may], resource: policy(enablesIam) }, 'allowed'],
    ['the default key policy allows nobody by itself', { resource: policy(enablesIam) }, 'denied'],
    ['a key policy can allow a role by itself', { resource: policy(allow({ Principal: { AWS: ROLE } })) }, 'allowed'],
    [
      'enabling identity policies for another action is not enough',
      { identity: [may], resource: policy(allow({ Principal: { AWS: ROOT }, Action: 'kms:Encrypt' })) },
      'denied',
    ],
    [
      'an identity policy can deny without the key policy',
      { identity: [policy(deny())], resource: policy(allow({ Principal: { AWS: ROLE } })) },
      'explicitly denied',
    ],
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    [
      'a service needs to be named in the key policy',
      { principal: CLOUDWATCH, resource: policy(enablesIam) },
      'denied',
    ],
    [
      'a service named in the key policy may use the key',
      {
        principal: CLOUDWATCH,
        resource: policy(
          enablesIam,
          allow({ Principal: { Service: CLOUDWATCH }, Action: ['kms:GenerateDataKey*', 'kms:Decrypt'] }),
        ),
      },
      'allowed',
    ],
  ];
  test.each(keyRows)('%s', (_what, question, expected) => {
    expect(withKey(question)).toBe(expected);
  });

  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
  test('kms:ViaService counts for a role whose call goes through the service, not for a service as itself', () => {
    const ask = { ...decrypt, context: { 'kms:ViaService': 'sns.us-east-2.amazonaws.com' } };
    const via = allow({
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'kms:ViaService': 'sns.us-east-2.amazonaws.com' } },
    });
    expect(withKey({ ask, resource: policy(via) })).toBe('allowed');
    expect(withKey({ ask, resource: policy(via), principal: CLOUDWATCH })).toBe('denied');
  });

  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
  test('an alarm comes with its account, an event does not', () => {
    const ask = { ...decrypt, context: { 'aws:SourceAccount': ACCOUNT } };
    const ours = (service: string) =>
      policy(allow({ Principal: { Service: service }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }));
    expect(withKey({ ask, resource: ours(CLOUDWATCH), principal: CLOUDWATCH })).toBe('allowed');
    const EVENTS = 'events.amazonaws.com';
    expect(withKey({ ask, resource: ours(EVENTS), principal: EVENTS })).toBe('denied');
    const any = policy(allow({ Principal: { Service: EVENTS } }));
    expect(withKey({ ask, resource: any, principal: EVENTS })).toBe('allowed');
  });

  // https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
  test('an identity policy can tell keys apart by their aliases', () => {
    const Condition = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ours' } };
    const called = (...aliases: string[]) => ({ ...decrypt, context: { 'kms:ResourceAliases': aliases } });
    const byAlias = { identity: [policy(allow({ Condition }))], resource: policy(enablesIam) };
    expect(withKey({ ...byAlias, ask: called('alias/other', 'alias/ours') })).toBe('allowed');
    expect(withKey({ ...byAlias, ask: called('alias/other') })).toBe('denied');
    expect(withKey({ ...byAlias, ask: called() })).toBe('denied');
  });

  test('a key is not judged without its policy', () => {
    expect(() => withKey({ identity: [may] })).toThrow('without its key policy');
  });
});
