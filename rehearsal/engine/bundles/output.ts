import { Console } from 'node:console';
import { Writable } from 'node:stream';
import type { Life } from './life';

/** What a function writes, in lines. */
export class Output {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly console: Console;
  /** What `require('node:console')` answers. */
  readonly module: object;
  private readonly rests: (() => void)[] = [];

  constructor(
    private readonly life: Life,
    private readonly log: (line: string) => void,
  ) {
    this.stdout = this.stream();
    this.stderr = this.stream();
    const now = () => life.clock.now();
    class VirtualConsole extends Console {
      constructor(...values: ConstructorParameters<typeof Console>) {
        super(...values);
        virtualStopwatches(this, now);
      }
    }
    this.console = new VirtualConsole({ stdout: this.stdout, stderr: this.stderr, colorMode: false });
    this.module = Object.assign(Object.create(this.console), { Console: VirtualConsole });
  }

  line(text: string): void {
    this.life.whenRunning(() => this.log(text));
  }

  /** Writes out what was written without a line end. */
  flush(): void {
    for (const rest of this.rests) rest();
  }

  private stream(): Writable {
    let partial = '';
    this.rests.push(() => {
      if (partial !== '') this.line(partial);
      partial = '';
    });
    return new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _encoding, done) => {
        const lines = (partial + chunk.toString()).split('\n');
        partial = lines.pop() ?? '';
        for (const line of lines) this.line(line);
        done();
      },
    });
  }
}

/** Node's `console.time` measures with the machine's clock. */
function virtualStopwatches(console: Console, now: () => number): void {
  const started = new Map<string, number>();
  const print = (label: string, data: unknown[]) => {
    const at = started.get(label);
    if (at === undefined) console.warn(`Warning: No such label '${label}' for console.time()`);
    else console.log(`${label}: ${now() - at}ms`, ...data);
  };
  console.time = (label = 'default') => void started.set(label, now());
  console.timeLog = (label = 'default', ...data: unknown[]) => print(label, data);
  console.timeEnd = (label = 'default') => {
    print(label, []);
    started.delete(label);
  };
}
