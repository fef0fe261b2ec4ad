import { SecretsManager } from '../../../../rehearsal/engine/aws/secrets-manager';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const account = { id: '111122223333', region: 'ap-south-1' };
const LOGIN = '{"username":"app","password":"first"}';

function make() {
  const clock = new VirtualClock(START);
  const secrets = new SecretsManager({ clock, account });
  secrets.addSecret('orders/login', LOGIN);
  const read = (SecretId: string) => secrets.operations.GetSecretValue({ SecretId });
  return { clock, secrets, read };
}

const partial = 'arn:aws:secretsmanager:ap-south-1:111122223333:secret:orders/login';

// Shape: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
test('a secret is read by its name', () => {
  const { ARN, VersionId, ...rest } = make().read('orders/login');
  expect(rest).toEqual({
    Name: 'orders/login',
    SecretString: LOGIN,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: new Date(START),
  });
  expect(VersionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
  expect(ARN).toMatch(new RegExp(`^${partial}-[A-Za-z0-9]{6}$`));
});

test('a secret is read by its ARN, with and without the six characters, which are always the same', () => {
  const { read } = make();
  const whole = read('orders/login').ARN ?? '';
  expect(read(whole)).toEqual(read('orders/login'));
  expect(read(partial)).toEqual(read('orders/login'));
  expect(make().read('orders/login').ARN).toBe(whole);
});

// Error: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors
test.each(['orders', 'orders/login-abcdef', `${partial}-abcdef`])('%s is not found', (SecretId) => {
  expect(() => make().read(SecretId)).toThrow(
    expect.objectContaining({ code: 'ResourceNotFoundException', status: 400 }),
  );
});

test('the name with the six characters is not found', () => {
  const { read } = make();
  const [, suffix] = /-(\w{6})$/.exec(read('orders/login').ARN ?? '') ?? [];
  expect(() => read(`orders/login-${suffix}`)).toThrow(expect.objectContaining({ code: 'ResourceNotFoundException' }));
});

test('a rotated secret has another value, another version and the date of its rotation', () => {
  const { clock, secrets, read } = make();
  const before = read('orders/login');
  clock.fake.tick(60_000);
  secrets.setSecret('orders/login', '{}');
  const after = read('orders/login');
  expect(after).toMatchObject({ SecretString: '{}', CreatedDate: new Date(START + 60_000), ARN: before.ARN });
  expect(after.VersionId).not.toBe(before.VersionId);
});

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
test('a secret is described without its value, with the labels of its versions', () => {
  const { clock, secrets, read } = make();
  const { DescribeSecret } = secrets.operations;
  const first = read('orders/login');
  clock.fake.tick(60_000);
  secrets.setSecret('orders/login', '{}');
  const second = read('orders/login');
  expect(DescribeSecret({ SecretId: 'orders/login' })).toEqual({
    ARN: first.ARN,
    Name: 'orders/login',
    LastChangedDate: new Date(START + 60_000),
    VersionIdsToStages: { [second.VersionId ?? '']: ['AWSCURRENT'], [first.VersionId ?? '']: ['AWSPREVIOUS'] },
  });
  expect(() => DescribeSecret({ SecretId: 'other' })).toThrow(
    expect.objectContaining({ code: 'ResourceNotFoundException', status: 400 }),
  );
});

test('what is not played is refused by name', () => {
  const { secrets, read } = make();
  const { GetSecretValue } = secrets.operations;
  expect(() => GetSecretValue({ SecretId: 'orders/login', VersionStage: 'AWSPREVIOUS' })).toThrow('VersionStage');
  expect(() => GetSecretValue({ SecretId: 'orders/login', VersionId: 'x' })).toThrow('VersionId');
  expect(() => read('arn:aws:secretsmanager:ap-south-1:999999999999:secret:x-abcdef')).toThrow('999999999999');
  expect(() => secrets.addSecret('orders/login', 'x')).toThrow('There is a secret orders/login already.');
  expect(() => secrets.setSecret('other', 'x')).toThrow('There is no secret other; there are: orders/login.');
});
