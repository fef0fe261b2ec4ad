import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apply, blocksOf, notSeen } from '../../tools/docs/guide';

const ROOT = join(__dirname, '../..');
const GUIDE = readFileSync(join(ROOT, 'docs/add-a-runbook.md'), 'utf8');
/** Synthesising and bundling on a busy machine takes minutes. */
const PATIENCE_MS = 900_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const { stdout } = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const files = stdout
    .split('\n')
    .filter((file) => file !== '' && statSync(join(ROOT, file), { throwIfNoEntry: false }));
  expect(files.length).toBeGreaterThan(1000);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file));
  }
  // A link to the folder would not do: what esbuild finds behind one lies outside the tree, where lib/bundles.ts does not
  // look for changes. Links to the files are within it.
  const { status, stderr } = spawnSync('cp', ['-al', join(ROOT, 'node_modules'), join(folder, 'node_modules')], {
    encoding: 'utf8',
  });
  if (status !== 0)
    cpSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  expect(readdirSync(join(folder, 'node_modules')).length || stderr).toBeGreaterThan(10);
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'docs/add-a-runbook.md: whoever follows it sees what it says',
  () => {
    for (const block of blocksOf(GUIDE)) {
      if (block.is !== 'command') apply(folder, block);
      else {
        const { command, sees } = block;
        const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
          cwd: folder,
          encoding: 'utf8',
          // What this run of jest has set for itself is not the reader's.
          env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
        });
        const output = `${stdout}${stderr}`;
        expect({
          command,
          status,
          missing: notSeen(output, sees),
          output: status === 0 ? '' : output.slice(-3000),
        }).toEqual({
          command,
          status: 0,
          missing: undefined,
          output: '',
        });
      }
    }
  },
  PATIENCE_MS,
);
