import { daySoFar } from './day-so-far';
import { describe } from './describe';
import type { Description } from './description';
import type { Assembly } from './engine/assembly';
import { guardProcess } from './engine/bundles';
import { VirtualClock } from './engine/clock';
import { Cloud } from './engine/cloud';
import type { Disturbance, Sent, Straying } from './engine/disturbance';
import { type Latencies, scaled } from './engine/latency';
import { seeded } from './engine/random';
import type { Witness } from './engine/witness';
import { Team } from './people/team';
import { Platform, type Ports } from './platform';
import { type DatabaseServer, startDatabase } from './platform/postgres';
import type { Result } from './result';
import type { DisturbedCall, Scenario } from './scenarios/scenario';
import { PlayedStage, Trouble } from './stage';
import type { Switches } from './switches';

export interface PlayOptions {
  readonly assembly: Assembly;
  readonly description: Description;
  readonly seed: number;
  /** Factor on every delay that AWS does not fix. */
  readonly slower: number;
  readonly switches: Switches;
  /** Hears what the engine claims. */
  readonly witness?: Witness;
}

/** What an audience sees of a story, and can reach into. */
export interface Rehearsed {
  readonly scenario: Scenario;
  readonly cloud: Cloud;
  readonly clock: VirtualClock;
  readonly description: Description;
  readonly team: Team;
}

/** People who take the place of the story's own: they are asked, and time is theirs. */
export interface Audience {
  /** Where their browsers find the rehearsal: `http://127.0.0.1:8790`. */
  readonly loopback: string;
  /** Lets time run, as far as they want it, until the story is over or `until` (milliseconds since the epoch) has come. */
  attend(rehearsed: Rehearsed, over: () => boolean, until: number): Promise<void>;
  /** After the story has ended: until they have seen enough. */
  linger(rehearsed: Rehearsed, result: Result): Promise<void>;
}

/** A Friday of continuous trading: 20 November 2026, 10:00 IST. */
const STARTS_AT = Date.UTC(2026, 10, 20, 4, 30, 0);

/** Seconds of quiet before the fault. */
const QUIET_SECONDS = 90;

const ALL_OF_IT = { queriesDatabase: true, restoresDatabase: true } as const;

/** Plays one scenario from the synthesised artefacts and says what came of it. */
export async function play(scenario: Scenario, options: PlayOptions, audience?: Audience): Promise<Result> {
  const server = await startDatabase();
  server.reset();
  // Compiling it takes longer than virtual time may be held. People may start whatever they like.
  const { queriesDatabase = false, restoresDatabase = false } = audience ? ALL_OF_IT : scenario;
  if (queriesDatabase) await server.ready();
  if (restoresDatabase) for (const one of server.beside) await one.ready();
  const unguard = guardProcess({ allow: [...server.localPorts] });
  try {
    return await playGuarded(scenario, options, server, audience);
  } finally {
    unguard();
  }
}

async function playGuarded(
  scenario: Scenario,
  options: PlayOptions,
  database: DatabaseServer,
  audience: Audience | undefined,
): Promise<Result> {
  const { assembly, description, seed, switches } = options;
  const latency = scaled(options.slower);
  const startsAt = scenario.startsAt === undefined ? STARTS_AT : Date.parse(scenario.startsAt);
  const clock = new VirtualClock(startsAt);
  const random = seeded(seed);
  const trouble = new Trouble<DisturbedCall, Disturbance>();
  const strays = new Trouble<Sent, Straying>();
  const cloud = new Cloud({
    assembly,
    clock,
    random,
    latency,
    surroundings: surroundingsOf(description),
    database,
    disturb: (call) => trouble.of(call),
    stray: (sent) => strays.of(sent),
    assumptions: switches,
    emptyLogPageEvery: 2,
    witness: options.witness,
  });
  await cloud.dynamoDb.ready();
  await daySoFar(cloud, description, startsAt, scenario.day === 'to come');
  const platform = new Platform(description, portsOf(cloud, database, clock, seed, latency), switches);
  platform.start();
  // Before the alarms, which take their first states from what the schedules did until now.
  cloud.scheduler.start();
  cloud.alarms.start();

  // As a named person has it once they trust a runbook; what was deployed says observe.
  const { mode, runbookModes } = description.settings;
  for (const name of [mode, ...Object.values(runbookModes)]) cloud.ssm.put(name, 'act');

  const team = new Team(cloud, clock, description, assembly, audience?.loopback);
  const stage = new PlayedStage(cloud, platform, description, clock, trouble, strays, team, audience !== undefined);
  await clock.run(() => false, startsAt + QUIET_SECONDS * 1000);
  scenario.play(stage);
  const until = clock.now() + (scenario.minutes ?? 60) * 60_000;
  const over = (): boolean => {
    const quiet = stage.tick();
    return cloud.refusal !== undefined || scenario.over?.() === true || (quiet && !scenario.goesOn);
  };
  const rehearsed = { scenario, cloud, clock, description, team };
  if (audience) await audience.attend(rehearsed, over, until);
  else await clock.run(over, until);
  // Pages on their way arrive.
  await clock.run(() => cloud.refusal !== undefined, clock.now() + 5_000);
  if (cloud.refusal !== undefined) throw cloud.refusal;
  const result = await describe(
    scenario,
    options,
    cloud,
    platform,
    latency,
    startsAt,
    stage.answers,
    stage.stopAskedAt,
  );
  await audience?.linger(rehearsed, result);
  cloud.scheduler.stop();
  cloud.alarms.stop();
  return result;
}

function surroundingsOf({ environment }: Description) {
  const { brokerStatus, ...others } = environment.signals;
  const command = environment.commands?.closePositions;
  const { tradingEnabled, probe } = environment.parameters;
  const places = [
    ...(typeof brokerStatus === 'string' ? [] : [brokerStatus.heartbeat]),
    ...Object.values(others).flatMap((signal) => (typeof signal === 'object' && 'bucket' in signal ? [signal] : [])),
    ...(environment.backups ? [environment.backups] : []),
    ...(typeof command === 'object' ? [command] : []),
  ];
  return {
    logGroups: [environment.logs.group],
    buckets: [...new Set(places.map(({ bucket }) => bucket))],
    parameters: [
      { name: tradingEnabled, value: 'true', type: 'String' },
      ...(probe === undefined || probe === 'not configured'
        ? []
        : [{ name: probe, value: 'never probed', type: 'String' }]),
    ],
  };
}

function portsOf(
  cloud: Cloud,
  databaseServer: DatabaseServer,
  clock: VirtualClock,
  seed: number,
  latency: Latencies,
): Ports {
  return {
    clock,
    // A stream of its own, so that the same orders come whatever the runbooks do.
    random: seeded(seed),
    ecr: cloud.ecr,
    ecs: cloud.ecs,
    rds: cloud.rds,
    ec2: cloud.ec2,
    loadBalancing: cloud.loadBalancing,
    scaling: cloud.scaling,
    answerHealthChecks: (probe) => {
      cloud.probe = probe;
    },
    databaseServer,
    secrets: { set: (name, value) => cloud.secrets.addSecret(name, value) },
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
