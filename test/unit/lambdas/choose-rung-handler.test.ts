import { type ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as ChooseRung from '../../../lambdas/choose-rung/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest, parameters, SETTINGS } from '../../support/incidents';
import { listenForMetrics } from '../../support/measured';

const ID = openRequest().id;
const topic = (id: string): string => `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}`;
const PATH = [
  ['On-call engineer', 'trading-primary'],
  ['Team lead', 'team-lead'],
].map(([title = '', id = '']) => ({ title, contacts: [{ id, role: title, topicArn: topic(id) }] }));

/** Trading is on call by turns: one week each, from Monday 16 November 2026, 09:00 in India; then nobody. */
const ref = (id: string, role: string) => ({ id, role, topicArn: topic(id) });
const ON_CALL = {
  role: 'trading',
  contacts: [ref('trading-primary', 'Trading, primary'), ref('trading-backup', 'Trading, backup')],
  shifts: [
    {
      from: '2026-11-16T03:30:00.000Z',
      until: '2026-11-23T03:30:00.000Z',
      primary: 'trading-primary',
      backup: 'trading-backup',
    },
    { from: '2026-11-23T03:30:00.000Z', until: '2026-11-30T03:30:00.000Z', primary: 'trading-backup' },
  ],
};
const ROTA = [{ title: 'On-call engineer', contacts: [], onCall: ON_CALL }, ...PATH.slice(1)];
const PAGING = { P1: 'now', P2: 'now', P3: 'hold', P4: 'hold', holdUntil: '08:00' };

const metrics = listenForMetrics();
let table: IncidentTable;
let confirmed: string[] = [];
let held = parameters();
beforeEach(async () => {
  confirmed = ['trading-primary', 'team-lead'];
  held = parameters();
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: object) => answerSsm(held, command)) as never);
  table = new IncidentTable(underFunctions(at(300)).client, TABLE);
  await table.openOrJoin(openRequest());
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation(async (command: object) => {
    const { TopicArn = '' } = (command as ListSubscriptionsByTopicCommand).input;
    // An address that has not been confirmed has no ARN yet:
    // https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
    const is = confirmed.some((id) => topic(id) === TopicArn);
    return { Subscriptions: [{ SubscriptionArn: is ? `${TopicArn}:1` : 'PendingConfirmation' }] } as never;
  });
});
afterEach(leaveFunctions);

interface Over {
  readonly asked?: string;
  readonly because?: object;
  readonly request?: string;
  readonly path?: object;
  readonly paging?: object;
}
const choose = async (over: Over = {}) => {
  const { handler } = loadFunction(() => jest.requireActual<typeof ChooseRung>('../../../lambdas/choose-rung/handler'));
  const { asked = isoAfter(300), because = { step: 'Verify', finding: 'Red.' }, request = 'request-1' } = over;
  const { path = PATH, paging = PAGING } = over;
  const event = { incidentId: ID, step: 'Who is next?', path, paging, settings: SETTINGS, asked, because };
  return handler(event, { awsRequestId: request } as Context);
};
const findings = async () => (await table.lines(ID)).map(({ finding }) => finding);

test('a rung that is chosen is written down with the instant the workflow asked at', async () => {
  await expect(choose()).resolves.toMatchObject({ next: 'page', rung: 1 });
  expect((await table.get(ID)).rungs).toEqual([{ rung: 1, asked: isoAfter(300) }]);
});

test('an attempt whose answer got lost is asked again, gets the same rung, and counts once', async () => {
  await choose();
  await expect(choose({ request: 'request-2' })).resolves.toMatchObject({ next: 'page', rung: 1 });
  expect((await table.get(ID)).rungs).toEqual([{ rung: 1, asked: isoAfter(300) }]);
});

test('a silence later the next asking gets the next rung', async () => {
  await choose();
  await expect(choose({ asked: isoAfter(900) })).resolves.toMatchObject({ next: 'page', rung: 2 });
});

test('a rung with nobody to reach is passed over, and the timeline says so', async () => {
  confirmed = ['team-lead'];
  await expect(choose()).resolves.toMatchObject({ next: 'page', rung: 2 });
  expect(await findings()).toEqual(['Rung 1 (On-call engineer) has nobody with a confirmed address; passed over.']);
});

test('nobody to reach on the whole path is for the last resort, and the timeline names every rung', async () => {
  confirmed = [];
  await expect(choose()).resolves.toMatchObject({ next: 'last-resort' });
  expect((await findings()).toSorted()).toEqual([
    'Nobody is paged. Nobody on the escalation path has a confirmed address.',
    'Rung 1 (On-call engineer) has nobody with a confirmed address; passed over.',
    'Rung 2 (Team lead) has nobody with a confirmed address; passed over.',
  ]);
  expect(await table.get(ID)).not.toHaveProperty('rungs');
});

test('an incident a person has closed pages nobody any more', async () => {
  await table.closeByPerson(await table.get(ID), { by: 'cto', reason: 'Halted.' }, isoAfter(200));
  await expect(choose()).resolves.toMatchObject({ next: 'done', because: 'The incident has ended as closed.' });
});

test('the first asking tells why, in the name of a step that could not tell it itself', async () => {
  const because = { step: 'Monitor deployment', finding: 'The step failed: States.Timeout', failed: true };
  await choose({ because });
  await choose({ because, asked: isoAfter(900) });
  expect(await table.lines(ID)).toMatchObject([{ step: 'Monitor deployment', outcome: 'escalate' }]);
  expect(await table.get(ID)).toMatchObject({ verdict: 'unknown', escalatedAt: isoAfter(300) });
});

describe('a runbook that is not trusted to act', () => {
  test('pages nobody, and the incident remembers that it was only observed', async () => {
    held = parameters({ [SETTINGS.runbookMode]: 'observe' });
    const because = 'The mode is observe: only the incident channel is told.';
    await expect(choose()).resolves.toMatchObject({ next: 'done', because });
    expect(await table.get(ID)).toMatchObject({ observed: true });
    expect(await findings()).toEqual([`Nobody is paged. ${because}`]);
  });

  test('is not meant when its mode cannot be read: somebody is paged', async () => {
    held = parameters({ [SETTINGS.mode]: undefined });
    await expect(choose()).resolves.toMatchObject({ next: 'page', rung: 1 });
    expect(await table.get(ID)).not.toHaveProperty('observed');
  });
});

describe('a rung of those on call', () => {
  beforeEach(() => {
    confirmed = ['trading-primary', 'trading-backup', 'team-lead'];
  });
  const ids = (contacts: readonly { readonly id: string }[]) => contacts.map(({ id }) => id);
  const who = async (asked: string) => {
    const choice = await choose({ path: ROTA, asked });
    if (choice.next !== 'page') throw new Error(`Expected a page, got ${choice.next}.`);
    return { rung: choice.rung, contacts: ids(choice.contacts), otherwise: ids(choice.otherwise) };
  };

  test('pages whoever has the shift when the workflow asks', async () => {
    await expect(who('2026-11-23T03:29:59.999Z')).resolves.toEqual({
      rung: 1,
      contacts: ['trading-primary'],
      otherwise: ['trading-backup'],
    });
  });

  test('pages the next shift from the very instant of the handover', async () => {
    await expect(who('2026-11-23T03:30:00.000Z')).resolves.toEqual({
      rung: 1,
      contacts: ['trading-backup'],
      otherwise: [],
    });
  });

  test('is passed over when the rota has ended, and the timeline says so', async () => {
    await expect(who('2026-11-30T03:30:00.000Z')).resolves.toMatchObject({ rung: 2, contacts: ['team-lead'] });
    expect(await findings()).toEqual([
      'Nobody is on call for trading at this time. Rung 1 (On-call engineer) is passed over.',
    ]);
  });

  test('pages the backup where the primary has confirmed nothing, and the timeline says so', async () => {
    confirmed = ['trading-backup', 'team-lead'];
    await expect(who(isoAfter(300))).resolves.toEqual({ rung: 1, contacts: ['trading-backup'], otherwise: [] });
    expect(await findings()).toEqual(['Trading, primary has no confirmed address; their backup is paged instead.']);
  });

  test.each([
    [
      { shifts: [{ primary: 'stranger' }] },
      /path\.0\.onCall: given .*expected every id in shifts to be one of contacts/i,
    ],
    [{ shifts: [{ from: 'monday', primary: 'trading-primary' }] }, /path\.0\.onCall\.shifts\.0\.from: given "monday"/],
  ])('is refused when its rota is none: %j', async (over, words) => {
    await expect(choose({ path: [{ ...ROTA[0], onCall: { ...ON_CALL, ...over } }] })).rejects.toThrow(words);
  });
});

describe('a page that may wait, on a Friday evening', () => {
  const FRIDAY_1800 = Date.UTC(2026, 10, 20, 12, 30);
  const SATURDAY_0800 = '2026-11-21T02:30:00.000Z';
  const P2_WAITS = { ...PAGING, P2: 'hold' };
  beforeEach(() => {
    jest.setSystemTime(FRIDAY_1800);
  });
  const evening = (over: Over = {}) => choose({ paging: P2_WAITS, asked: new Date(Date.now()).toISOString(), ...over });

  test('is held, and stands in the timeline and on the incident', async () => {
    await expect(evening()).resolves.toMatchObject({ next: 'hold', until: SATURDAY_0800 });
    expect(await table.get(ID)).toMatchObject({ held: { until: SATURDAY_0800, at: '2026-11-20T12:30:00.000Z' } });
    expect(await table.get(ID)).not.toHaveProperty('rungs');
    expect(await findings()).toEqual([
      'Held until 21 Nov 2026 08:00:00 IST: P2 outside the session; it stands on the morning checklist.',
    ]);
  });

  test('is said once, however often it is asked about', async () => {
    await evening();
    jest.setSystemTime(FRIDAY_1800 + 60_000);
    await expect(evening({ request: 'request-2' })).resolves.toMatchObject({ next: 'hold', until: SATURDAY_0800 });
    expect(await findings()).toHaveLength(1);
  });

  test('goes out in the morning, though the market is still closed', async () => {
    await evening();
    jest.setSystemTime(Date.parse(SATURDAY_0800));
    await expect(evening({ request: 'request-2' })).resolves.toMatchObject({ next: 'page', rung: 1 });
  });

  test('goes out at once when the calendar cannot be read', async () => {
    held = parameters({ [SETTINGS.calendar]: undefined });
    await expect(evening()).resolves.toMatchObject({ next: 'page', rung: 1 });
    expect(await table.get(ID)).not.toHaveProperty('held');
  });
});

test.each([
  [{ ...PAGING, P1: 'hold' }, /paging\.P1: given "hold"/],
  [{ ...PAGING, holdUntil: '8' }, /paging\.holdUntil: given "8"/],
  [undefined, /paging/],
])('what is not said about paging is not guessed: %j', async (paging, words) => {
  const given = paging === undefined ? { paging: null as never } : { paging };
  await expect(choose(given)).rejects.toThrow(words);
});

describe('a rung without an answer is measured', () => {
  test('when the next is asked for, once, however often that is tried', async () => {
    await choose();
    expect(metrics.said()).toEqual([]);
    await choose({ asked: isoAfter(600) });
    await choose({ asked: isoAfter(600), request: 'request-2' });
    expect(metrics.said()).toEqual(['Pages result=unanswered 1']);
  });

  test('also where it was the last', async () => {
    await choose();
    await choose({ asked: isoAfter(600) });
    await expect(choose({ asked: isoAfter(900) })).resolves.toMatchObject({ next: 'done' });
    expect(metrics.said()).toEqual(['Pages result=unanswered 1', 'Pages result=unanswered 1']);
  });

  test('and not where somebody has it until the deadline: the climb that begins then is no silence of theirs', async () => {
    await choose();
    await table.acknowledge(ID, 'trading-primary', isoAfter(400));
    await choose({ asked: isoAfter(600) });
    await choose({ asked: isoAfter(1900) });
    expect(metrics.said()).toEqual([]);
  });

  test('and not of an incident that has ended', async () => {
    await choose();
    await table.closeByPerson(await table.get(ID), { by: 'cto', reason: 'Over.' }, isoAfter(400));
    await choose({ asked: isoAfter(600) });
    expect(metrics.said()).toEqual([]);
  });
});
