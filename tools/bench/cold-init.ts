import { spawnSync } from 'node:child_process';
import type { Assembly } from '../../rehearsal/engine/assembly';
import { median } from './reaches';

/** Milliseconds of one kind of start. */
export interface ColdInit {
  /** Requiring the bundle, in a process that has loaded nothing before. */
  readonly loadMs: number;
  /** From the start of the node process until the bundle is loaded. */
  readonly initMs: number;
}

const SCRIPT = `
  const { performance } = require('node:perf_hooks');
  const before = performance.now();
  require(process.argv[1]);
  const after = performance.now();
  process.stdout.write(JSON.stringify({ loadMs: after - before, initMs: after }));
  process.exit();
`;

/** Every variable that a function is given by the stack, as loading them may read any. */
export function variablesOf(assembly: Assembly): Record<string, string> {
  const all = assembly.ofType('AWS::Lambda::Function').map(({ properties }) => {
    const { Variables } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    return Object.fromEntries(Object.entries(Variables ?? {}).map(([name, value]) => [name, String(value)]));
  });
  return Object.assign({ AWS_REGION: 'ap-south-1' }, ...all) as Record<string, string>;
}

/**
 * Loads every file in a fresh node process, one after the other and round after round, so that a slow minute of the
 * machine falls on all of them.
 * @returns the medians by file.
 */
export function coldInits(
  files: readonly string[],
  rounds: number,
  variables: Readonly<Record<string, string>>,
): ReadonlyMap<string, ColdInit> {
  const measured = new Map<string, ColdInit[]>(files.map((file) => [file, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [file, inits] of measured) inits.push(coldInit(file, variables));
  }
  return new Map(
    [...measured].map(([file, inits]) => [
      file,
      { loadMs: median(inits.map(({ loadMs }) => loadMs)), initMs: median(inits.map(({ initMs }) => initMs)) },
    ]),
  );
}

function coldInit(file: string, variables: Readonly<Record<string, string>>): ColdInit {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['-e', SCRIPT, file], {
    encoding: 'utf8',
    env: { ...variables, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${file} cannot be loaded:\n${stderr}`);
  return JSON.parse(stdout) as ColdInit;
}
