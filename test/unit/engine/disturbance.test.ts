import type { Assembly } from '../../../rehearsal/engine/assembly';
import { AwsError } from '../../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { Meter } from '../../../rehearsal/engine/cost';
import type { Disturbance } from '../../../rehearsal/engine/disturbance';
import { Door } from '../../../rehearsal/engine/door';
import { latency } from '../../../rehearsal/engine/latency';
import { Ledger } from '../../../rehearsal/engine/ledger';

const ROLE = 'arn:aws:iam::123456789012:role/writer';
const ALLOWED = { Statement: [{ Effect: 'Allow', Action: 'ssm:PutParameter', Resource: '*' }] };
const FROM = { principal: ROLE, by: 'writer' };
const INPUT = { Name: '/switch', Value: 'on', Overwrite: true };

/** One call of one function that may write one parameter, with one thing that goes wrong. */
async function write(disturbance?: Disturbance, how: 'call' | 'answer' = 'call') {
  const clock = new VirtualClock(0);
  const ledger = new Ledger();
  const written: unknown[] = [];
  let died = 0;
  const door = new Door({
    assembly: {
      account: { id: '123456789012', region: 'ap-south-1' },
      keyOf: () => undefined,
      resourcePolicy: () => undefined,
      roles: new Map([[ROLE, { policies: [ALLOWED] }]]),
    } as unknown as Assembly,
    clock,
    latency,
    meter: new Meter(),
    ledger,
    disturb: () => disturbance,
    services: {
      ssm: { operations: { PutParameter: (input: unknown) => ({ Version: written.push(input) }) } },
    } as never,
    rolesOf: () => [],
  });
  const from = { ...FROM, die: () => void died++ };
  const wire = { service: 'ssm', operation: 'PutParameter', input: INPUT, protocol: 'aws-json' };
  const asked: Promise<unknown> =
    how === 'call' ? door.call(from, 'ssm', 'PutParameter', INPUT) : door.answer(from, wire as never, 'request');
  const heard = asked.then(
    (answer) => ({ answer, seconds: clock.now() / 1000 }),
    (error: Error) => ({ error, seconds: clock.now() / 1000 }),
  );
  await clock.run(() => false);
  const [call] = ledger.calls;
  return {
    ...((await heard) as { answer?: unknown; error?: Error; seconds: number }),
    written: written.length,
    died,
    call,
  };
}

const usualSeconds = latency.apiCall('ssm', 'PutParameter').ms / 1000;

test('undisturbed a call is answered in its own time', async () => {
  expect(await write()).toMatchObject({ answer: { Version: 1 }, seconds: usualSeconds, written: 1 });
});

test('an error comes before the effect, or after it', async () => {
  const error = new AwsError('InternalFailure', 'Again later.', 500);
  expect(await write({ kind: 'error', error })).toMatchObject({ error, written: 0, call: { effect: false } });
  expect(await write({ kind: 'error', error, afterEffect: true })).toMatchObject({
    error,
    written: 1,
    call: { effect: true, outcome: 'InternalFailure' },
  });
});

test('a slow call takes effect and is answered that much later', async () => {
  const { answer, seconds, written } = await write({ kind: 'slow', seconds: 2 });
  expect({ answer, seconds, written }).toEqual({ answer: { Version: 1 }, seconds: usualSeconds + 2, written: 1 });
});

test('a silent call is not answered while any function runs; whether it took effect is another matter', async () => {
  const silent = await write({ kind: 'silence' });
  expect(silent).toMatchObject({
    error: { name: 'Silent' },
    written: 0,
    call: { effect: false, outcome: 'no answer' },
  });
  expect(silent.seconds).toBeGreaterThanOrEqual(900);
  expect(await write({ kind: 'silence', afterEffect: true })).toMatchObject({
    error: { name: 'Silent' },
    written: 1,
    call: { effect: true, outcome: 'no answer' },
  });
});

test('an unreadable answer is one that no client of AWS understands, and the call took effect', async () => {
  const { answer, written, call } = await write({ kind: 'malformed' }, 'answer');
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
  expect({ written, outcome: call?.outcome }).toEqual({ written: 1, outcome: 'unreadable answer' });
});

test('a death ends the caller before the effect, or after it', async () => {
  expect(await write({ kind: 'death', when: 'before' })).toMatchObject({ died: 1, written: 0 });
  expect(await write({ kind: 'death', when: 'after' })).toMatchObject({ died: 1, written: 1 });
});

test('a permission that was taken away is a denial, and the ledger says what of', async () => {
  expect(await write({ kind: 'denial' })).toMatchObject({
    error: { code: 'AccessDeniedException' },
    written: 0,
    call: { denied: { action: 'ssm:PutParameter', why: 'the permission was taken away' } },
  });
});
