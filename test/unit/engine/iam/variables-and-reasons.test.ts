import { type Ask, evaluate, type Statement } from '../../../../rehearsal/engine/iam';
import { ACCOUNT, allow, deny, judge, policy, ROLE } from './judge';

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';

describe('policy variables', () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
  const home = (resource: string): Ask => ({ action: 's3:GetObject', resource, context: { 'aws:username': 'David' } });
  const own = allow({ Resource: `${BUCKET}/\${aws:username}/*` });

  test('the home directory of the caller is allowed, another one is not', () => {
    expect(judge({ ask: home(`${BUCKET}/David/a`), identity: [policy(own)] })).toBe('allowed');
    expect(judge({ ask: home(`${BUCKET}/Mary/a`), identity: [policy(own)] })).toBe('denied');
  });

  test('the name of a variable is case insensitive', () => {
    const shouting = allow({ Resource: `${BUCKET}/\${AWS:UserName}/*` });
    expect(judge({ ask: home(`${BUCKET}/David/a`), identity: [policy(shouting)] })).toBe('allowed');
  });

  test('without Version 2012-10-17 a variable is plain text', () => {
    expect(judge({ ask: home(`${BUCKET}/David/a`), identity: [{ Statement: own }] })).toBe('denied');
    expect(judge({ ask: home(`${BUCKET}/\${aws:username}/a`), identity: [{ Statement: own }] })).toBe('allowed');
  });

  test('a variable without a value makes its statement match nothing, unless it has a default', () => {
    const ask = { action: 's3:GetObject', resource: `${BUCKET}/anonymous/a` };
    const withDefault = allow({ Resource: `${BUCKET}/\${aws:userid, 'anonymous'}/*` });
    expect(judge({ ask, identity: [policy(own)] })).toBe('denied');
    expect(judge({ ask, identity: [policy(withDefault)] })).toBe('allowed');
  });

  test('a value put in for a variable brings no wildcard with it', () => {
    const ask = { action: 's3:GetObject', resource: `${BUCKET}/Mary/a`, context: { 'aws:username': '*' } };
    expect(judge({ ask, identity: [policy(own)] })).toBe('denied');
  });

  test('an escaped asterisk is an asterisk', () => {
    const starred = allow({ Resource: `${BUCKET}/\${*}/a` });
    expect(judge({ ask: home(`${BUCKET}/*/a`), identity: [policy(starred)] })).toBe('allowed');
    expect(judge({ ask: home(`${BUCKET}/x/a`), identity: [policy(starred)] })).toBe('denied');
  });
});

describe('what a refusal says', () => {
  const ask = { action: 'ecs:UpdateService', resource: 'arn:aws:ecs:us-east-2:123456789012:service/c/s' };
  const decide = (...statements: Statement[]) =>
    evaluate({ ask, principal: ROLE, accountId: ACCOUNT, identity: [policy(...statements)] });

  test('the statement that denies is named', () => {
    const freeze = deny({ Sid: 'Freeze' });
    expect(decide(allow(), freeze)).toMatchObject({ allowed: false, explicit: true, by: freeze });
    expect(decide(allow(), freeze)).toHaveProperty('why', expect.stringContaining('statement Freeze'));
  });

  test('the condition that kept an allow from holding is shown', () => {
    const cluster = allow({
      Condition: { ArnEquals: { 'ecs:cluster': 'arn:aws:ecs:us-east-2:123456789012:cluster/c' } },
    });
    expect(decide(cluster)).toHaveProperty('why', expect.stringMatching(/condition that does not hold.*ecs:cluster/));
  });

  test('action, resource and caller are named when nothing allows', () => {
    expect(decide()).toHaveProperty('why', `${ask.action} on ${ask.resource} for ${ROLE} is allowed by no statement.`);
  });
});
