import type { BeforeStop } from '../guard/stop-record';
import { standing } from '../guard/stop-record';
import type { Kept, Stop } from '../guard/table';
import type { Line } from '../incident';
import { type Look, look, type StepContext } from '../step';
import { unkept } from './records';
import type { StopNotes } from './stop-service';

/** Writes what is done to the service: the stop's record first, then lines beside the step's own. */
export class LineNotes implements StopNotes {
  private written = 0;
  private kept: Look<Stop> | undefined;
  /** An earlier attempt has said how it found the service. */
  private said = false;

  /**
   * @param step the lines' step.
   * @param mark tells the lines of two runs apart that write at the same instant.
   * @param record keeps the stop with how the service was before.
   */
  constructor(
    private readonly context: Pick<StepContext, 'table' | 'incident' | 'now'>,
    private readonly step: string,
    private readonly mark: string,
    private readonly record: (before: BeforeStop) => Promise<Look<Stop>>,
  ) {}

  /** Part of a sentence where the stop could not be kept. */
  get unkept(): string | undefined {
    return this.kept && unkept(this.kept);
  }

  /**
   * How the service was before it was touched, where that is known: by an earlier stop that stands, or by a restart that has
   * stopped it first, whose desired count of 0 is not what anybody wanted.
   */
  before(kept: Look<Kept>): BeforeStop | undefined {
    if ('unseen' in kept) return undefined;
    const { stop, undo } = kept.seen;
    const earlier = standing(stop)?.before;
    this.said = earlier !== undefined;
    if (earlier || undo?.kind !== 'stopped-first') return earlier;
    const { desired, ...bounds } = undo.before;
    return { desired, bounds: 'min' in bounds ? bounds : 'none' };
  }

  async stopping(service: string, before: BeforeStop): Promise<void> {
    const { desired, bounds } = before;
    const scaled =
      typeof bounds === 'string' ? `scaling ${bounds}` : `scaled between ${bounds.min} and ${bounds.max} tasks`;
    this.kept = await this.record(before);
    if (this.said) return;
    this.said = true;
    await this.write({
      finding: `Stopping ${service}, which has a desired count of ${desired}, ${scaled}.`,
      evidence: { before },
    });
  }

  stopped(service: string): Promise<void> {
    return this.write({
      finding: `Stopped ${service}: desired count 0, scaling suspended.`,
      act: { action: 'stop', resource: service },
    });
  }

  /** A table that does not take the line must not keep trading going. */
  async write(said: Pick<Line, 'finding' | 'act' | 'evidence'>): Promise<void> {
    const { table, incident, now } = this.context;
    const line: Line = { at: new Date(now()).toISOString(), step: this.step, outcome: 'noted', ...said };
    await look(() => table.write(incident.id, line, `${this.mark}-${++this.written}`));
  }
}
