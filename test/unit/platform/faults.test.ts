import { isError, type System, struck, system } from './system';

const MINUTE = 60_000;

const errorsAMinute = ({ lines }: System, from: number, minutes: number) =>
  Array.from({ length: minutes }, (_, minute) => {
    const start = from + minute * MINUTE;
    return lines(start).filter((line) => isError(line) && line.at < start + MINUTE).length;
  });

const answer = async ({ ask }: System) => {
  const { status, body } = await ask();
  return { status, body: String(body) };
};

describe('hung tasks', () => {
  it('show in the age of the oldest order and in an old heartbeat, and nowhere else', async () => {
    const seen = struck({ kind: 'hung-tasks' });
    seen.pass(300);
    expect(seen.platform.serving).toBe(false);
    expect(seen.platform.faultAt).toBe(seen.at);
    expect(seen.platform.servingChanges.at(-1)).toEqual({ at: seen.at, serving: false });
    expect(seen.oldestOrder().at(-1)?.value).toBeGreaterThan(280);
    expect(seen.oldestOrder().at(-1)?.value).toBeLessThanOrEqual(300);
    expect(Date.parse(seen.heartbeat().asOf)).toBeLessThanOrEqual(seen.at);
    expect(seen.runningTasks().at(-1)?.value).toBe(2);
    expect(seen.lines(seen.at + 1)).toEqual([]);
    expect(await answer(seen)).toMatchObject({ status: 200 });
  });

  it('are mended by a restart: the new tasks log in and work the backlog off', () => {
    const seen = struck({ kind: 'hung-tasks' });
    seen.pass(300);
    seen.restart();
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
    expect(seen.oldestOrder().at(-1)?.value).toBe(0);
    expect(Date.parse(seen.heartbeat().asOf)).toBeGreaterThan(seen.clock.now() - 31_000);
    const said = seen.lines(seen.at + 1).map(({ message }) => message);
    expect(said.filter((message) => message.includes('logged in'))).toHaveLength(2);
    expect(said.some((message) => /\d+ waiting orders answered, the oldest after 3\d\d s/.test(message))).toBe(true);
  });

  it('do not heed SIGTERM: they leave when the stop time-out is over', () => {
    const seen = struck({ kind: 'hung-tasks' });
    const hung = seen.ecs.tasks('algo-trading');
    seen.restart();
    seen.pass(300);
    for (const task of hung) expect((task.stoppedAt ?? 0) - (task.stoppingAt ?? 0)).toBe(30_000);
  });

  it('heal by themselves when the story says so', () => {
    const seen = struck({ kind: 'hung-tasks', healsAfterSeconds: 150 });
    seen.pass(149);
    expect(seen.platform.serving).toBe(false);
    seen.pass(30);
    expect(seen.platform.serving).toBe(true);
    expect(seen.ecs.tasks('algo-trading')).toHaveLength(2);
  });

  it('that were still logging in do so when they go on', () => {
    const seen = system();
    seen.restart();
    // Scheduler 10 s, start 35 s: the new tasks run since a second, and none is logged in yet.
    seen.pass(46);
    seen.platform.inject({ kind: 'hung-tasks', healsAfterSeconds: 60 });
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
    expect(seen.lines().filter(({ message }) => message.includes('logged in'))).toHaveLength(2);
  });
});

describe('a crash loop', () => {
  it('shows in too few running tasks, in crash traces and in tasks that exited with code 1', () => {
    const seen = struck({ kind: 'crash-loop' });
    seen.pass(900);
    expect(seen.platform.serving).toBe(false);
    const counts = seen.runningTasks().filter(({ at }) => at > seen.at);
    expect(counts.length).toBeLessThan(8);
    expect(seen.lines(seen.at).filter(isError).length).toBeGreaterThan(20);
    const stopped = seen.ecs.tasks('algo-trading').filter(({ lastStatus }) => lastStatus === 'STOPPED');
    expect(stopped.length).toBeGreaterThan(10);
    expect(stopped.every(({ exitCode, stopCode }) => exitCode === 1 && stopCode === 'EssentialContainerExited')).toBe(
      true,
    );
  });

  it('is not mended by a restart', () => {
    const seen = struck({ kind: 'crash-loop' });
    seen.pass(120);
    seen.restart();
    seen.pass(1200);
    expect(seen.platform.serving).toBe(false);
    expect(seen.platform.servingChanges.map(({ serving }) => serving)).toEqual([true, false]);
  });

  it('ends once what starts is sound', () => {
    const seen = struck({ kind: 'crash-loop' });
    seen.pass(120);
    seen.platform.mend('crash-loop');
    seen.pass(180);
    expect(seen.platform.serving).toBe(true);
    expect(seen.platform.faults).toEqual([{ fault: { kind: 'crash-loop' }, at: seen.at, mendedAt: seen.at + 120_000 }]);
  });
});

describe('a broker', () => {
  it('that is down refuses connections; the service says so in its log and heartbeat, and its orders wait', async () => {
    const seen = struck({ kind: 'broker-unreachable' });
    seen.pass(300);
    expect(seen.platform.serving).toBe(false);
    await expect(seen.ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 0, errorcode: '' });
    expect(Date.parse(seen.heartbeat().asOf)).toBeGreaterThan(seen.clock.now() - 31_000);
    expect(seen.oldestOrder().at(-1)?.value).toBeGreaterThan(280);
    expect(seen.runningTasks().at(-1)?.value).toBe(2);
    for (const errors of errorsAMinute(seen, seen.at, 5)) expect(errors).toBeGreaterThan(3);
  });

  it('that limits our rate answers 403 in plain text', async () => {
    const seen = struck({ kind: 'broker-rate-limited' });
    seen.pass(60);
    const { status, body } = await answer(seen);
    expect(status).toBe(403);
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 403, errorcode: '' });
    expect(seen.platform.serving).toBe(false);
    expect(errorsAMinute(seen, seen.at, 1)[0]).toBeGreaterThan(3);
  });

  it.each(['broker-unreachable', 'broker-rate-limited'] as const)(
    '%s for a while is served again without a restart',
    (kind) => {
      const seen = struck({ kind, forSeconds: 200 });
      seen.pass(199);
      expect(seen.platform.serving).toBe(false);
      seen.pass(60);
      expect(seen.platform.serving).toBe(true);
      expect(seen.heartbeat()).toMatchObject({ httpStatus: 200, errorcode: '' });
      expect(seen.ecs.tasks('algo-trading')).toHaveLength(2);
    },
  );

  it('that is back because somebody saw to it is served again', () => {
    const seen = struck({ kind: 'broker-unreachable' });
    seen.pass(200);
    seen.platform.mend('broker-unreachable');
    seen.pass(20);
    expect(seen.platform.serving).toBe(true);
  });

  it('that is down keeps new tasks from logging in; they try again until it is back', () => {
    const seen = struck({ kind: 'broker-unreachable', forSeconds: 300 });
    seen.restart();
    seen.pass(200);
    expect(seen.lines(seen.at).some(({ message }) => message.includes('login failed'))).toBe(true);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 0 });
    seen.pass(150);
    expect(seen.platform.serving).toBe(true);
  });

  it('that refuses our credentials ends the session with AB1010 and the one login of each task with AB1050', async () => {
    const seen = struck({ kind: 'broker-credentials-expired' });
    seen.pass(600);
    expect(seen.platform.serving).toBe(false);
    expect(JSON.parse((await answer(seen)).body)).toMatchObject({ status: false, errorcode: 'AG8003' });
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 200, errorcode: 'AB1050' });
    const said = seen.lines(seen.at).map(({ message }) => message);
    expect(said.filter((message) => message.includes('login failed')).length).toBeLessThanOrEqual(2);
    expect(said.findIndex((message) => message.includes('AB1010'))).toBe(0);
    for (const errors of errorsAMinute(seen, seen.at, 5)) expect(errors).toBeGreaterThan(3);
    seen.restart();
    seen.pass(300);
    expect(seen.platform.serving).toBe(false);
  });

  it('that accepts our renewed credentials is served by tasks that start then', () => {
    const seen = struck({ kind: 'broker-credentials-expired' });
    seen.pass(300);
    seen.platform.mend('broker-credentials-expired');
    seen.pass(300);
    expect(seen.platform.serving).toBe(false);
    seen.restart();
    seen.pass(120);
    expect(seen.platform.serving).toBe(true);
  });

  it('that is well answers AG8003 to a call without credentials, and refuses to be used otherwise', async () => {
    const seen = system();
    expect(JSON.parse((await answer(seen)).body)).toMatchObject({ status: false, errorcode: 'AG8003' });
    await expect(seen.ask({ method: 'POST', path: '/login' })).rejects.toThrow(
      'The broker does not play POST https://broker.example/login. It plays: GET https://broker.example/profile',
    );
    await expect(seen.ask({ headers: { authorization: 'Bearer x' } })).rejects.toThrow('authorization headers');
  });
});

describe('missing metrics', () => {
  it('leave no data points from then on, while the service is fine and its log and heartbeat say so', () => {
    const seen = struck({ kind: 'metrics-missing' });
    seen.pass(300);
    expect(seen.platform.serving).toBe(true);
    expect(seen.runningTasks().at(-1)?.at).toBe(seen.at - MINUTE);
    expect(seen.oldestOrder().at(-1)?.at).toBe(seen.at - MINUTE);
    expect(seen.lines(seen.at).length).toBeGreaterThan(20);
    expect(seen.lines(seen.at).filter(isError)).toEqual([]);
    expect(seen.heartbeat()).toMatchObject({ httpStatus: 200, errorcode: '' });
  });

  it('arrive again when somebody sees to it', () => {
    const seen = struck({ kind: 'metrics-missing' });
    seen.pass(180);
    seen.platform.mend('metrics-missing');
    seen.pass(120);
    expect(seen.runningTasks().at(-1)?.at).toBe(seen.clock.now() - MINUTE);
  });
});
