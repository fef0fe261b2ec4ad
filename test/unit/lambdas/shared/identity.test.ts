import { contactOf, type Identity, identityOf, inWords } from '../../../../lambdas/shared/identity';
import { ACCOUNT, CALLER, CENTER_ROLE, DIRECTORY } from '../command-world';

const identity = (arn: string): Identity => identityOf(arn, DIRECTORY);
const contact = (arn: string) => contactOf(identity(arn), DIRECTORY);
const session = (role: string, name: string, account = ACCOUNT) =>
  `arn:aws:sts::${account}:assumed-role/${role}/${name}`;

describe('an identity names a person', () => {
  test.each([
    ['as an IAM user, whatever its path', CALLER.priya, { kind: 'iam-user', name: 'priya' }, 'trading-primary'],
    ['as an IAM user without a path', CALLER.meera, { kind: 'iam-user', name: 'meera' }, 'backend-primary'],
    [
      'as a user of IAM Identity Center',
      CALLER.arjun,
      { kind: 'identity-center-user', name: 'arjun@algo-trading.example' },
      'team-lead',
    ],
  ])('%s', (_how, arn, is, who) => {
    expect(identity(arn)).toEqual(is);
    expect(contact(arn)).toBe(who);
  });

  test('but an IAM user of that name is not the user of IAM Identity Center, nor the other way about', () => {
    expect(contact(`arn:aws:iam::${ACCOUNT}:user/arjun@algo-trading.example`)).toBeUndefined();
    expect(contact(session(CENTER_ROLE, 'priya'))).toBeUndefined();
  });
});

describe('nobody becomes a person by a name they chose themselves', () => {
  test.each([
    ['the session of an ordinary role', session('deploy', 'priya'), 'role'],
    ['a role that is called like the one of Identity Center', session(`${CENTER_ROLE}x`, 'priya'), 'role'],
    [
      'a role of Identity Center the environment does not name',
      session('AWSReservedSSO_Other_0123456789abcdef', 'arjun@algo-trading.example'),
      'role',
    ],
    ['a session with a slash in it', session(CENTER_ROLE, 'x/arjun@algo-trading.example'), 'role'],
    ['a session without a name', session(CENTER_ROLE, ''), 'role'],
    ['a user of another account', 'arn:aws:iam::999999999999:user/priya', 'other'],
    ['Identity Center of another account', session(CENTER_ROLE, 'arjun@algo-trading.example', '999999999999'), 'other'],
    ['a federated user', `arn:aws:sts::${ACCOUNT}:federated-user/priya`, 'other'],
    ['the account itself', `arn:aws:iam::${ACCOUNT}:root`, 'other'],
    ['a user without a name', `arn:aws:iam::${ACCOUNT}:user/`, 'other'],
    ['a user where a role would stand', `arn:aws:sts::${ACCOUNT}:user/priya`, 'other'],
    ['something that is no ARN', 'priya', 'other'],
    ['nothing', '', 'other'],
  ])('%s', (_who, arn, kind) => {
    expect(identity(arn)).toEqual({ kind, arn });
    expect(contact(arn)).toBeUndefined();
  });
});

describe('a sign-in', () => {
  const subject = (issuer: string, name: string) => contactOf({ kind: 'oidc', issuer, subject: name }, DIRECTORY);

  test('is a contact by the subject that our issuer says', () => {
    expect(subject('https://issuer.example', 'subject-of-priya')).toBe('trading-primary');
  });

  test('is nobody by the same subject of another issuer', () => {
    expect(subject('https://elsewhere.example', 'subject-of-priya')).toBeUndefined();
  });

  test('is nobody by the name of an IAM user', () => {
    expect(subject('https://issuer.example', 'priya')).toBeUndefined();
  });
});

test('an identity that two contacts have is nobody’s: one person must not count as two', () => {
  const contacts = { ...DIRECTORY.contacts, twin: { role: 'Twin', iamUser: 'priya' } };
  expect(contactOf(identity(CALLER.priya), { ...DIRECTORY, contacts })).toBeUndefined();
});

test.each([
  [identity(CALLER.priya), 'IAM user priya'],
  [identity(CALLER.arjun), 'Identity Center user arjun@algo-trading.example'],
  [identity(CALLER.robot), CALLER.robot],
  [identity('arn:aws:iam::999999999999:root'), 'arn:aws:iam::999999999999:root'],
  [{ kind: 'oidc', issuer: 'https://i.example', subject: 's' } as const, 'subject s of https://i.example'],
])('%j is told as it was proved', (who, words) => {
  expect(inWords(who)).toBe(words);
});
