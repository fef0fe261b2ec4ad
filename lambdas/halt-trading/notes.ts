import * as v from 'valibot';
import type { Line } from '../shared/incident';
import { look, type StepContext } from '../shared/step';

/** The step of the lines beside the step's own. */
export const STEP = 'Halt trading';

const Halting = v.object({ halting: v.string() });

/**
 * Why an earlier attempt of this step halted, which wrote so before it acted and died. The first one counts: it alone has
 * seen the system untouched.
 */
export function begunIn(lines: readonly Line[]): string | undefined {
  const own = lines.filter(({ step }) => step === STEP).map(({ evidence }) => evidence);
  const halting = own.find((evidence) => v.is(Halting, evidence));
  return v.is(Halting, halting) ? halting.halting : undefined;
}

/** Written before the parameter is touched. A table that does not take the line must not keep trading going. */
export async function noteHalting(
  { table, incident, now }: Pick<StepContext, 'table' | 'incident' | 'now'>,
  because: string,
): Promise<void> {
  const line: Line = {
    at: new Date(now()).toISOString(),
    step: STEP,
    outcome: 'noted',
    finding: `Halting trading because ${because}.`,
    evidence: { halting: because },
  };
  await look(() => table.write(incident.id, line, 'halting'));
}
