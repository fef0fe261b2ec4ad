import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Description } from './description';
import type { Execution } from './engine/asl/state-machine';
import type { Assembly } from './engine/assembly';
import { guardProcess } from './engine/bundles';
import { VirtualClock } from './engine/clock';
import { Cloud, ecsTiming } from './engine/cloud';
import type { Disturbance } from './engine/disturbance';
import { type Latencies, scaled } from './engine/latency';
import type { ApiCall } from './engine/ledger';
import { seeded } from './engine/random';
import { judge } from './judge';
import { type Fault, oracleSeconds, Platform } from './platform';
import type { Page, Result, TimelineLine } from './result';
import type { RunOutcome, Scenario, Stage, Verdict } from './scenarios/scenario';
import type { Switches } from './switches';

export interface PlayOptions {
  readonly assembly: Assembly;
  readonly description: Description;
  readonly seed: number;
  /** Factor on every delay that AWS does not fix. */
  readonly slower: number;
  readonly switches: Switches;
}

/** A Friday of continuous trading: 20 November 2026, 10:00 IST. */
const STARTS_AT = Date.UTC(2026, 10, 20, 4, 30, 0);

/** Seconds of quiet before the fault. */
const QUIET_SECONDS = 90;

/** Plays one scenario from the synthesised artefacts and says what came of it. */
export async function play(scenario: Scenario, options: PlayOptions): Promise<Result> {
  const unguard = guardProcess();
  try {
    return await playGuarded(scenario, options);
  } finally {
    unguard();
  }
}

async function playGuarded(scenario: Scenario, options: PlayOptions): Promise<Result> {
  const { assembly, description, seed, switches } = options;
  const latency = scaled(options.slower);
  const clock = new VirtualClock(STARTS_AT);
  const random = seeded(seed);
  const trouble = new Trouble();
  const cloud = new Cloud({
    assembly,
    clock,
    random,
    latency,
    surroundings: surroundingsOf(description),
    disturb: (call) => trouble.of(call),
    assumptions: switches,
    emptyLogPageEvery: 2,
  });
  await cloud.dynamoDb.ready();
  const platform = new Platform(description, portsOf(cloud, clock, seed, latency), switches);
  platform.start();
  cloud.alarms.start();

  const stage = new PlayedStage(cloud, platform, description, clock, trouble);
  await clock.run(() => false, STARTS_AT + QUIET_SECONDS * 1000);
  scenario.play(stage);
  const until = clock.now() + (scenario.minutes ?? 60) * 60_000;
  await clock.run(() => cloud.refusal !== undefined || (stage.tick() && !scenario.goesOn), until);
  // Pages on their way arrive.
  await clock.run(() => cloud.refusal !== undefined, clock.now() + 5_000);
  cloud.alarms.stop();
  if (cloud.refusal !== undefined) throw cloud.refusal;
  return describe(scenario, options, cloud, platform, latency);
}

/** What goes wrong on our own side, as the story asked for it. */
class Trouble {
  private readonly rules: { which: (call: ApiCall) => boolean; left: number; how: Disturbance }[] = [];

  add(which: (call: ApiCall) => boolean, times: number, how: Disturbance): void {
    this.rules.push({ which, left: times, how });
  }

  of(call: Pick<ApiCall, 'at' | 'service' | 'operation' | 'input' | 'by'>): Disturbance | undefined {
    const rule = this.rules.find(({ which, left }) => left > 0 && which(call as ApiCall));
    if (!rule) return undefined;
    rule.left--;
    return rule.how;
  }
}

class PlayedStage implements Stage {
  private readonly alarmed: (() => void)[] = [];
  private readonly paged: { seconds: number; act: (page: { contact: string; rung: number }) => void }[] = [];
  private alarmSeen = false;
  private messagesSeen = 0;
  private pending = 0;

  constructor(
    readonly cloud: Cloud,
    readonly platform: Platform,
    readonly description: Description,
    private readonly clock: VirtualClock,
    private readonly trouble: Trouble,
  ) {}

  now(): number {
    return this.clock.now();
  }

  inject(fault: Fault): void {
    this.platform.inject(fault);
  }

  after(seconds: number, act: () => void): void {
    this.pending++;
    this.clock.setTimeout(() => {
      this.pending--;
      act();
    }, seconds * 1000);
  }

  onAlarm(act: () => void): void {
    this.alarmed.push(act);
  }

  onPage(seconds: number, act: (page: { contact: string; rung: number }) => void): void {
    this.paged.push({ seconds, act });
  }

  disturb(
    which: (call: Pick<ApiCall, 'service' | 'operation' | 'by'>) => boolean,
    times: number,
    how: Disturbance,
  ): void {
    this.trouble.add(which, times, how);
  }

  delayEvents(seconds: number): void {
    this.cloud.eventDelaySeconds = seconds;
  }

  redeliver(): void {
    const first = this.cloud.ledger.events.find(({ detail }) => (detail.state as { value?: string }).value === 'ALARM');
    if (!first) throw new Error('No alarm has gone to ALARM yet; there is nothing to deliver again.');
    this.cloud.bus.redeliver(first);
  }

  announce(alarmName: string): void {
    this.cloud.announce(alarmName);
  }

  acknowledge(contact: string, rung: number): void {
    const { cloud, description } = this;
    const heads = cloud.workflows.machines.flatMap(({ executions }) => executions);
    const escalation = heads.find(({ machine }) => machine.name === description.escalationMachine);
    const incidentId = (escalation?.input as { incidentId?: string } | undefined)?.incidentId;
    this.pending++;
    void cloud
      .invokeAsEngineer(description.functions['acknowledge-page'] ?? '', { incidentId, rung, contact })
      .finally(() => void this.pending--);
  }

  /** Lets the story react to what has happened; true when nothing more can come. */
  tick(): boolean {
    const { cloud } = this;
    if (!this.alarmSeen && cloud.alarmChanges.some(({ state }) => state === 'ALARM')) {
      this.alarmSeen = true;
      for (const act of this.alarmed) act();
      return false;
    }
    const messages = cloud.sns.published.length;
    if (messages > this.messagesSeen) {
      const pages = pagesOf(cloud, this.description, this.messagesSeen);
      this.messagesSeen = messages;
      for (const { contact, rung } of pages) {
        if (typeof rung !== 'number') continue;
        for (const { seconds, act } of this.paged) this.after(seconds, () => act({ contact, rung }));
      }
      return false;
    }
    return cloud.workflows.allOver && this.pending === 0 && !cloud.eventsUnderWay;
  }
}

function surroundingsOf({ environment }: Description) {
  const { brokerStatus } = environment.signals;
  return {
    logGroups: [environment.logs.group],
    buckets: typeof brokerStatus === 'string' ? [] : [brokerStatus.heartbeat.bucket],
    parameters: [{ name: environment.parameters.tradingEnabled, value: 'true', type: 'String' }],
    resolveImage: (image: string) => `sha256:${Buffer.from(image).toString('hex').slice(0, 64).padEnd(64, '0')}`,
  };
}

function portsOf(cloud: Cloud, clock: VirtualClock, seed: number, latency: Latencies) {
  return {
    clock,
    // A stream of its own, so that the same orders come whatever the runbooks do.
    random: seeded(seed),
    ecs: cloud.ecs,
    logs: cloud.logs,
    metrics: cloud.metrics,
    ssm: cloud.ssm,
    s3: cloud.s3,
    serve: cloud.serve.bind(cloud),
    metricDelayMs: latency.metricPublishDelay.ms,
    ownMetricDelayMs: latency.ownMetricDelay.ms,
    logDelayMs: latency.logsToMetricDelay.ms,
  };
}

/** Messages on topics, read as who was told what: the topics of this environment are one per contact. */
export function pagesOf(cloud: Cloud, { topics, environment }: Description, from = 0): Page[] {
  const onCall = Object.values(environment.onCall).map(({ primary }) => primary);
  const stands = (contact: string, id: string): boolean =>
    id === contact || (id === 'on-call' && onCall.includes(contact));
  const rungOf = (contact: string): number =>
    1 + environment.escalationPath.findIndex(({ contacts }) => contacts.some((id) => stands(contact, id)));
  return cloud.sns.published.slice(from).flatMap(({ topicArn, at, subject = '', message }): Page[] => {
    const topic = topicArn.split(':').at(-1);
    const when = { at: new Date(at).toISOString(), subject, message };
    if (topic === topics.lastResort) return [{ rung: 'last resort' as const, contact: 'last-resort', ...when }];
    if (topic === topics.watch) return [{ rung: 'watch' as const, contact: 'watch', ...when }];
    const contact = Object.entries(topics.contacts).find(([, name]) => name === topic)?.[0] ?? '?';
    if (environment.stakeholders.includes(contact)) return [];
    return [{ rung: rungOf(contact), contact, ...when }];
  });
}

async function describe(
  scenario: Scenario,
  options: PlayOptions,
  cloud: Cloud,
  platform: Platform,
  latency: Latencies,
): Promise<Result> {
  const { description, seed } = options;
  const executions = cloud.workflows.machines
    .flatMap((machine) => machine.executions)
    .sort((a, b) => a.startedAt - b.startedAt);
  const first = executions.find(({ machine }) => machine.name !== description.escalationMachine);
  const items = (await cloud.dynamoDb.scan(description.table)).map((item) => unmarshall(item as never));
  const heads = items.filter(({ sk }) => sk === 'HEAD');
  const incidentId = (first?.output as { incidentId?: string } | undefined)?.incidentId ?? heads[0]?.id;
  const head = heads.find(({ id }) => id === incidentId) ?? heads[0];
  const lines = items
    .filter(({ pk, sk }) => pk === `INCIDENT#${incidentId}` && String(sk).startsWith('LINE#'))
    .sort((a, b) => String(a.sk).localeCompare(String(b.sk)));
  const alarmAt = cloud.alarmChanges.find(
    ({ state, alarm }) => state === 'ALARM' && isRunbookAlarm(alarm.name, description),
  )?.at;
  const servedAt =
    alarmAt === undefined
      ? undefined
      : platform.servingChanges.filter(({ at, serving }) => serving && at > (platform.faultAt ?? 0)).at(-1)?.at;
  const seconds = (from: number | undefined, to: number | undefined): number | null =>
    from === undefined || to === undefined ? null : Math.max(0, Math.round((to - from) / 100) / 10);
  const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  const mitigated = platform.serving ? seconds(alarmAt, servedAt) : null;
  const bare: Omit<Result, 'ok' | 'broken'> = {
    scenario: scenario.id,
    title: scenario.title,
    runbook: scenario.runbook,
    outcome: outcomeOf(first),
    verdict: (head?.verdict as Verdict | undefined) ?? null,
    detectedAfterSeconds: seconds(platform.faultAt, alarmAt),
    mitigatedAfterSeconds: mitigated,
    oracleSeconds:
      scenario.oracle && alarmAt !== undefined && mitigated !== null
        ? (oracleSeconds({
            description,
            seed,
            timing: ecsTiming(latency),
            startsAt: STARTS_AT,
            faults: platform.faults,
            kind: scenario.oracle,
            at: alarmAt,
          }) ?? null)
        : null,
    transitions: first?.transitions ?? 0,
    costUsd: Number(cloud.meter.usd().toFixed(6)),
    invocations: cloud.ledger.invocations.length,
    pages: pagesOf(cloud, description),
    notices: cloud.sns.published.flatMap(({ topicArn, at }) => {
      const contact = description.environment.stakeholders.find(
        (id) => description.topics.contacts[id] === topicArn.split(':').at(-1),
      );
      return contact ? [{ contact, at: new Date(at).toISOString() }] : [];
    }),
    acts: cloud.ledger.calls
      .filter(({ service, operation, effect }) => effect && `${service}:${operation}` === 'ecs:UpdateService')
      .map(({ input, at }) => ({
        action: 'restart',
        resource: (input as { service: string }).service,
        at: new Date(at).toISOString(),
      })),
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
    })),
    timeline: lines.map(({ at, step, finding, outcome }) => ({ at, step, finding, outcome }) as TimelineLine),
    incidents: heads.map(({ id }) => String(id)),
    faultAt: iso(platform.faultAt),
    alarmAt: iso(alarmAt),
  };
  const broken = judge(scenario.expects, bare);
  return { ...bare, ok: broken.length === 0, broken };
}

const isRunbookAlarm = (name: string, { runbooks }: Description): boolean =>
  runbooks.some(({ alarms }) => alarms.some((alarm) => alarm.name === name));

function outcomeOf(execution: Execution | undefined): RunOutcome | null {
  if (execution?.status !== 'SUCCEEDED') return null;
  return ((execution.output as { outcome?: RunOutcome }).outcome ?? null) as RunOutcome | null;
}
