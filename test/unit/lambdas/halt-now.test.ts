import { S3Client } from '@aws-sdk/client-s3';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type * as HaltNow from '../../../lambdas/halt-now/handler';
import { GuardTable, type Stop } from '../../../lambdas/shared/guard/table';
import { ALARM_AT, at, isoAfter, TRADING_ENABLED } from '../../support/incidents';
import { type Asked, ask, CALLER, CHANNEL, parameterStore, underParameters } from './command-world';

const STOP = 'aws ecs update-service --cluster prod-cluster --service prod-trading --desired-count 0';

let held: Map<string, string>;
let published: PublishCommand['input'][];
let channel: () => unknown;
/** Answers a command in Parameter Store's place. */
let instead: (command: object) => unknown;
/** Values written, in order. */
let written: string[];
/** Stops that were written down. */
let kept: Stop[];
let keep: () => unknown;
/** Emergency stops that were started. */
let started: StartExecutionCommand['input'][];
let start: () => unknown;
/** What the trading service says of the parameter; undefined: no object. */
let word: () => object | undefined;

beforeEach(() => {
  jest.useFakeTimers({ now: ALARM_AT, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  held = parameterStore({ [TRADING_ENABLED]: 'true' });
  published = [];
  written = [];
  channel = () => ({});
  instead = () => undefined;
  word = () => undefined;
  [kept, started, keep, start] = [[], [], () => undefined, () => undefined];
  process.env.INCIDENT_TABLE = 'table';
  process.env.TRADING_SERVICE = 'prod-trading';
  process.env.STOP_MACHINE = 'arn:stop';
  jest.spyOn(GuardTable.prototype, 'keepStop').mockImplementation(async (_service, stop) => {
    await keep();
    kept.push(stop);
    return stop;
  });
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async ({ input }: StartExecutionCommand) => {
    await start();
    if (started.some(({ name }) => name === input.name))
      throw new ExecutionAlreadyExists({ message: 'it does', $metadata: {} });
    started.push(input);
  }) as never);
  process.env.TRADING_ENABLED = TRADING_ENABLED;
  process.env.CHANNEL_TOPIC = CHANNEL;
  process.env.ACKNOWLEDGEMENT = JSON.stringify({ bucket: 'data', key: 'enabled.json', maxAgeSeconds: 120 });
  underParameters(held, async (command) => {
    if (command instanceof PutParameterCommand) written.push(command.input.Value ?? '');
    return instead(command);
  });
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: PublishCommand) => {
    await channel();
    published.push(input);
    return {};
  }) as never);
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async () => {
    const says = word();
    if (!says) throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
    return { Body: { transformToString: async () => JSON.stringify(says) } };
  }) as never);
});
afterEach(() => {
  for (const name of ['TRADING_ENABLED', 'CHANNEL_TOPIC', 'ACKNOWLEDGEMENT', 'TRADING_SERVICE', 'STOP_MACHINE'])
    delete process.env[name];
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** Asks, and lets half a minute pass. */
const halt = async (over: Partial<Asked> = {}) => {
  const { handler } = jest.requireActual<typeof HaltNow>('../../../lambdas/halt-now/handler');
  const route = 'POST /v1/halt';
  const answer = ask(handler, { route, by: CALLER.priya, body: { reason: 'Orders go the wrong way' }, ...over });
  const settled = Promise.allSettled([answer]);
  for (let second = 0; second < 30; second++) await jest.advanceTimersByTimeAsync(1000);
  await settled;
  return answer;
};
const enabled = () => held.get(TRADING_ENABLED);
const obeys = (version: number) => () => ({ asOf: new Date().toISOString(), version, tradingEnabled: false });

test('one call halts trading; the answer says in which version, and that the service has acknowledged it', async () => {
  let looks = 0;
  word = () => (++looks < 3 ? { asOf: isoAfter(-20), version: 6, tradingEnabled: true } : obeys(7)());
  await expect(halt()).resolves.toEqual({
    status: 200,
    said: `Trading is halted by trading-primary (IAM user priya) at 10:02:17 IST: Orders go the wrong way. ${TRADING_ENABLED} is "false" in version 7. The trading service has acknowledged version 7 at 10:02:21 IST.`,
    by: 'trading-primary (IAM user priya)',
    parameter: TRADING_ENABLED,
    version: 7,
    already: false,
    effect: 'acknowledged',
  });
  expect(enabled()).toBe('false');
  expect(written).toEqual(['false']);
});

describe('who halts needs to be nobody', () => {
  test.each([
    ['an arbitrary role', CALLER.robot, CALLER.robot],
    ['a user nobody knows', CALLER.unknown, 'IAM user somebody'],
    ['somebody who approves nothing', CALLER.meera, 'backend-primary (IAM user meera)'],
    ['the account itself', 'arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:root'],
  ])('%s', async (_who, by, words) => {
    await expect(halt({ by })).resolves.toMatchObject({ status: 200, by: words });
    expect(enabled()).toBe('false');
    expect(published[0]?.Subject).toBe(`Trading halted by ${words}`.slice(0, 100));
  });

  test('but must have signed', async () => {
    await expect(halt({ by: undefined })).resolves.toMatchObject({ status: 403 });
    expect(enabled()).toBe('true');
  });
});

test('the channel is told at once who and why, before the service has said anything', async () => {
  let told = 0;
  channel = () => {
    told = Date.now();
  };
  await halt();
  expect(told).toBe(at(0));
  expect(published).toMatchObject([
    { TopicArn: CHANNEL, Subject: 'Trading halted by trading-primary (IAM user priya)' },
  ]);
  expect(published[0]?.Message).toContain('Orders go the wrong way');
});

describe('nothing that cannot be read keeps it from halting', () => {
  const someone = `${CALLER.priya} (who that is could not be looked up)`;

  test('not the directory: the signature’s own words are told', async () => {
    held.delete('/runbook-prod/directory');
    await expect(halt()).resolves.toMatchObject({ status: 200, by: someone, version: 7 });
    expect(enabled()).toBe('false');
  });

  test('not a directory that is broken, nor a system that is', async () => {
    held.set('/runbook-prod/directory', '{"contacts":7}');
    held.set('/runbook-prod/system', 'not JSON');
    await expect(halt()).resolves.toMatchObject({ status: 200, by: someone });
    expect(enabled()).toBe('false');
  });

  test('not a directory that does not answer: trading is halted before it has', async () => {
    let before: string | undefined;
    instead = async (command) => {
      if (!(command instanceof GetParametersCommand)) return undefined;
      await new Promise((go) => setTimeout(go, 8_000));
      before = enabled();
      throw new Error('no answer');
    };
    await expect(halt()).resolves.toMatchObject({ status: 200, by: someone });
    expect(before).toBe('false');
  });

  test('not the channel: that it was not told is said', async () => {
    channel = () => {
      throw new Error('no');
    };
    await expect(halt()).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining('The incident channel could not be told (Error: no).'),
    });
    expect(enabled()).toBe('false');
  });

  test('not a channel the stack has not named', async () => {
    delete process.env.CHANNEL_TOPIC;
    const said = expect.stringContaining('could not be told (Error: The environment variable CHANNEL_TOPIC is not set');
    await expect(halt()).resolves.toMatchObject({ status: 200, said });
    expect(enabled()).toBe('false');
  });

  test('not mode and calendar: it does not ask for them', async () => {
    const asked: string[] = [];
    instead = (command) => {
      if (command instanceof GetParametersCommand) asked.push(...(command.input.Names ?? []));
    };
    await halt();
    expect(asked.toSorted()).toEqual(['/runbook-prod/directory', '/runbook-prod/system']);
  });

  test('not the parameter itself, where it can be written', async () => {
    instead = (command) => {
      const reads = !(command instanceof PutParameterCommand) && !(command instanceof GetParametersCommand);
      if (reads) throw new Error('AccessDenied');
    };
    await expect(halt()).resolves.toMatchObject({ status: 200, version: 8, effect: 'not-proved' });
    expect(enabled()).toBe('false');
  });

  test('not that nobody has typed a reason', async () => {
    await expect(halt({ body: '' })).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining(': no reason given.'),
    });
    expect(enabled()).toBe('false');
  });
});

describe('an effect that is not proved is not claimed', () => {
  const notProved = (why: string) => ({
    status: 200,
    effect: 'not-proved',
    said: expect.stringContaining(`NOT PROVED YET that trading has stopped: ${why}`),
  });

  test('the service says nothing', async () => {
    await expect(halt()).resolves.toMatchObject(notProved('NoSuchKey'));
  });

  test('the service has an older version in mind', async () => {
    word = () => ({ asOf: new Date().toISOString(), version: 6, tradingEnabled: false });
    await expect(halt()).resolves.toMatchObject(notProved('it says version 6, disabled'));
  });

  test('its word is too old', async () => {
    word = () => ({ asOf: isoAfter(-121), version: 7, tradingEnabled: false });
    await expect(halt()).resolves.toMatchObject(notProved('it says version 7, disabled, 2 min'));
  });

  test('the service acknowledges nothing', async () => {
    delete process.env.ACKNOWLEDGEMENT;
    await expect(halt()).resolves.toMatchObject(notProved('the trading service acknowledges nothing'));
  });

  test('where it acknowledges cannot be told', async () => {
    process.env.ACKNOWLEDGEMENT = '{"bucket":7}';
    await expect(halt()).resolves.toMatchObject(notProved('ValiError'));
    expect(enabled()).toBe('false');
  });

  test('and the command that stops the service itself is told', async () => {
    await expect(halt()).resolves.toHaveProperty('said', expect.stringContaining(`stop the service yourself: ${STOP}`));
  });

  const answeredAt = async (): Promise<number> => {
    let answered = 0;
    const { handler } = jest.requireActual<typeof HaltNow>('../../../lambdas/halt-now/handler');
    const asking = ask(handler, { route: 'POST /v1/halt', by: CALLER.priya }).then(() => {
      answered = Date.now();
    });
    for (let second = 0; second < 120; second++) await jest.advanceTimersByTimeAsync(1000);
    await asking;
    return answered;
  };

  test('and the caller does not wait for it longer than ten seconds', async () => {
    await expect(answeredAt()).resolves.toBe(at(10));
  });

  test('and the caller has an answer while API Gateway still waits, however slow the rest is', async () => {
    instead = async (command) => {
      if (command instanceof GetParametersCommand) await new Promise((go) => setTimeout(go, 20_000));
      return undefined;
    };
    await expect(answeredAt()).resolves.toBeLessThan(at(30));
  });
});

describe('asking again', () => {
  test('writes nothing, and is recorded all the same', async () => {
    word = obeys(7);
    await halt();
    jest.setSystemTime(at(60));
    await expect(halt({ by: CALLER.meera })).resolves.toMatchObject({ status: 200, already: true, version: 7 });
    expect(written).toEqual(['false']);
    expect(published).toHaveLength(2);
    expect(published[1]?.Message).toContain('was halted already, and is asked to stay so by backend-primary');
  });

  test('the client that writes never tries twice by itself: it could end what a person has resumed in between', async () => {
    const clients: SSMClient[] = [];
    jest.mocked(SSMClient.prototype.send).mockImplementation(async function (this: SSMClient, command: object) {
      if (!(command instanceof PutParameterCommand)) throw new Error('unreadable');
      clients.push(this);
      return { Version: 8 };
    } as never);
    await halt();
    expect(clients).toHaveLength(1);
    await expect(clients[0]?.config.maxAttempts()).resolves.toBe(1);
  });
});

describe('what cannot be halted', () => {
  const fail = (command: object) => {
    if (command instanceof PutParameterCommand) throw new Error('AccessDenied');
  };

  test('is told loudly, with what a person types', async () => {
    instead = fail;
    await expect(halt()).resolves.toEqual({
      status: 500,
      error: `TRADING IS NOT HALTED: trading-primary (IAM user priya) asked for it at 10:02:17 IST (Orders go the wrong way), and ${TRADING_ENABLED} could not be set (Error: AccessDenied). Do it by hand: aws ssm put-parameter --name ${TRADING_ENABLED} --value false --overwrite or stop the service itself: ${STOP} The emergency stop goes on by itself (halt-20261120T0432): it scales the service down unless it is proved that it does not trade, and pages. If orders go on, stop the service yourself: ${STOP}`,
    });
    expect(enabled()).toBe('true');
  });

  test('is told in the channel, too', async () => {
    instead = fail;
    await halt();
    expect(published).toMatchObject([
      { Subject: 'TRADING IS NOT HALTED, trading-primary (IAM user priya) asked for it' },
    ]);
  });
});

test.each([
  ['who it is, said by themselves', { by: 'cto' }, 'by: given'],
  ['a reason too long to read', { reason: 'x'.repeat(501) }, 'reason: given 501'],
])('%s is refused, and nothing is written', async (_what, body, error) => {
  await expect(halt({ body })).resolves.toEqual({ status: 400, error: expect.stringContaining(error) });
  expect(enabled()).toBe('true');
});

describe('what follows', () => {
  test('a halt that is proved starts nothing, and is written down', async () => {
    word = obeys(7);
    const answer = await halt();
    expect(answer).not.toHaveProperty('goesOn');
    expect(started).toEqual([]);
    expect(kept).toMatchObject([
      { kind: 'disabled', by: 'trading-primary (IAM user priya)', reason: 'Orders go the wrong way' },
    ]);
  });

  test('a halt that is not goes on by itself, and says so; asked again, it is the same run', async () => {
    await expect(halt()).resolves.toMatchObject({ effect: 'not-proved', goesOn: 'halt-20261120T0432' });
    jest.setSystemTime(at(20));
    await expect(halt()).resolves.toMatchObject({ goesOn: 'halt-20261120T0432' });
    expect(started).toMatchObject([{ stateMachineArn: 'arn:stop' }]);
    expect(JSON.parse(started[0]?.input ?? '')).toEqual({
      startedBy: 'trading-primary (IAM user priya)',
      reason: 'Orders go the wrong way',
    });
    expect(kept).toHaveLength(2);
  });

  test('an emergency stop that cannot be started is said, with what a person runs', async () => {
    start = () => {
      throw new Error('no');
    };
    await expect(halt()).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining(
        `The emergency stop could not be started (Error: no). If orders go on, stop the service itself: ${STOP}`,
      ),
    });
  });

  test('a table that takes no record stops no halt', async () => {
    keep = () => {
      throw new Error('no');
    };
    word = obeys(7);
    await expect(halt()).resolves.toMatchObject({
      status: 200,
      effect: 'acknowledged',
      said: expect.stringContaining('The stop could not be written down (Error: no).'),
    });
    expect(enabled()).toBe('false');
  });
});
