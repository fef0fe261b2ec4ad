import { FRIDAY, manifestOf, performanceOf, positionsOf, report, telling, until, untrue } from './telling';

const CLOSE = `${FRIDAY}T15:40`;

describe('no-export', () => {
  it('leaves neither figures nor reports of the day, while positions are written', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    seen.platform.inject({ kind: 'no-export' });
    until(seen, `${FRIDAY}T17:00`);
    expect(performanceOf(seen)).toBeNull();
    expect(manifestOf(seen)).toBeNull();
    expect(positionsOf(seen).asOf).toBe('2026-11-20T11:30:00.000Z');
  });

  it('ends with the whole export', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    seen.platform.inject({ kind: 'no-export' });
    until(seen, `${FRIDAY}T16:31`);
    seen.platform.mend('no-export');
    until(seen, `${FRIDAY}T16:33`);
    expect(performanceOf(seen)).toMatchObject({ final: true });
    expect(manifestOf(seen)?.files).toHaveLength(2);
    expect(untrue(seen, manifestOf(seen))).toEqual([]);
  });
});

describe('export-late', () => {
  it('writes the reports so many minutes later, and the figures in time', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    seen.platform.inject({ kind: 'export-late', byMinutes: 25 });
    until(seen, `${FRIDAY}T16:14`);
    expect(manifestOf(seen)).toBeNull();
    expect(performanceOf(seen)).toMatchObject({ final: false });
    until(seen, `${FRIDAY}T16:15`);
    expect(manifestOf(seen)).toMatchObject({ asOf: '2026-11-20T10:45:00.000Z' });
  });

  it('needs to be late', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    expect(() => seen.platform.inject({ kind: 'export-late', byMinutes: 0 })).toThrow(
      'has byMinutes 0; give a number above 0',
    );
  });
});

describe('export-checksum-wrong', () => {
  it.each([
    ['before the export', CLOSE],
    ['after it', `${FRIDAY}T15:55`],
  ])('one file is not what the manifest says, whether it strikes %s', (_, when) => {
    const seen = telling(`${FRIDAY}T15:30`);
    until(seen, when);
    seen.platform.inject({ kind: 'export-checksum-wrong' });
    until(seen, `${FRIDAY}T16:00`);
    expect(untrue(seen, manifestOf(seen))).toEqual([report(FRIDAY, 'trades.csv')]);
    seen.platform.mend('export-checksum-wrong');
    expect(untrue(seen, manifestOf(seen))).toEqual([]);
  });
});

describe('the positions', () => {
  it('malformed say null, which is not the same as none', () => {
    const seen = telling(`${FRIDAY}T11:00`);
    seen.platform.inject({ kind: 'positions-malformed' });
    seen.pass(60);
    expect(positionsOf(seen)).toEqual({ asOf: '2026-11-20T05:31:00.000Z', positions: null });
    seen.platform.mend('positions-malformed');
    seen.pass(60);
    expect(positionsOf(seen).positions).toEqual(expect.any(Array));
  });

  it('stale are no longer written, while everything else is', () => {
    const seen = telling(`${FRIDAY}T15:00`);
    seen.platform.inject({ kind: 'positions-stale' });
    until(seen, `${FRIDAY}T16:20`);
    expect(positionsOf(seen).asOf).toBe('2026-11-20T09:30:00.000Z');
    expect(performanceOf(seen)).toMatchObject({ final: true });
    expect(seen.platform.serving).toBe(true);
    seen.platform.mend('positions-stale');
    until(seen, `${FRIDAY}T16:30`);
    expect(positionsOf(seen).asOf).toBe('2026-11-20T11:00:00.000Z');
  });
});

describe('a session that the exchange has ended', () => {
  it('shows as AG8002 before the market opens, and is renewed by a restart alone', () => {
    const seen = telling(`${FRIDAY}T08:40`);
    seen.platform.inject({ kind: 'broker-session-expired' });
    seen.pass(300);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 200, errorcode: 'AG8002' });
    expect(seen.platform.serving).toBe(false);
    seen.platform.mend('broker-session-expired');
    seen.pass(60);
    expect(seen.heartbeat()).toMatchObject({ errorcode: 'AG8002' });
    seen.restart();
    seen.pass(300);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 200, errorcode: '' });
    expect(seen.platform.serving).toBe(true);
  });

  it('keeps orders waiting, says so in the log, and is told from a broker that does not answer', () => {
    const seen = telling(`${FRIDAY}T10:00`);
    seen.platform.inject({ kind: 'broker-session-expired' });
    seen.pass(120);
    expect(seen.lines().at(-1)?.message).toMatch(
      /ERROR order \d+ not placed: broker answered AG8002 \(token expired\)$/,
    );
    seen.platform.inject({ kind: 'broker-unreachable', forSeconds: 120 });
    seen.pass(60);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 0 });
    seen.pass(120);
    expect(seen.heartbeat()).toMatchObject({ errorcode: 'AG8002' });
  });
});

describe('one task short', () => {
  const running = (seen: ReturnType<typeof telling>) =>
    seen.ecs.tasks('algo-trading').filter(({ lastStatus }) => lastStatus === 'RUNNING').length;

  it('the other one works, and none is placed beside it, however often the service is restarted', () => {
    const seen = telling(`${FRIDAY}T08:40`);
    seen.platform.inject({ kind: 'one-task-short' });
    for (let minute = 0; minute < 20; minute++) {
      seen.pass(30);
      expect(running(seen)).toBe(1);
      if (minute === 10) seen.restart();
    }
    expect(seen.platform.serving).toBe(true);
    expect(seen.runningTasks().at(-1)?.value).toBe(1);
    seen.platform.mend('one-task-short');
    seen.pass(180);
    expect(running(seen)).toBe(2);
  });

  it('ends by itself when the story says so', () => {
    const seen = telling(`${FRIDAY}T08:40`);
    seen.platform.inject({ kind: 'one-task-short', forSeconds: 300 });
    seen.pass(290);
    expect(running(seen)).toBe(1);
    seen.pass(120);
    expect(running(seen)).toBe(2);
  });
});

describe('a dead dashboard', () => {
  it('answers nobody and loses its tasks until somebody deploys it', async () => {
    const seen = telling(`${FRIDAY}T08:40`);
    seen.platform.inject({ kind: 'dashboard-dead' });
    seen.pass(300);
    expect((await seen.open()).status).toBeGreaterThanOrEqual(502);
    expect(seen.platform.serves('dashboard')).toBe(false);
    expect(seen.platform.serving).toBe(true);
    seen.platform.remedy('dashboard-dead');
    seen.pass(300);
    expect(seen.platform.serves('system')).toBe(true);
  });
});
