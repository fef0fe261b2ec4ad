import { SNSClient } from '@aws-sdk/client-sns';
import { type ContactTopics, tellAllClear, topicsOf } from '../../../../../lambdas/shared/messages/all-clear';
import { ToldTable } from '../../../../../lambdas/shared/messages/told';
import { type ModelledTable, modelledTable, TABLE } from '../../../../support/dynamodb';
import { at, incident, isoAfter } from '../../../../support/incidents';
import { Topics, topic } from './world';

const PEOPLE = ['trading-primary', 'team-lead', 'cto'];
const TOPICS = topicsOf(PEOPLE.map((id) => ({ id, role: id, topicArn: topic(id) })));
const pages = ['trading-primary', 'team-lead', 'trading-primary'].map((contact, index) => ({
  contact,
  rung: index + 1,
  at: isoAfter(60 * index),
}));
const fixed = incident({ status: 'fixed', closedAt: isoAfter(250), pages });

let topics: Topics;
let modelled: ModelledTable;
beforeEach(() => {
  topics = new Topics(PEOPLE);
  modelled = modelledTable();
});
afterEach(() => jest.restoreAllMocks());

const tell = (about = fixed, to: ContactTopics = TOPICS) => {
  const told = new ToldTable(modelled.client, TABLE);
  return tellAllClear({ sns: new SNSClient({}), told, now: () => at(251) }, about, to, { kind: 'all-clear' });
};

test('everybody who was paged is told once that it is over, and nobody else', async () => {
  await expect(tell()).resolves.toBe('Told trading-primary and team-lead that it is over.');
  expect(topics.reached.toSorted()).toEqual(['team-lead', 'trading-primary']);
});

test('when nobody was paged nobody is told', async () => {
  await expect(tell(incident({ status: 'fixed' }))).resolves.toBeUndefined();
  expect(topics.reached).toEqual([]);
});

test('tried again, it tells nobody twice', async () => {
  await tell();
  await expect(tell()).resolves.toBeUndefined();
  expect(topics.reached).toHaveLength(2);
});

test('who could not be told stands in the timeline, and is told when it is tried again', async () => {
  topics.fail('team-lead');
  await expect(tell()).resolves.toBe(
    'Told trading-primary that it is over. team-lead could not be told: InternalError: no.',
  );
  topics.failing.clear();
  await expect(tell()).resolves.toBe('Told team-lead that it is over.');
  expect(topics.reached).toEqual(['trading-primary', 'team-lead']);
});

test('who has no topic any more is named', async () => {
  await expect(tell(fixed, { 'team-lead': topic('team-lead') })).resolves.toBe(
    'Told team-lead that it is over. trading-primary could not be told: there is no topic of theirs.',
  );
});

test('people are told even while the table cannot be read', async () => {
  const broken = { send: () => Promise.reject(new Error('no')) } as never;
  const told = new ToldTable(broken, TABLE);
  const said = tellAllClear({ sns: new SNSClient({}), told, now: () => at(251) }, fixed, TOPICS, { kind: 'all-clear' });
  await expect(said).resolves.toBe('Told trading-primary and team-lead that it is over.');
});
