import * as v from 'valibot';
import type { Line } from '../shared/incident';
import { look, type StepContext } from '../shared/step';

const STEP = 'Halt trading';

const Bounds = v.object({
  min: v.number(),
  max: v.number(),
  suspended: v.object({ in: v.boolean(), out: v.boolean(), scheduled: v.boolean() }),
});

/** How the service was before it was stopped. No undo record: what a halt has stopped, a person brings back. */
export const Before = v.object({
  desired: v.union([v.number(), v.literal('unknown')]),
  /** `none`: it is not scaled. */
  bounds: v.union([Bounds, v.literal('none'), v.literal('unknown')]),
});
export type Before = v.InferOutput<typeof Before>;

const Halting = v.object({ halting: v.string() });
const Stopping = v.object({ before: Before });

/** What an earlier attempt of this step wrote down before it acted and died. */
export interface Begun {
  /** Why it halted. */
  readonly because?: string;
  /** How it found the service. */
  readonly before?: Before;
}

/** Reads the intentions off the timeline. The first one of a kind counts: it alone has seen the system untouched. */
export function begunIn(lines: readonly Line[]): Begun {
  const own = lines.filter(({ step }) => step === STEP).map(({ evidence }) => evidence);
  const halting = own.find((evidence) => v.is(Halting, evidence));
  const stopping = own.find((evidence) => v.is(Stopping, evidence));
  return {
    ...(v.is(Halting, halting) ? { because: halting.halting } : {}),
    ...(v.is(Stopping, stopping) ? { before: stopping.before } : {}),
  };
}

/** Writes lines beside the step's own. */
export class Notes {
  private written = 0;

  constructor(private readonly context: Pick<StepContext, 'table' | 'incident' | 'now'>) {}

  /** Before the parameter is touched. */
  halting(because: string): Promise<void> {
    return this.write({ finding: `Halting trading because ${because}.`, evidence: { halting: because } });
  }

  /** Before the service is touched. */
  stopping(service: string, before: Before): Promise<void> {
    const { desired, bounds } = before;
    const scaled =
      typeof bounds === 'string' ? `scaling ${bounds}` : `scaled between ${bounds.min} and ${bounds.max} tasks`;
    return this.write({
      finding: `Stopping ${service}, which has a desired count of ${desired}, ${scaled}.`,
      evidence: { before },
    });
  }

  /** After the service was touched. */
  stopped(service: string): Promise<void> {
    return this.write({
      finding: `Stopped ${service}: desired count 0, scaling suspended.`,
      act: { action: 'stop', resource: service },
    });
  }

  /** A table that does not take the line must not keep trading going. */
  private async write(said: Pick<Line, 'finding' | 'act' | 'evidence'>): Promise<void> {
    const { table, incident, now } = this.context;
    const line: Line = { at: new Date(now()).toISOString(), step: STEP, outcome: 'noted', ...said };
    // Two attempts never write at the same instant.
    await look(() => table.write(incident.id, line, `halt-${++this.written}`));
  }
}
