import { type System, struck, system } from './system';

const MINUTE = 60_000;
const ELB = 'AWS/ApplicationELB';
const states = ({ targets }: System) => targets().map(({ state }) => state);
/** Every target there was at some time in the seconds that pass. */
const watch = (seen: System, seconds: number) =>
  Array.from({ length: seconds / 10 }, () => {
    seen.pass(10);
    return seen.targets();
  }).flat();
const since = (seen: System & { at: number }, name: string, of?: 'whole') =>
  seen.metric(ELB, name, of).filter(({ at }) => at >= seen.at);

describe('a healthy dashboard', () => {
  it('answers its page and its health path behind the load balancer', async () => {
    const seen = system();
    expect(states(seen)).toEqual(['healthy']);
    const page = await seen.open();
    expect(page.status).toBe(200);
    expect(String(page.body).trim()).not.toBe('');
    expect((await seen.open('/health')).status).toBe(200);
    await expect(seen.open('/orders')).rejects.toThrow(
      'The dashboard does not play GET http://dashboard.example/orders. It plays: GET of / and of /health.',
    );
  });

  it('has two requests a second, answered quickly by one healthy target, and no error metric at all', () => {
    const seen = system();
    seen.pass(600);
    for (const part of [undefined, 'whole'] as const) {
      const requests = seen.metric(ELB, 'RequestCount', part);
      expect(requests).toHaveLength(70);
      expect(new Set(requests.map(({ value }) => value))).toEqual(new Set([120]));
      expect(seen.metric(ELB, 'TargetResponseTime', part).at(-1)?.value).toBeLessThan(0.5);
      // Reported only when not zero: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
      expect(seen.metric(ELB, 'HTTPCode_Target_5XX_Count', part)).toEqual([]);
      expect(seen.metric(ELB, 'HTTPCode_ELB_5XX_Count', part)).toEqual([]);
    }
    expect(seen.metric(ELB, 'HealthyHostCount').at(-1)?.value).toBe(1);
    expect(seen.metric(ELB, 'UnHealthyHostCount').at(-1)?.value).toBe(0);
  });

  it('goes on loading through a deployment: the old task drains for 30 s once the new one is healthy', () => {
    const seen = system();
    seen.platform.deploy('dashboard');
    seen.pass(300);
    expect(states(seen)).toEqual(['healthy']);
    expect(seen.platform.changesOf('dashboard')).toHaveLength(1);
    const old = seen.ecs.tasks('algo-dashboard').find(({ lastStatus }) => lastStatus === 'STOPPED');
    expect((old?.stoppedAt ?? 0) - (old?.stoppingAt ?? 0)).toBeGreaterThan(30_000);
    expect((old?.stoppedAt ?? 0) - (old?.stoppingAt ?? 0)).toBeLessThan(33_000);
  });

  it('scaled to 0 leaves the load balancer to answer 503; without a registered target most metrics are silent', async () => {
    const seen = system();
    seen.platform.scale('dashboard', 0);
    seen.pass(240);
    const answer = await seen.open();
    expect(answer).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
    expect(seen.platform.serves('dashboard')).toBe(false);
    expect(seen.metric(ELB, 'HTTPCode_ELB_5XX_Count', 'whole').at(-1)?.value).toBe(120);
    const silent = seen.clock.now() - MINUTE;
    for (const name of ['RequestCount', 'TargetResponseTime', 'HealthyHostCount', 'UnHealthyHostCount']) {
      expect(seen.metric(ELB, name).some(({ at }) => at === silent)).toBe(false);
    }
    expect(seen.metric('AWS/ECS', 'CPUUtilization', 'dashboard').some(({ at }) => at === silent)).toBe(false);
  });
});

describe('a hung dashboard', () => {
  it('passes its health checks, and every page runs into the load balancer’s time-out', async () => {
    const seen = struck({ kind: 'dashboard-hung' });
    seen.pass(300);
    expect(states(seen)).toEqual(['healthy']);
    expect((await seen.open('/health')).status).toBe(200);
    const asked = seen.clock.now();
    const page = seen.open();
    seen.pass(60);
    expect(await page).toMatchObject({ status: 504, headers: { server: 'awselb/2.0' } });
    expect(seen.clock.now() - asked).toBe(60_000);
    expect(since(seen, 'HTTPCode_ELB_5XX_Count', 'whole').map(({ value }) => value)).toEqual(Array(6).fill(120));
    expect(since(seen, 'HTTPCode_Target_5XX_Count')).toEqual([]);
    expect(since(seen, 'TargetResponseTime')).toEqual([]);
    expect(seen.platform.changesOf('dashboard').at(-1)).toEqual({ at: seen.at, serving: false });
    expect(seen.platform.serving).toBe(true);
  });

  it('is mended by a restart of the dashboard, once the old task is sent no request', () => {
    const seen = struck({ kind: 'dashboard-hung' });
    seen.pass(60);
    seen.platform.remedy('dashboard-hung');
    seen.pass(300);
    expect(seen.platform.serves('dashboard')).toBe(true);
    // Scheduler 10 s, start 35 s, a health check within half a minute, and the scheduler's next look.
    expect((seen.platform.wellSince('dashboard') ?? 0) - (seen.at + MINUTE)).toBeLessThan(100_000);
  });

  it('is not mended by a restart of the trading service', () => {
    const seen = struck({ kind: 'dashboard-hung' });
    seen.restart();
    seen.pass(600);
    expect(seen.platform.serves('dashboard')).toBe(false);
    expect(seen.platform.serves('trading')).toBe(true);
  });
});

describe('a dashboard whose database is away', () => {
  it('answers 500 itself: errors of the target, not of the load balancer', () => {
    const seen = struck({ kind: 'database-stopped' });
    seen.pass(300);
    expect(since(seen, 'HTTPCode_Target_5XX_Count').map(({ value }) => value)).toEqual(Array(5).fill(120));
    expect(since(seen, 'HTTPCode_Target_5XX_Count', 'whole')).toHaveLength(5);
    expect(since(seen, 'HTTPCode_ELB_5XX_Count', 'whole')).toEqual([]);
    expect(states(seen)).toEqual(['healthy']);
  });

  it('counts only the part of a minute in which it was so', () => {
    const seen = system();
    seen.pass(45);
    seen.platform.inject({ kind: 'database-stopped' });
    seen.pass(15);
    expect(seen.metric(ELB, 'HTTPCode_Target_5XX_Count').at(-1)?.value).toBe(30);
    expect(seen.metric(ELB, 'RequestCount').at(-1)?.value).toBe(120);
  });
});

describe('a bad release of the dashboard', () => {
  it('has targets that fail their health checks; the old task goes on answering', async () => {
    const seen = struck({ kind: 'bad-release', service: 'dashboard' });
    expect(watch(seen, 600).find(({ state }) => state === 'unhealthy')).toMatchObject({
      reason: 'Target.ResponseCodeMismatch',
      description: 'Health checks failed with these codes: [503]',
    });
    expect(states(seen)).toContain('healthy');
    // A replaced target is unhealthy for seconds: the average of such a minute is between 0 and 1.
    expect(Math.max(...since(seen, 'UnHealthyHostCount').map(({ value }) => value))).toBeGreaterThan(0);
    expect((await seen.open()).status).toBe(200);
    expect(seen.platform.serves('dashboard')).toBe(true);
  });

  it('comes back with every restart, until somebody rolls back', () => {
    const seen = struck({ kind: 'bad-release', service: 'dashboard' });
    seen.pass(120);
    seen.platform.deploy('dashboard');
    expect(watch(seen, 300).some(({ state }) => state === 'unhealthy')).toBe(true);
    seen.platform.mend('bad-release');
    seen.pass(300);
    expect(states(seen)).toEqual(['healthy']);
    expect(seen.metric(ELB, 'UnHealthyHostCount').at(-1)?.value).toBe(0);
  });
});
