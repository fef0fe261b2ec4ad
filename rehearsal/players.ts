import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Order } from './order';
import type { Answer } from './player';
import type { Result } from './result';

/** More processes than this cost more to start than they save. */
const MOST = 4;

/**
 * Plays scenarios side by side, each process one at a time, and hands the results over in the order that was asked for.
 * @throws what a scenario threw: a rehearsal that cannot go on truthfully stops.
 */
export async function playAll(orders: readonly Order[], told: (result: Result) => void): Promise<Result[]> {
  const processes = Math.max(1, Math.min(MOST, availableParallelism(), orders.length));
  const results: (Result | undefined)[] = orders.map(() => undefined);
  let next = 0;
  let handed = 0;
  const handOver = (): void => {
    for (let result = results[handed]; result; result = results[++handed]) told(result);
  };
  const players = Array.from({ length: processes }, () =>
    fork(join(__dirname, 'player.ts'), [], {
      // A rehearsal makes and drops much: a larger nursery spares a tenth of the time.
      execArgv: ['--import', 'tsx', '--max-semi-space-size=64'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  try {
    await Promise.all(
      players.map(async (player) => {
        for (let mine = next++; mine < orders.length; mine = next++) {
          results[mine] = await ask(player, orders[mine] as Order);
          handOver();
        }
      }),
    );
  } finally {
    for (const player of players) player.kill();
  }
  return results as Result[];
}

function ask(player: ChildProcess, order: Order): Promise<Result> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`The process playing "${order.scenario}" ended with ${code}.`));
    player.once('exit', gone);
    player.once('message', (answer: Answer) => {
      player.off('exit', gone);
      if ('result' in answer) resolve(answer.result);
      else reject(new Error(`Scenario "${order.scenario}" cannot go on: ${answer.failed}`));
    });
    player.send(order);
  });
}
