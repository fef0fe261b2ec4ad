import { type Order, playOrder } from '../order';
import type { Result } from '../result';
import { LiveAudience } from './audience';

export interface Attending {
  readonly port: number;
  readonly say: (line: string) => void;
  readonly tell: (result: Result) => void;
}

/**
 * Plays one story in this process with real people in it, and shows it until they leave: Enter lets time run, Ctrl-C ends.
 * @throws when the port is taken, and what the story throws.
 */
export async function playAttended(order: Order, { port, say, tell }: Attending): Promise<void> {
  // Functions in AWS run in UTC; the sandboxes share this process's zone.
  process.env.TZ = 'UTC';
  const audience = await LiveAudience.open({ port, say, tell });
  say(`Your desk is ${audience.loopback}: every message as it is sent, and its links.`);
  say('Time stands still while somebody is asked. Enter lets it run, closing the desk too; Ctrl-C ends.\n');
  const enter = (): void => audience.goOn();
  const leave = (): void => audience.leave();
  process.stdin.on('data', enter);
  process.once('SIGINT', leave);
  process.once('SIGTERM', leave);
  try {
    await playOrder(order, audience);
  } finally {
    process.stdin.off('data', enter);
    process.stdin.pause();
    process.off('SIGINT', leave);
    process.off('SIGTERM', leave);
    await audience.close();
  }
}
