import { Metrics } from '../engine/alarms/metrics';
import { ApplicationAutoScaling, ecsServices } from '../engine/aws/application-autoscaling';
import { Ec2 } from '../engine/aws/ec2';
import { Ecr } from '../engine/aws/ecr';
import { Ecs, type EcsTiming } from '../engine/aws/ecs';
import { Elbv2, type Probe } from '../engine/aws/elbv2';
import { Rds } from '../engine/aws/rds';
import { VirtualClock } from '../engine/clock';
import { seeded } from '../engine/random';
import type { Description } from './description';
import type { FaultKind, Occurrence } from './faults';
import { Platform } from './platform';
import type { Ports } from './ports';
import type { Target } from './wellbeing';

const HOUR_MS = 3_600_000;

/** A story with nobody in it but the perfect operator. Times in milliseconds since the epoch. */
export interface OracleStory {
  readonly description: Description;
  /** The seed whose numbers the story's own platform gets: then orders come at the same instants. */
  readonly seed: number;
  readonly timing: EcsTiming;
  readonly startsAt: number;
  /** What went wrong, and what others mended: `Platform.faults` of the story that is compared. */
  readonly faults: readonly Occurrence[];
  /** What is remedied. */
  readonly kind: FaultKind;
  /** When the remedy comes: the instant of the alarm. */
  readonly at: number;
  /** What has to serve again; `trading` when left out. */
  readonly target?: Target;
}

/**
 * Seconds from `at` until the platform alone, with the right remedy at that instant and no overhead, serves again: 0
 * when it serves already, undefined when it does not within an hour.
 * @throws when `at` or a fault lies before the start.
 */
export function oracleSeconds({ startsAt, faults, kind, at, target = 'trading', ...rest }: OracleStory) {
  const clock = new VirtualClock(startsAt);
  const platform = aloneAt(clock, rest);
  const plan = (when: number, act: () => void) => {
    if (!(when >= startsAt)) throw new Error(`The oracle's story starts at ${startsAt}; something happens at ${when}.`);
    clock.setTimeout(act, when - startsAt);
  };
  for (const { fault, at: faultAt, mendedAt } of faults) {
    plan(faultAt, () => platform.inject(fault));
    if (mendedAt !== undefined) plan(mendedAt, () => platform.mend(fault.kind));
  }
  plan(at, () => platform.remedy(kind));
  clock.fake.tick(at - startsAt);
  // Nothing here waits for anything real, so timers are run one after the other without letting the host turn.
  while (!platform.serves(target) && clock.now() <= at + HOUR_MS) clock.fake.next();
  return platform.serves(target) && clock.now() <= at + HOUR_MS ? (clock.now() - at) / 1000 : undefined;
}

/** A platform that nobody looks at: only its clock, its tasks and what scales them matter. */
function aloneAt(
  clock: VirtualClock,
  { description, seed, timing }: Pick<OracleStory, 'description' | 'seed' | 'timing'>,
): Platform {
  const { account: id, region } = description.environment;
  const account = { id, region };
  let probe: Probe = () => 'refused';
  const metrics = new Metrics(clock);
  const loadBalancing = new Elbv2({ clock, probe: (...asked) => probe(...asked) });
  const ecr = new Ecr({ clock, account });
  const ecs = new Ecs({
    clock,
    account,
    random: seeded(seed),
    timing,
    resolveImage: (image) => ecr.resolve(image),
    targets: loadBalancing,
  });
  const platform = new Platform(
    description,
    {
      ...NOBODY,
      clock,
      random: seeded(seed),
      ecr,
      ecs,
      rds: new Rds({ clock, account }),
      ec2: new Ec2({ account }),
      loadBalancing,
      scaling: new ApplicationAutoScaling({ clock, account, services: ecsServices(ecs), metrics }),
      answerHealthChecks: (answer) => {
        probe = answer;
      },
      databaseServer: { mode: 'up', host: '', port: 0, user: '', password: '', database: '' },
      metrics,
    },
    { runningTaskCountAtZero: 'nothing' },
  );
  platform.start();
  return platform;
}

const nothing = () => undefined;
/** Nobody reads, asks or connects. */
const NOBODY = {
  secrets: { set: nothing },
  logs: { append: nothing },
  ssm: { value: () => 'true', history: () => [] },
  s3: { put: nothing, object: nothing },
  serve: nothing,
  metricDelayMs: 0,
  ownMetricDelayMs: 0,
  logDelayMs: 0,
} satisfies Partial<Ports>;
