import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = `
  const { PGlite } = require('@electric-sql/pglite');
  const { startPostgres } = require('./rehearsal/platform/postgres/prepared.ts');
  startPostgres(PGlite, process.argv[1]).then(async (started) => {
    const { rows } = await started.query('SELECT 6 * 7 AS answer');
    console.log(rows[0].answer);
  });
`;

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'kept-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** Real milliseconds after which a process is taken for one that never ends. */
const NEVER_MS = 60_000;

test.each(['with what initdb made', 'with what was kept'])(
  'a process that has started PostgreSQL %s ends by itself',
  async () => {
    const started = promisify(execFile)(process.execPath, ['--import', 'tsx', '--eval', SCRIPT, cache], {
      cwd: join(__dirname, '../../..'),
      timeout: NEVER_MS,
    });
    expect((await started).stdout).toBe('42\n');
  },
  2 * NEVER_MS,
);
