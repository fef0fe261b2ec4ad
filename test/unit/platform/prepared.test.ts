import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PGlite } from '@electric-sql/pglite';
import { startPostgres } from '../../../rehearsal/platform/postgres/prepared';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'prepared-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** In place of PostgreSQL, which takes seconds: a cluster is what a text says, and no other text is one. */
const CLUSTER = 'an empty cluster';

/** @returns how it was started: with the cluster that was kept, or with initdb. */
async function start(): Promise<readonly string[]> {
  const started: string[] = [];
  const create = async (options?: { readonly loadDataDir: Blob }): Promise<PGlite> => {
    if (options && (await options.loadDataDir.text()) !== CLUSTER) throw new Error('That is no cluster.');
    started.push(options ? 'kept' : 'initdb');
    return { dumpDataDir: async () => new Blob([CLUSTER]) } as unknown as PGlite;
  };
  await startPostgres({ create }, cache);
  return started;
}

const file = (): string => {
  const [kept = '', ...others] = readdirSync(cache);
  expect(others).toEqual([]);
  return join(cache, kept);
};

test('the first start keeps what initdb made, and every other begins with it', async () => {
  expect(await start()).toEqual(['initdb']);
  expect(file()).toMatch(/-\d+\.\d+\.\d+\.tar\.gz$/);
  expect(await start()).toEqual(['kept']);
  expect(await start()).toEqual(['kept']);
});

test.each([
  ['torn', Buffer.from('not a cluster')],
  ['of something else', gzipSync('another cluster')],
])('what was kept and is %s is made again', async (_, content) => {
  await start();
  writeFileSync(file(), content);
  expect(await start()).toEqual(['initdb']);
  expect(await start()).toEqual(['kept']);
});

test('where nothing can be kept PostgreSQL starts all the same', async () => {
  rmSync(cache, { recursive: true });
  writeFileSync(cache, 'a file where the folder would be');
  expect(await start()).toEqual(['initdb']);
});
