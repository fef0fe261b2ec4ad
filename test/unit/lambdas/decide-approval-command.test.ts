import { iam, type Posted, TWO_PEOPLE } from './approvals/api-world';
import { answered, changesNothing, door } from './approvals/door';
import { ACCOUNT, INCIDENT, SSO } from './approvals/people';

const at = door();
const question = () => at.world.approvals.get(INCIDENT, 'a1');

const user = (path: string, account = ACCOUNT): string => `arn:aws:iam::${account}:user/${path}`;
const role = (name: string, session: string, account = ACCOUNT): string =>
  `arn:aws:sts::${account}:assumed-role/${name}/${session}`;

interface Told {
  readonly status: number;
  readonly said?: string;
  readonly error?: string;
}

const ANSWER = { approval: 'a1', decision: 'approve', reason: 'CPU is short' };

/** What the command line sends, signed as AWS says it. */
async function says(userArn: string, body: unknown = ANSWER, over: Posted = {}): Promise<Told> {
  const { statusCode, body: told } = await at.send({
    routeKey: 'POST /v1/incidents/{id}/decide',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    authorizer: iam(userArn),
    ...over,
  });
  return { status: statusCode, ...(JSON.parse(told) as object) };
}

describe('who may approve, and has signed', () => {
  test.each([
    ['an IAM user', user('trading-primary'), 'trading-primary (IAM user trading-primary)'],
    ['an IAM user under a path: a name exists once', user('engineers/night/trading-primary'), 'trading-primary (IAM'],
    [
      'a user of IAM Identity Center',
      role(SSO, 'team-lead@algo-trading.example'),
      'team-lead (Identity Center user team-lead@algo-trading.example)',
    ],
  ])('%s approves', async (_who, arn, named) => {
    await expect(says(arn)).resolves.toEqual({
      status: 200,
      said: expect.stringContaining(`Approved by ${named}`),
    });
    expect(await question()).toMatchObject({ status: 'approved' });
    expect(answered(at)).toContain('token of the question');
  });

  test('by IAM and by Identity Center is one person where two are needed', async () => {
    at.world.know(TWO_PEOPLE);
    await says(user('team-lead'));
    await changesNothing(at, async () =>
      expect(await says(role(SSO, 'team-lead@algo-trading.example'))).toEqual({
        status: 409,
        error: expect.stringMatching(/You have approved it already.*a second person is needed: trading-primary\.$/),
      }),
    );
  });
});

describe('who is nobody we know approves nothing, and is told why', () => {
  const OTHER = '999999999999';
  const unknown = /is nobody we know: no contact of the environment has this identity\.$/;
  const selfNamed = /is nobody we know: the session name of a role is self-chosen/;

  test.each<[string, string, RegExp]>([
    ['a user that no contact is', user('somebody'), unknown],
    ['a user called as a contact without identities', user('stakeholders'), unknown],
    ['a user called as what is not set', user('undefined'), unknown],
    ['a user whose name is written otherwise', user('Trading-Primary'), unknown],
    ['a user whose name only begins so', user('trading-primary-2'), unknown],
    ['a path that is called as a person', user('trading-primary/somebody'), unknown],
    ['a path with nobody at its end', user('trading-primary/'), unknown],
    ['a user without a name', user(''), unknown],
    ['a user of another account', user('trading-primary', OTHER), unknown],
    ['a user of another account who names ours', `arn:aws:iam::${OTHER}:user/${ACCOUNT}:user/trading-primary`, unknown],
    ['a user of no account', user('trading-primary', ''), unknown],
    ['root', `arn:aws:iam::${ACCOUNT}:root`, unknown],
    ['root with a path', `arn:aws:iam::${ACCOUNT}:root/trading-primary`, unknown],
    ['a federated user', `arn:aws:sts::${ACCOUNT}:federated-user/trading-primary`, unknown],
    ['a group', `arn:aws:iam::${ACCOUNT}:group/trading-primary`, unknown],
    ['a user of another service', `arn:aws:quicksight::${ACCOUNT}:user/trading-primary`, unknown],
    ['the role itself', `arn:aws:iam::${ACCOUNT}:role/${SSO}`, unknown],
    ['no ARN', 'trading-primary', unknown],
    ['nothing', '', unknown],
    ['a role that calls itself so', role('Administrator', 'trading-primary'), selfNamed],
    ['a role that calls itself so, by address', role('deploy', 'team-lead@algo-trading.example'), selfNamed],
    [
      'another role of IAM Identity Center: the same name, another suffix',
      role('AWSReservedSSO_TradingEngineer_ffffffffffffffff', 'team-lead@algo-trading.example'),
      selfNamed,
    ],
    ['a role whose name only begins so', role(`${SSO}x`, 'team-lead@algo-trading.example'), selfNamed],
    ['a role under a path', role(`aws-reserved/${SSO}`, 'team-lead@algo-trading.example'), selfNamed],
    ['the right role with more behind', role(SSO, 'team-lead@algo-trading.example/x'), selfNamed],
    ['the right role with nobody', role(SSO, ''), selfNamed],
    ['the right role in another account', role(SSO, 'team-lead@algo-trading.example', OTHER), unknown],
    ['the right role with a stranger', role(SSO, 'stranger@algo-trading.example'), unknown],
    ['the right role with the name of an IAM user', role(SSO, 'trading-primary'), unknown],
    ['an IAM user with the name of an Identity Center user', user('team-lead@algo-trading.example'), unknown],
  ])('%s', async (_who, arn, because) => {
    await changesNothing(at, async () =>
      expect(await says(arn)).toEqual({ status: 403, error: expect.stringMatching(because) }),
    );
  });

  test('a contact who is not on the list', async () => {
    await changesNothing(at, async () =>
      expect(await says(user('cto'))).toEqual({
        status: 403,
        error: 'cto may not decide about scale-up. Who may: trading-primary, trading-backup, team-lead.',
      }),
    );
  });
});

describe('an input that is wrong does nothing, and is said by field', () => {
  test.each<[string, unknown, RegExp]>([
    ['no JSON', 'approval=a1&decision=approve&reason=x', /The body is not JSON/],
    ['a list', '["a1"]', /The body is not a JSON object/],
    ['null', 'null', /The body is not a JSON object/],
    ['nothing', '', /approval: given undefined/],
    ['a decision that is none', { ...ANSWER, decision: 'Approve' }, /decision: given "Approve"/],
    ['a decision in a list', { ...ANSWER, decision: ['approve'] }, /decision: given Array/],
    ['no question', { ...ANSWER, approval: '__proto__' }, /approval: given "__proto__"/],
    [
      'a question with more behind',
      { ...ANSWER, approval: 'a1\n' },
      /approval: given "a1\n", expected the id of a question, like a1/,
    ],
    ['a question longer than a key may be', { ...ANSWER, approval: `a${'1'.repeat(5000)}` }, /approval: given/],
    ['no reason', { approval: 'a1', decision: 'approve' }, /reason: given undefined/],
    ['a blank reason', { ...ANSWER, reason: '\u00a0\n' }, /reason: given 0/],
    ['a long reason', { ...ANSWER, reason: 'x'.repeat(501) }, /reason: given 501/],
    ['another incident than the address', { ...ANSWER, id: 'other' }, /id is given twice/],
    ['the same incident twice', { ...ANSWER, id: INCIDENT }, /id is given twice/],
    ['a caller', { ...ANSWER, caller: { contact: 'team-lead' } }, /caller: given/],
    ['a contact', { ...ANSWER, contact: 'team-lead' }, /contact: given/],
    ['an authorizer', { ...ANSWER, authorizer: iam(user('team-lead')) }, /authorizer: given/],
    ['a prototype', '{"approval":"a1","decision":"approve","reason":"x","__proto__":{"contact":"x"}}', /__proto__/],
  ])('%s', async (_what, body, because) => {
    await changesNothing(at, async () =>
      expect(await says(user('trading-primary'), body)).toEqual({ status: 400, error: expect.stringMatching(because) }),
    );
  });

  test.each([
    ['another incident', { id: 'other' }, 404, /There is no incident "other"/],
    ['a key of the table', { id: `${INCIDENT}#APPROVAL` }, 404, /There is no incident/],
  ])('%s', async (_what, over, status, because) => {
    await changesNothing(at, async () =>
      expect(await says(user('trading-primary'), ANSWER, over)).toEqual({
        status,
        error: expect.stringMatching(because),
      }),
    );
  });

  test('a session of a browser beside a signature is not looked at', async () => {
    await changesNothing(at, async () =>
      expect(await says(user('somebody'), ANSWER, { cookies: [`__Host-session=${at.session}`] })).toMatchObject({
        status: 403,
      }),
    );
  });
});
