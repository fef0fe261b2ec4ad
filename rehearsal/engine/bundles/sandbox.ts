import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { Bundle, ModuleFunction } from './bundle';
import { ownCrashes } from './crashes';
import type { Database } from './database';
import { FunctionError } from './errors';
import { exited, failedInit, thrown, timedOut, uncaught } from './failures';
import { furnish } from './furnish';
import type { Network } from './http';
import { findHandler, type Handler, handlerContext, type InvocationContext } from './invocation';
import { Life } from './life';
import type { Require } from './modules';
import { Output } from './output';
import { Exit } from './process';
import { createRealm, type Realm } from './realm';

export type { InvocationContext } from './invocation';

/** Environment variables that keep the SDK from looking for anything outside: set them with the function's own. */
export const QUIET_SDK: Readonly<Record<string, string>> = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nowhere/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
  AWS_DISABLE_REQUEST_COMPRESSION: 'true',
};

export interface SandboxOptions {
  /** Said in errors of the rehearsal. */
  readonly name: string;
  readonly bundle: Bundle;
  /** Name of the export: `handler`. */
  readonly handler: string;
  /** The whole environment; nothing of the host's is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly network: Network;
  /** Receives every line the function writes, without its line end. */
  readonly log: (line: string) => void;
  /** The one place `node:net` and `node:tls` lead to; without it they refuse. */
  readonly database?: Database;
}

interface Invocation {
  readonly requestId: string;
  readonly timeout: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** One Lambda execution environment: never used for two invocations at once. */
export class Sandbox {
  private readonly life: Life;
  private readonly realm: Realm;
  private readonly output: Output;
  private readonly require: Require;
  private handler: Handler | undefined;
  private invocation: Invocation | undefined;
  private initFailure: FunctionError | undefined;

  constructor(private readonly options: SandboxOptions) {
    const { clock, name, bundle } = options;
    const random = () => (this.life.dead ? 0 : options.random());
    this.realm = createRealm(() => clock.now(), random, bundle.dirname);
    this.life = new Life(name, clock, options.network, this.realm.makeError, {
      crashed: (error) => this.crashed(error, 'exception'),
      broken: (error) => this.broken(error),
    });
    this.output = new Output(this.life, options.log);
    this.require = furnish({
      options,
      life: this.life,
      realm: this.realm,
      output: this.output,
      random,
      exit: (code) => this.exit(code === 0 ? undefined : `exit status ${code}`),
    });
    ownCrashes(this.realm.birthmarks, (error, kind) => this.crashed(error, kind));
  }

  get state(): 'idle' | 'busy' | 'dead' {
    if (this.life.dead) return 'dead';
    return this.invocation === undefined ? 'idle' : 'busy';
  }

  /**
   * Runs the bundle's top level and finds the handler.
   * @throws FunctionError as Lambda reports it; the environment is dead then.
   */
  initialise(): void {
    const { bundle, handler, name } = this.options;
    if (this.handler !== undefined || this.life.dead) throw new Error(`${name} was initialised before`);
    try {
      const exported = this.life.initialise(() => this.runTopLevel(bundle));
      if (this.initFailure !== undefined) throw this.initFailure;
      this.handler = findHandler(exported, handler, bundle);
      this.output.flush();
    } catch (error) {
      const failure = this.initFailure ?? failedInit(error, this.options.bundle);
      this.kill();
      throw failure;
    }
  }

  /**
   * Invokes the handler with a copy of `event` made through JSON.
   *
   * @returns the handler's result, through JSON; `null` when it returns nothing.
   * @throws FunctionError: the thrown error, or `Sandbox.Timedout`, `Runtime.ExitError`,
   *   `Runtime.UnhandledPromiseRejection`, after which the environment is dead.
   */
  async invoke(event: unknown, context: InvocationContext): Promise<unknown> {
    const { name, clock } = this.options;
    const handler = this.handler;
    if (this.state !== 'idle') throw new Error(`${name} is ${this.state} and cannot be invoked`);
    if (handler === undefined) throw new Error(`${name} was not initialised`);
    return new Promise((resolve, reject) => {
      const timeout = clock.setTimeout(() => this.timedOut(context.timeoutMs), context.timeoutMs);
      this.invocation = { requestId: context.awsRequestId, timeout, resolve, reject };
      const { invocation, options } = this;
      const deadline = clock.now() + context.timeoutMs;
      this.life.thaw();
      this.run(invocation, () => {
        const event_ = this.realm.parse(JSON.stringify(event) ?? 'null');
        return handler(
          event_,
          handlerContext(this.realm, context, options.env, () => deadline - clock.now()),
        );
      });
    });
  }

  /** The environment dies now: a running invocation rejects, and no code of it has an effect outside any more. */
  kill(): void {
    if (this.life.dead) return;
    this.exit('signal: killed');
  }

  private runTopLevel(bundle: Bundle): unknown {
    const wrapped = this.realm.run(bundle.script) as ModuleFunction;
    const module = this.realm.parse('{"exports":{}}') as { exports: unknown };
    wrapped.call(module.exports, module.exports, this.require, module, bundle.filename, bundle.dirname);
    return module.exports;
  }

  // @claim cross-checked: The Node.js runtime answers one turn of the event loop after the handler has settled.
  // @source aws-lambda-nodejs-runtime-interface-client src/runtime/lifecycle-manager.ts https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
  private run(invocation: Invocation, call: () => unknown): void {
    const settle = (outcome: () => void) =>
      setImmediate(() => {
        if (this.invocation === invocation) outcome();
      });
    const returned = new Promise((resolve, reject) => {
      // An error the handler throws at once is the handler's answer, not a crash.
      this.life.enter(() => {
        try {
          resolve(call());
        } catch (error) {
          reject(error);
        }
      });
    });
    returned.then(
      (value) => settle(() => this.succeed(value)),
      (error: unknown) => settle(() => this.fail(error)),
    );
  }

  private succeed(value: unknown): void {
    try {
      const result: unknown = JSON.parse(this.realm.stringify(value) ?? 'null');
      this.end((invocation) => invocation.resolve(result), 'lives');
    } catch {
      const failure = new FunctionError('Runtime.JSONStringifyError', 'Unable to stringify response body');
      this.end((invocation) => invocation.reject(failure), 'lives');
    }
  }

  private fail(error: unknown): void {
    if (error instanceof Exit) return;
    this.end((invocation) => invocation.reject(thrown(error, this.options.bundle)), 'lives');
  }

  // @claim documented: A function that times out or crashes has its environment reset; the next invocation starts with the init phase.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
  private timedOut(milliseconds: number): void {
    this.end((invocation) => invocation.reject(timedOut(invocation.requestId, milliseconds)), 'dies');
  }

  private exit(how: string | undefined): void {
    if (this.invocation === undefined) this.initFailure = exited('init', how);
    this.end((invocation) => invocation.reject(exited(invocation.requestId, how)), 'dies');
  }

  private crashed(error: unknown, kind: 'exception' | 'rejection'): void {
    if (this.life.dead || error instanceof Exit) return;
    const failure = uncaught(error, kind, this.options.bundle);
    this.initFailure ??= failure;
    this.end((invocation) => invocation.reject(failure), 'dies');
  }

  private broken(error: unknown): void {
    if (this.invocation === undefined) throw error;
    this.end((invocation) => invocation.reject(error), 'dies');
  }

  private end(answer: (invocation: Invocation) => void, then: 'lives' | 'dies'): void {
    const { invocation } = this;
    this.output.flush();
    this.invocation = undefined;
    if (invocation !== undefined) this.options.clock.clearTimeout(invocation.timeout);
    if (then === 'dies') this.life.die();
    else this.life.freeze();
    if (invocation !== undefined) answer(invocation);
  }
}
