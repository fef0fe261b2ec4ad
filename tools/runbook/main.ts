import { CommanderError } from 'commander';
import { CannotAsk, NotDone } from './errors';
import { spelled } from './options';
import { programFor } from './program';
import { plainLines } from './telling/text';
import type { World } from './world';

export type ExitStatus = 0 | 1 | 2;

/**
 * One command line from beginning to end; nothing is thrown.
 * @param words those after the program's name.
 * @returns 0 done, 1 refused or failed by the API, 2 it could not be asked.
 */
export async function main(words: readonly string[], world: World): Promise<ExitStatus> {
  try {
    await programFor(world).parseAsync(spelled(words), { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said what is wrong
    const [message, status] = said(error);
    world.err(`${plainLines(message).join('\n')}\n`);
    return status;
  }
}

function said(error: unknown): [message: string, status: ExitStatus] {
  if (error instanceof NotDone) return [error.message, 1];
  if (error instanceof CannotAsk) return [error.message, 2];
  const { name = 'Error', message = String(error) } = error as Partial<Error>;
  return [
    `The answer is not understood (${name}: ${message}). Is the stack deployed from this version? --json prints it as it is.`,
    2,
  ];
}
