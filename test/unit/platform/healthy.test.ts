import { DESCRIPTION, isError, PARAMETER, system, TEN } from './system';

const MINUTE = 60_000;

describe('a healthy platform', () => {
  it('serves from the start and goes on serving', () => {
    const { platform, pass } = system();
    pass(3600);
    expect(platform.serving).toBe(true);
    expect(platform.servingChanges).toEqual([{ at: TEN, serving: true }]);
    expect(platform.faultAt).toBeUndefined();
  });

  it('has healthy metrics behind it when the story begins', () => {
    const { runningTasks, oldestOrder } = system();
    expect(runningTasks().at(-1)).toEqual({ at: TEN - MINUTE, value: 2 });
    expect(runningTasks('algo-dashboard').at(-1)?.value).toBe(1);
    expect(oldestOrder()).toHaveLength(60);
    expect(oldestOrder().every(({ value }) => value === 0)).toBe(true);
  });

  it('measures every minute, and the figures arrive after the delay of metrics', () => {
    const { runningTasks, oldestOrder, pass } = system({ metricDelayMs: 120_000 });
    expect(runningTasks().at(-1)?.at).toBe(TEN - 3 * MINUTE);
    pass(600);
    expect(runningTasks().at(-1)).toEqual({ at: TEN + 7 * MINUTE, value: 2 });
    expect(oldestOrder().at(-1)).toEqual({ at: TEN + 7 * MINUTE, value: 0 });
  });

  it('answers an order every few seconds, each within a second, and writes no ERROR', () => {
    const { lines, pass } = system();
    pass(600);
    const answered = lines().flatMap(({ message }) => /INFO order \d+ answered in (\d+) ms/.exec(message)?.[1] ?? []);
    expect(answered.length).toBeGreaterThan(60);
    expect(answered.length).toBeLessThan(200);
    expect(answered.every((ms) => Number(ms) < 1000)).toBe(true);
    expect(lines(0, '').filter(isError)).toEqual([]);
  });

  it('writes in a stream of its own for every task, under the prefix of its service', () => {
    const { ecs, lines, pass } = system();
    pass(120);
    const ids = ecs.tasks('algo-trading').map(({ id }) => `trading/algo-trading/${id}`);
    expect(new Set(lines().map(({ stream }) => stream))).toEqual(new Set(ids));
    expect(lines(0, 'dashboard/').length).toBeGreaterThan(0);
    expect(lines(0, 'data-service/').length).toBeGreaterThan(0);
  });

  it('has its log lines arrive late, each saying when it was written', () => {
    const { lines, pass } = system({ logDelayMs: 10_000 });
    pass(120);
    expect(lines().length).toBeGreaterThan(5);
    for (const { at, message } of lines()) expect(at - Date.parse(message.split(' ')[0] ?? '')).toBe(10_000);
  });

  it('writes its heartbeat at the start and every 30 seconds', () => {
    const { heartbeat, pass } = system();
    expect(heartbeat()).toEqual({ asOf: new Date(TEN).toISOString(), httpStatus: 200, errorcode: '' });
    pass(95);
    expect(heartbeat().asOf).toBe(new Date(TEN + 90_000).toISOString());
  });

  it('places no order outside the session', () => {
    // 15:30 IST; the session closes at 15:40 and opens at 09:15.
    const { lines, pass, clock } = system({ startsAt: TEN + 5.5 * 3_600_000 });
    pass(600);
    const closed = clock.now();
    expect(lines().length).toBeGreaterThan(60);
    // Friday 15:40 to Monday 09:00.
    pass((2 * 24 + 17) * 3600);
    expect(lines(closed + 1000)).toEqual([]);
    pass(3600);
    const opened = Date.UTC(2026, 10, 23, 3, 45);
    expect(lines(closed + 1000)[0]?.at).toBeGreaterThan(opened);
    expect(lines(closed + 1000)[0]?.at).toBeLessThan(opened + 10_000);
  });

  it('is halted by the parameter, and goes on when it is true again', () => {
    const { platform, ssm, lines, pass, oldestOrder } = system();
    pass(60);
    ssm.put(PARAMETER, 'false');
    pass(240);
    expect(platform.serving).toBe(false);
    expect(lines(TEN + 64_000).every(({ message }) => message.includes('trading is disabled'))).toBe(true);
    expect(oldestOrder().at(-1)?.value).toBe(0);
    ssm.put(PARAMETER, 'true');
    pass(30);
    expect(platform.serving).toBe(true);
  });

  it('keeps serving through somebody else’s deployment', () => {
    const { platform, ecs, pass } = system();
    const before = ecs.tasks('algo-trading').map(({ arn }) => arn);
    platform.deploy('trading');
    pass(300);
    const running = ecs.tasks('algo-trading').filter(({ lastStatus }) => lastStatus === 'RUNNING');
    expect(running).toHaveLength(2);
    expect(running.some(({ arn }) => before.includes(arn))).toBe(false);
    expect(platform.servingChanges.filter(({ serving }) => !serving).length).toBeLessThanOrEqual(1);
    expect(platform.serving).toBe(true);
  });

  it.each([
    ['zero', 0],
    ['nothing', undefined],
  ] as const)('of a service scaled to 0, Container Insights reports %s', (atZero, value) => {
    const { platform, runningTasks, oldestOrder, pass, clock } = system({ atZero });
    platform.scale('trading', 0);
    pass(180);
    const lastMinute = clock.now() - MINUTE;
    expect(runningTasks().find(({ at }) => at === lastMinute)?.value).toBe(value);
    expect(oldestOrder().find(({ at }) => at === lastMinute)).toBeUndefined();
    expect(platform.serving).toBe(false);
  });

  it('goes without the signals that are not configured', () => {
    const signals = {
      brokerStatus: 'not configured',
      oldestUnansweredOrder: 'not configured',
      marketDataFreshness: 'not configured',
      dailyLoss: 'not configured',
      tradingEnabledAcknowledgement: 'not configured',
    } as const;
    const { platform, oldestOrder, acknowledged, ask, pass } = system({
      description: { environment: { ...DESCRIPTION.environment, signals } },
    });
    pass(300);
    expect(platform.serving).toBe(true);
    expect(oldestOrder()).toEqual([]);
    expect(acknowledged()).toBeNull();
    return expect(ask()).rejects.toThrow('nothing answers');
  });

  it('says the same with the same seed, and something else with another', () => {
    const told = (seed: number) => {
      const { lines, pass, platform } = system({ seed });
      platform.inject({ kind: 'crash-loop' });
      pass(900);
      return lines(0, '');
    };
    expect(told(3)).toEqual(told(3));
    expect(told(3)).not.toEqual(told(4));
  });

  it('is started once, and before anything goes wrong', () => {
    const { platform } = system();
    expect(() => platform.start()).toThrow('started already');
    expect(() => platform.inject({ kind: 'hung-tasks', healsAfterSeconds: 0 })).toThrow(
      'Fault hung-tasks lasts 0 s; give a number above 0',
    );
    expect(() => platform.mend('hung-tasks')).toThrow('has not been injected');
  });
});
