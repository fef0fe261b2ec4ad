import { unmarshall } from '@aws-sdk/util-dynamodb';
import { actsOf } from './acts';
import type { Description } from './description';
import type { Execution } from './engine/asl/state-machine';
import { type Cloud, ecsTiming } from './engine/cloud';
import type { Latencies } from './engine/latency';
import { judge } from './judge';
import { messagesToPeople, pagesOf } from './pages';
import { oracleSeconds, type Platform } from './platform';
import type { PlayOptions } from './play';
import type { CheckedList, Result, TimelineLine } from './result';
import type { Answer, RunOutcome, Scenario, Verdict } from './scenarios/scenario';

/** What came of a story: gathered from the executions, the incident table, the topics and the ledger of calls. */
export async function describe(
  scenario: Scenario,
  options: PlayOptions,
  cloud: Cloud,
  platform: Platform,
  latency: Latencies,
  startsAt: number,
  answers: readonly Answer[],
  stopAskedAt: number | undefined,
): Promise<Result> {
  const { description, seed } = options;
  const { settings } = description;
  const command = description.environment.commands?.closePositions;
  const executions = cloud.workflows.machines
    .flatMap((machine) => machine.executions)
    .sort((a, b) => a.startedAt - b.startedAt);
  const { runbooks, checklists } = description;
  const machine = [...runbooks, ...checklists].find(({ id }) => id === scenario.runbook)?.machine;
  const first = executions.find((execution) => execution.machine.name === machine);
  const items = (await cloud.dynamoDb.scan(description.table)).map((item) => unmarshall(item as never));
  const heads = items.filter(({ sk }) => sk === 'HEAD');
  const incidentId = (first?.output as { incidentId?: string } | undefined)?.incidentId ?? heads[0]?.id;
  const head = heads.find(({ id }) => id === incidentId) ?? heads[0];
  const lines = items
    .filter(({ pk, sk }) => pk === `INCIDENT#${incidentId}` && String(sk).startsWith('LINE#'))
    .sort((a, b) => String(a.sk).localeCompare(String(b.sk)));
  const target = scenario.serves ?? 'trading';
  const alarmAt = cloud.alarmChanges.find(
    ({ state, alarm }) => state === 'ALARM' && isRunbookAlarm(alarm.name, description),
  )?.at;
  const servedAt =
    alarmAt === undefined
      ? undefined
      : platform
          .changesOf(target)
          .filter(({ at, serving }) => serving && at > (platform.faults[0]?.at ?? 0))
          .at(-1)?.at;
  const seconds = (from: number | undefined, to: number | undefined): number | null =>
    from === undefined || to === undefined ? null : Math.max(0, Math.round((to - from) / 100) / 10);
  const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  const mitigated = platform.serves(target) ? seconds(alarmAt, servedAt) : null;
  const toPeople = messagesToPeople(cloud, description);
  const bare: Omit<Result, 'ok' | 'broken'> = {
    scenario: scenario.id,
    title: scenario.title,
    runbook: scenario.runbook,
    environment: description.environment.name,
    outcome: outcomeOf(first),
    verdict: (head?.verdict as Verdict | undefined) ?? null,
    detectedAfterSeconds: seconds(platform.faults[0]?.at, alarmAt),
    mitigatedAfterSeconds: mitigated,
    oracleSeconds:
      scenario.oracle && alarmAt !== undefined && mitigated !== null
        ? (oracleSeconds({
            description,
            seed,
            timing: ecsTiming(latency),
            startsAt,
            faults: platform.faults,
            kind: scenario.oracle,
            target,
            at: alarmAt,
          }) ?? null)
        : null,
    transitions: first?.transitions ?? 0,
    costUsd: Number(cloud.meter.usd().toFixed(6)),
    invocations: cloud.ledger.invocations.length,
    pages: pagesOf(cloud, description),
    tradingEnabled: cloud.ssm.value(description.environment.parameters.tradingEnabled),
    disabledAfterSeconds:
      stopAskedAt === undefined ? null : seconds(stopAskedAt, disabledAt(cloud, description, stopAskedAt)),
    lastOrderAfterSeconds:
      stopAskedAt === undefined || platform.orders.length === 0
        ? null
        : Math.round(((platform.orders.at(-1) ?? 0) - stopAskedAt) / 100) / 10,
    mayTrade: platform.mayTrade,
    channel: cloud.sns.published.flatMap(({ topicArn, subject = '', message }) =>
      topicArn.endsWith(`:${description.topics.channel}`) ? [`${subject}\n${message}`] : [],
    ),
    backups: toPeople.flatMap(({ kind, contact }) => (kind === 'backup' ? [contact] : [])),
    answers,
    pagerDuty: platform.pagerDutyEvents,
    allClear: toPeople.flatMap(({ kind, contact }) => (kind === 'all-clear' ? [contact] : [])),
    notices: toPeople.flatMap(({ kind, contact, at }) => (kind === 'notice' ? [{ contact, at }] : [])),
    acts: actsOf(
      cloud.ledger.calls,
      new Set([settings.mode, ...Object.values(settings.runbookModes)]),
      typeof command === 'object' ? command : undefined,
    ),
    refusals: lines.flatMap(({ refused, at }) => (refused ? [{ ...refused, at }] : [])),
    denied: cloud.ledger.denied.map(({ by, denied, at }) => ({
      by,
      action: denied?.action ?? '',
      resource: denied?.resource ?? '',
      at: new Date(at).toISOString(),
    })),
    executions: executions.map((execution) => ({
      machine: execution.machine.name,
      outcome: outcomeOf(execution) ?? execution.status,
      transitions: execution.transitions,
      startedAt: new Date(execution.startedAt).toISOString(),
      path: execution.history.flatMap(({ type, state }) => (type === 'entered' ? [state] : [])),
    })),
    measured: cloud.ledger.measured.map(({ at, by, name, dimensions, value }) => ({
      at: new Date(at).toISOString(),
      by,
      metric: [name, ...Object.entries(dimensions).map((dimension) => dimension.join('='))].join(' '),
      value,
    })),
    dashboard: cloud.shown(startsAt),
    timeline: lines.map(({ at, step, finding, outcome }) => ({ at, step, finding, outcome }) as TimelineLine),
    incidents: heads.map(({ id }) => String(id)),
    ...dayOf(items),
    deadLetters: Object.values(description.queues).flatMap((name) => lettersIn(cloud, description, name)).length,
    ownRed: ownRedOf(cloud, description),
    documents: documentsOf(cloud, description),
    faultAt: iso(platform.faults[0]?.at),
    alarmAt: iso(alarmAt),
  };
  const expects = options.slower > 1 ? { ...scenario.expects, ...scenario.whenSlower } : scenario.expects;
  const broken = judge(expects, bare);
  return { ...bare, ok: broken.length === 0, broken };
}

/** When the trading parameter first said "false" once somebody had asked for it. Milliseconds since the epoch. */
const disabledAt = (cloud: Cloud, { environment }: Description, since: number): number | undefined =>
  cloud.ssm.history(environment.parameters.tradingEnabled).find(({ value, at }) => value === 'false' && at >= since)
    ?.at;

/** What the table keeps of the trading day. */
function dayOf(items: readonly Record<string, unknown>[]): Pick<Result, 'checklists' | 'gates'> {
  const under = (key: RegExp) => items.filter(({ pk }) => key.test(String(pk)));
  return {
    checklists: under(/^CHECKLIST#/).map(({ pk, sk, begun, finished }) => ({
      run: (begun as { run: number }).run,
      items: [],
      ...(finished as Omit<CheckedList, 'id' | 'date'> | undefined),
      id: String(pk).slice('CHECKLIST#'.length),
      date: String(sk),
    })),
    gates: under(/^GATE$/).map(({ sk, state, waived }) => ({
      date: String(sk),
      state: String(state),
      ...(waived === undefined ? {} : { by: (waived as { by: string }).by }),
    })),
  };
}

const documentsOf = (cloud: Cloud, { reports }: Description): Record<string, string> =>
  Object.fromEntries(
    cloud.s3.keys(reports).map((key) => [key, cloud.s3.object(reports, key)?.body.toString('utf8') ?? '']),
  );

const lettersIn = (cloud: Cloud, { environment: { region, account } }: Description, queue: string) =>
  cloud.sqs.messages(`arn:aws:sqs:${region}:${account}:${queue}`);

/** Those of the watch, by their last change. */
function ownRedOf(cloud: Cloud, description: Description): string[] {
  const last = new Map(cloud.alarmChanges.map(({ alarm, state }) => [alarm.name, state]));
  return [...last].flatMap(([name, state]) =>
    state === 'ALARM' && name.startsWith(description.stackName) && !isRunbookAlarm(name, description) ? [name] : [],
  );
}

const isRunbookAlarm = (name: string, { runbooks }: Description): boolean =>
  runbooks.some(({ alarms }) => alarms.some((alarm) => alarm.name === name));

function outcomeOf(execution: Execution | undefined): RunOutcome | null {
  if (execution?.status !== 'SUCCEEDED') return null;
  return ((execution.output as { outcome?: RunOutcome }).outcome ?? null) as RunOutcome | null;
}
