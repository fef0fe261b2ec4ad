import { prod } from '../../../../environments/prod';
import { AwsError } from '../../../../rehearsal/engine/aws/service';
import { exitStatus, type Finding, permissionsFor } from '../../../../tools/doctor/index';
import { at, found, HEEDS, one, signals, wrong } from './looking';
import { removeFolders } from './world';

jest.setTimeout(60_000);

afterAll(removeFolders);

describe('what the engineer may not look at', () => {
  let all: readonly Finding[];

  beforeAll(async () => {
    all = await found();
  });

  // Without s3:ListBucket an object that is there can be read all the same.
  const needed = permissionsFor(prod).filter((action) => action !== 's3:ListBucket');

  test.each(needed)('%s: could not be checked, is never good, and ends with 2', async (action) => {
    const findings = await found({ denied: [action] });
    const denied = findings.filter(({ status }) => status === 'could not check');
    expect(denied.map(({ remedy }) => remedy)).toContainEqual(expect.stringContaining(action));
    // Whatever is still good was good before, and is not what could not be looked at.
    const good = findings.filter(({ status }) => status === 'ok').map(({ title }) => title);
    expect(good.filter((title) => one(all, title).status !== 'ok')).toEqual([]);
    expect(good).not.toEqual(expect.arrayContaining([denied[0]?.title]));
    expect(exitStatus(findings)).toBe(2);
  });
});

test('a denial names the action and what it was asked for', async () => {
  const findings = await found({ denied: ['ssm:GetParameter'] });
  expect(one(findings, 'trading parameter')).toEqual({
    status: 'could not check',
    title: 'trading parameter',
    says: 'You may not ssm:GetParameter on arn:aws:ssm:ap-south-1:123456789012:parameter/algo-trading/prod/trading_enabled.',
    remedy: 'Let yourself ssm:GetParameter (the managed policy ReadOnlyAccess has it), then run the doctor again',
  });
});

test('an object that is not there, or that may not be looked for, could not be checked', async () => {
  const described = signals({ tradingEnabledAcknowledgement: at('another.json') });
  const findings = await found({ described, denied: ['s3:ListBucket'] });
  expect(wrong(findings)).toEqual([
    'could not check acknowledgement of trading_enabled',
    `could not check ${HEEDS}`,
    'could not check command to close positions',
  ]);
});

describe('credentials', () => {
  const stops = (findings: readonly Finding[]) => {
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ title: 'credentials', status: 'could not check' });
    expect(exitStatus(findings)).toBe(2);
    return findings[0]?.says;
  };

  test('of another account end it on the first line', async () => {
    const described = { ...prod, account: '999999999999' };
    expect(stops(await found({ described }))).toBe(
      'These credentials are of account 123456789012; environments/prod.ts is about account 999999999999.',
    );
  });

  test('of another account are recognised by the denial they meet', async () => {
    const described = { ...prod, account: '999999999999' };
    expect(stops(await found({ described, denied: ['ecs:DescribeClusters'] }))).toMatch(/of account 123456789012;/);
  });

  test.each([
    ['ExpiredTokenException', 'The credentials have expired:'],
    ['UnrecognizedClientException', 'AWS does not accept these credentials:'],
  ])('that AWS answers with %s end it', async (code, says) => {
    const error = new AwsError(code, 'The security token included in the request is not good.', 400);
    expect(stops(await found({ disturb: () => ({ kind: 'error', error }) }))).toMatch(new RegExp(`^${says}`));
  });

  test('that are nowhere end it', async () => {
    const credentials = () => {
      const error = new Error('Could not load credentials from any providers');
      return Promise.reject(Object.assign(error, { name: 'CredentialsProviderError' }));
    };
    expect(stops(await found({ credentials }))).toMatch(/^There are no AWS credentials:/);
  });
});
