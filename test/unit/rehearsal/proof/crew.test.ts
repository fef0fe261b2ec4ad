import { join } from 'node:path';
import { Crew } from '../../../../rehearsal/proof/crew';

interface Task {
  readonly double?: number;
  readonly fail?: true;
}

let crew: Crew<Task, { readonly doubled?: number; readonly pid: number }>;
beforeEach(() => {
  crew = new Crew({ player: join(__dirname, 'crew-member.ts'), size: 2 });
});
afterEach(() => crew.leave());

test('answers come in the order of their tasks, each is told as it comes, and the processes are used again', async () => {
  const told: number[] = [];
  const first = await crew.all([{ double: 1 }, { double: 2 }, { double: 3 }], (_, index) => told.push(index));
  expect(first.map(({ doubled }) => doubled)).toEqual([2, 4, 6]);
  expect(told.sort()).toEqual([0, 1, 2]);
  const second = await crew.all([{}, {}]);
  const processes = new Set([...first, ...second].map(({ pid }) => pid));
  expect(processes.size).toBeLessThanOrEqual(2);
});

test('one that fails ends it all, and says which task it was', async () => {
  await expect(crew.all([{ double: 1 }, { fail: true }, { double: 3 }])).rejects.toThrow(
    /\{"fail":true\}: Error: it cannot be done/,
  );
  // Whoever asks again has processes that work.
  expect(await crew.all([{ double: 4 }])).toMatchObject([{ doubled: 8 }]);
});
