import { type ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as ChooseRung from '../../../lambdas/choose-rung/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest, parameters, SETTINGS } from '../../support/incidents';

const ID = openRequest().id;
const topic = (id: string): string => `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}`;
const PATH = [
  ['On-call engineer', 'trading-primary'],
  ['Team lead', 'team-lead'],
].map(([title = '', id = '']) => ({ title, contacts: [{ id, role: title, topicArn: topic(id) }] }));

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

const choose = async (over: { asked?: string; because?: object; request?: string } = {}) => {
  const { handler } = loadFunction(() => jest.requireActual<typeof ChooseRung>('../../../lambdas/choose-rung/handler'));
  const { asked = isoAfter(300), because = { step: 'Verify', finding: 'Red.' }, request = 'request-1' } = over;
  const event = { incidentId: ID, step: 'Who is next?', path: PATH, settings: SETTINGS, asked, because };
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
