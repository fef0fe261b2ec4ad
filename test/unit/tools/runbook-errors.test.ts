import { prod } from '../../../environments/prod';
import { ssmClient } from '../../../tools/runbook/reach-aws';
import { type Answer, HOST, REHEARSAL, run, type Served, serve, systemsManager } from './runbook-server';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const answering = async (answer: Answer | undefined): Promise<string> => {
  served = await serve(() => answer);
  return served.url;
};
const raise =
  (name: string, message: string, over: object = {}) =>
  async (): Promise<never> => {
    throw Object.assign(new Error(message), { name, ...over });
  };

describe('a request', () => {
  test('is signed at the rehearsal’s own time for the host of its API, and sent to the rehearsal', async () => {
    const url = await answering({ body: { said: 'Done.' } });
    await run(['take', 'trading', '--for', '30m', '--reason', 'It’s (mine)* & 100 % so!', '--rehearsal', url]);
    expect(served?.received).toMatchObject([{ genuine: true }]);
    expect(served?.received[0]?.headers).toMatchObject({
      'x-rehearsal-host': HOST,
      'x-amz-date': '20261120T043217Z',
      host: new URL(url).host,
    });
  });

  test('with signs in its path and its query that must be escaped is genuine as well', async () => {
    const url = await answering({ status: 404, body: { error: 'There is no incident.' } });
    await run(['show', "a b/c'(d)*é", '--rehearsal', url]);
    await run(['incidents', '--since', "2026-11-20T10:00:00+05:30 ('*')", '--all', '--rehearsal', url]);
    expect(served?.received.map(({ genuine }) => genuine)).toEqual([true, true]);
    expect(served?.received[0]?.url).toBe('/v1/incidents/a%20b%2Fc%27%28d%29%2A%C3%A9');
  });

  test('to AWS is signed for the host it is sent to, with the session’s token', async () => {
    const url = await answering({ body: { said: 'Done.' } });
    const credentials = async () => ({
      accessKeyId: 'AKIAPRIMARY',
      secretAccessKey: 'primary secret',
      sessionToken: 'session',
    });
    const asked: (string | undefined)[] = [];
    const ssm = () =>
      systemsManager({
        credentials,
        send: async ({ input }) => {
          asked.push(input.Name);
          return {
            Parameter: { Value: url, ARN: `arn:aws:ssm:ap-south-1:${prod.account}:parameter/runbook-prod/api` },
          };
        },
      });
    expect(await run(['ack', 'one'], { ssm })).toEqual({ status: 0, out: 'Done.\n', err: '' });
    expect(asked).toEqual(['/runbook-prod/api']);
    expect(served?.received).toMatchObject([{ genuine: true, headers: { 'x-amz-security-token': 'session' } }]);
    expect(served?.received[0]?.headers).not.toHaveProperty('x-rehearsal-host');
  });

  test('to an address that is given needs no look-up', async () => {
    const url = await answering({ body: { said: 'Done.' } });
    expect(await run(['ack', 'one', '--api', url], { ssm: () => systemsManager({}) })).toMatchObject({ status: 0 });
    expect(served?.received).toMatchObject([{ genuine: true }]);
  });
});

describe('the API says no', () => {
  test('in its own words: exit status 1', async () => {
    const url = await answering({ status: 404, body: { error: 'There is no incident "nonsense".' } });
    expect(await run(['show', 'nonsense', '--rehearsal', url])).toEqual({
      status: 1,
      out: '',
      err: 'There is no incident "nonsense".\n',
    });
  });

  test('with escape sequences in its words: the terminal gets none', async () => {
    const url = await answering({ status: 409, body: { error: 'Held by \u001b[2J\u009b31mme\u202e.' } });
    expect((await run(['show', 'one', '--rehearsal', url])).err).toBe('Held by me .\n');
  });

  test('by failing: exit status 1', async () => {
    const url = await answering({ status: 500, body: { message: 'Internal Server Error' } });
    expect(await run(['status', '--rehearsal', url])).toMatchObject({
      status: 1,
      err: 'The API failed with HTTP 500: Internal Server Error. It may be asked again.\n',
    });
  });
});

describe('the API cannot be asked: exit status 2, and what to do', () => {
  const cannot = async (answer: Answer | undefined, says: string, words = ['status']) => {
    const url = await answering(answer);
    const { status, out, err } = await run([...words, '--rehearsal', url]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(says);
  };

  test('API Gateway does not take the signature', () =>
    cannot({ status: 403, body: { message: 'Forbidden' } }, 'Let yourself execute-api:Invoke'));
  test('there is no such route', () => cannot({ status: 404, body: { message: 'Not Found' } }, 'has no such route'));
  test('it is no API at all', () => cannot({ body: '<html></html>' }, 'does not answer in JSON'));
  test('the answer is another than this version knows', () =>
    cannot({ body: {} }, 'Is the stack deployed from this version?'));
  test('the connection is cut', () => cannot(undefined, 'No connection to 127.0.0.1'));
  test('the connection is cut in the middle of a command: whether it was done is not known', () =>
    cannot(undefined, 'Whether it was done is not known: look with `status`', ['halt', '--reason', 'Now.']));
});

describe('no rehearsal', () => {
  const start = 'Start one with `npm start -- scale-up-needs-approval --page`.\n';

  test('runs there', async () => {
    const url = await answering({ body: {} });
    await served?.close();
    served = undefined;
    expect(await run(['status', '--rehearsal', url])).toEqual({
      status: 2,
      out: '',
      err: `No rehearsal runs at ${url}. ${start}`,
    });
  });

  test('is what answers there', async () => {
    served = await serve(() => undefined, { ...REHEARSAL, engineers: [] });
    expect(await run(['status', '--rehearsal', served.url])).toMatchObject({
      status: 2,
      err: `What answers at ${served.url} is no rehearsal. ${start}`,
    });
  });
});

describe('AWS', () => {
  const arn = (account: string) => `arn:aws:ssm:ap-south-1:${account}:parameter/runbook-prod/api`;
  const told = async (o: Parameters<typeof systemsManager>[0], words: string[] = []) => {
    const { status, out, err } = await run(['status', ...words], { ssm: () => systemsManager(o) });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    return err;
  };

  test('knows nobody without credentials', async () => {
    const before = { ...process.env };
    for (const name of Object.keys(before)) if (/^AWS_(?!SDK)/.test(name)) delete process.env[name];
    const nowhere = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    Object.assign(process.env, nowhere);
    try {
      const { status, err } = await run(['status'], { ssm: ssmClient });
      expect(status).toBe(2);
      expect(err).toContain('There are no AWS credentials');
      expect(err).toContain('aws sso login');
    } finally {
      for (const name of Object.keys(nowhere)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  test('credentials that have expired are told, with how to sign in', async () => {
    const err = await told({ credentials: raise('CredentialsProviderError', 'The SSO session has expired') });
    expect(err).toContain('The AWS credentials have expired');
    expect(err).toContain('aws sso login');
  });

  test('in another region has no such stack, and both are named', async () => {
    const err = await told({ send: raise('ParameterNotFound', 'UnknownError') }, ['--region', 'eu-west-1']);
    expect(err).toContain('There is no parameter /runbook-prod/api in eu-west-1: is the stack deployed in eu-west-1?');
    expect(err).toContain('environments/prod.ts says ap-south-1.');
  });

  test.each([
    [
      'the credentials name it',
      { credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', accountId: '999999999999' }) },
    ],
    [
      'the parameter’s ARN names it',
      { send: async () => ({ Parameter: { Value: 'https://a.example', ARN: arn('999999999999') } }) },
    ],
    [
      'a denial names it',
      {
        send: raise(
          'AccessDeniedException',
          `User: arn:aws:iam::999999999999:user/me is not authorized to perform: ssm:GetParameter on resource: ${arn('999999999999')}`,
        ),
      },
    ],
  ])('of another account is not asked: %s', async (_how, o) => {
    const err = await told(o);
    expect(err).toContain(
      'These credentials are of account 999999999999; environments/prod.ts is about account 123456789012.',
    );
  });

  test('may deny the look-up', async () => {
    const message = `User: arn:aws:iam::${prod.account}:user/me is not authorized to perform: ssm:GetParameter on resource: ${arn(prod.account)}`;
    const err = await told({ send: raise('AccessDeniedException', message) });
    expect(err).toContain('Let yourself ssm:GetParameter on /runbook-prod/api');
  });

  test('cannot be reached without a network', async () => {
    const err = await told({
      send: raise('Error', 'getaddrinfo ENOTFOUND ssm.ap-south-1.amazonaws.com', { code: 'ENOTFOUND' }),
    });
    expect(err).toContain("Could not look up the API's address in ap-south-1: ENOTFOUND.");
  });

  test('has no environment of that name', async () => {
    expect(await told({}, ['--environment', 'dev'])).toContain('There is no environment "dev"; there are prod.');
  });

  test('knows who somebody is by their credentials', async () => {
    expect(await told({}, ['--as', 'trading-primary'])).toContain('--as is for a rehearsal');
  });

  test('is not at an address that is none', async () => {
    expect(await told({}, ['--api', 'abc'])).toContain('--api: given "abc", expected an address like https://');
  });
});
