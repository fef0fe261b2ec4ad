import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import { ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { AuditFailed, audit } from '../../../../lambdas/audit-incidents/audit';
import { AuditMemory } from '../../../../lambdas/audit-incidents/memory';
import type { Input } from '../../../../lambdas/audit-incidents/tools';
import { GuardTable } from '../../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { ToldTable } from '../../../../lambdas/shared/messages/told';
import { leaveFunctions, TABLE, underFunctions } from '../../../support/dynamodb';
import {
  ALARM_AT,
  answerSsm,
  at,
  isoAfter,
  openRequest,
  parameters,
  service,
  TASKS_ALARM,
  TRADING_ENABLED,
} from '../../../support/incidents';
import { listenForMetrics } from '../../../support/measured';
import { DIRECTORY, SYSTEM } from '../command-world';

const WATCH = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-watch';
const PRIMARY = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-devops-primary';
const MACHINE = 'arn:aws:states:ap-south-1:123456789012:stateMachine:runbook-prod-trading';
const TRADING = { is: 'service', service: 'algo-trading-prod-trading', whose: 'trading' } as const;
const GROUNDS = {
  cluster: 'algo-trading-prod-cluster',
  tradingEnabled: TRADING_ENABLED,
  signals: { [TASKS_ALARM]: { absence: 'fault', of: TRADING, own: false } },
} as const;
const { id, runbook, title } = openRequest();
const INPUT: Input = {
  watch: WATCH,
  heartbeat: { namespace: 'runbook-prod', name: 'AuditsCompleted' },
  deadManUrl: 'https://outside.example/ping',
  runbooks: { [runbook]: { title, target: TRADING } },
  starts: { [TASKS_ALARM]: { runbook, title, machine: MACHINE } },
  grounds: { system: GROUNDS, others: GROUNDS },
};

interface Call {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

const metrics = listenForMetrics();
/** What AWS answers, and what it was asked to do. */
let calls: Call[];
let alarm: { state: 'OK' | 'ALARM'; since: number };
let run: Record<string, unknown>;
/** Operations that fail. */
let broken: Set<string>;
let outside: string[];
let table: IncidentTable;
let tools: Parameters<typeof audit>[0];

const sent = (name: string) => calls.filter((call) => call.name === name).map(({ input }) => input);
const told = (topic: string) => sent('Publish').filter(({ TopicArn }) => TopicArn === topic);
const beats = () => sent('PutMetricData').length;

function answer({ name, input }: Call): object {
  if (broken.has(name)) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  const described = { AlarmName: TASKS_ALARM, StateValue: alarm.state, StateReason: 'Threshold Crossed' };
  const found = { ...described, StateTransitionedTimestamp: new Date(alarm.since), Period: 60, EvaluationPeriods: 1 };
  switch (name) {
    case 'DescribeAlarms':
      return { MetricAlarms: (input.StateValue ?? alarm.state) === alarm.state ? [found] : [] };
    case 'GetMetricData':
      return { MetricDataResults: [{ Values: [2] }] };
    case 'DescribeExecution':
      if (run.status === 'forgotten') throw new ExecutionDoesNotExist({ message: 'gone', $metadata: {} });
      return run;
    case 'DescribeServices':
      return { services: [service()] };
    default:
      return {};
  }
}

beforeEach(() => {
  const modelled = underFunctions(at(300));
  [calls, broken, outside] = [[], new Set(), []];
  alarm = { state: 'ALARM', since: ALARM_AT };
  run = { status: 'RUNNING' };
  table = new IncidentTable(modelled.client, TABLE);
  process.env.REPORT_BUCKET = 'reports';
  const client = <T>(): T =>
    ({
      send: async (command: { input: Record<string, unknown> }) => {
        const call = { name: command.constructor.name.replace(/Command$/, ''), input: command.input };
        calls.push(call);
        return answer(call);
      },
    }) as T;
  const held = parameters();
  tools = {
    table,
    guard: new GuardTable(modelled.client, TABLE),
    told: new ToldTable(modelled.client, TABLE),
    memory: new AuditMemory(modelled.client, TABLE),
    cloudWatch: client<CloudWatchClient>(),
    ecs: client<ECSClient>(),
    rds: client<RDSClient>(),
    ssm: { send: (command: object) => answerSsm(held, command) } as unknown as SSMClient,
    s3: client<S3Client>(),
    sfn: client<SFNClient>(),
    sns: client<SNSClient>(),
    parameters: async () => ({ directory: DIRECTORY, system: { ...SYSTEM, topics: { 'devops-primary': PRIMARY } } }),
    callOutside: async (url) => {
      outside.push(url);
      if (broken.has('outside')) throw new Error('no answer');
    },
  };
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const audited = (seconds = 300) => audit(tools, INPUT, { now: at(seconds), id: `audit-${seconds}` });

/** People have it: paged, acknowledged, and its run is over. */
async function escalated(): Promise<void> {
  await table.openOrJoin(openRequest());
  await table.noteEscalation(id, isoAfter(600));
  await table.notePaged(id, { contact: 'devops-primary', rung: 1, at: isoAfter(601) });
  run = { status: 'SUCCEEDED', output: JSON.stringify({ outcome: 'escalated', incidentId: id }) };
}

describe('an alarm whose event was lost', () => {
  test('has its runbook started as its rule would have, and people are told', async () => {
    await expect(audited()).resolves.toMatchObject({ red: 1, open: 0, started: [TASKS_ALARM] });
    expect(sent('StartExecution')).toEqual([
      {
        stateMachineArn: MACHINE,
        name: 'audit-algo-trading-prod-trading-TooFewRunningTasks-20261120T043217000',
        input: JSON.stringify({ alarm: TASKS_ALARM, at: isoAfter(0), reason: 'Threshold Crossed' }),
      },
    ]);
    expect(told(WATCH)).toEqual([
      {
        TopicArn: WATCH,
        Subject: `Nothing came of alarm ${TASKS_ALARM}`,
        Message: expect.stringMatching(/no incident knows of it.*\n\n.*was started in its place/s),
      },
    ]);
    expect(beats()).toBe(1);
  });

  test('is started once, whatever comes of it, and people hear once more when that opens nothing either', async () => {
    await audited(300);
    await audited(600);
    await audited(900);
    expect(sent('StartExecution')).toHaveLength(1);
    expect(told(WATCH).map(({ Subject }) => Subject)).toEqual([
      `Nothing came of alarm ${TASKS_ALARM}`,
      `Still nobody looks after alarm ${TASKS_ALARM}`,
    ]);
  });

  test('that can not be started either is told with the command, and tried again', async () => {
    broken.add('StartExecution');
    await audited(300);
    expect(told(WATCH)[0]?.Message).toMatch(
      /could not be started in its place: ThrottlingException.*runbook -- start/s,
    );
    await audited(600);
    await audited(900);
    expect(told(WATCH).map(({ Subject }) => Subject)).toEqual([
      `Nothing came of alarm ${TASKS_ALARM}`,
      `Still nobody looks after alarm ${TASKS_ALARM}`,
    ]);
    expect(told(WATCH).at(-1)?.Message).toMatch(/can still not be started/);
    broken.clear();
    await expect(audited(1200)).resolves.toMatchObject({ started: [TASKS_ALARM] });
    expect(told(WATCH).at(-1)?.Message).toMatch(/was started in its place/);
  });

  test('is told again when nobody could be told', async () => {
    broken.add('Publish');
    await expect(audited(300)).rejects.toThrow(/could not be told \(ThrottlingException/);
    expect(beats()).toBe(0);
    broken.clear();
    await audited(600);
    expect(told(WATCH)).toHaveLength(2);
  });

  test('is none while its incident is open, and is not looked for again', async () => {
    await table.openOrJoin(openRequest());
    await audited(300);
    await audited(600);
    expect(sent('StartExecution')).toEqual([]);
    expect(told(WATCH)).toEqual([]);
    expect((await tools.memory.get()).accounted).toEqual({ [TASKS_ALARM]: ALARM_AT });
  });

  test('is none when past incidents cannot be read: what is not known is not lost', async () => {
    jest.spyOn(table, 'openedSince').mockRejectedValue(new Error('no'));
    await expect(audited()).rejects.toThrow(AuditFailed);
    expect(sent('StartExecution')).toEqual([]);
    expect(beats()).toBe(0);
  });
});

describe('an incident that people have', () => {
  test('is closed when what it is about is well again through the soak, whoever mended it, and they are told', async () => {
    await escalated();
    alarm = { state: 'OK', since: at(900) };
    await expect(audited(1800)).resolves.toMatchObject({ closed: [id] });
    expect(await table.get(id)).toMatchObject({ status: 'fixed', verdict: 'fixed', closedAt: isoAfter(1800) });
    expect(told(PRIMARY)).toHaveLength(1);
    expect(await table.lines(id)).toEqual([
      expect.objectContaining({
        step: 'Look again at what people have',
        finding: expect.stringMatching(/^Fixed: all alarms OK/),
      }),
      expect.objectContaining({ finding: 'Told devops-primary that it is over.' }),
    ]);
    const [markdown] = sent('PutObject');
    expect(markdown).toMatchObject({
      Key: `incidents/2026/11/20/${id}/report.md`,
      Body: expect.stringContaining('**resolved**'),
    });
    expect(told(SYSTEM.channelTopic)).toHaveLength(1);
    // From the alarm to the instant since which it is well: what the audit waited for is not part of it.
    expect(metrics.said()).toEqual(['TimeToMitigate severity=P2 900']);
  });

  test('stays open while an alarm of it is red, and until it has been well for a quarter of an hour', async () => {
    await escalated();
    await expect(audited(1800)).resolves.toMatchObject({ closed: [] });
    expect(metrics.said()).toEqual([]);
    alarm = { state: 'OK', since: at(901) };
    await expect(audited(1800)).resolves.toMatchObject({ closed: [] });
    expect(await table.get(id)).toMatchObject({ status: 'open' });
  });

  test('stays open where it cannot be seen: unknown is never success', async () => {
    await escalated();
    alarm = { state: 'OK', since: at(900) };
    broken.add('DescribeServices');
    await expect(audited(1800)).resolves.toMatchObject({ closed: [] });
    expect(await table.get(id)).toMatchObject({ status: 'open' });
  });

  test('is theirs also when AWS has forgotten its run', async () => {
    await escalated();
    run = { status: 'forgotten' };
    await expect(audited(1800)).resolves.toMatchObject({ open: 1, unattended: [] });
    expect(beats()).toBe(1);
  });

  test('is closed by a person where no alarm says when it is over', async () => {
    await table.openOrJoin(openRequest({ startedBy: 'priya', alarm: undefined } as never));
    await table.noteEscalation(id, isoAfter(600));
    run = { status: 'SUCCEEDED' };
    alarm = { state: 'OK', since: at(900) };
    await expect(audited(1800)).resolves.toMatchObject({ closed: [] });
  });

  test('is closed also when nobody can be told, which its timeline says', async () => {
    await escalated();
    alarm = { state: 'OK', since: at(900) };
    tools = { ...tools, parameters: () => Promise.reject(new Error('no parameters')) };
    await expect(audited(1800)).resolves.toMatchObject({ closed: [id] });
    expect((await table.lines(id)).at(-1)?.finding).toMatch(/^Nobody could be told that it is over.*no parameters/);
  });
});

describe('an incident whose run has died', () => {
  beforeEach(async () => {
    await table.openOrJoin(openRequest());
    run = { status: 'TIMED_OUT' };
  });

  test('is told once, with what to do, and what it held is given back', async () => {
    const release = jest.spyOn(tools.guard, 'release');
    await audited(300);
    await audited(600);
    expect(release.mock.calls).toEqual([[id, at(300)]]);
    expect(told(WATCH)).toEqual([
      {
        TopicArn: WATCH,
        Subject: `Nobody works on ${title} (trading)`,
        Message: expect.stringMatching(/ended as TIMED_OUT without having told anybody.*runbook -- close/s),
      },
    ]);
  });

  test('is closed when the fault has gone all the same', async () => {
    alarm = { state: 'OK', since: at(400) };
    await expect(audited(1800)).resolves.toMatchObject({ closed: [id], unattended: [] });
  });
});

test('an incident whose run waits for a person is at work, and nobody is told', async () => {
  await table.openOrJoin(openRequest());
  await expect(audited()).resolves.toEqual({ red: 1, open: 1, started: [], closed: [], unattended: [] });
  expect(sent('Publish')).toEqual([]);
});

test('an incident whose run closes it while the audit is at it is nobody’s loss', async () => {
  await table.openOrJoin(openRequest());
  run = { status: 'SUCCEEDED', output: JSON.stringify({ outcome: 'resolved', incidentId: id }) };
  const { sfn } = tools;
  const closing = async (command: never) => {
    await table.closeFixed(await table.get(id), isoAfter(299));
    return sfn.send(command);
  };
  tools = { ...tools, sfn: { send: closing } as unknown as SFNClient };
  await expect(audited()).resolves.toMatchObject({ open: 1, unattended: [], closed: [] });
  expect(sent('Publish')).toEqual([]);
});

describe('the heartbeat', () => {
  test('is written when all was done, and whoever listens outside is called', async () => {
    alarm = { state: 'OK', since: at(-600) };
    await audited();
    expect(sent('PutMetricData')).toEqual([
      {
        Namespace: 'runbook-prod',
        MetricData: [{ MetricName: 'AuditsCompleted', Timestamp: new Date(at(300)), Value: 1, Unit: 'Count' }],
      },
    ]);
    expect(outside).toEqual(['https://outside.example/ping']);
  });

  test.each(['DescribeAlarms', 'DescribeExecution'])('fails to come when %s fails', async (operation) => {
    await table.openOrJoin(openRequest());
    broken.add(operation);
    await expect(audited()).rejects.toThrow(AuditFailed);
    expect(beats()).toBe(0);
    expect(outside).toEqual([]);
  });

  test('does not depend on whoever listens outside', async () => {
    broken.add('outside');
    await expect(audited()).resolves.toBeDefined();
    expect(beats()).toBe(1);
  });
});
