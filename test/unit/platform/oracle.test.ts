import { type Fault, type FaultKind, oracleSeconds, type Target } from '../../../rehearsal/platform';
import { DESCRIPTION, system, TEN, TIMING } from './system';

const FAULT_AT = TEN + 90_000;
const ALARM_AT = FAULT_AT + 240_000;

const oracle = (
  fault: Fault,
  kind: FaultKind = fault.kind,
  more: { mendedAt?: number; seed?: number; target?: Target } = {},
) => {
  const { seed = 7, target = 'trading', ...mended } = more;
  const faults = [{ fault, at: FAULT_AT, ...mended }];
  const story = { description: DESCRIPTION, seed, timing: TIMING, startsAt: TEN, faults };
  return oracleSeconds({ ...story, kind, at: ALARM_AT, target });
};

describe('the oracle', () => {
  it('needs, for hung tasks, no more than a scheduler’s look, a start, a login and the backlog', () => {
    const seconds = oracle({ kind: 'hung-tasks' });
    // 10 s + 15 s + 20 s until the new tasks run, 4 to 8 s of login, then at least a second of backlog.
    expect(seconds).toBeGreaterThanOrEqual(45 + 4 + 1);
    expect(seconds).toBeLessThan(45 + 8 + 15);
  });

  it('says what the platform itself shows when it is restarted at that instant', () => {
    const { platform, pass } = system();
    pass(90);
    platform.inject({ kind: 'hung-tasks' });
    pass(240);
    platform.remedy('hung-tasks');
    pass(300);
    const served = platform.servingChanges.at(-1);
    expect(served?.serving).toBe(true);
    expect(oracle({ kind: 'hung-tasks' })).toBe(((served?.at ?? 0) - ALARM_AT) / 1000);
  });

  it('waits for a broker that comes back by itself, or because somebody saw to it', () => {
    const byItself = oracle({ kind: 'broker-unreachable', forSeconds: 300 });
    expect(byItself).toBeGreaterThan(60);
    expect(byItself).toBeLessThan(75);
    const mended = oracle({ kind: 'broker-unreachable' }, 'broker-unreachable', { mendedAt: ALARM_AT + 25_000 });
    expect(mended).toBeGreaterThan(25);
    expect(mended).toBeLessThan(40);
  });

  it('needs nothing when the platform serves already', () => {
    expect(oracle({ kind: 'hung-tasks', healsAfterSeconds: 60 })).toBe(0);
    expect(oracle({ kind: 'metrics-missing' })).toBe(0);
  });

  it.each(['crash-loop', 'broker-credentials-expired'] as const)('knows no remedy for %s within an hour', (kind) => {
    expect(oracle({ kind })).toBeUndefined();
  });

  it('says the same every time', () => {
    for (const seed of [1, 2, 3]) {
      const once = oracle({ kind: 'hung-tasks' }, 'hung-tasks', { seed });
      expect(once).toBeLessThan(80);
      expect(oracle({ kind: 'hung-tasks' }, 'hung-tasks', { seed })).toBe(once);
    }
  });

  it('compares what the story is about', () => {
    const dashboard = oracle({ kind: 'dashboard-hung' }, 'dashboard-hung', { target: 'dashboard' });
    // Scheduler 10 s, start 35 s, a health check within 32 s, and the scheduler's next look.
    expect(dashboard).toBeGreaterThanOrEqual(45);
    expect(dashboard).toBeLessThan(45 + 32 + 15);
    expect(oracle({ kind: 'dashboard-hung' })).toBe(0);
    const everything = oracle({ kind: 'everything-down' }, 'everything-down', { target: 'system' });
    expect(everything).toBeGreaterThan(45);
    expect(everything).toBeLessThan(120);
    const data = oracle({ kind: 'everything-down' }, 'everything-down', { target: 'data-service' });
    expect(data).toBeLessThan(everything ?? 0);
  });

  it('waits for a database as for a broker', () => {
    const modifying = { kind: 'database-modifying', forSeconds: 300 } as const;
    expect(oracle(modifying, modifying.kind, { target: 'database' })).toBe(60);
    expect(oracle(modifying)).toBeGreaterThan(60);
    expect(oracle({ kind: 'database-port-closed' })).toBeUndefined();
  });

  it('knows that target tracking has answered a spike before anybody else', () => {
    expect(oracle({ kind: 'cpu-spike', toPercent: 95 })).toBeLessThan(45);
    expect(
      oracle({ kind: 'cpu-spike', service: 'dashboard', toPercent: 95 }, 'cpu-spike', { target: 'dashboard' }),
    ).toBeGreaterThanOrEqual(45);
  });

  it('refuses a story that begins after its fault', () => {
    expect(() =>
      oracleSeconds({
        description: DESCRIPTION,
        seed: 7,
        timing: TIMING,
        startsAt: ALARM_AT,
        faults: [{ fault: { kind: 'hung-tasks' }, at: FAULT_AT }],
        kind: 'hung-tasks',
        at: ALARM_AT,
      }),
    ).toThrow('starts at');
  });
});
