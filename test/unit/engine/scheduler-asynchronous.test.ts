import { loadAssembly } from '../../../rehearsal/engine/assembly';
import { Asynchronous } from '../../../rehearsal/engine/asynchronous';
import { AwsError } from '../../../rehearsal/engine/aws/service';
import { FunctionError } from '../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import type { InvokeAnswer } from '../../../rehearsal/engine/functions';
import { seeded } from '../../../rehearsal/engine/random';
import { assemblyOf, removeFolders } from './assembly/folder';

afterAll(removeFolders);

const ARN = 'arn:aws:lambda:ap-south-1:123456789012:function:tick';
const QUEUE = 'arn:aws:sqs:ap-south-1:123456789012:failed';
const ROLE = 'arn:aws:iam::123456789012:role/tick';
const FAILED: InvokeAnswer = { error: new FunctionError('Error', 'the calendar cannot be read', ['at handler']) };
const DONE: InvokeAnswer = { result: null };

interface World {
  readonly settings?: object;
  readonly properties?: object;
  readonly queue?: () => Promise<void>;
}

/** A function that answers so, one invocation after the other. */
function play(answers: InvokeAnswer[], { settings, properties, queue }: World = {}) {
  const clock = new VirtualClock(Date.parse('2026-11-20T04:30:00Z'));
  const started = clock.now();
  const invocations: { at: number; event: unknown; requestId: string | undefined }[] = [];
  const records: { at: number; principal: string; queue: string; record: Record<string, unknown> }[] = [];
  const refusals: unknown[] = [];
  const assembly = loadAssembly(
    assemblyOf({
      Tick: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'tick', Role: ROLE, ...properties } },
      ...(settings && {
        Config: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: { Ref: 'Tick' }, Qualifier: '$LATEST', ...settings },
        },
      }),
    }),
  );
  const asynchronous = new Asynchronous({
    assembly,
    clock,
    random: seeded(1),
    functions: {
      resource: (name) => {
        if (name !== ARN) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
        return assembly.byLogicalId('Tick');
      },
      invoke: async (_, event, requestId) => {
        invocations.push({ at: (clock.now() - started) / 1000, event, requestId });
        await clock.sleep(2_000);
        return answers[invocations.length - 1] ?? DONE;
      },
    },
    toQueue: async ({ principal }, arn, body) => {
      if (queue) await queue();
      records.push({ at: (clock.now() - started) / 1000, principal, queue: arn, record: JSON.parse(body) });
    },
    onRefusal: (error) => void refusals.push(error),
  });
  const end = () => clock.run(() => false);
  const times = () => invocations.map(({ at }) => at);
  return { asynchronous, invocations, records, refusals, end, times };
}

test('a function that answers is invoked once', async () => {
  const { asynchronous, times, end } = play([DONE]);
  asynchronous.accept(ARN, { due: 'now' });
  await end();
  expect(times()).toEqual([0]);
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: a minute, then two
test('one that throws is tried again after a minute and after two more, with the same event and request id', async () => {
  const { asynchronous, invocations, times, records, end } = play([FAILED, FAILED, FAILED, FAILED]);
  asynchronous.accept(ARN, { due: 'now' });
  await end();
  expect(times()).toEqual([0, 62, 184]);
  expect(new Set(invocations.map(({ requestId }) => requestId)).size).toBe(1);
  expect(invocations.map(({ event }) => event)).toEqual(Array(3).fill({ due: 'now' }));
  expect(records).toEqual([]);
});

test('one that succeeds when it is tried again is done', async () => {
  const { asynchronous, times, end } = play([FAILED, DONE]);
  asynchronous.accept(ARN, {});
  await end();
  expect(times()).toEqual([0, 62]);
});

describe('with settings of its own', () => {
  const failing = Array<InvokeAnswer>(5).fill(FAILED);

  test('it is tried as often as they say, and then its queue is told', async () => {
    const { asynchronous, times, records, end } = play(failing, {
      settings: { MaximumRetryAttempts: 1, DestinationConfig: { OnFailure: { Destination: QUEUE } } },
    });
    asynchronous.accept(ARN, { due: 'now' });
    await end();
    expect(times()).toEqual([0, 62]);
    // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    expect(records).toEqual([
      {
        at: 64,
        principal: ROLE,
        queue: QUEUE,
        record: {
          version: '1.0',
          timestamp: '2026-11-20T04:31:04.000Z',
          requestContext: {
            requestId: expect.any(String),
            functionArn: `${ARN}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 2,
          },
          requestPayload: { due: 'now' },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { errorType: 'Error', errorMessage: 'the calendar cannot be read', trace: ['at handler'] },
        },
      },
    ]);
  });

  test('an event that has grown too old is not tried again', async () => {
    const { asynchronous, times, records, end } = play(failing, {
      settings: { MaximumEventAgeInSeconds: 120, DestinationConfig: { OnFailure: { Destination: QUEUE } } },
    });
    asynchronous.accept(ARN, {});
    await end();
    expect(times()).toEqual([0, 62]);
    expect(records[0]?.record.requestContext).toMatchObject({ condition: 'EventAgeExceeded' });
  });

  test('a queue that takes nothing loses the record and ends nothing', async () => {
    const { asynchronous, records, refusals, end } = play(failing, {
      settings: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: QUEUE } } },
      queue: () => Promise.reject(new AwsError('AccessDeniedException', 'not authorized')),
    });
    asynchronous.accept(ARN, {});
    await end();
    expect([records, refusals]).toEqual([[], []]);
  });

  test.each([
    ['a version', { Qualifier: '7' }, 'Qualifier 7'],
    ['what to do on success', { DestinationConfig: { OnSuccess: { Destination: QUEUE } } }, 'OnSuccess'],
    ['a topic', { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:x:1:y' } } }, 'OnFailure arn:aws:sns'],
    ['three retries', { MaximumRetryAttempts: 3 }, 'Config: retries is 3; expected a whole number from 0 to 2'],
    ['half a minute', { MaximumEventAgeInSeconds: 30 }, 'Config: age is 30; expected a whole number from 60 to 21600'],
    ['another function', { FunctionName: 'other' }, 'Config: FunctionName is other'],
  ])('%s is refused', (_, settings, message) => {
    expect(() => play([], { settings })).toThrow(message);
  });
});

test('an old dead-letter queue of the function is refused by name, and so is a function that is not there', () => {
  const { asynchronous } = play([], { properties: { DeadLetterConfig: { TargetArn: QUEUE } } });
  expect(() => asynchronous.accept(ARN, {})).toThrow('does not play function tick: DeadLetterConfig');
  expect(() => asynchronous.accept(`${ARN}-other`, {})).toThrow('Function not found');
});
