import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { readICalendar, textOf } from '../../../../environments/icalendar';
import type * as NotifyMaintenance from '../../../../lambdas/notify-maintenance/handler';
import { calendarFile, type Event } from '../../../../lambdas/notify-maintenance/ics';
import { loadFunction } from '../../../support/dynamodb';
import { parameters, SETTINGS } from '../../../support/incidents';
import { call, ist, leave, World } from './world';

const FRIDAY = ist('2026-11-20T06:00');
const KEY = 'maintenance/notices/2026-11-21.ics';
const WORK = [
  'A backup, available before anything else',
  'VACUUM (ANALYZE) of every table, smallest first; queries go on',
];
const INPUT = {
  settings: SETTINGS,
  region: 'ap-south-1',
  system: 'algo-trading prod',
  work: WORK,
  stakeholders: [
    { id: 'owner', role: 'Owner', topicArn: 'arn:owner' },
    { id: 'desk', role: 'Trading desk', topicArn: 'arn:desk' },
  ],
  channel: 'arn:channel',
};
let world: World;
let published: PublishCommandInput[] = [];
let deaf: string[] = [];

beforeEach(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  process.env.AWS_SESSION_TOKEN = 'a+token/=';
  [published, deaf] = [[], []];
  world = new World(parameters(), FRIDAY);
  await world.open({ openedAt: new Date(FRIDAY).toISOString() });
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: { input: PublishCommandInput }) => {
    if (deaf.includes(input.TopicArn ?? '')) throw Object.assign(new Error('no'), { name: 'NotFoundException' });
    published.push(input);
  }) as never);
});
afterEach(() => {
  leave();
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete process.env[name];
});

const notify = () => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof NotifyMaintenance>('../../../../lambdas/notify-maintenance/handler'),
  );
  return call(handler, INPUT, { seconds: 20, rounds: 1 });
};
const topics = () => published.map(({ TopicArn }) => TopicArn);
const mail = (at = 0) => (JSON.parse(published[at]?.Message ?? '{}') as { email: string }).email;
const file = () => {
  const [event, ...others] = readICalendar(Buffer.from(world.bucket.get(KEY) ?? '')).components;
  expect(others).toEqual([]);
  return Object.fromEntries((event?.properties ?? []).map(({ name, value }) => [name, textOf(value)]));
};
const override = (days: object) => {
  world.held = parameters({ [SETTINGS.overrides]: JSON.stringify({ days }) });
};
const LIVE = {
  '2026-11-21': { because: 'mock trading', preOpen: '07:30', sessions: [{ opens: '08:00', closes: '10:00' }] },
};

describe('on the day before', () => {
  test('every stakeholder and the channel are told when it is and what is done', async () => {
    await expect(notify()).resolves.toMatchObject({
      outcome: 'continue',
      finding: `The maintenance of 21 Nov 2026 06:00 IST to 08:00 IST takes place. Told Owner, Trading desk. Entry for calendars: ${KEY}.`,
    });
    expect(topics()).toEqual(['arn:owner', 'arn:desk', 'arn:channel']);
    for (const words of ['21 Nov 2026 06:00 IST to 08:00 IST', ...WORK]) expect(mail()).toContain(words);
  });

  test('the entry is the window, in UTC, and says that nobody’s time is taken', async () => {
    await notify();
    expect(file()).toMatchObject({
      UID: 'maintenance-2026-11-21@algo-trading-prod.runbook',
      DTSTAMP: '20261120T003000Z',
      DTSTART: '20261121T003000Z',
      DTEND: '20261121T023000Z',
      STATUS: 'CONFIRMED',
      DESCRIPTION: WORK.join('\n'),
      TRANSP: 'TRANSPARENT',
    });
  });

  test('the link opens that entry and nothing else, and is signed', async () => {
    await notify();
    const link = new URL(/https:\S+/.exec(mail())?.[0] ?? '');
    expect(`${link.host}${link.pathname}`).toBe(`reports.s3.ap-south-1.amazonaws.com/${KEY}`);
    expect(Object.fromEntries(link.searchParams)).toMatchObject({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': '43200',
      'X-Amz-Security-Token': 'a+token/=',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('nobody is told twice, and who could not be told is told by the next run', async () => {
    deaf = ['arn:desk'];
    await expect(notify()).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringContaining('Not told: Trading desk (NotFoundException: no).'),
    });
    deaf = [];
    await expect(notify()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('Told Trading desk. Told before: Owner.'),
    });
    expect(topics()).toEqual(['arn:owner', 'arn:channel', 'arn:desk']);
  });
});

test('a special session on the day cancels it: that is told, with the reason, and the entry is taken back', async () => {
  await notify();
  const { SEQUENCE: before, UID } = file();
  jest.setSystemTime(FRIDAY + 3_600_000);
  override(LIVE);
  await expect(notify()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(
      /does not take place: special session by override: mock trading\. Told Owner, Trading desk/,
    ),
  });
  expect(file()).toMatchObject({ UID, STATUS: 'CANCELLED' });
  expect(Number(file().SEQUENCE)).toBeGreaterThan(Number(before));
  expect(mail(3)).toContain('mock trading');
});

test('a window that is further away than two days is not told of yet', async () => {
  jest.setSystemTime(ist('2026-11-18T06:00'));
  await expect(notify()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('nothing to tell'),
  });
  expect(published).toEqual([]);
});

test('one that has begun is not announced', async () => {
  jest.setSystemTime(ist('2026-11-21T06:30'));
  await notify();
  expect(published).toEqual([]);
});

test('a runbook that only observes tells nobody, and says whom it would have told', async () => {
  world.held = parameters({ [SETTINGS.mode]: 'observe' });
  await expect(notify()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('Would have done now: told Owner, Trading desk'),
  });
  expect([published, world.bucket.size]).toEqual([[], 0]);
});

test('a calendar that cannot be read is for people: nobody would be told in time', async () => {
  world.held = parameters({ [SETTINGS.calendar]: undefined });
  await expect(notify()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
});

describe('the calendar file', () => {
  const event = (over: Partial<Event> = {}): Event => ({
    uid: 'u',
    sequence: 3,
    at: FRIDAY,
    from: FRIDAY,
    until: FRIDAY + 1,
    status: 'CONFIRMED',
    summary: 's',
    description: 'd',
    ...over,
  });

  test('gives back every text as it was, however awkward', () => {
    const description = 'a, b; c\\d\nEND:VEVENT\nSTATUS:CANCELLED';
    const [read] = readICalendar(Buffer.from(calendarFile(event({ description })))).components;
    expect(textOf(read?.properties.find(({ name }) => name === 'DESCRIPTION')?.value ?? '')).toBe(description);
    expect(read?.properties.filter(({ name }) => name === 'STATUS')).toHaveLength(1);
  });

  test('has no line of more than 75 octets, breaks none within a character, and ends each with CRLF', () => {
    const text = calendarFile(event({ description: '“größer” – रखरखाव 🛠 '.repeat(20) }));
    const lines = text.split('\r\n');
    expect(lines.at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toContain('\uFFFD');
    }
    expect(lines.filter((line) => line.startsWith(' ')).length).toBeGreaterThan(5);
  });
});
