import { type System, struck, system } from './system';

const MINUTE = 60_000;
const cpu = (seen: System) => seen.metric('AWS/ECS', 'CPUUtilization', 'trading');
const running = ({ ecs }: System, name = 'algo-trading') =>
  ecs.tasks(name).filter(({ lastStatus }) => lastStatus === 'RUNNING');
const target = ({ scaling }: System, service = 'algo-trading') =>
  scaling.operations.DescribeScalableTargets({ ServiceNamespace: 'ecs', ResourceIds: [`service/algo/${service}`] })
    .ScalableTargets?.[0];

describe('the load of a healthy service', () => {
  it('is 35 % of CPU and 40 % of memory for each task, each minute, with an hour behind it', () => {
    const seen = system();
    seen.pass(300);
    for (const role of ['trading', 'dashboard', 'data-service'] as const) {
      expect(new Set(seen.metric('AWS/ECS', 'CPUUtilization', role).map(({ value }) => value))).toEqual(new Set([35]));
      const memory = seen.metric('AWS/ECS', 'MemoryUtilization', role);
      expect(memory).toHaveLength(65);
      expect(new Set(memory.map(({ value }) => value))).toEqual(new Set([40]));
    }
    expect(seen.scaling.activities).toEqual([]);
  });

  it('has scalable targets from the usual number of tasks to the most', () => {
    const seen = system();
    expect(target(seen)).toMatchObject({ MinCapacity: 2, MaxCapacity: 5 });
    expect(target(seen, 'algo-dashboard')).toMatchObject({ MinCapacity: 1, MaxCapacity: 2 });
  });

  it('is shared out among fewer tasks when somebody scales in', () => {
    const seen = system();
    seen.platform.scale('trading', 1);
    seen.pass(180);
    expect(cpu(seen).at(-1)?.value).toBe(70);
    expect(seen.platform.serving).toBe(true);
  });

  it('is not reported while no task runs', () => {
    const seen = system();
    seen.platform.scale('trading', 0);
    seen.pass(300);
    expect(cpu(seen).at(-1)?.at).toBeLessThan(seen.clock.now() - 2 * MINUTE);
    expect(seen.scaling.activities).toEqual([]);
  });
});

describe('a CPU spike', () => {
  it('makes orders wait from 90 % on, without an error in sight', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 95 });
    seen.pass(120);
    expect(cpu(seen).at(-1)?.value).toBe(95);
    expect(seen.platform.serving).toBe(false);
    expect(seen.oldestOrder().at(-1)?.value).toBeGreaterThan(100);
    const said = seen.lines(seen.at + 1).map(({ message }) => message);
    expect(said.length).toBeGreaterThan(10);
    for (const message of said) expect(message).toMatch(/INFO the order waits: the engine is behind$/);
  });

  it('below 90 % is only seen', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 85 });
    seen.pass(120);
    expect(cpu(seen).at(-1)?.value).toBe(85);
    expect(seen.platform.serving).toBe(true);
  });

  it('is answered by a third task, from whoever starts it', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 95 });
    seen.pass(60);
    seen.platform.remedy('cpu-spike');
    seen.pass(120);
    expect(running(seen)).toHaveLength(3);
    expect(cpu(seen).at(-1)?.value).toBeCloseTo(63.3, 1);
    expect(seen.platform.serving).toBe(true);
  });

  it('is answered by target tracking, too, after three minutes', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 95 });
    seen.pass(360);
    expect(seen.scaling.activities[0]).toMatchObject({ from: 2, to: 3 });
    expect(seen.platform.serving).toBe(true);
  });

  it('is not mended by a restart', () => {
    const seen = struck({ kind: 'cpu-spike', service: 'dashboard', toPercent: 95 });
    seen.platform.deploy('dashboard');
    seen.pass(600);
    expect(seen.platform.serves('dashboard')).toBe(false);
    expect(seen.metric('AWS/ApplicationELB', 'TargetResponseTime').at(-1)?.value).toBeGreaterThan(2);
    seen.platform.remedy('cpu-spike');
    seen.pass(240);
    expect(running(seen, 'algo-dashboard')).toHaveLength(2);
    expect(seen.platform.serves('dashboard')).toBe(true);
  });

  it('passes when the story says so', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 95, forSeconds: 90 });
    seen.pass(89);
    expect(seen.platform.serving).toBe(false);
    seen.pass(61);
    expect(cpu(seen).at(-1)?.value).toBe(35);
    expect(seen.platform.serving).toBe(true);
  });

  it('without an end passes when its cause does', () => {
    const seen = struck({ kind: 'cpu-spike', toPercent: 95 });
    seen.pass(60);
    seen.platform.mend('cpu-spike');
    seen.pass(30);
    expect(seen.platform.serving).toBe(true);
  });
});

describe('a memory leak', () => {
  const memory = (seen: System) => seen.metric('AWS/ECS', 'MemoryUtilization', 'trading');

  it('rises steadily, minute by minute', () => {
    const seen = struck({ kind: 'memory-leak', service: 'trading', percentPerMinute: 2 });
    seen.pass(20 * 60);
    const values = memory(seen).map(({ value }) => value);
    expect(values.slice(-20)).toEqual(Array.from({ length: 20 }, (_, minute) => 42 + 2 * minute));
    expect(seen.platform.serving).toBe(true);
  });

  it('ends in tasks that are killed with 137 for want of memory, and in new ones that leak again', () => {
    const seen = struck({ kind: 'memory-leak', service: 'trading', percentPerMinute: 10 });
    seen.pass(6 * 60 + 20);
    const killed = seen.ecs.tasks('algo-trading').filter(({ lastStatus }) => lastStatus === 'STOPPED');
    expect(killed).toHaveLength(2);
    for (const task of killed) {
      expect(task).toMatchObject({
        exitCode: 137,
        reason: 'OutOfMemoryError: Container killed due to memory usage',
        stopCode: 'EssentialContainerExited',
        stoppedAt: seen.at + 6 * MINUTE,
      });
    }
    expect(seen.platform.serving).toBe(false);
    seen.pass(120);
    expect(running(seen)).toHaveLength(2);
    expect(seen.platform.serving).toBe(true);
    expect(memory(seen).at(-1)?.value).toBeLessThan(60);
    seen.pass(6 * 60);
    expect(seen.ecs.tasks('algo-trading').filter(({ exitCode }) => exitCode === 137)).toHaveLength(4);
  });

  it('is not mended by more tasks; a restart frees the memory for a while', () => {
    const seen = struck({ kind: 'memory-leak', service: 'trading', percentPerMinute: 5 });
    seen.platform.scale('trading', 3);
    seen.pass(6 * 60);
    const before = memory(seen).at(-1)?.value ?? 0;
    expect(before).toBeGreaterThan(60);
    seen.restart();
    seen.pass(180);
    expect(memory(seen).at(-1)?.value).toBeLessThan(before);
    seen.pass(60);
    expect((memory(seen).at(-1)?.value ?? 0) - (memory(seen).at(-2)?.value ?? 0)).toBe(5);
  });

  it('stops with its cause, and what is held stays held until a restart', () => {
    const seen = struck({ kind: 'memory-leak', service: 'trading', percentPerMinute: 5 });
    seen.pass(4 * 60);
    seen.platform.mend('memory-leak');
    seen.pass(30 * 60);
    expect(memory(seen).at(-1)?.value).toBe(60);
    expect(seen.ecs.tasks('algo-trading')).toHaveLength(2);
    seen.restart();
    seen.pass(300);
    expect(memory(seen).at(-1)?.value).toBe(40);
  });
});
