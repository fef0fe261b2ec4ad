import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync, version } from 'esbuild';

const ROOT = join(__dirname, '..');
const LAMBDAS = join(ROOT, 'lambdas');
/** What can be made again. */
const CACHE = join(ROOT, '.build');

/** Folders and files that functions are made of, besides the packages, which the lock file names with their checksums. */
const SOURCES = ['lambdas', 'runbooks', 'tsconfig.json', 'package.json', 'package-lock.json'];

/** Bundles of so many states of the sources are kept: two branches that somebody goes to and fro between. */
const KEPT = 2;

/** Far more than a build takes. */
const UNFINISHED_MS = 3_600_000;

export const ESBUILD: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // Without keepNames: the errors that reach a workflow or a finding name themselves, and defining every other name anew
  // takes time in each cold start.
  minify: true,
  mainFields: ['module', 'main'], // tree shaking: a third of the size and half of the time to load
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

/** Every folder under lambdas/ with a handler.ts is one function. */
export function functionNames(): string[] {
  return readdirSync(LAMBDAS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(LAMBDAS, entry.name, 'handler.ts')))
    .map(({ name }) => name)
    .sort();
}

let built: string | undefined;

/**
 * The bundles of all functions, a folder each: by one esbuild process, once for each state of what they are made of.
 * @returns the folder they are in.
 * @throws where a function is made of something that its state does not cover; and what esbuild throws.
 */
export function builtFunctions(): string {
  built ??= kept(join(CACHE, `lambdas-${stateOf(SOURCES)}`));
  return built;
}

/** For whoever wants to know how long a synthesis takes where nothing is bundled yet. */
export function forgetBundles(): void {
  for (const name of everyKept()) rmSync(join(CACHE, name), { recursive: true, force: true });
  built = undefined;
}

function kept(folder: string): string {
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return folder;
  }
  // Whole or not at all, whoever else synthesises at the same time.
  const unfinished = `${folder}.${process.pid}`;
  try {
    const { metafile } = buildSync({
      ...ESBUILD,
      absWorkingDir: ROOT,
      entryPoints: Object.fromEntries(functionNames().map((name) => [`${name}/handler`, `lambdas/${name}/handler.ts`])),
      outdir: unfinished,
      metafile: true,
    });
    const foreign = Object.keys(metafile.inputs).filter((file) => !/^(lambdas|runbooks|node_modules)\//.test(file));
    if (foreign.length > 0) throw new Error(`lib/bundles.ts does not watch what functions import: ${foreign}.`);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Somebody else was sooner.
    if (!existsSync(folder)) throw error;
  }
  forgetOldest();
  return folder;
}

function stateOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([version, ESBUILD]));
  for (const source of sources) {
    const path = join(ROOT, source);
    const files = statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => join(parentPath, name))
          .sort();
    for (const file of files) hash.update(`\0${file.slice(ROOT.length)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/** Also what a process that was ended has not finished. */
function forgetOldest(): void {
  const changed = (name: string): number => statSync(join(CACHE, name)).mtimeMs;
  const all = everyKept();
  const whole = all.filter((name) => !name.includes('.')).sort((one, other) => changed(other) - changed(one));
  const left = all.filter((name) => name.includes('.') && Date.now() - changed(name) > UNFINISHED_MS);
  for (const name of [...whole.slice(KEPT), ...left]) rmSync(join(CACHE, name), { recursive: true, force: true });
}

const everyKept = (): string[] =>
  existsSync(CACHE) ? readdirSync(CACHE).filter((name) => name.startsWith('lambdas-')) : [];
