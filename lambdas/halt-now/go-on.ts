import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** What a halt that is not proved hands over to the emergency stop. */
export interface Handed {
  /** Who asked, in words. */
  readonly by: string;
  readonly reason: string;
  /** When they asked; milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Has the emergency stop go on. Whoever asks again within the same minute asks for the same run; across a full minute there
 * are two, which work on one incident.
 * @returns name of the execution.
 */
export async function goOn(sfn: SFNClient, machine: string, { by, reason, at }: Handed): Promise<string> {
  const name = `halt-${new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '')}`;
  const input = JSON.stringify({ startedBy: by, reason });
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name, input }));
  } catch (error) {
    // Somebody else, or the same person, has asked for it a moment ago.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return name;
}
