import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import type { Stop } from '../shared/guard/table';
import { disableCommand } from '../shared/halt/disable';
import type { StopRun } from '../shared/halt/run';
import type { Incident } from '../shared/incident';
import type { Look, StepResult } from '../shared/step';

/** The workflow that watches over a stop, and for how long it does. */
export const SweepStart = v.object({ machine: v.string(), forSeconds: v.number() });
export type SweepStart = v.InferOutput<typeof SweepStart>;

/**
 * Has it seen that nothing comes back, beside whatever else the runbook does: that takes longer than its other steps leave.
 * An incident's halt is watched over once, however often it is tried.
 * @returns for how many seconds.
 */
export async function startSweep(
  sfn: SFNClient,
  { machine, forSeconds }: SweepStart,
  { id }: Pick<Incident, 'id'>,
  { id: execution, since, by: startedBy, reason }: Stop,
): Promise<number> {
  const run: StopRun = {
    execution,
    startedAt: new Date(since).toISOString(),
    beginning: { startedBy, reason, options: {} },
    // Whether it is "false" is the sweep's first look.
    written: { version: 0 },
  };
  const input = JSON.stringify({ incidentId: id, run });
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: `${id}-sweep`.slice(0, 80), input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return forSeconds;
}

/** The step's answer, with what is watched and for how long. */
export function sweptWords(result: StepResult, swept: Look<number>, parameter: string): StepResult {
  const finding = `${result.finding.replace(/\.$/, '')}. `;
  if ('seen' in swept)
    return { ...result, finding: `${finding}For ${swept.seen} s it is seen to that nothing comes back.` };
  const look = `Look for some minutes whether it stays so: aws ssm get-parameter-history --name ${parameter}`;
  return {
    ...result,
    finding: `${finding}Nobody sees to it that nothing comes back (${swept.unseen}).`,
    advice: `${result.advice ? `${result.advice} ` : ''}${look}; if not: ${disableCommand(parameter)}`,
  };
}
