import { spelled } from '../../../tools/runbook/options';
import { type Answer, type Received, run, type Served, serve } from './runbook-server';

const ID = 'trading-service-not-processing-orders-20261120T043217Z';

const approval = (id: string, over: object = {}) => ({
  id,
  act: 'scale-up',
  resource: 'algo-trading-prod-trading',
  because: 'Continuous trading.',
  effect: 'Two copies may run.',
  undo: 'start undo-scaling',
  command: 'aws application-autoscaling …',
  status: 'asked',
  open: true,
  askedAt: '2026-11-20T04:33:00.000Z',
  expiresAt: '2026-11-20T04:43:00.000Z',
  decisions: [],
  ...over,
});

let served: Served;
let answers: Record<string, Answer> = {};
beforeEach(async () => {
  answers = {
    'GET /v1/incidents': { body: { incidents: [{ id: ID }], leftOut: 0, said: '1 incident is open.' } },
    [`GET /v1/incidents/${ID}`]: { body: { incident: {}, timeline: [], approvals: [approval('a1')], said: '' } },
  };
  served = await serve(({ method, url }) => answers[`${method} ${url.split('?')[0]}`] ?? { body: { said: 'Done.' } });
});
afterEach(() => served.close());

const rehearsal = (...words: string[]) => run([...words, '--rehearsal', served.url]);
const last = (): Received | undefined => served.received.at(-1);

test.each([
  ['list', [], 'GET /v1/runbooks'],
  ['status', [], 'GET /v1/status'],
  ['incidents', [], 'GET /v1/incidents'],
  ['incidents', ['--since', '14d', '--all'], 'GET /v1/incidents?since=14d&all=true'],
  ['show', [ID], `GET /v1/incidents/${ID}`],
  ['show', ['latest'], `GET /v1/incidents/${ID}`],
  ['report', [ID], `GET /v1/incidents/${ID}/report`],
  ['observed', [], 'GET /v1/observed?since=14d'],
  ['observed', ['--since', '30d'], 'GET /v1/observed?since=30d'],
  ['mode', [], 'GET /v1/runbooks'],
  ['checklist', ['morning'], 'GET /v1/checklists/morning-checklist'],
  ['checklist', ['evening', '--date', '2026-11-23'], 'GET /v1/checklists/evening-checklist?date=2026-11-23'],
])('%s %j asks %s, and changes nothing', async (verb, words, request) => {
  // As JSON: how it is told is another test's business.
  expect(await rehearsal(verb, ...words, '--json')).toMatchObject({ status: 0, err: '' });
  expect(`${last()?.method} ${last()?.url}`).toBe(request);
  expect(served.received.every(({ method, genuine }) => method === 'GET' && genuine)).toBe(true);
});

test.each([
  ['start', ['service-restart', '--reason', 'Hangs.'], '/v1/runbooks/service-restart/start', { reason: 'Hangs.' }],
  ['ack', [ID], `/v1/incidents/${ID}/acknowledge`, {}],
  ['ack', ['latest'], `/v1/incidents/${ID}/acknowledge`, {}],
  ['close', [ID, '--reason', 'Over.'], `/v1/incidents/${ID}/close`, { reason: 'Over.' }],
  [
    'take',
    ['trading', '--for', '2h', '--reason', 'Mine.'],
    '/v1/services/trading/take',
    { forMinutes: 120, reason: 'Mine.' },
  ],
  [
    'take',
    ['trading', '--for', '30m', '--reason', 'Mine.', '--over'],
    '/v1/services/trading/take',
    { forMinutes: 30, reason: 'Mine.', over: true },
  ],
  ['give-back', ['trading'], '/v1/services/trading/give-back', {}],
  ['mode', ['act', '--reason', 'Seen enough.'], '/v1/mode', { mode: 'act', reason: 'Seen enough.' }],
  [
    'mode',
    ['off', '--runbook', 'service-restart', '--reason', 'Wrong.'],
    '/v1/mode',
    { mode: 'off', runbook: 'service-restart', reason: 'Wrong.' },
  ],
  ['halt', ['--reason', 'Runaway.'], '/v1/halt', { reason: 'Runaway.' }],
  ['waive-gate', ['--reason', 'By hand.'], '/v1/gate/waive', { reason: 'By hand.' }],
  [
    'waive-gate',
    ['--reason', 'By hand.', '--date', '2026-11-23'],
    '/v1/gate/waive',
    { reason: 'By hand.', date: '2026-11-23' },
  ],
  [
    'approve',
    [ID, '--reason', 'Yes.'],
    `/v1/incidents/${ID}/decide`,
    { approval: 'a1', decision: 'approve', reason: 'Yes.' },
  ],
  [
    'refuse',
    ['latest', '--reason', 'No.'],
    `/v1/incidents/${ID}/decide`,
    { approval: 'a1', decision: 'refuse', reason: 'No.' },
  ],
  [
    'approve',
    [ID, 'a1', '--reason', 'Yes.'],
    `/v1/incidents/${ID}/decide`,
    { approval: 'a1', decision: 'approve', reason: 'Yes.' },
  ],
])('%s %j is one signed POST to %s', async (verb, words, url, body) => {
  const { status, out, err } = await rehearsal(verb, ...words);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/Done\.\n$/);
  expect(served.received.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(last()).toMatchObject({ method: 'POST', url, genuine: true });
  expect(JSON.parse(last()?.body ?? '')).toEqual(body);
});

test.each([
  'list',
  'start',
  'status',
  'logs',
  'incidents',
  'show',
  'ack',
  'approve',
  'refuse',
  'close',
  'take',
  'give-back',
  'mode',
  'observed',
  'report',
  'halt',
  'checklist',
  'waive-gate',
  'letters',
])('%s --help says how it is used, and asks nobody', async (verb) => {
  const { status, out, err } = await rehearsal(verb, '--help');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(new RegExp(`^Usage: npm run runbook -- ${verb} `));
  expect(out).toContain('--json');
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(served.received).toEqual([]);
});

test('--rehearsal takes an address and nothing else, so that a verb may stand behind it', () => {
  expect(spelled(['--rehearsal', 'status'])).toEqual(['--rehearsal=http://127.0.0.1:8790', 'status']);
  expect(spelled(['status', '--rehearsal'])).toEqual(['status', '--rehearsal=http://127.0.0.1:8790']);
  expect(spelled(['--rehearsal', 'http://127.0.0.1:1', 'status'])).toEqual([
    '--rehearsal',
    'http://127.0.0.1:1',
    'status',
  ]);
});

describe('a command that is not understood asks nobody, and ends with 2', () => {
  test.each([
    [['halt'], "required option '--reason <why>' not specified"],
    [['approve', ID], "required option '--reason <why>' not specified"],
    [['approve', ID, '--reason', ' '], 'expected some words, given " ".'],
    [['take', 'trading', '--reason', 'Mine.'], "required option '--for <span>' not specified"],
    [
      ['take', 'trading', '--for', '90s', '--reason', 'Mine.'],
      '--for: given "90s", expected a span like 10m, 2h or 14d, in whole minutes.',
    ],
    [['take', 'trading', '--for', 'long', '--reason', 'Mine.'], '--for: given "long"'],
    [['mode', 'act'], 'mode act needs a reason'],
    [['waive-gate'], "required option '--reason <why>' not specified"],
    [['checklist', 'noon'], 'Allowed choices are morning, evening'],
    [['checklist'], "missing required argument 'which'"],
    [['mode', 'on', '--reason', 'x'], 'Allowed choices are off, observe, act'],
    [['show', '..'], '".." is no name or id.'],
    [['shwo', ID], "unknown command 'shwo'"],
    [
      ['status', '--as', 'nobody'],
      '--as: given "nobody", expected one of the rehearsal\'s engineers: trading-primary, trading-backup.',
    ],
    [['status', '--api', 'https://api.example'], 'cannot be used with option'],
    [['status', '--environment', 'staging'], 'is of prod, not of staging'],
  ])('%j', async (words, says) => {
    const { status, out, err } = await rehearsal(...words);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(says);
    expect(served.received).toEqual([]);
  });
});

describe('what is approved is clear before it is approved', () => {
  const asked = (...approvals: object[]) => {
    answers[`GET /v1/incidents/${ID}`] = { body: { incident: {}, timeline: [], approvals, said: '' } };
  };

  test('the question is shown with the answer', async () => {
    const { out } = await rehearsal('approve', ID, '--reason', 'Yes.');
    expect(out).toContain('scale-up of algo-trading-prod-trading');
    expect(out).toMatch(/Effect +Two copies may run\./);
    expect(out).toMatch(/Undo +start undo-scaling/);
  });

  test.each([
    ['nothing was asked', [], [], 'Nothing waits for an answer'],
    ['what was asked is answered or expired', [approval('a1', { open: false })], [], 'Nothing waits for an answer'],
    [
      'two things are asked',
      [approval('a1'), approval('a2', { act: 'rollback' })],
      [],
      'name one: a1 (scale-up of algo-trading-prod-trading), a2 (rollback of',
    ],
    ['the question named is not there', [approval('a1')], ['a7'], 'There is no question "a7"'],
  ])('where %s, nothing is approved', async (_what, approvals, named, says) => {
    asked(...approvals);
    const { status, err } = await rehearsal('approve', ID, ...named, '--reason', 'Yes.');
    expect(status).toBe(1);
    expect(err).toContain(says);
    expect(served.received.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('whether a named question may still be answered is for the API to say', async () => {
    asked(approval('a1', { open: false }));
    answers[`POST /v1/incidents/${ID}/decide`] = { status: 409, body: { error: 'It has expired.' } };
    expect(await rehearsal('approve', ID, 'a1', '--reason', 'Yes.')).toMatchObject({
      status: 1,
      err: 'It has expired.\n',
    });
  });
});

test('there is no latest incident when none is open, and where to look is said', async () => {
  answers['GET /v1/incidents'] = { body: { incidents: [], leftOut: 0, said: 'No incident is open.' } };
  const { status, err } = await rehearsal('ack', 'latest');
  expect(status).toBe(1);
  expect(err).toContain('No incident is open, so there is no latest one. `incidents --since 14d`');
});

test('--as signs as another engineer', async () => {
  await rehearsal('ack', ID, '--as', 'trading-backup');
  expect(last()).toMatchObject({ genuine: true });
  expect(last()?.headers.authorization).toContain('Credential=AKIABACKUP/20261120/ap-south-1/');
});
