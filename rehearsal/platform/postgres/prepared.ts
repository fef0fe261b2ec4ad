import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { PGlite } from '@electric-sql/pglite';

/** As much of PGlite as is used here. */
interface Postgres {
  create(options?: { readonly loadDataDir: Blob; readonly postgresqlconf: string[] }): Promise<PGlite>;
}

/** What can be made again. */
const CACHE = join(__dirname, '../../../.build');

/**
 * What was kept is of a server at work, so that PostgreSQL recovers it, as after a crash. It sets an alarm meanwhile to
 * say how far it is, which PGlite never takes back: a process would never end by itself.
 * https://www.postgresql.org/docs/18/runtime-config-logging.html#GUC-LOG-STARTUP-PROGRESS-INTERVAL
 */
const WITHOUT_ALARM = ['log_startup_progress_interval = 0'];

/**
 * An empty PostgreSQL, which keeps no process alive. What initdb makes is the same every time and takes much of a start
 * (two seconds of a processor): it is made once and kept. Where it cannot be kept, or what was kept cannot be read, it is
 * made anew.
 */
export async function startPostgres(postgres: Postgres, cache: string = CACHE): Promise<PGlite> {
  // One release does not open what another has made.
  const file = join(cache, `postgres-of-pglite-${version()}.tar.gz`);
  const kept = read(file);
  if (kept) {
    try {
      return await postgres.create({ loadDataDir: kept, postgresqlconf: WITHOUT_ALARM });
    } catch {
      rmSync(file, { force: true });
    }
  }
  const made = await postgres.create();
  keep(file, Buffer.from(await (await made.dumpDataDir('none')).arrayBuffer()));
  return made;
}

function version(): string {
  const file = join(dirname(require.resolve('@electric-sql/pglite')), '../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function read(file: string): Blob | undefined {
  try {
    return new Blob([gunzipSync(readFileSync(file))]);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, whoever else is at it. */
function keep(file: string, content: Buffer): void {
  const unfinished = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(unfinished, gzipSync(content, { level: 1 }));
    renameSync(unfinished, file);
  } catch {
    rmSync(unfinished, { force: true });
  }
}
