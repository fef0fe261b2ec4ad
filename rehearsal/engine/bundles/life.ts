import type { Computation, VirtualClock } from '../clock';
import { REFUSED } from './errors';
import type { HttpRequest, HttpResponse, Network } from './http';
import { Timers, type VirtualTimer } from './timers';

/** How an environment can end other than by an answer. */
export interface Endings {
  /** An error nobody caught, thrown outside the handler's own promise. */
  crashed(error: unknown): void;
  /** The rehearsal itself failed; not the function's doing. */
  broken(error: unknown): void;
}

/**
 * The life of one execution environment, and the gate for everything that crosses its border: timers, calls, log lines.
 *
 * `running` is the init phase or an invocation; between them the environment is `frozen`; `dead` is for good. Code of a
 * frozen environment may still be on its way through promises: what it asks for waits until the next invocation. Code of
 * a dead one is given nothing.
 */
// @claim documented: Between invocations the environment is frozen; callbacks that did not complete resume if it is used again.
// @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
export class Life {
  private phase: 'running' | 'frozen' | 'dead' = 'frozen';
  private computation: Computation | undefined;
  private calls = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly connections = new Set<() => void>();
  private readonly timers: Timers;

  constructor(
    readonly name: string,
    readonly clock: VirtualClock,
    private readonly network: Network,
    /** An error born where the bundle lives. */
    readonly makeError: (message: string, members: object) => Error,
    private readonly endings: Endings,
  ) {
    this.timers = new Timers(clock, (callback) => this.enter(callback));
  }

  get dead(): boolean {
    return this.phase === 'dead';
  }

  /** Runs the module's top level: no virtual time passes. */
  initialise<T>(topLevel: () => T): T {
    this.phase = 'running';
    try {
      return topLevel();
    } finally {
      if (this.phase === 'running') this.phase = 'frozen';
    }
  }

  thaw(): void {
    this.phase = 'running';
    this.computation = this.clock.begin(this.name);
    this.timers.arm();
    this.report();
    for (const callback of this.waiting.splice(0)) this.enter(callback);
  }

  freeze(): void {
    this.phase = 'frozen';
    this.rest();
    this.disconnect();
  }

  die(): void {
    this.phase = 'dead';
    this.waiting.length = 0;
    this.rest();
    this.timers.clear();
    this.disconnect();
  }

  /** Runs the bundle's code from outside; an error it throws ends the environment, not the process. */
  enter(callback: () => void): void {
    if (this.dead) return;
    try {
      callback();
    } catch (error) {
      this.endings.crashed(error);
    }
    this.report();
  }

  /** Now if the environment runs, at its next invocation if it is frozen, never if it is dead. */
  whenRunning(callback: () => void): void {
    if (this.phase === 'running') this.enter(callback);
    else if (this.phase === 'frozen') this.waiting.push(callback);
  }

  /** @param milliseconds as given by the bundle: anything Node turns into 1 is 1 here too. */
  startTimer(callback: () => void, milliseconds: unknown, repeats: boolean): VirtualTimer {
    const timer = this.timers.start(callback, milliseconds, repeats, this.phase);
    this.report();
    return timer;
  }

  stopTimer(timer: unknown): void {
    this.timers.stop(timer);
    this.report();
  }

  /**
   * Holds virtual time still while another thread works for the bundle (zlib, web cryptography).
   * @returns what hands the outcome to the bundle.
   */
  hold(): (deliver: () => void) => void {
    let release: () => void = () => undefined;
    void this.clock.whileBusy(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    return (deliver) => {
      this.whenRunning(deliver);
      release();
    };
  }

  /**
   * Sends one request. `answered` and `failed` are called at most once, and neither after the returned function was
   * called, which stops waiting (the request itself may have had its effect).
   */
  exchange(
    request: HttpRequest,
    answered: (response: HttpResponse) => void,
    failed: (error: Error) => void,
  ): () => void {
    let open = !this.dead;
    if (open) this.count(1);
    const close = () => {
      if (open) this.count(-1);
      open = false;
    };
    const finish = (deliver: () => void) => {
      this.clock.stir();
      this.whenRunning(() => {
        if (!open) return;
        close();
        deliver();
      });
    };
    const life = this;
    const signal = {
      get dead() {
        return life.dead;
      },
    };
    const send = async () => this.network(request, signal);
    this.whenRunning(() => {
      if (!open) return;
      send().then(
        (response) => finish(() => answered(response)),
        (error: unknown) => {
          const code = codeOf(error);
          if (code !== undefined) finish(() => failed(this.connectionError(error, code)));
          else this.broke(error);
        },
      );
    });
    return close;
  }

  /**
   * Counts an open connection among what the bundle may wait for: virtual time goes on while nothing arrives on it.
   * @param cut called when the environment freezes or dies first.
   * @returns what is called when the connection is closed.
   */
  keepOpen(cut: () => void): () => void {
    if (this.dead) return () => undefined;
    this.connections.add(cut);
    this.report();
    return () => {
      this.connections.delete(cut);
      this.report();
    };
  }

  /** The rehearsal itself failed: the bundle does not learn of it. */
  broke(error: unknown): void {
    if (!this.dead) this.endings.broken(error);
  }

  // @claim assumed: A connection left open when an environment freezes is found reset when the environment is used again.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
  private disconnect(): void {
    const cuts = [...this.connections];
    this.connections.clear();
    for (const cut of cuts) cut();
  }

  /** As Node raises it; the cause is the rehearsal's own and stays outside. */
  private connectionError(cause: unknown, code: string): Error {
    const message = cause instanceof Error && cause.message !== '' ? cause.message : code;
    return this.makeError(message, { code });
  }

  private count(change: 1 | -1): void {
    this.calls += change;
    this.report();
  }

  private rest(): void {
    this.timers.disarm();
    if (this.computation !== undefined) this.clock.end(this.computation);
    this.computation = undefined;
  }

  private report(): void {
    if (this.computation === undefined) return;
    this.computation.timers = this.timers.count;
    this.computation.calls = this.calls + this.connections.size;
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code !== REFUSED ? code : undefined;
}
