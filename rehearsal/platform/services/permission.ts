import type { Place } from '../description';
import type { Ports } from '../ports';

/** How often the trading service reads a parameter, and repeats its word for it. */
export const LOOKS_EVERY_MS = 3_000;
export const ACKNOWLEDGES_EVERY_MS = 15_000;

export interface PermissionOptions {
  readonly ports: Pick<Ports, 'clock' | 'ssm' | 's3'>;
  readonly parameter: string;
  /** Where it is acknowledged; undefined where the service does not. */
  readonly place: Place | undefined;
  /** Whether a trading process is there that heeds it. */
  readonly heeded: () => boolean;
  /** It has become another. */
  readonly onChange: () => void;
}

/** The parameter that permits trading, as the trading service last read it, and its word that it did. */
export class Permission {
  private read: { readonly version: number; readonly enabled: boolean } = { version: 0, enabled: false };
  private acknowledgedAt = Number.NEGATIVE_INFINITY;
  private ignored = false;

  constructor(private readonly options: PermissionOptions) {}

  /** @throws when there is no such parameter. */
  start(): void {
    if (!this.ignored) this.look();
    this.options.ports.clock.setTimeout(() => this.start(), LOOKS_EVERY_MS);
  }

  /** Whether the service goes on as it is, whatever the parameter says. */
  ignore(ignored: boolean): void {
    this.ignored = ignored;
  }

  /** Whether the service trades. */
  get enabled(): boolean {
    return this.read.enabled;
  }

  private look(): void {
    const { ports, parameter, heeded, onChange } = this.options;
    const enabled = ports.ssm.value(parameter) === 'true';
    const version = ports.ssm.history(parameter).at(-1)?.version ?? 0;
    const changed = version !== this.read.version;
    this.read = { version, enabled };
    if (heeded() && (changed || ports.clock.now() - this.acknowledgedAt >= ACKNOWLEDGES_EVERY_MS)) this.acknowledge();
    if (changed) onChange();
  }

  private acknowledge(): void {
    const { ports, place } = this.options;
    this.acknowledgedAt = ports.clock.now();
    if (place === undefined) return;
    const { version, enabled } = this.read;
    const asOf = new Date(this.acknowledgedAt).toISOString();
    ports.s3.put(place.bucket, place.key, JSON.stringify({ asOf, version, tradingEnabled: enabled }));
  }
}
