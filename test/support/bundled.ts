import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Bundle } from '../../rehearsal/engine/bundles';

/** A fixture as the app's functions are bundled: one file, for Node.js in Lambda. */
export function bundled(entryPoint: string): Bundle {
  const outfile = join(mkdtempSync(join(tmpdir(), 'fixture-bundle-')), 'index.js');
  buildSync({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  return Bundle.load(outfile);
}
