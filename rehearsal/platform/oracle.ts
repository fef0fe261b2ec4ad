import { Ecs, type EcsTiming } from '../engine/aws/ecs';
import { VirtualClock } from '../engine/clock';
import { seeded } from '../engine/random';
import type { Description } from './description';
import type { Fault } from './faults';
import { Platform } from './platform';

const HOUR_MS = 3_600_000;

/** A story without anybody in it but the perfect operator. Times in milliseconds since the epoch. */
export interface OracleStory {
  readonly description: Description;
  /** The seed whose numbers the story's own platform gets: then orders come at the same instants. */
  readonly seed: number;
  readonly timing: EcsTiming;
  readonly startsAt: number;
  readonly fault: Fault;
  /** Not before `startsAt`. */
  readonly faultAt: number;
  /** When the remedy comes, not before the fault: the instant of the alarm. */
  readonly at: number;
}

/**
 * Seconds from `at` until the platform alone, with the right remedy at that instant and no overhead, serves again: 0
 * when it serves already, undefined when it does not within an hour.
 */
export function oracleSeconds({
  description,
  seed,
  timing,
  startsAt,
  fault,
  faultAt,
  at,
}: OracleStory): number | undefined {
  if (!(startsAt <= faultAt && faultAt <= at)) {
    throw new Error(`An oracle needs startsAt <= faultAt <= at; given: ${startsAt}, ${faultAt}, ${at}.`);
  }
  const clock = new VirtualClock(startsAt);
  const platform = aloneAt(clock, { description, seed, timing });
  clock.fake.tick(faultAt - startsAt);
  platform.inject(fault);
  clock.fake.tick(at - faultAt);
  platform.remedy(fault.kind);
  // Nothing here waits for anything real, so that timers can be run one after the other without letting the host turn.
  while (!platform.serving && clock.now() <= at + HOUR_MS) clock.fake.next();
  return platform.serving && clock.now() <= at + HOUR_MS ? (clock.now() - at) / 1000 : undefined;
}

/** A platform that nobody looks at: only its clock and its tasks matter. */
function aloneAt(
  clock: VirtualClock,
  { description, seed, timing }: Pick<OracleStory, 'description' | 'seed' | 'timing'>,
): Platform {
  const nothing = () => undefined;
  const platform = new Platform(
    description,
    {
      clock,
      random: seeded(seed),
      ecs: new Ecs({
        clock,
        account: { id: '000000000000', region: 'ap-south-1' },
        random: seeded(seed),
        timing,
        resolveImage: (image) => `sha256:${image}`,
      }),
      logs: { append: nothing },
      metrics: { put: nothing },
      ssm: { value: () => 'true' },
      s3: { put: nothing },
      serve: nothing,
      metricDelayMs: 0,
      logDelayMs: 0,
    },
    { runningTaskCountAtZero: 'nothing' },
  );
  platform.start();
  return platform;
}
