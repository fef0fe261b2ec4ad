import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync, type Metafile } from 'esbuild';
import { ESBUILD, functionNames } from '../../lib/bundles';
import { clientsIn } from './esbuild';
import type { Bundle, Bundles, Size } from './functions';

const ROOT = join(__dirname, '../..');

/** Bundles every function in one esbuild process with the app's own options. */
export function bundleFunctions(folder: string): Metafile {
  return buildSync({
    ...ESBUILD,
    metafile: true,
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(functionNames().map((name) => [`${name}/handler`, `lambdas/${name}/handler.ts`])),
    outdir: folder,
  }).metafile;
}

/** Bundles every function and the empty handlers it is compared with, below a folder. */
export function bundleAll(folder: string): Bundles {
  const metafile = bundleFunctions(folder);
  const functions = functionNames().map((name) => {
    const file = join(folder, name, 'handler.js');
    return { name, file, clients: clientsIn(metafile, `/${name}/handler.js`), ...sizeOf(file) };
  });
  const sets = new Map(functions.map(({ clients }) => [clients.join(' '), clients]));
  return {
    functions,
    empty: emptyHandler(folder, []),
    withClients: [...sets.values()].map((clients) => emptyHandler(folder, clients)),
  };
}

/** A handler that does nothing, beside clients that were made and are not used. */
function emptyHandler(folder: string, clients: readonly string[]): Bundle {
  const name = ['empty', ...clients.map((client) => client.replace('@aws-sdk/client-', ''))].join('-');
  const classes = clients.map(classOf);
  mkdirSync(join(folder, name), { recursive: true });
  const file = join(folder, name, 'handler.js');
  buildSync({
    ...ESBUILD,
    stdin: {
      contents: [
        ...clients.map((client, n) => `import { ${classes[n]} } from '${client}';`),
        `export const clients = [${classes.map((client) => `new ${client}({})`).join(', ')}];`,
        'export const handler = async () => {};',
      ].join('\n'),
      resolveDir: ROOT,
    },
    outfile: file,
  });
  return { name, file, clients, ...sizeOf(file) };
}

/** `ECSClient` of `@aws-sdk/client-ecs`. */
function classOf(client: string): string {
  const names = Object.keys(createRequire(__filename)(client) as object);
  const found = names.find((name) => /^[A-Z]\w*Client$/.test(name));
  if (!found) throw new Error(`${client} exports no client.`);
  return found;
}

function sizeOf(file: string): Size {
  const code = readFileSync(file);
  return { bytes: code.length, gzipBytes: gzipSync(code).length };
}
