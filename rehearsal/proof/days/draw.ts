import * as fc from 'fast-check';
import type { Fault } from '../../platform';
import { CALL_FAULTS, DELIVERY_FAULTS } from '../faults';
import type { Day, Deed } from './day';

/** Friday in continuous trading, before a close, after it, before an open; and a Saturday. */
const BEGINNINGS = [
  '2026-11-20T10:00:00+05:30',
  '2026-11-20T14:30:00+05:30',
  '2026-11-20T15:50:00+05:30',
  '2026-11-23T08:30:00+05:30',
  '2026-11-21T11:00:00+05:30',
] as const;

const PEOPLE = ['trading-primary', 'trading-backup', 'devops-primary', 'devops-backup', 'team-lead', 'cto'] as const;

const SERVICES = [
  'ecs',
  'dynamodb',
  'ssm',
  'sns',
  's3',
  'monitoring',
  'logs',
  'rds',
  'application-autoscaling',
  'states',
];

const seconds = fc.integer({ min: 30, max: 1_200 });

/** Faults that end by themselves, and faults that stay until somebody does something. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'hung-tasks' },
    { kind: 'crash-loop' },
    { kind: 'everything-down' },
    { kind: 'dashboard-hung' },
    { kind: 'dashboard-dead' },
    { kind: 'broker-credentials-expired' },
    { kind: 'database-stopped' },
    { kind: 'database-port-closed' },
    { kind: 'database-too-many-connections' },
    { kind: 'bad-release', service: 'trading' },
    { kind: 'bad-release', service: 'dashboard' },
    { kind: 'memory-leak', service: 'trading', percentPerMinute: 4 },
    { kind: 'market-data-stale' },
    { kind: 'metrics-missing' },
    { kind: 'ignores-parameter' },
  ),
  fc.record({ kind: fc.constant('hung-tasks' as const), healsAfterSeconds: seconds }),
  fc.record({ kind: fc.constant('broker-unreachable' as const), forSeconds: seconds }),
  fc.record({ kind: fc.constant('broker-rate-limited' as const), forSeconds: seconds }),
  fc.record({ kind: fc.constant('one-task-short' as const), forSeconds: seconds }),
  fc.record({ kind: fc.constant('database-modifying' as const), forSeconds: seconds }),
  fc.record({
    kind: fc.constant('cpu-spike' as const),
    toPercent: fc.integer({ min: 82, max: 130 }),
    forSeconds: seconds,
  }),
);

const start = (runbook: string, ...options: Readonly<Record<string, string | true>>[]): fc.Arbitrary<Deed> =>
  fc.record({
    kind: fc.constant('start' as const),
    runbook: fc.constant(runbook),
    options: options.length === 0 ? fc.constant({}) : fc.constantFrom(...options),
  });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: start('emergency-stop-trading', {}, { 'scale-down': true }) },
  { weight: 3, arbitrary: start('system-recovery') },
  { weight: 2, arbitrary: start('service-restart') },
  { weight: 1, arbitrary: start('rollback') },
  { weight: 1, arbitrary: start('database-backup') },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('take' as const, 'give back' as const),
      service: fc.constantFrom('trading' as const, 'dashboard' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      service: fc.constantFrom('trading' as const, 'dashboard' as const),
    }),
  },
);

/** What happens in the last twenty minutes would not be seen to its end. */
const LEFT_MINUTES = 20;

const person = fc.record({
  manner: fc.constantFrom('answers', 'answers', 'refuses', 'sleeps', 'double-clicks', 'takes over'),
  afterSeconds: fc.constantFrom(5, 45, 240, 900),
} as const);

/** Days, with one thing out of the ordinary or many. */
export const day: fc.Arbitrary<Day> = fc
  .record({ startsAt: fc.constantFrom(...BEGINNINGS), minutes: fc.constantFrom(50, 90, 150) })
  .chain(({ startsAt, minutes }) => {
    const atMinutes = fc.integer({ min: 0, max: minutes - LEFT_MINUTES });
    const spanSeconds = fc.integer({ min: 1, max: 600 });
    return fc.record({
      startsAt: fc.constant(startsAt),
      minutes: fc.constant(minutes),
      faults: fc.array(fc.record({ atMinutes, fault }), { minLength: 1, maxLength: 3 }),
      troubles: fc.array(
        fc.record({
          atMinutes,
          seconds: spanSeconds,
          service: fc.constantFrom(...SERVICES),
          fault: fc.constantFrom(...CALL_FAULTS.map(({ id }) => id)),
        }),
        { maxLength: 3 },
      ),
      strays: fc.array(
        fc.record({
          atMinutes,
          seconds: spanSeconds,
          of: fc.constantFrom('rule', 'schedule'),
          fault: fc.constantFrom(...DELIVERY_FAULTS.map(({ id }) => id)),
        } as const),
        { maxLength: 2 },
      ),
      deeds: fc.array(fc.record({ atMinutes, by: fc.constantFrom(...PEOPLE), deed }), { maxLength: 3 }),
      people: fc.dictionary(fc.constantFrom(...PEOPLE), person, { noNullPrototype: true, maxKeys: PEOPLE.length }),
    });
  });
