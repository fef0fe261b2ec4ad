import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import type * as DocumentIncident from '../../../lambdas/document-incident/handler';
import { ApprovalTable } from '../../../lambdas/shared/approvals/table';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { listenForMetrics } from '../../support/measured';
import { leaseOf } from './shared/guard/world';
import { approval, approved } from './shared/messages/approvals';
import { Topics, topic } from './shared/messages/world';

const TRADING = openRequest();
const DATABASE = openRequest({
  id: 'database-1',
  runbook: 'database-connections',
  target: 'database',
  dependsOn: [],
  execution: 'arn:execution:database',
});
const CHANNEL = 'incident-channel';
const PAGER_DUTY = 'arn:aws:states:ap-south-1:123456789012:stateMachine:runbook-staging-pager-duty';
const PEOPLE = ['trading-primary', 'team-lead', 'cto'];

const metrics = listenForMetrics();
let incidents: IncidentTable;
let leases: GuardTable;
let written: string[] = [];
let approvals: ApprovalTable;
let topics: Topics;
let started: StartExecutionCommand['input'][] = [];
/** What Step Functions answers instead of starting. */
let refusal: Error | undefined;

beforeEach(async () => {
  const { client } = underFunctions(at(300));
  incidents = new IncidentTable(client, TABLE);
  leases = new GuardTable(client, TABLE);
  written = [];
  approvals = new ApprovalTable(client, TABLE);
  topics = new Topics([CHANNEL, ...PEOPLE]);
  process.env.REPORT_BUCKET = 'reports';
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async (command: PutObjectCommand) => {
    written.push(command.input.Key ?? '');
    return {};
  }) as never);
  started = [];
  refusal = undefined;
  jest.spyOn(SFNClient.prototype, 'send').mockImplementation((async (command: StartExecutionCommand) => {
    started.push(command.input);
    if (refusal) throw refusal;
    return {};
  }) as never);
  await incidents.openOrJoin(TRADING);
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const hold = async (resource: string, incident: string, seconds: number) =>
  leases.begin(resource, await leases.read(resource), leaseOf(incident, seconds), []);
const holder = async (resource: string) => (await leases.read(resource)).lease?.incident;
const document = (
  incidentId = TRADING.id,
  ending = 'escalated',
  request = 'request-1',
  pagerDuty: string | null = null,
) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof DocumentIncident>('../../../lambdas/document-incident/handler'),
  );
  const place = {
    region: 'ap-south-1',
    cluster: 'prod',
    service: 'trading',
    database: null,
    logGroup: '/aws/ecs/prod',
    streamPrefix: 'trading/',
  };
  const contacts = PEOPLE.map((id) => ({ id, role: id, topicArn: topic(id) }));
  const step = 'Document the incident';
  const event = { incidentId, step, ending, place, channel: topic(CHANNEL), contacts, pagerDuty };
  return handler(event, { awsRequestId: request } as Context);
};
const page = (...ids: readonly string[]) =>
  Promise.all(ids.map((contact) => incidents.notePaged(TRADING.id, { contact, rung: 1, at: isoAfter(100) })));
const fix = async () => incidents.closeFixed(await incidents.get(TRADING.id), isoAfter(250));
const told = () => topics.published.filter(({ contact }) => contact !== CHANNEL);
const findings = async () => (await incidents.lines(TRADING.id)).map(({ finding }) => finding);

test('the report is written for people and for machines, and the incident channel is told', async () => {
  const folder = `incidents/2026/11/20/${TRADING.id}`;
  await expect(document()).resolves.toEqual({ report: `${folder}/report.md` });
  expect(written.toSorted()).toEqual([`${folder}/report.json`, `${folder}/report.md`]);
  expect(topics.published).toMatchObject([
    { contact: CHANNEL, subject: '[P2] Trading Service Not Processing Orders: escalated' },
  ]);
});

test('a channel that cannot be told does not look like a failure of the incident', async () => {
  topics.fail(CHANNEL);
  await expect(document()).resolves.toHaveProperty('report');
});

describe('what the incident held is given back', () => {
  test('and nothing of another', async () => {
    await hold('trading', TRADING.id, 0);
    await hold('dashboard', 'another', 0);
    await document();
    await expect(holder('trading')).resolves.toBeUndefined();
    await expect(holder('dashboard')).resolves.toBe('another');
  });

  test('together with what those held that it has taken over', async () => {
    await hold('trading', TRADING.id, 0);
    await incidents.openOrJoin(DATABASE);
    await document(DATABASE.id);
    await expect(holder('trading')).resolves.toBeUndefined();
  });

  test('but not by one that was taken over: that is for whoever stands for it', async () => {
    await hold('trading', TRADING.id, 0);
    await incidents.openOrJoin({ ...DATABASE, openedAt: isoAfter(60) });
    await document(TRADING.id);
    await expect(holder('trading')).resolves.toBe(TRADING.id);
  });

  test('but not while a function that was taken over can still be acting', async () => {
    await hold('trading', TRADING.id, 290);
    await incidents.openOrJoin(DATABASE);
    await document(DATABASE.id);
    await expect(leases.read('trading')).resolves.toMatchObject({ lease: { until: at(308), incident: TRADING.id } });
  });
});

describe('the all-clear', () => {
  test('goes to those who were paged, once, and stands in the timeline', async () => {
    await page('trading-primary', 'team-lead');
    await fix();
    await document(TRADING.id, 'resolved');
    await document(TRADING.id, 'resolved', 'request-2');
    expect(told().map(({ contact, subject }) => [contact, subject])).toEqual([
      ['trading-primary', '[P2] resolved: Trading Service Not Processing Orders'],
      ['team-lead', '[P2] resolved: Trading Service Not Processing Orders'],
    ]);
    await expect(findings()).resolves.toContain('Told trading-primary and team-lead that it is over.');
  });

  test('goes to nobody when nobody was paged', async () => {
    await fix();
    await document(TRADING.id, 'resolved');
    expect(topics.reached).toEqual([CHANNEL]);
  });

  test('that fails does not fail the run: the report is written, and the timeline says so', async () => {
    await page('trading-primary');
    await fix();
    topics.fail('trading-primary');
    await expect(document(TRADING.id, 'resolved')).resolves.toHaveProperty('report');
    expect(written).toHaveLength(2);
    await expect(findings()).resolves.toContain('trading-primary could not be told: InternalError: no.');
  });

  test('is not given by the run when a person has closed it: who closes tells', async () => {
    await page('trading-primary');
    await incidents.closeByPerson(await incidents.get(TRADING.id), { by: 'cto', reason: 'Over.' }, isoAfter(200));
    await document(TRADING.id, 'resolved');
    expect(told()).toEqual([]);
  });

  test.each(['escalated', 'stood-down'])('is not given for an incident that is %s', async (ending) => {
    await page('trading-primary');
    await document(TRADING.id, ending);
    expect(told()).toEqual([]);
  });
});

describe('PagerDuty', () => {
  const resolve = () => document(TRADING.id, 'resolved', 'request-1', PAGER_DUTY);

  test('is told that it is over, when it was fixed and somebody was paged', async () => {
    await page('trading-primary');
    await fix();
    await resolve();
    expect(started.map(({ stateMachineArn, name, input }) => [stateMachineArn, name, JSON.parse(input ?? '')])).toEqual(
      [
        [
          PAGER_DUTY,
          `${TRADING.id}-resolve`,
          expect.objectContaining({ action: 'resolve', incidentId: TRADING.id, severity: 'P2' }),
        ],
      ],
    );
  });

  test('has no alert when nobody was paged, and is told nothing', async () => {
    await fix();
    await resolve();
    expect(started).toEqual([]);
  });

  test('is told nothing where it is not configured', async () => {
    await page('trading-primary');
    await fix();
    await document(TRADING.id, 'resolved');
    expect(started).toEqual([]);
  });

  test('keeps its alert while people work on what the runbook has not fixed', async () => {
    await page('trading-primary');
    await document(TRADING.id, 'escalated', 'request-1', PAGER_DUTY);
    expect(started).toEqual([]);
  });

  test('that was told before is no news', async () => {
    await page('trading-primary');
    await fix();
    refusal = new ExecutionAlreadyExists({ $metadata: {}, message: 'There is one.' });
    await expect(resolve()).resolves.toHaveProperty('report');
    expect((await findings()).filter((finding) => finding.includes('PagerDuty'))).toEqual([]);
  });

  test('that cannot be told keeps no report from being written, and the timeline says so', async () => {
    await page('trading-primary');
    await fix();
    refusal = Object.assign(new Error('not now'), { name: 'ThrottlingException' });
    await expect(resolve()).resolves.toHaveProperty('report');
    expect(written).toHaveLength(2);
    await expect(findings()).resolves.toContain(
      'PagerDuty could not be told to resolve: ThrottlingException: not now.',
    );
  });
});

describe('when people approved something and it is escalated all the same', () => {
  const ask = async () => {
    await page('trading-primary');
    await approvals.ask({ ...approval(), incidentId: TRADING.id });
    await approvals.wait(TRADING.id, 'a1', 'token');
  };
  const approve = async () => {
    const asked = await approvals.get(TRADING.id, 'a1');
    const [decision] = approved().decisions;
    if (!asked || !decision) throw new Error('There is no question.');
    await approvals.decide(asked, decision, 'approved');
  };

  test('those who were paged are told that it did not help', async () => {
    await ask();
    await approve();
    const act = { action: 'scale-up', resource: 'algo-trading-prod-trading' };
    const line = { at: isoAfter(130), step: approval().step, finding: 'Scaled.', act };
    await incidents.write(TRADING.id, line, 'scaled');
    await document();
    expect(told()).toMatchObject([
      { contact: 'trading-primary', subject: '[P2] not resolved: Trading Service Not Processing Orders' },
    ]);
    expect(told()[0]?.told.email).toContain('was done and did not help.');
    await expect(findings()).resolves.toContain('Told trading-primary that what was approved has not resolved it.');
  });

  test('a question that nobody approved is no news to them', async () => {
    await ask();
    await document();
    expect(told()).toEqual([]);
  });

  test('approvals that cannot be read do not fail the run', async () => {
    await ask();
    jest.spyOn(ApprovalTable.prototype, 'ofIncident').mockRejectedValue(new Error('no'));
    await expect(document()).resolves.toHaveProperty('report');
    await expect(findings()).resolves.toContain('Those who were paged could not be told how it ended: Error: no.');
  });
});

describe('the end of a run is measured', () => {
  test('by how it ended, and by what was held back', async () => {
    const refused = { act: 'restart', because: 'observe' };
    const line = { at: isoAfter(130), step: 'Restart if necessary', finding: 'Would have.', refused };
    await incidents.write(TRADING.id, line, 'observed');
    await document();
    expect(metrics.said()).toEqual(['Incidents outcome=observed 1', 'Refusals reason=mode 1']);
    expect(metrics.lines()).toMatchObject([{ incident: TRADING.id }, { incident: TRADING.id }]);
  });

  test('with the questions that nobody answered', async () => {
    const refused = { act: 'scale-up', because: 'not approved' };
    await incidents.write(TRADING.id, { at: isoAfter(130), step: 'Scale up', finding: 'Nobody.', refused }, 'asked');
    await document();
    expect(metrics.said()).toEqual(['Incidents outcome=escalated 1', 'Approvals answer=expired 1']);
  });

  test('once its report is there: what failed before is tried again', async () => {
    jest.spyOn(S3Client.prototype, 'send').mockRejectedValueOnce(new Error('slow down') as never);
    await expect(document()).rejects.toThrow('slow down');
    expect(metrics.said()).toEqual([]);
    await document(TRADING.id, 'escalated', 'request-2');
    expect(metrics.said()).toEqual(['Incidents outcome=escalated 1']);
  });
});
