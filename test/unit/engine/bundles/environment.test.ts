import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { bench, bundleOf, failure, finish, invocation, START } from './support';

describe('between invocations', () => {
  const leavesATimer = `
    exports.handler = async (event) => {
      if (event.leave) setTimeout(() => console.log('fired at', Date.now()), 1000);
      else await new Promise((r) => setTimeout(r, 10));
    }`;

  test('the environment is frozen, and a timer that came due fires when it is used again', async () => {
    const { clock, invoke, lines } = bench(leavesATimer);
    await invoke({ leave: true });
    await clock.run(() => false, START + 60_000);
    expect(lines).toEqual([]);
    await invoke({});
    expect(lines).toEqual([`fired at ${START + 60_000}`]);
  });

  test('an answer that arrives waits for the next invocation', async () => {
    const clock = new VirtualClock(START);
    const { invoke, lines } = bench(
      `exports.handler = async (event) => {
        if (event.leave) fetch('https://x.example').then(() => console.log('answered'));
        await new Promise((r) => setTimeout(r, 10));
      }`,
      {
        clock,
        network: async () => {
          await clock.sleep(1000);
          return { status: 200, headers: {}, body: '' };
        },
      },
    );
    await invoke({ leave: true });
    await clock.run(() => false, START + 5000);
    expect(lines).toEqual([]);
    await invoke({});
    expect(lines).toEqual(['answered']);
  });
});

describe('a killed environment', () => {
  const busy = `
    const { gzip } = require('node:zlib');
    exports.handler = async () => {
      process.on('exit', () => console.log('exit listener'));
      setInterval(() => console.log('tick'), 100);
      (async () => { for (;;) { await null; await new Promise((r) => setImmediate(r)); console.log('loop') } })();
      gzip('x', () => console.log('zipped'));
      try {
        await fetch('https://x.example/first');
      } finally {
        console.log('after the answer');
        await fetch('https://x.example/second');
      }
    }`;

  test('rejects its invocation and has no later effect', async () => {
    const clock = new VirtualClock(START);
    const seen: string[] = [];
    let signal: { readonly dead: boolean } = { dead: false };
    const { sandbox, lines } = bench(busy, {
      clock,
      network: async (request, given) => {
        seen.push(request.path);
        signal = given;
        await clock.sleep(500);
        return { status: 200, headers: {}, body: '' };
      },
    });
    const answer = failure(sandbox.invoke({}, invocation()));
    await clock.run(() => seen.length > 0);
    expect(signal.dead).toBe(false);
    sandbox.kill();
    const written = lines.length;
    expect(await answer).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: req-1 Error: Runtime exited with error: signal: killed',
    });
    await clock.run(() => false, START + 60_000);
    expect(sandbox.state).toBe('dead');
    expect(signal.dead).toBe(true);
    expect(lines.length).toBe(written);
    expect(seen).toEqual(['/first']);
    await expect(sandbox.invoke({}, invocation())).rejects.toThrow('is dead and cannot be invoked');
  });
});

test('two environments of one bundle at the same time do not see each other', async () => {
  const clock = new VirtualClock(START);
  const bundle = bundleOf(`
    let mine = 0;
    exports.handler = async ({ add, wait }) => {
      globalThis.shared = (globalThis.shared ?? 0) + add;
      process.env.SHARED = String(globalThis.shared);
      Array.prototype.patched = add;
      mine += add;
      await new Promise((r) => setTimeout(r, wait));
      return [mine, globalThis.shared, process.env.SHARED, [].patched, Date.now()];
    }`);
  const [one, two] = [bench(bundle, { clock }), bench(bundle, { clock })];
  const answers = [
    one.sandbox.invoke({ add: 1, wait: 200 }, invocation()),
    two.sandbox.invoke({ add: 10, wait: 100 }, invocation()),
  ];
  expect(await finish(clock, Promise.all(answers))).toEqual([
    [1, 1, '1', 1, START + 200],
    [10, 10, '10', 10, START + 100],
  ]);
  expect('patched' in Array.prototype).toBe(false);
});

test('work on another thread holds virtual time still', async () => {
  const { clock, invoke } = bench(`
    const { promisify } = require('node:util');
    const zlib = require('node:zlib');
    exports.handler = async () => {
      setTimeout(() => {}, 10);
      const zipped = await promisify(zlib.gzip)(Buffer.alloc(2_000_000, 'x'));
      const digest = await crypto.subtle.digest('SHA-256', zipped);
      const hash = require('node:crypto').createHash('sha256').update(zipped).digest('hex');
      return Buffer.from(digest).toString('hex') === hash;
    }`);
  expect(await invoke()).toBe(true);
  expect(clock.now()).toBe(START);
});
