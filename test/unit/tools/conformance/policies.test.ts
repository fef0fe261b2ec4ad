import { evaluate, type PolicyDocument, type Question, type Statement } from '../../../../rehearsal/engine/iam';
import { policyQuestions } from '../../../../tools/conformance/policies';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/reader`;
const USER = `arn:aws:iam::${ACCOUNT}:user/reader`;
const BUCKET = 'arn:aws:s3:::reports';

const policy = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: string, more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

const asked = (more: Partial<Question>): Question => ({
  ask: { action: 's3:GetObject', resource: `${BUCKET}/a`, context: { 'aws:SecureTransport': 'true' } },
  principal: ROLE,
  accountId: ACCOUNT,
  identity: [policy(allow('s3:GetObject', `${BUCKET}/*`), allow('s3:ListBucket', BUCKET))],
  ...more,
});

const questions = (question: Question) =>
  policyQuestions(question, evaluate(question), { story: 'a-story', by: 'reader' }).map((found) => found.question);

test('a role is asked about with its policies, and again without the statement that allows it', () => {
  const [question, without] = questions(asked({}));
  expect(question).toMatchObject({
    judge: 'policies',
    story: 'a-story',
    place: `reader, s3:GetObject on ${BUCKET}/a`,
    request: { ActionNames: ['s3:GetObject'], ResourceArns: [`${BUCKET}/a`] },
    claim: { allowed: true },
  });
  // No policy looks at it.
  expect(question?.request).not.toHaveProperty('ContextEntries');
  expect(question?.request).not.toHaveProperty('CallerArn');
  expect(without?.place).toBe(`reader, s3:GetObject on ${BUCKET}/a, without the statement that allows it`);
  expect(without?.claim).toEqual({ allowed: false });
  expect(without?.request.PolicyInputList).toEqual([JSON.stringify(policy(allow('s3:ListBucket', BUCKET)))]);
});

test('what is denied, and what only one statement allows, has no such second question', () => {
  expect(questions(asked({ identity: [policy(allow('s3:ListBucket', BUCKET))] }))).toHaveLength(1);
  expect(questions(asked({ identity: [policy(allow('s3:GetObject', `${BUCKET}/*`))] }))).toHaveLength(1);
});

const tlsOnly = (principal: Statement['Principal']): PolicyDocument =>
  policy(
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `${BUCKET}/*`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Allow',
      Principal: principal as NonNullable<Statement['Principal']>,
      Action: 's3:GetObject',
      Resource: `${BUCKET}/*`,
    },
  );

test('where a bucket has a policy a user asks in the role’s place, and is meant wherever the role is named', () => {
  const [question] = questions(
    asked({ resource: tlsOnly({ AWS: ROLE }), identity: [policy(allow('s3:ListBucket', BUCKET))] }),
  );
  expect(question).toMatchObject({
    request: {
      CallerArn: USER,
      ResourceOwner: `arn:aws:iam::${ACCOUNT}:root`,
      ResourcePolicy: JSON.stringify(tlsOnly({ AWS: USER })),
      ContextEntries: [
        { ContextKeyName: 'aws:SecureTransport', ContextKeyValues: ['true'], ContextKeyType: 'boolean' },
      ],
    },
    claim: { allowed: true },
  });
  expect(question).not.toHaveProperty('unaskable');
});

test('where a user would be answered otherwise than the role, nobody is asked', () => {
  const byName = allow('s3:GetObject', `${BUCKET}/*`, { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } });
  const [question] = questions(
    asked({ resource: tlsOnly({ Service: 'events.amazonaws.com' }), identity: [policy(byName)] }),
  );
  expect(question?.unaskable).toBe('a user in the place of the role would be answered otherwise');
});

test('of a key, whose policy the simulator does not know, the caller’s own part is asked', () => {
  const key = `arn:aws:kms:ap-south-1:${ACCOUNT}:key/1`;
  const resource = policy({ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:*', Resource: '*' });
  const ask = { action: 'kms:Decrypt', resource: key };
  const [question] = questions(asked({ ask, resource, kind: 'kms', identity: [policy(allow('s3:GetObject', '*'))] }));
  expect(question).toMatchObject({ request: { ActionNames: ['kms:Decrypt'] }, claim: { allowed: false } });
  expect(question?.request).not.toHaveProperty('ResourcePolicy');
});

test('a service cannot be the caller of a simulation', () => {
  const resource = policy({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 's3:*',
    Resource: '*',
  });
  const [question] = questions(asked({ principal: 'events.amazonaws.com', identity: [], resource }));
  expect(question?.unaskable).toMatch(/^a service asks/);
});

test('the keys that policies look at go along, each with the type its operator looks for', () => {
  const Condition = {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] },
    ArnEquals: { 'aws:PrincipalArn': ROLE },
  };
  const ask = {
    action: 'dynamodb:GetItem',
    resource: `arn:aws:dynamodb:ap-south-1:${ACCOUNT}:table/t`,
    context: { 'dynamodb:LeadingKeys': ['a'], 'aws:SecureTransport': 'true' },
  };
  const [question] = questions(asked({ ask, identity: [policy(allow('dynamodb:GetItem', '*', { Condition }))] }));
  expect(question?.claim).toEqual({ allowed: true });
  expect(question?.request.ContextEntries).toEqual([
    { ContextKeyName: 'aws:PrincipalArn', ContextKeyValues: [ROLE], ContextKeyType: 'string' },
    { ContextKeyName: 'dynamodb:LeadingKeys', ContextKeyValues: ['a'], ContextKeyType: 'stringList' },
  ]);
});
