import { DESCRIPTION, PARAMETER, struck, system, TEN } from './system';

const MINUTE = 60_000;
const ROLES = ['dashboard', 'data-service', 'trading'] as const;

describe('everything down', () => {
  it('ends every task at once, and what ECS starts instead ends within seconds, again and again', () => {
    const seen = struck({ kind: 'everything-down' });
    seen.pass(600);
    for (const role of ROLES) {
      const tasks = seen.ecs.tasks(`algo-${role}`);
      const ended = tasks.filter(({ exitCode }) => exitCode === 1);
      expect(ended.some(({ stoppedAt }) => stoppedAt === seen.at)).toBe(true);
      const again = ended.filter(({ startedAt = 0 }) => startedAt > seen.at);
      expect(again.length).toBeGreaterThan(1);
      for (const { startedAt = 0, stoppedAt = 0 } of again) expect(stoppedAt - startedAt).toBeLessThan(13_000);
      expect(seen.platform.serves(role)).toBe(false);
    }
    expect(seen.platform.serves('database')).toBe(true);
    expect(seen.targets().some(({ state }) => state === 'healthy')).toBe(false);
    expect(
      seen.lines(seen.at + MINUTE, 'ERROR').every(({ message }) => /exiting with code 1|main loop/.test(message)),
    ).toBe(true);
  });

  it('is mended service by service, each by a deployment of its own', () => {
    const seen = struck({ kind: 'everything-down' });
    seen.pass(120);
    const done: string[] = [];
    for (const role of ROLES) {
      seen.platform.deploy(role);
      seen.pass(240);
      done.push(role);
      for (const one of ROLES) expect([one, seen.platform.serves(one)]).toEqual([one, done.includes(one)]);
    }
    expect(seen.platform.serves('system')).toBe(true);
    expect(seen.platform.wellSince('system')).toBe(seen.platform.wellSince('trading'));
  });

  it('is what the perfect operator deploys all three for', () => {
    const seen = struck({ kind: 'everything-down' });
    seen.pass(120);
    seen.platform.remedy('everything-down');
    seen.pass(300);
    expect(seen.platform.serves('system')).toBe(true);
    expect(seen.platform.changesOf('system').map(({ serving }) => serving)).toEqual([true, false, true]);
  });
});

describe('a bad release of the trading service', () => {
  it('serves until the old tasks are gone, then hangs; a restart of it hangs as well', () => {
    const seen = struck({ kind: 'bad-release', service: 'trading' });
    seen.pass(30);
    expect(seen.platform.serving).toBe(true);
    seen.pass(270);
    expect(seen.platform.serving).toBe(false);
    expect(seen.runningTasks().at(-1)?.value).toBe(2);
    seen.restart();
    seen.pass(600);
    expect(seen.platform.serving).toBe(false);
  });

  it('is over when somebody rolls back', () => {
    const seen = struck({ kind: 'bad-release', service: 'trading' });
    seen.pass(300);
    seen.platform.mend('bad-release');
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
  });
});

describe('market data', () => {
  const age = (seen: ReturnType<typeof system>) => seen.metric('Algo', 'MarketDataAge');

  it('are a second old while they flow, and older every minute when the feed stops', () => {
    const seen = struck({ kind: 'market-data-stale' });
    seen.pass(300);
    expect(
      age(seen)
        .slice(-7)
        .map(({ value }) => value),
    ).toEqual([1, 1, 61, 121, 181, 241, 301]);
    expect(seen.platform.serves('data-service')).toBe(false);
    expect(seen.runningTasks('algo-data-service').at(-1)?.value).toBe(1);
    seen.platform.deploy('data-service');
    seen.pass(300);
    expect(seen.platform.serves('data-service')).toBe(false);
    seen.platform.mend('market-data-stale');
    seen.pass(60);
    expect(age(seen).at(-1)?.value).toBe(1);
  });

  it('grow old when no data-service task runs, and are not reported when no trading task does', () => {
    const seen = system();
    seen.platform.scale('data-service', 0);
    seen.pass(300);
    expect(age(seen).at(-1)?.value).toBeGreaterThan(200);
    seen.platform.scale('trading', 0);
    seen.pass(300);
    expect(age(seen).at(-1)?.at).toBeLessThan(seen.clock.now() - 3 * MINUTE);
  });
});

describe('the loss of the day', () => {
  it('is 0, then what the story says, and 0 again when it is made good', () => {
    const seen = struck({ kind: 'daily-loss', amount: 75_000 });
    seen.pass(60);
    expect(
      seen
        .metric('Algo', 'DailyLoss')
        .slice(-2)
        .map(({ value }) => value),
    ).toEqual([0, 75_000]);
    seen.platform.mend('daily-loss');
    seen.pass(60);
    expect(seen.metric('Algo', 'DailyLoss').at(-1)?.value).toBe(0);
    expect(() => seen.platform.inject({ kind: 'daily-loss', amount: -1 })).toThrow('Fault daily-loss has amount -1');
  });
});

describe('the trading parameter', () => {
  it('is acknowledged at the start and every 15 seconds', () => {
    const seen = system();
    expect(seen.acknowledged()).toEqual({ asOf: new Date(TEN).toISOString(), version: 1, tradingEnabled: true });
    seen.pass(50);
    expect(seen.acknowledged()?.asOf).toBe(new Date(TEN + 45_000).toISOString());
  });

  it('is acknowledged within 3 seconds of a change, and acted on as it is', () => {
    const seen = system();
    seen.pass(61);
    seen.ssm.put(PARAMETER, 'false');
    expect(seen.platform.serving).toBe(true);
    seen.pass(3);
    expect(seen.acknowledged()).toMatchObject({ version: 2, tradingEnabled: false });
    expect(seen.platform.serving).toBe(false);
    expect(seen.platform.servingChanges.at(-1)?.at).toBe(Date.parse(seen.acknowledged()?.asOf ?? ''));
  });

  it('is acknowledged by nobody while every task hangs', () => {
    const seen = struck({ kind: 'hung-tasks' });
    seen.ssm.put(PARAMETER, 'false');
    seen.pass(120);
    expect(seen.acknowledged()).toMatchObject({ version: 1, tradingEnabled: true });
    seen.restart();
    seen.pass(120);
    expect(seen.acknowledged()).toMatchObject({ version: 2, tradingEnabled: false });
    expect(seen.platform.serving).toBe(false);
  });

  it('is obeyed also where nothing says so', () => {
    const signals = { ...DESCRIPTION.environment.signals, tradingEnabledAcknowledgement: 'not configured' } as const;
    const seen = system({ description: { environment: { ...DESCRIPTION.environment, signals } } });
    seen.ssm.put(PARAMETER, 'false');
    seen.pass(5);
    expect(seen.platform.serving).toBe(false);
    expect(seen.acknowledged()).toBeNull();
  });

  it('can be ignored: orders go on, and no word of it', () => {
    const seen = struck({ kind: 'ignores-parameter' });
    seen.ssm.put(PARAMETER, 'false');
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
    expect(seen.lines(seen.at).some(({ message }) => /order \d+ answered/.test(message))).toBe(true);
    expect(Date.parse(seen.acknowledged()?.asOf ?? '')).toBeLessThanOrEqual(seen.at);
    seen.restart();
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
    seen.platform.mend('ignores-parameter');
    seen.pass(3);
    expect(seen.platform.serving).toBe(false);
  });
});

it('an hour of the whole system in good health changes nothing', () => {
  const seen = system();
  seen.pass(3600);
  for (const target of ['trading', 'dashboard', 'data-service', 'database', 'system'] as const) {
    expect(seen.platform.changesOf(target)).toEqual([{ at: TEN, serving: true }]);
    expect(seen.platform.wellSince(target)).toBe(TEN);
  }
});
