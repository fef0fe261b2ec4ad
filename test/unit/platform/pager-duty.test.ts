import { VirtualClock } from '../../../rehearsal/engine/clock';
import { PAGER_DUTY_HOST, PagerDuty } from '../../../rehearsal/platform/pager-duty';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const KEY = 'e93facc04764012d7bfb002500d5d1a6';
// https://github.com/PagerDuty/api-schema/blob/5cd58ff2b5eebc209eaf19e0ff6ca8f40bdd5a94/reference/events-v2/openapiv3.json
const TRIGGER = {
  payload: {
    summary: 'DISK at 99% on machine prod-datapipe03.example.com',
    severity: 'critical',
    source: 'prod-datapipe03.example.com',
  },
  routing_key: KEY,
  dedup_key: 'srv01/mysql',
  event_action: 'trigger',
  links: [{ href: 'http://pagerduty.example.com', text: 'An example link.' }],
};
const other = (event_action: string, dedup_key = 'srv01/mysql') => ({ routing_key: KEY, dedup_key, event_action });

function make() {
  const clock = new VirtualClock(NOON);
  const pagerDuty = new PagerDuty(clock, KEY);
  const post = async (event: unknown, more: object = {}) => {
    const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
    const request = { method: 'POST', host: PAGER_DUTY_HOST, path: '/v2/enqueue', headers: {}, body, ...more };
    const { status, body: answer } = await pagerDuty.answer(request);
    return { status, answer: status === 429 ? answer : (JSON.parse(String(answer)) as Record<string, unknown>) };
  };
  const send = async (...events: unknown[]) => {
    for (const event of events) expect((await post(event)).status).toBe(202);
    return pagerDuty.alerts.map(({ status, events: kept }) => [status, kept.map(({ action }) => action)]);
  };
  return { clock, pagerDuty, post, send };
}

test('the documented event is answered as documented', async () => {
  expect(await make().post(TRIGGER)).toEqual({
    status: 202,
    answer: { status: 'success', message: 'Event processed', dedup_key: 'srv01/mysql' },
  });
});

// https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/02-Trigger-Events.md
describe('events of one key', () => {
  test('are one alert, with everything that was said of it and when', async () => {
    const { clock, pagerDuty, send } = make();
    await send(TRIGGER);
    await clock.run(() => false, NOON + 60_000);
    await send(other('acknowledge'));
    expect(pagerDuty.alerts).toEqual([
      {
        dedupKey: 'srv01/mysql',
        status: 'acknowledged',
        events: [
          { at: NOON, action: 'trigger', dedupKey: 'srv01/mysql', payload: TRIGGER.payload, links: TRIGGER.links },
          { at: NOON + 60_000, action: 'acknowledge', dedupKey: 'srv01/mysql', links: [] },
        ],
      },
    ]);
  });

  test('do not page anew once somebody has acknowledged', async () => {
    expect(await make().send(TRIGGER, other('acknowledge'), TRIGGER)).toEqual([
      ['acknowledged', ['trigger', 'acknowledge', 'trigger']],
    ]);
  });

  test('open another alert once the first is resolved', async () => {
    expect(await make().send(TRIGGER, other('resolve'), TRIGGER)).toEqual([
      ['resolved', ['trigger', 'resolve']],
      ['triggered', ['trigger']],
    ]);
  });

  test('are taken and dropped where there is no open alert to acknowledge or resolve', async () => {
    expect(await make().send(other('acknowledge'), other('resolve'))).toEqual([]);
    expect(await make().send(TRIGGER, other('resolve', 'srv02'))).toEqual([['triggered', ['trigger']]]);
  });
});

describe('an event that is invalid', () => {
  const payload = (more: object) => ({ ...TRIGGER, payload: { ...TRIGGER.payload, ...more } });

  test.each([
    [
      'a routing key of the wrong length',
      { ...TRIGGER, routing_key: 'abc' },
      "Length of 'routing_key' is incorrect (should be 32 characters)",
    ],
    ['a routing key of nobody', { ...TRIGGER, routing_key: KEY.replace('e', 'f') }, 'Invalid routing key'],
    ['no routing key', { ...TRIGGER, routing_key: undefined }, "'routing_key' is missing or blank"],
    ['no action', { ...TRIGGER, event_action: undefined }, "'event_action' is missing or blank"],
    [
      'an action nobody knows',
      other('close'),
      "'event_action' is invalid (must be one of trigger, acknowledge, resolve)",
    ],
    [
      'an acknowledgement of nothing',
      { ...other('acknowledge'), dedup_key: undefined },
      "'dedup_key' is missing or blank",
    ],
    [
      'a key of 256 characters',
      { ...TRIGGER, dedup_key: 'k'.repeat(256) },
      "'dedup_key' is too long (maximum is 255 characters)",
    ],
    ['no payload', { ...TRIGGER, payload: undefined }, "'payload' is missing or blank"],
    ['no summary', payload({ summary: undefined }), "'payload.summary' is missing or blank"],
    ['a blank summary', payload({ summary: ' ' }), "'payload.summary' is missing or blank"],
    [
      'a summary of 1025 characters',
      payload({ summary: 's'.repeat(1025) }),
      "'payload.summary' is too long (maximum is 1024 characters)",
    ],
    ['no source', payload({ source: undefined }), "'payload.source' is missing or blank"],
    ['no severity', payload({ severity: undefined }), "'payload.severity' is missing or blank"],
    [
      'a severity nobody knows',
      payload({ severity: 'P1' }),
      "'payload.severity' is invalid (must be one of critical, error, warning, info)",
    ],
    ['a link to nowhere', { ...TRIGGER, links: [{ text: 'x' }] }, "'links[0].href' is missing or blank"],
    ['links that are no list', { ...TRIGGER, links: {} }, "'links' is not a list"],
  ])('is answered 400 and opens nothing: %s', async (_, event, wrong) => {
    const { pagerDuty, post } = make();
    expect(await post(event)).toEqual({
      status: 400,
      answer: { status: 'invalid event', message: 'Event object is invalid', errors: [wrong] },
    });
    expect(pagerDuty.alerts).toEqual([]);
  });

  test('is told everything that is wrong at once', async () => {
    const { answer } = await make().post({ event_action: 'trigger', dedup_key: 'k', payload: {} });
    expect(answer).toMatchObject({
      errors: expect.arrayContaining(["'routing_key' is missing or blank", "'payload.source' is missing or blank"]),
    });
  });

  test.each(['', '{', '[]', '"text"'])('is none at all when it is no JSON object: %j', async (text) => {
    expect(await make().post(text)).toMatchObject({ status: 400, answer: { errors: ['JSON parse error'] } });
  });

  test('as long as is allowed is valid', async () => {
    const longest = { ...payload({ summary: 's'.repeat(1024) }), dedup_key: 'k'.repeat(255) };
    expect((await make().post(longest)).status).toBe(202);
  });
});

describe('in trouble', () => {
  test('it answers 500 while it is down, takes nothing, and then works again', async () => {
    const { clock, pagerDuty, post } = make();
    pagerDuty.goDown(10_000);
    expect((await post(TRIGGER)).status).toBe(500);
    expect(pagerDuty.alerts).toEqual([]);
    await clock.run(() => false, NOON + 10_000);
    expect((await post(TRIGGER)).status).toBe(202);
  });

  // https://github.com/PagerDuty/developer-docs/blob/dd5097c190c21bca0e93308fafb980846c0c278b/docs/events-API-v2/05-Rate-Limits.md
  test('it answers 429 while there are too many events, takes nothing, and then works again', async () => {
    const { clock, pagerDuty, post } = make();
    pagerDuty.limitRate(10_000);
    expect(await post(TRIGGER)).toEqual({ status: 429, answer: 'Request Limit Exceeded' });
    expect(pagerDuty.alerts).toEqual([]);
    await clock.run(() => false, NOON + 10_000);
    expect((await post(TRIGGER)).status).toBe(202);
  });
});

test.each([
  [{ method: 'GET' }, 'PagerDuty does not play GET https://events.pagerduty.com/v2/enqueue.'],
  [{ path: '/v2/change/enqueue' }, 'PagerDuty does not play POST https://events.pagerduty.com/v2/change/enqueue.'],
  [{ host: 'events.eu.pagerduty.com' }, 'PagerDuty does not play POST https://events.eu.pagerduty.com/v2/enqueue.'],
])('a request that nobody should send ends the rehearsal: %j', async (more, says) => {
  await expect(make().post(TRIGGER, more)).rejects.toThrow(says);
});

test.each([
  [{ ...TRIGGER, client: 'x' }, 'PagerDuty does not play client in the event'],
  [{ ...TRIGGER, payload: { ...TRIGGER.payload, group: 'g' } }, 'PagerDuty does not play group in the payload'],
  [{ ...TRIGGER, links: [{ href: 'h', rel: 'r' }] }, 'PagerDuty does not play rel in the link'],
  [{ ...TRIGGER, dedup_key: undefined }, 'PagerDuty does not play a trigger without dedup_key'],
])('a field that is not played ends the rehearsal', async (event, says) => {
  await expect(make().post(event)).rejects.toThrow(says);
});
