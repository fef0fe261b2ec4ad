import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ESBUILD, forgetBundles, functionNames } from '../../lib/bundles';
import { synthesise } from '../../rehearsal/synthesise';
import { bundleFunctions } from './bundles';
import { flagsOf } from './esbuild';
import { median, REACHES, type Standing, standing } from './reaches';

const ROOT = join(__dirname, '../..');

/** Wall seconds, medians of so many rounds. */
export interface SynthesisFigures {
  readonly functions: number;
  readonly rounds: number;
  /** The whole app, bundles included, into an empty folder. */
  readonly appSeconds: number;
  /** The same again while nothing that functions are made of has changed. */
  readonly againSeconds: number;
  /** All functions in one esbuild process, as the app does it. */
  readonly bundlingSeconds: number;
  /** One esbuild process per function, one after the other; no more than the bundling. */
  readonly processPerFunctionSeconds: number;
  readonly ratio: number;
  readonly bundlingRatio: number;
  readonly reach: Standing;
}

/** Synthesises and bundles in turn, so that a slow minute of the machine falls on all of them. */
export function measureSynthesis(assembly: string, bundles: string, rounds: number): SynthesisFigures {
  const app: number[] = [];
  const again: number[] = [];
  const together: number[] = [];
  const oneByOne: number[] = [];
  for (let round = 0; round < rounds; round++) {
    forgetBundles();
    app.push(seconds(() => synthesise(assembly)));
    again.push(seconds(() => synthesise(assembly)));
    together.push(seconds(() => bundleFunctions(bundles)));
    oneByOne.push(seconds(() => bundleOneByOne(bundles)));
  }
  const appSeconds = median(app);
  const bundlingSeconds = median(together);
  const processPerFunctionSeconds = median(oneByOne);
  return {
    functions: functionNames().length,
    rounds,
    appSeconds,
    againSeconds: median(again),
    bundlingSeconds,
    processPerFunctionSeconds,
    ratio: appSeconds / processPerFunctionSeconds,
    bundlingRatio: bundlingSeconds / processPerFunctionSeconds,
    reach: standing(appSeconds, REACHES.synthesisSeconds),
  };
}

/** As CDK's NodejsFunction bundles: the esbuild of node_modules once per function; finding it through npx is not counted. */
function bundleOneByOne(folder: string): void {
  for (const name of functionNames()) {
    const { status, stderr, error } = spawnSync(
      join(ROOT, 'node_modules', '.bin', 'esbuild'),
      [...flagsOf(ESBUILD), `lambdas/${name}/handler.ts`, `--outfile=${join(folder, name, 'handler.js')}`],
      { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' },
    );
    if (error) throw error;
    if (status !== 0) throw new Error(`esbuild does not bundle ${name}:\n${stderr}`);
  }
}

function seconds(act: () => void): number {
  const began = performance.now();
  act();
  return (performance.now() - began) / 1000;
}
