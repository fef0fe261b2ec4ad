import { FunctionError } from '../../../../rehearsal/engine/bundles';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { bench, failure, finish, invocation, START } from './support';

describe('an invocation', () => {
  test('answers what the handler returns, through JSON', async () => {
    const { invoke } = bench('exports.handler = async (e) => ({ ...e, at: new Date(), none: undefined })');
    expect(await invoke({ a: 1 })).toEqual({ a: 1, at: '2026-01-05T04:30:00.000Z' });
  });

  test('answers null when the handler returns nothing', async () => {
    expect(await bench('exports.handler = async () => {}').invoke()).toBeNull();
  });

  test('passes virtual time for a timer, and no more', async () => {
    const { clock, invoke } = bench(
      'exports.handler = async () => { await new Promise((r) => setTimeout(r, 5000)); return Date.now() }',
    );
    expect(await invoke()).toBe(START + 5000);
    expect(clock.now()).toBe(START + 5000);
  });

  test('knows its names and the time it has left', async () => {
    const { invoke } = bench(
      `exports.handler = async (event, context) => {
        await require('timers/promises').setTimeout(1500);
        return { ...context, left: context.getRemainingTimeInMillis() };
      }`,
      { env: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512' } },
    );
    expect(await invoke({}, 10_000)).toMatchObject({
      functionName: 'under-test',
      awsRequestId: 'req-1',
      memoryLimitInMB: '512',
      left: 8500,
    });
  });

  test('keeps what the module remembers for the next one', async () => {
    const { invoke } = bench('let n = 0; exports.handler = async () => ++n');
    expect([await invoke(), await invoke()]).toEqual([1, 2]);
  });

  test('is refused while another runs in the same environment', async () => {
    const { clock, sandbox } = bench('exports.handler = () => new Promise((r) => setTimeout(r, 100))');
    const first = sandbox.invoke({}, invocation());
    expect(sandbox.state).toBe('busy');
    await expect(sandbox.invoke({}, invocation())).rejects.toThrow('function under test is busy and cannot be invoked');
    await finish(clock, first);
    expect(sandbox.state).toBe('idle');
  });
});

describe('what a function writes', () => {
  test('is captured line by line, from the console and from stdout', async () => {
    const { invoke, lines } = bench(
      `exports.handler = async () => {
        console.log('one %s', 'two', { a: 1 });
        console.error(new Date());
        process.stdout.write('three\\nfo');
        process.stdout.write('ur');
      }`,
    );
    await invoke();
    expect(lines).toEqual(['one two { a: 1 }', '2026-01-05T04:30:00.000Z', 'three', 'four']);
  });

  test('measures with virtual time', async () => {
    const { invoke, lines } = bench(
      `exports.handler = async () => {
        console.time('t');
        await new Promise((r) => setTimeout(r, 40));
        console.timeEnd('t');
      }`,
    );
    await invoke();
    expect(lines).toEqual(['t: 40ms']);
  });
});

describe('a failure', () => {
  test('carries the name, the message and the stack of the thrown error, without paths of this machine', async () => {
    const { invoke, sandbox } = bench(
      `class StockError extends Error { name = 'StockError' }
       exports.handler = async () => { throw new StockError('empty') }`,
    );
    const error = await failure(invoke());
    expect(error).toBeInstanceOf(FunctionError);
    expect(error).toMatchObject({ errorType: 'StockError', errorMessage: 'empty' });
    expect(error.trace[0]).toBe('StockError: empty');
    expect(error.trace[1]).toMatch(/^ {4}at exports\.handler \(\/var\/task\//);
    expect(error.trace.join()).not.toContain(process.cwd());
    expect(sandbox.state).toBe('idle');
  });

  // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client src/utils/error.ts
  test('of something that is no error is reported by its type', async () => {
    const { invoke } = bench("exports.handler = async () => { throw 'a string' }");
    expect(await failure(invoke())).toMatchObject({ errorType: 'string', errorMessage: 'a string', trace: [] });
  });

  test('of a value that cannot even be read does not harm the rehearsal', async () => {
    const { invoke } = bench('exports.handler = async () => { throw Object.create(null) }');
    expect(await failure(invoke())).toMatchObject({ errorType: 'handled' });
  });

  test('of a request that is given up comes at the virtual time it was given', async () => {
    const clock = new VirtualClock(START);
    const { invoke } = bench(
      "exports.handler = () => fetch('https://x.example', { signal: AbortSignal.timeout(2000) })",
      { clock, network: () => new Promise(() => undefined) },
    );
    expect(await failure(invoke())).toMatchObject({ errorType: 'TimeoutError' });
    expect(clock.now()).toBe(START + 2000);
  });

  test('comes at the virtual time-out when the handler is not done, and ends the environment', async () => {
    const { clock, invoke, sandbox } = bench('exports.handler = () => new Promise((r) => setTimeout(r, 60000))');
    // Wording: https://github.com/localstack/lambda-runtime-init cmd/localstack/custom_interop.go
    expect(await failure(invoke({}, 3000))).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: req-1 Error: Task timed out after 3.00 seconds',
    });
    expect(clock.now()).toBe(START + 3000);
    expect(sandbox.state).toBe('dead');
  });

  test('of process.exit ends the environment, not the rehearsal', async () => {
    const { invoke, sandbox } = bench('exports.handler = async () => { process.exit(3) }');
    expect(await failure(invoke())).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: req-1 Error: Runtime exited with error: exit status 3',
    });
    expect(sandbox.state).toBe('dead');
  });

  test('in a timer is reported by its name and ends the environment', async () => {
    const { invoke, sandbox } = bench(
      "exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError('late') }, 10))",
    );
    expect(await failure(invoke())).toMatchObject({ errorType: 'RangeError', errorMessage: 'late' });
    expect(sandbox.state).toBe('dead');
  });

  test('to make JSON of the answer is the runtime’s', async () => {
    const { invoke } = bench('exports.handler = async () => { const a = {}; a.a = a; return a }');
    // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client src/utils/errors.ts
    expect(await failure(invoke())).toMatchObject({ errorType: 'Runtime.JSONStringifyError' });
  });

  test('of the rehearsal itself is not shown to the function, which would hide it', async () => {
    const { invoke, sandbox } = bench(
      "exports.handler = async () => { try { await fetch('https://x.example') } catch { return 'hidden' } }",
      { network: () => Promise.reject(new TypeError('a bug of the engine')) },
    );
    await expect(invoke()).rejects.toThrow(new TypeError('a bug of the engine'));
    expect(sandbox.state).toBe('dead');
  });
});

describe('the init phase', () => {
  // errorType and wording: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client src/function, src/utils/errors.ts
  test.each([
    ['exports.other = 1', 'Runtime.HandlerNotFound', /\.handler is undefined or not exported$/],
    ['exports.handler = 1', 'Runtime.HandlerNotFound', /\.handler is not a function$/],
    ["require('left-pad')", 'Runtime.ImportModuleError', /^Error: Cannot find module 'left-pad'/],
    ["throw new RangeError('too early')", 'RangeError', /^too early$/],
    ['process.exit(1)', 'Runtime.ExitError', /exit status 1$/],
    ['exports.handler = (e, c, callback) => callback(null)', 'Runtime.CallbackHandlerDeprecated', /nodejs24\.x/],
  ])('%s fails with %s', (source, errorType, errorMessage) => {
    let thrown: unknown;
    try {
      bench(source);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FunctionError);
    expect(thrown).toMatchObject({ errorType, errorMessage: expect.stringMatching(errorMessage) });
  });

  test('writes to the log', () => {
    expect(bench("console.log('cold start'); exports.handler = async () => {}").lines).toEqual(['cold start']);
  });
});
