import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type * as PageContacts from '../../../lambdas/page-contacts/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { PageLinks } from '../../../lambdas/shared/page-links';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { listenForMetrics } from '../../support/measured';
import { Topics, topic } from './shared/messages/world';

const ID = openRequest().id;
const PAGES = 'https://a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com';
const person = (id: string, role: string) => ({ id, role, topicArn: topic(id) });
const PRIMARY = person('trading-primary', 'Trading, primary');
const LEAD = person('team-lead', 'Team lead');
const BACKUP = person('trading-backup', 'Trading, backup');
const OUTSIDE = { name: 'Support', contact: 'support@example.com' };

const metrics = listenForMetrics();
let modelled: ModelledTable;
let table: IncidentTable;
let links: PageLinks;
let topics: Topics;
let logged: unknown[];
beforeEach(async () => {
  modelled = underFunctions(at(300));
  table = new IncidentTable(modelled.client, TABLE);
  links = new PageLinks(modelled.client, TABLE);
  topics = new Topics([PRIMARY.id, LEAD.id, BACKUP.id]);
  logged = [];
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((...said: unknown[]) => void logged.push(said));
  await table.openOrJoin(openRequest());
});
afterEach(leaveFunctions);

const page = (over: Record<string, unknown> = {}, request = 'request-1') => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof PageContacts>('../../../lambdas/page-contacts/handler'),
  );
  const place = { region: 'ap-south-1', cluster: 'prod', service: 'trading', database: null, logGroup: '/prod' };
  return handler(
    {
      incidentId: ID,
      step: 'Page rung',
      token: 'token',
      rung: 1,
      title: 'On-call engineer',
      contacts: [PRIMARY, LEAD],
      otherwise: [BACKUP],
      pages: PAGES,
      place: { ...place, streamPrefix: null },
      outside: { broker: OUTSIDE, aws: OUTSIDE },
      ...over,
    },
    { awsRequestId: request } as Context,
  );
};
const findings = async () => (await table.lines(ID)).map(({ finding }) => finding).toSorted();
const paged = async () => ((await table.get(ID)).pages ?? []).map(({ contact }) => contact).toSorted();
const linkOf = (index: number): string => String(topics.published[index]?.told.https.link);
const secretOf = (index: number): string => linkOf(index).split('/').at(-1) ?? '';

test('everybody on the rung is paged, and the incident knows whom, on which rung, and when', async () => {
  await page();
  expect(topics.reached.toSorted()).toEqual([LEAD.id, PRIMARY.id]);
  expect((await table.get(ID)).pages).toEqual(
    expect.arrayContaining([
      { contact: PRIMARY.id, rung: 1, at: isoAfter(300) },
      { contact: LEAD.id, rung: 1, at: isoAfter(300) },
    ]),
  );
  await expect(findings()).resolves.toEqual(['Paged Team lead.', 'Paged Trading, primary.']);
});

test('what an acknowledgement answers is kept before anybody is paged', async () => {
  let kept: Promise<unknown> | undefined;
  topics.fail(PRIMARY.id, () => {
    kept = table.token(ID, 1);
    return 'no';
  });
  await page();
  await expect(kept).resolves.toBe('token');
});

describe('the link in a page', () => {
  test('is each contact’s own, and stands for the contact, the rung and a day after the deadline', async () => {
    await page();
    expect(linkOf(0)).toMatch(new RegExp(`^${PAGES}/i/[\\w-]{43}$`));
    expect(linkOf(0)).not.toBe(linkOf(1));
    const first = topics.published[0];
    expect(first?.told.email).toContain(linkOf(0));
    expect(first?.told.sms.endsWith(linkOf(0))).toBe(true);
    await expect(links.find(secretOf(0))).resolves.toEqual({
      incidentId: ID,
      contact: first?.contact,
      rung: 1,
      expiresAt: isoAfter(1800 + 86_400),
    });
  });

  test('works before the page is sent', async () => {
    let found: unknown;
    topics.fail(PRIMARY.id, (message) => {
      const secret = /\/i\/([\w-]{43})/.exec(message)?.[1] ?? '';
      found = links.find(secret);
      return 'no';
    });
    await page();
    await expect(found).resolves.toMatchObject({ contact: PRIMARY.id });
  });

  test('stands neither in the table nor in the log, not even when SNS quotes the page it refuses', async () => {
    let quoted = '';
    topics.fail(PRIMARY.id, (message) => {
      quoted = /\/i\/([\w-]{43})/.exec(message)?.[1] ?? '';
      // Errors are cut at 200 characters.
      return `Refused: ${PAGES}/i/${quoted} ${'x'.repeat(70)} ${PAGES}/i/${quoted}`;
    });
    await page();
    expect(quoted).toHaveLength(43);
    const kept = JSON.stringify(await modelled.items());
    expect(kept).toContain('Trading, primary could not be paged: InternalError: Refused');
    for (const secret of [quoted, secretOf(0)]) {
      expect(kept).not.toContain(secret.slice(0, 5));
      expect(JSON.stringify(logged)).not.toContain(secret.slice(0, 5));
    }
    expect(logged).not.toEqual([]);
  });

  test('that cannot be kept is not sent: the page leads to the incident, where they sign in', async () => {
    jest.spyOn(PageLinks.prototype, 'keep').mockRejectedValue(new Error('no'));
    await page();
    expect(topics.reached).toHaveLength(2);
    expect(linkOf(0)).toBe(`${PAGES}/incidents/${ID}`);
  });
});

describe('tried again on the same rung', () => {
  test('nobody is paged twice', async () => {
    await page();
    await expect(page({ token: 'token-2' }, 'request-2')).resolves.toBeUndefined();
    expect(topics.reached).toHaveLength(2);
    await expect(table.token(ID, 1)).resolves.toBe('token-2');
  });

  test('those are paged who could not be before', async () => {
    topics.fail(LEAD.id);
    await page();
    topics.failing.clear();
    await page({}, 'request-2');
    expect(topics.reached).toEqual([PRIMARY.id, LEAD.id]);
  });

  test('a backup who was paged for them is not paged again, and the rung counts as paged', async () => {
    topics.fail(PRIMARY.id);
    topics.fail(LEAD.id);
    await page();
    await expect(page({}, 'request-2')).resolves.toBeUndefined();
    expect(topics.reached).toEqual([BACKUP.id]);
  });

  test('who was paged on another rung is paged on this one', async () => {
    await page({ contacts: [LEAD] });
    await page({ contacts: [LEAD], rung: 2, title: 'Team lead' }, 'request-2');
    expect(topics.reached).toEqual([LEAD.id, LEAD.id]);
  });
});

describe('when contacts cannot be paged', () => {
  test('one who can is enough: the backup sleeps', async () => {
    topics.fail(PRIMARY.id);
    await page();
    expect(topics.reached).toEqual([LEAD.id]);
    await expect(paged()).resolves.toEqual([LEAD.id]);
    await expect(findings()).resolves.toEqual([
      'Paged Team lead.',
      'Trading, primary could not be paged: InternalError: no.',
    ]);
  });

  test('the backup is paged at once, is told for whom, and the timeline says so', async () => {
    topics.fail(PRIMARY.id);
    await page({ contacts: [PRIMARY] });
    expect(topics.reached).toEqual([BACKUP.id]);
    expect(topics.published[0]?.told.email).toContain('You are paged for Trading, primary, who could not be.');
    await expect(findings()).resolves.toEqual([
      'Nobody of rung 1 could be paged; paging Trading, backup instead.',
      'Paged Trading, backup.',
      'Trading, primary could not be paged: InternalError: no.',
    ]);
  });

  test('and no backup either, it fails, so that the last resort is taken', async () => {
    for (const { id } of [PRIMARY, LEAD, BACKUP]) topics.fail(id);
    await expect(page()).rejects.toThrow('Nobody of rung 1 could be paged: InternalError: no; InternalError: no');
    await expect(table.get(ID)).resolves.not.toHaveProperty('pages');
  });

  test('a rung without anybody at all fails as well', async () => {
    await expect(page({ contacts: [], otherwise: [] })).rejects.toThrow('Nobody of rung 1 could be paged');
  });
});

test('a page that cannot be written down is not a page that was not sent: the next contact is paged', async () => {
  jest.spyOn(IncidentTable.prototype, 'notePaged').mockRejectedValue(new Error('no'));
  jest.spyOn(IncidentTable.prototype, 'write').mockRejectedValue(new Error('no'));
  await expect(page()).resolves.toBeUndefined();
  expect(topics.reached).toHaveLength(2);
});

test.each([
  ['pages', { pages: `${PAGES}/` }, 'pages: given "https://a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com/"'],
  ['pages', { pages: 'our pages' }, 'pages: given "our pages"'],
  ['otherwise', { otherwise: undefined }, 'otherwise: given undefined, expected Array'],
])('a wrong input of %s is refused by name', async (_, over, says) => {
  await expect(page(over)).rejects.toThrow(says);
  expect(topics.reached).toEqual([]);
});

test('an incident that has ended since its rung was chosen wakes nobody, its backups neither, and says why', async () => {
  await table.standDown(await table.get(ID), isoAfter(299));
  await page();
  expect(topics.reached).toEqual([]);
  expect(await paged()).toEqual([]);
  expect(await findings()).toEqual([
    'Team lead is not paged: The incident has ended as stood-down; the runbook stands down.',
    'Trading, primary is not paged: The incident has ended as stood-down; the runbook stands down.',
  ]);
});

test('each page that was sent is measured, and each that could not be, once', async () => {
  topics.fail(PRIMARY.id);
  await page();
  await page({}, 'request-2');
  expect(metrics.said().toSorted()).toEqual([
    'Pages result=not-sent 1',
    'Pages result=not-sent 1',
    'Pages result=sent 1',
  ]);
});
