import type { Context } from 'aws-lambda';
import type * as NotifyStakeholders from '../../../lambdas/notify-stakeholders/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { Topics, topic } from './shared/messages/world';

const ID = openRequest().id;
const contact = (id: string) => ({ id, role: id, topicArn: topic(id) });
const ON_CALL = {
  role: 'trading',
  contacts: ['night', 'day', 'trading-primary'].map(contact),
  shifts: [
    { until: isoAfter(1800), primary: 'trading-primary', backup: 'day' },
    { from: isoAfter(1800), primary: 'trading-primary', backup: 'night' },
  ],
};

let table: IncidentTable;
let topics: Topics;
beforeEach(async () => {
  table = new IncidentTable(underFunctions(at(1800)).client, TABLE);
  topics = new Topics(['cto', 'night', 'day', 'trading-primary']);
  await table.openOrJoin(openRequest({ title: 'Orders –\nnot processed' }));
});
afterEach(leaveFunctions);

const notify = (backup: unknown = null) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof NotifyStakeholders>('../../../lambdas/notify-stakeholders/handler'),
  );
  const event = { incidentId: ID, step: 'Notify stakeholders', stakeholders: [contact('cto')], backup };
  return handler(event, { awsRequestId: 'request-1' } as Context);
};
const line = async () => (await table.lines(ID)).at(-1)?.finding;

test('stakeholders are told that the response time has passed, and are asked nothing', async () => {
  await expect(notify()).resolves.toEqual({ told: 1 });
  expect(topics.published).toMatchObject([
    { contact: 'cto', subject: '[P2] Orders - not processed: not resolved in time' },
  ]);
  const told = topics.published[0]?.told;
  expect(told?.email.split('\n')).toEqual([
    'Orders – not processed (P2) began at 20 Nov 2026 10:02:17 IST and is not resolved within its response time.',
    'Nobody has acknowledged it yet.',
    'This is for your information; nothing is asked of you.',
    `Incident ${ID}`,
  ]);
  expect(told?.sms).toBe('P2 Orders - not processed: not resolved in time. Nobody has acknowledged it yet.');
  expect(told?.https).toMatchObject({ kind: 'notice', incidentId: ID });
  await expect(line()).resolves.toBe('Told cto that the response time has passed. Nobody has acknowledged it yet.');
});

test('no link is sent: nothing can be acknowledged or approved with the notice', async () => {
  await notify(ON_CALL);
  for (const { told } of topics.published) {
    expect(JSON.stringify(told)).not.toContain('://');
    expect(told.https).not.toHaveProperty('link');
  }
});

test('the backup of that hour is asked to join, before the stakeholders are told', async () => {
  await notify(ON_CALL);
  expect(topics.reached).toEqual(['night', 'cto']);
  expect(topics.published[0]?.told.email).toContain('You are the backup engineer: please join.');
  expect(topics.published[0]?.told.https).toMatchObject({ kind: 'backup' });
  await expect(line()).resolves.toMatch(/^Contacted night\. Told cto /);
});

test('an hour without a backup is no reason not to tell', async () => {
  await notify({ ...ON_CALL, shifts: [{ primary: 'trading-primary' }] });
  expect(topics.reached).toEqual(['cto']);
});

test('they are told who has it', async () => {
  await table.acknowledge(ID, 'trading-primary', isoAfter(400));
  await notify();
  expect(topics.published[0]?.told.email).toContain('trading-primary has been at work on it since 10:08:57 IST.');
});

test('they are told once', async () => {
  await notify();
  await expect(notify()).resolves.toEqual({ told: 0 });
  expect(topics.reached).toEqual(['cto']);
});

test.each([
  ['has ended', async () => table.closeFixed(await table.get(ID), isoAfter(300))],
  ['was only observed', async () => table.noteObserved(ID)],
])('nobody is told of an incident that %s', async (_, before) => {
  await before();
  await expect(notify(ON_CALL)).resolves.toEqual({ told: 0 });
  expect(topics.reached).toEqual([]);
});
