import { purposeOf } from '../../../../lambdas/shared/letters/purpose';
import { whatWords, whyWords } from '../../../../lambdas/shared/letters/words';
import {
  ALARM,
  DEAD_RUN,
  MACHINE,
  ofLambda,
  ofRule,
  ofSchedule,
  ofWatch,
  RECEIVERS,
  RUNBOOK,
  TICKED,
  WATCH,
  type Written,
} from './world';

const purpose = (letter: Written) => purposeOf(letter, RECEIVERS);
const told = (letter: Written) => ({ what: whatWords(purpose(letter)), why: whyWords(letter) });

test('an event of an alarm was to start a runbook with what its rule tells it', () => {
  expect(purpose(ofRule())).toEqual({
    is: 'alarm',
    runbook: RUNBOOK,
    machine: MACHINE,
    input: { alarm: ALARM, at: '2026-11-20T04:30:00.000+0000', reason: '88 s without an answer' },
  });
  expect(told(ofRule())).toEqual({
    what: `Not started: "service-restart-trading". Alarm ${ALARM} went to ALARM at 20 Nov 2026 10:00:00 IST: 88 s without an answer`,
    why: 'NO_PERMISSIONS: not authorized to perform: states:StartExecution. Not tried again: that would not have helped.',
  });
});

test('a runbook is called by its title where it has one', () => {
  const id = 'dashboard-not-loading';
  const receivers = { ...RECEIVERS, machines: { [id]: MACHINE } };
  expect(whatWords(purposeOf(ofRule(), receivers))).toMatch(/^Not started: "Dashboard Not Loading"\. Alarm /);
});

test('a tick that Scheduler gave up was to call its function', () => {
  expect(purpose(ofSchedule())).toEqual({
    is: 'tick',
    function: TICKED,
    action: 'start-due',
    does: 'Asks every quarter of an hour what is due.',
    payload: '{"scheduledAt":"2026-11-20T04:15:00Z"}',
    due: '2026-11-20T04:15:00Z',
  });
  expect(told(ofSchedule())).toEqual({
    what: 'Not done: the tick of 20 Nov 2026 09:45:00 IST for start-due ("Asks every quarter of an hour what is due.").',
    why: 'AWS.Lambda.TooManyRequestsException: Rate Exceeded. Tried 5 times; then it was too old.',
  });
});

test('one that Lambda gave up is told what it was told, by the function as it is now', () => {
  expect(purpose(ofLambda())).toMatchObject({
    is: 'tick',
    function: TICKED,
    payload: '{"scheduledAt":"2026-11-20T04:15:00Z"}',
    due: '2026-11-20T04:15:00Z',
  });
  expect(told(ofLambda()).why).toBe(
    'The function failed: TickFailed: the calendar could not be read. Tried 3 times, as often as it may be.',
  );
  // The audit is told no hour.
  const audit = ofLambda({ requestPayload: { watch: 'arn' } });
  expect(purpose(audit)).not.toHaveProperty('due');
  expect(told(audit).what).toMatch(/^Not done: a tick for start-due /);
});

test('an event of a dead run was to have the watch page', () => {
  expect(purpose(ofWatch())).toEqual({ is: 'death', topic: WATCH, status: 'TIMED_OUT', execution: DEAD_RUN });
  expect(told(ofWatch()).what).toBe(`Not paged: a run ended as TIMED_OUT, and may have told nobody: ${DEAD_RUN}`);
});

describe('how often it was tried', () => {
  test.each([
    [{ RETRY_ATTEMPTS: '0' }, 'Not tried again: that would not have helped.'],
    [
      { RETRY_ATTEMPTS: '0', EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' },
      'Tried once; then it was too old.',
    ],
    [
      { RETRY_ATTEMPTS: '10', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' },
      'Tried 11 times, as often as it may be.',
    ],
    [{ RETRY_ATTEMPTS: '2', EXHAUSTED_RETRY_CONDITION: 'SomethingNew' }, 'Tried 3 times.'],
  ])('%j', (attributes, words) => {
    expect(whyWords(ofRule(attributes))).toBe(
      `NO_PERMISSIONS: not authorized to perform: states:StartExecution. ${words}`,
    );
  });

  test('is not made up where nobody wrote it down', () => {
    expect(whyWords({ body: '{}', attributes: { ERROR_CODE: 'NO_RESOURCE' } })).toBe('NO_RESOURCE.');
    expect(whyWords({ body: '{}', attributes: { ERROR_CODE: 'X', RETRY_ATTEMPTS: 'many' } })).toBe('X.');
    expect(whyWords({ body: 'text', attributes: {} })).toBe('Nothing in it says why it was not delivered.');
    expect(whyWords(ofLambda({ requestContext: { condition: 'EventAgeExceeded' }, responsePayload: undefined }))).toBe(
      'The function failed: Error: no message. Tried; then it was too old.',
    );
  });
});

describe('nobody knows what it was for, and it is never done again', () => {
  const event = (detail: object) => JSON.stringify({ detail });
  const state = { value: 'ALARM', reason: 'r', timestamp: 't' };
  test.each<[string, Written, RegExp]>([
    ['text', { ...ofRule(), body: 'Hello' }, /it is not JSON/],
    ['JSON of nothing known', { body: '{"a":1}', attributes: {} }, /neither its attributes nor its text/],
    ['JSON that is no object', { body: 'null', attributes: {} }, /neither its attributes nor its text/],
    [
      'a target that is not ours',
      ofRule({ TARGET_ARN: 'arn:aws:sns:x:y:z' }),
      /was for arn:aws:sns:x:y:z, which no rule/,
    ],
    ['a target without a rule or a schedule', { ...ofRule(), attributes: { TARGET_ARN: MACHINE } }, /neither/],
    ['an event of something else', { ...ofRule(), body: event({ status: 'FAILED' }) }, /no event of an alarm/],
    ['an alarm without a name', { ...ofRule(), body: event({ state }) }, /no event of an alarm/],
    ['an alarm whose name is no text', { ...ofRule(), body: event({ alarmName: 7, state }) }, /no event of an alarm/],
    ['an event of a run without its name', { ...ofWatch(), body: event({ status: 'FAILED' }) }, /no event of a run/],
    ['a function that no schedule calls', ofSchedule({ TARGET_ARN: `${TICKED}-2` }), /-2, which no schedule of ours/],
    ['a payload that is cut off', ofSchedule({ IS_PAYLOAD_TRUNCATED: 'true' }), /is not whole/],
    ['a record of another function', ofLambda({ requestContext: { functionArn: 'arn:other' } }), /arn:other/],
    ['a record without its event', ofLambda({ requestPayload: undefined }), /neither its attributes/],
    ['a runbook called __proto__', ofRule({ TARGET_ARN: '__proto__' }), /no rule/],
  ])('%s', (_what, letter, because) => {
    const found = purpose(letter);
    expect(found).toEqual({ is: 'unknown', because: expect.stringMatching(because) });
    expect(whatWords(found)).toMatch(/^Nobody here knows what it was for: /);
  });
});
