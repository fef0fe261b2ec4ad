import { classify, directView, type Heartbeat } from '../../../lambdas/shared/broker';
import { decideBroker, type Seen } from '../../../lambdas/verify-broker/decide';
import { ALARM_AT, isoAfter, seen, unseen } from '../../support/incidents';

const heartbeat = (over: Partial<Heartbeat> = {}) =>
  seen({ asOf: isoAfter(-30), httpStatus: 200, errorcode: '', ...over });

const whatIsSeen = (over: Partial<Seen> = {}): Seen => ({
  reachability: seen({ status: 401, json: true }),
  heartbeat: heartbeat(),
  maxAgeSeconds: 120,
  now: ALARM_AT,
  wasAway: false,
  ...over,
});

describe("the service's own last answer is read as", () => {
  // Codes: the broker's own error list, as its users report it (SmartAPI forum, "Exceptions").
  test.each([
    ['a success', 'ok', { httpStatus: 200, errorcode: '' }],
    ['a success without a body', 'ok', { httpStatus: 204, errorcode: '' }],
    ['wrong login', 'credentials-bad', { httpStatus: 200, errorcode: 'AB1007' }],
    ['wrong one-time password', 'credentials-bad', { httpStatus: 200, errorcode: 'AB1050' }],
    ['invalid token', 'session-stale', { httpStatus: 403, errorcode: 'AG8001' }],
    ['expired token', 'session-stale', { httpStatus: 401, errorcode: 'AG8002' }],
    ['missing token', 'session-stale', { httpStatus: 401, errorcode: 'AG8003' }],
    ['session expired', 'session-stale', { httpStatus: 200, errorcode: 'AB1010' }],
    ['not logged in', 'session-stale', { httpStatus: 200, errorcode: 'AB1011' }],
    ['refresh token invalid', 'session-stale', { httpStatus: 200, errorcode: 'AB8050' }],
    ['refresh token expired', 'session-stale', { httpStatus: 200, errorcode: 'AB8051' }],
    ['403 without a code: above the permitted rate', 'rate-limited', { httpStatus: 403, errorcode: '' }],
    ['429', 'rate-limited', { httpStatus: 429, errorcode: '' }],
    ['too many requests', 'rate-limited', { httpStatus: 200, errorcode: 'AB1021' }],
    ['no answer at all', 'unreachable', { httpStatus: 0, errorcode: '' }],
    ['500', 'unreachable', { httpStatus: 500, errorcode: '' }],
    ['503 with a code nobody knows', 'unreachable', { httpStatus: 503, errorcode: 'AB9999' }],
    ['try again later', 'unreachable', { httpStatus: 200, errorcode: 'AB1004' }],
    ['internal error', 'unreachable', { httpStatus: 200, errorcode: 'AB2000' }],
    ['internal error', 'unreachable', { httpStatus: 200, errorcode: 'AB2001' }],
    ['a code nobody knows, though the status is fine', 'unknown', { httpStatus: 200, errorcode: 'AB9999' }],
    ['403 with a code nobody knows', 'unknown', { httpStatus: 403, errorcode: 'AB9999' }],
    ['a code that only begins like one', 'unknown', { httpStatus: 200, errorcode: 'AB10071' }],
    ['a refusal without a code', 'unknown', { httpStatus: 401, errorcode: '' }],
    ['a redirection', 'unknown', { httpStatus: 302, errorcode: '' }],
  ])('%s: %s', (_said, state, answer) => {
    expect(classify(answer)).toBe(state);
  });

  test('bad credentials even when the status is that of a broken server: they must not be tried again', () => {
    expect(classify({ httpStatus: 503, errorcode: 'AB1007' })).toBe('credentials-bad');
  });
});

describe('what we meet ourselves, without credentials, is read as', () => {
  test.each([
    ['a JSON refusal of our call', 'ok', { status: 401, json: true }],
    ['a JSON answer', 'ok', { status: 200, json: true }],
    ['403 in JSON', 'ok', { status: 403, json: true }],
    ['403 in plain text: above the permitted rate', 'rate-limited', { status: 403, json: false }],
    ['429, in whatever form', 'rate-limited', { status: 429, json: true }],
    ['500, even in JSON', 'unreachable', { status: 500, json: true }],
    ['503 with a page of HTML', 'unreachable', { status: 503, json: false }],
    ['200 with a page of HTML', 'unreachable', { status: 200, json: false }],
  ])('%s: %s', (_met, state, answer) => {
    expect(directView(seen(answer))).toBe(state);
  });

  test('no answer: unreachable', () => {
    expect(directView(unseen('TimeoutError: no answer in 3 s'))).toBe('unreachable');
  });
});

test('a broker that answers, and a service that is content with it, let the runbook go on', () => {
  expect(decideBroker(whatIsSeen())).toEqual({
    outcome: 'continue',
    finding: 'Broker answers 401; the service says "ok" at 10:01:47 IST.',
  });
});

describe('a broker that is away', () => {
  test.each([
    ['does not answer', { reachability: unseen('TimeoutError: no answer in 3 s') }, 'unreachable'],
    ['answers with an error of its own', { reachability: seen({ status: 503, json: false }) }, 'unreachable'],
    ['gave the service no answer at all', { heartbeat: heartbeat({ httpStatus: 0 }) }, 'unreachable'],
    ['limits our rate', { reachability: seen({ status: 403, json: false }) }, 'rate-limited'],
    ['limits the rate of the service', { heartbeat: heartbeat({ errorcode: 'AB1021' }) }, 'rate-limited'],
  ] satisfies [string, Partial<Seen>, string][])(
    '%s: it is waited for, nothing is restarted, and the broker is whom to call',
    (_how, over, away) => {
      expect(decideBroker(whatIsSeen(over))).toMatchObject({
        outcome: 'wait',
        verdict: 'not-fixed',
        refused: { act: 'restart', because: `broker ${away}` },
        callOutside: 'broker',
      });
    },
  );

  test('says what was seen from here and what the service saw', () => {
    const { finding } = decideBroker(
      whatIsSeen({ reachability: unseen('TypeError: fetch failed'), heartbeat: heartbeat({ errorcode: 'AB1004' }) }),
    );
    expect(finding).toBe(
      'Broker does not answer (TypeError: fetch failed); the service says "unreachable" (AB1004) at 10:01:47 IST. The broker is unreachable; waiting for it.',
    );
  });

  test('and is back needs no restart: verification tells whether the service went on', () => {
    expect(decideBroker(whatIsSeen({ wasAway: true }))).toMatchObject({
      outcome: 'resolved',
      finding: expect.stringContaining('The broker is back'),
    });
  });
});

describe('a broker that has come back', () => {
  const wroteBefore = (answer: Partial<Heartbeat>): Partial<Seen> => ({
    wasAway: true,
    backAt: ALARM_AT,
    heartbeat: heartbeat({ asOf: isoAfter(-1), ...answer }),
  });

  test('is not held against by what the service wrote while it was away', () => {
    expect(decideBroker(whatIsSeen(wroteBefore({ httpStatus: 0 }))).outcome).toBe('resolved');
  });

  test('is away again when the service says so since', () => {
    const since = { ...wroteBefore({ httpStatus: 0 }), heartbeat: heartbeat({ asOf: isoAfter(0), httpStatus: 0 }) };
    expect(decideBroker(whatIsSeen(since)).outcome).toBe('wait');
  });

  test('is away again when it does not answer us, whatever the service wrote', () => {
    expect(decideBroker(whatIsSeen({ ...wroteBefore({ httpStatus: 0 }), reachability: unseen('no') })).outcome).toBe(
      'wait',
    );
  });

  test('still refuses the credentials it refused before', () => {
    expect(decideBroker(whatIsSeen(wroteBefore({ errorcode: 'AB1007' }))).outcome).toBe('escalate');
  });
});

describe('credentials the broker refuses', () => {
  test('are for a person at once: nothing is restarted, because every login may lock the account', () => {
    expect(decideBroker(whatIsSeen({ heartbeat: heartbeat({ errorcode: 'AB1050' }) }))).toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      refused: { act: 'restart', because: 'credentials refused by the broker' },
      advice: expect.stringContaining('Do not retry the login'),
      callOutside: 'broker',
    });
  });

  test('outrank a broker that is away', () => {
    const both = whatIsSeen({ reachability: unseen('no'), heartbeat: heartbeat({ errorcode: 'AB1007' }) });
    expect(decideBroker(both).outcome).toBe('escalate');
  });
});

test('a stale session does not hold the restart back: the service logs in anew when it starts', () => {
  expect(decideBroker(whatIsSeen({ heartbeat: heartbeat({ errorcode: 'AG8002' }) }))).toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('The session is stale'),
  });
});

describe("the service's own word", () => {
  test('does not count when it is older than permitted, whatever it says', () => {
    const stale = heartbeat({ asOf: isoAfter(-121), errorcode: 'AB1007' });
    expect(decideBroker(whatIsSeen({ heartbeat: stale }))).toEqual({
      outcome: 'continue',
      finding: "Broker answers 401; the service's heartbeat is 2 min 1 s old, too old to tell.",
    });
  });

  test('counts to the last second it is permitted', () => {
    const old = heartbeat({ asOf: isoAfter(-120), errorcode: 'AB1007' });
    expect(decideBroker(whatIsSeen({ heartbeat: old })).outcome).toBe('escalate');
  });

  test('does not count when it is from the future: a clock is wrong, and nobody knows which', () => {
    const ahead = heartbeat({ asOf: isoAfter(121), errorcode: 'AB1007' });
    expect(decideBroker(whatIsSeen({ heartbeat: ahead }))).toEqual({
      outcome: 'continue',
      finding: "Broker answers 401; the service's heartbeat is from the future.",
    });
  });

  test('counts when its clock is a little ahead of ours', () => {
    const ahead = heartbeat({ asOf: isoAfter(2), errorcode: 'AB1007' });
    expect(decideBroker(whatIsSeen({ heartbeat: ahead })).outcome).toBe('escalate');
  });

  test('of a code nobody knows is unknown, is shown with it, and the runbook goes on', () => {
    expect(decideBroker(whatIsSeen({ heartbeat: heartbeat({ errorcode: 'AB9999' }) }))).toEqual({
      outcome: 'continue',
      finding: 'Broker answers 401; the service says "unknown" (AB9999) at 10:01:47 IST.',
    });
  });

  test('does not count when its time cannot be read', () => {
    const broken = heartbeat({ asOf: '2026-13-45T00:00:00Z', errorcode: 'AB1007' });
    expect(decideBroker(whatIsSeen({ heartbeat: broken })).outcome).toBe('continue');
  });

  test('that cannot be read is said so, and the runbook goes on', () => {
    expect(decideBroker(whatIsSeen({ heartbeat: unseen('NoSuchKey: none') }))).toEqual({
      outcome: 'continue',
      finding: "Broker answers 401; could not read the service's heartbeat (NoSuchKey: none).",
    });
  });
});
