import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import { OURSELVES } from '../incident';

/**
 * What was changed for a time, as it was before: written before the change, so that whoever finds it can put everything
 * back. One service has one at most. Times in milliseconds since the epoch.
 */
export interface Undo {
  /** `scaled-up`: the scalable minimum was raised. `stopped-first`: the service is down between two generations. */
  readonly kind: 'scaled-up' | 'stopped-first';
  readonly incident: string;
  readonly since: number;
  /** A service that has no scalable target has a desired count alone. */
  readonly before: Capacity | Pick<Capacity, 'desired'>;
  /** `scaled-up`: the minimum it was raised to. */
  readonly raisedTo?: number;
  /** `stopped-first`: id of the deployment whose tasks were stopped. */
  readonly generation?: string;
}

/** A service's capacity settings. */
export interface Capacity {
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly suspended: Suspended;
}

/** Which ways of scaling are suspended. */
export interface Suspended {
  readonly in: boolean;
  readonly out: boolean;
  readonly scheduled: boolean;
}

/** How a step starts the run that puts things back, later. */
export const UndoInput = v.object({
  /** ARN of the workflow that starts another at an instant. */
  later: v.string(),
  /** ARN of the runbook that undoes. */
  machine: v.string(),
  afterSeconds: v.number(),
});
export type UndoInput = v.InferOutput<typeof UndoInput>;

/**
 * Sees to it that an undo comes, whatever becomes of the run that needs it. Done before the change; asking again about the
 * same change asks for the same run.
 */
export async function scheduleUndo(
  sfn: SFNClient,
  { later, machine, afterSeconds }: UndoInput,
  about: { readonly incident: string; readonly service: string; readonly since: number },
): Promise<void> {
  const at = new Date(about.since + afterSeconds * 1000).toISOString();
  const input = {
    startedBy: OURSELVES,
    reason: `undo what incident ${about.incident} changed on ${about.service}`,
  };
  const command = new StartExecutionCommand({
    stateMachineArn: later,
    name: nameOf(about),
    input: JSON.stringify({ at, machine, input }),
  });
  try {
    await sfn.send(command);
  } catch (error) {
    // Another try for the same change has come this far before.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

/** One incident may change several services, and names of executions end after 80 characters: what tells them apart is first. */
function nameOf({ incident, service, since }: { incident: string; service: string; since: number }): string {
  const mark = createHash('sha256').update(`${incident} ${service} ${since}`).digest('hex').slice(0, 12);
  return `undo-${mark}-${incident}`.slice(0, 80);
}
