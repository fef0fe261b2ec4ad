import fc from 'fast-check';
import { evaluate, type PolicyDocument, type Statement } from '../../../../rehearsal/engine/iam';
import { ACCOUNT, policy, ROLE } from './judge';

const oneOf = <T extends unknown[]>(...values: T): fc.Arbitrary<T[number]> => fc.constantFrom(...values);
const ask = {
  action: 'dynamodb:PutItem',
  resource: `arn:aws:dynamodb:us-east-2:${ACCOUNT}:table/t`,
  context: { 'dynamodb:LeadingKeys': ['A#1'], 'aws:SecureTransport': 'true' },
};

/** Statements that often, and often not, speak of the question. */
const statement = (own: object): fc.Arbitrary<Statement> =>
  fc.record(
    {
      Effect: oneOf('Allow' as const, 'Deny' as const),
      Action: oneOf('*', 'dynamodb:*', 'dynamodb:PutItem', 'dynamodb:GetItem', ['s3:*', 'DYNAMODB:put*']),
      Resource: oneOf('*', ask.resource, `${ask.resource}/index/*`, `arn:aws:dynamodb:*:${ACCOUNT}:table/*`),
      Condition: oneOf(
        { Bool: { 'aws:SecureTransport': 'false' } },
        { Bool: { 'aws:SecureTransport': 'true' } },
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'A#*' } },
        { 'ForAnyValue:StringNotEquals': { 'dynamodb:LeadingKeys': ['A#1', 'B#1'] } },
      ),
      ...own,
    },
    { requiredKeys: ['Effect', 'Action', 'Resource', ...Object.keys(own)] as never },
  ) as fc.Arbitrary<Statement>;

const identityStatement = statement({});
const resourceStatement = statement({
  Principal: oneOf('*', { AWS: ROLE }, { AWS: ACCOUNT }, { Service: 'sns.amazonaws.com' }),
});

interface Policies {
  identity: Statement[];
  resource: Statement[];
  kind: 'kms' | undefined;
}

const policies: fc.Arbitrary<Policies> = fc.record({
  identity: fc.array(identityStatement, { maxLength: 4 }),
  resource: fc.array(resourceStatement, { maxLength: 4 }),
  kind: oneOf('kms' as const, undefined),
});

function decide({ identity, resource, kind }: Policies) {
  const documents: PolicyDocument[] = [policy(...identity)];
  return evaluate({
    ask,
    principal: ROLE,
    accountId: ACCOUNT,
    identity: documents,
    resource: policy(...resource),
    kind,
  });
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
test('no statement that is added turns an explicit deny into an allow', () => {
  fc.assert(
    fc.property(policies, identityStatement, resourceStatement, (given, one, other) => {
      const before = decide(given);
      fc.pre(!before.allowed && before.explicit);
      const more = { ...given, identity: [...given.identity, one], resource: [other, ...given.resource] };
      expect(decide(more)).toMatchObject({ allowed: false, explicit: true });
    }),
  );
});

test('no statement that is removed turns a denial without explicit deny into an allow', () => {
  fc.assert(
    fc.property(policies, fc.nat(7), (given, index) => {
      const before = decide(given);
      fc.pre(!before.allowed && !before.explicit);
      const less = {
        ...given,
        identity: given.identity.filter((_, i) => i !== index),
        resource: given.resource.filter((_, i) => i + 4 !== index),
      };
      expect(decide(less)).toMatchObject({ allowed: false, explicit: false });
    }),
  );
});

test('both kinds of denial, and allows, are among the questions drawn', () => {
  const drawn = fc.sample(policies, { numRuns: 300, seed: 1 }).map(decide);
  expect(drawn.some((d) => d.allowed)).toBe(true);
  expect(drawn.some((d) => !d.allowed && d.explicit)).toBe(true);
  expect(drawn.some((d) => !d.allowed && !d.explicit)).toBe(true);
});
