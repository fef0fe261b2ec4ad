import type { Place } from '../description';
import type { Ports } from '../ports';
import { ACKNOWLEDGES_EVERY_MS, LOOKS_EVERY_MS } from './permission';

export interface ProbeParameterOptions {
  readonly ports: Pick<Ports, 'clock' | 'ssm' | 's3'>;
  /** Undefined where there is none. */
  readonly parameter: string | undefined;
  readonly place: Place | undefined;
  /** Whether a trading process is there that reads it. */
  readonly heeded: () => boolean;
}

/** The parameter that means nothing: the trading service reads it as the one that permits trading, and says so. */
export class ProbeParameter {
  private saidVersion = 0;
  private saidAt = Number.NEGATIVE_INFINITY;
  private ignored = false;

  constructor(private readonly options: ProbeParameterOptions) {}

  /** @throws when there is no such parameter. */
  start(): void {
    const { parameter, place, ports } = this.options;
    if (parameter === undefined || place === undefined) return;
    if (!this.ignored && this.options.heeded()) this.look(parameter, place);
    ports.clock.setTimeout(() => this.start(), LOOKS_EVERY_MS);
  }

  /** Whether the service does not read it any more. */
  ignore(ignored: boolean): void {
    this.ignored = ignored;
  }

  private look(parameter: string, place: Place): void {
    const { clock, ssm, s3 } = this.options.ports;
    const value = ssm.value(parameter);
    const version = ssm.history(parameter).at(-1)?.version ?? 0;
    if (version === this.saidVersion && clock.now() - this.saidAt < ACKNOWLEDGES_EVERY_MS) return;
    this.saidVersion = version;
    this.saidAt = clock.now();
    s3.put(place.bucket, place.key, JSON.stringify({ asOf: new Date(this.saidAt).toISOString(), version, value }));
  }
}
