import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A folder of the house, a file in it that asks, and what it asks for. */
type Probe = readonly [file: string, statement: string];

const from = (specifier: string) => `import { it } from '${specifier}';`;

const REFUSED: readonly Probe[] = [
  ['bin/app.ts', from('../lambdas/do-it/handler')],
  ['bin/app.ts', from('../rehearsal/engine/clock')],
  ['lib/stack.ts', from('../bin/app')],
  ['lib/stack.ts', from('../rehearsal/cli')],
  ['lib/stack.ts', from('../lambdas/do-it/handler')],
  ['lib/stack.ts', from('../lambdas/do-it/decide')],
  ['lib/stack.ts', from('../lambdas/shared/step')],
  ['lib/stack.ts', "import { readSignals } from '../lambdas/shared/signals';"],
  ['lib/stack.ts', "import * as signals from '../lambdas/shared/signals';"],
  ['lib/deeper/stack.ts', from('../../lambdas/do-it/handler')],
  ['lambdas/do-it/handler.ts', from('../../lib/app')],
  ['lambdas/do-it/handler.ts', from('../../environments')],
  ['lambdas/do-it/handler.ts', from('../../bin/app')],
  ['lambdas/do-it/handler.ts', from('../../rehearsal/engine/clock')],
  ['runbooks/restart.ts', from('../environments/schema')],
  ['runbooks/restart.ts', from('../lambdas/shared/step')],
  ['runbooks/restart.ts', from('valibot')],
  ['runbooks/restart.ts', from('node:fs')],
  ['environments/prod.ts', from('../runbooks')],
  ['environments/prod.ts', from('../lib/naming')],
  ['rehearsal/cli.ts', from('../bin/app')],
  ['rehearsal/cli.ts', from('../runbooks')],
  ['rehearsal/scenarios/crash.ts', from('../../environments/prod')],
  ['rehearsal/scenarios/crash.ts', from('../../lib/app')],
  ['rehearsal/platform/service.ts', from('../../lambdas/shared/ecs')],
  ['rehearsal/platform/service.ts', from('../scenarios/crash')],
  ['rehearsal/platform/tasks/web.ts', from('../../scenarios/crash')],
  ['rehearsal/engine/clock.ts', from('../platform/service')],
  ['rehearsal/engine/clock.ts', from('../report')],
  ['rehearsal/engine/clock.ts', from('..')],
  ['rehearsal/engine/aws/ecs.ts', from('../../scenarios/crash')],
  ['rehearsal/engine/aws/ecs.ts', from('../../../runbooks')],
  ['rehearsal/engine/aws/ecs/tasks.ts', from('../../../platform/service')],
  ['rehearsal/engine/aws/ecs/tasks.ts', from('../../../../lambdas/shared/ecs')],
  ['rehearsal/engine/aws/ecs/tasks/stop.ts', from('../../../../platform/service')],
  // Every way of asking counts, not only the usual one.
  ['lib/stack.ts', "import type { It } from '../bin/app';"],
  ['lib/stack.ts', "import '../bin/app';"],
  ['lib/stack.ts', "export * from '../bin/app';"],
  ['lib/stack.ts', "export const it = import('../bin/app');"],
  ['lib/stack.ts', "import it = require('../bin/app');"],
];

const ALLOWED: readonly Probe[] = [
  ['bin/app.ts', from('../lib/app')],
  ['bin/app.ts', from('../runbooks')],
  ['bin/app.ts', from('../environments')],
  ['lib/stack.ts', from('aws-cdk-lib/aws-lambda')],
  ['lib/stack.ts', from('../environments/schema')],
  ['lib/stack.ts', from('../runbooks/actions')],
  ['lib/stack.ts', from('../lambdas/do-it/permissions')],
  ['lib/stack.ts', from('../lambdas/shared/permission')],
  ['lib/stack.ts', "import type { Absence, Signal } from '../lambdas/shared/signals';"],
  ['lambdas/do-it/handler.ts', from('../shared/step')],
  ['lambdas/do-it/handler.ts', from('../../runbooks/actions')],
  ['runbooks/restart.ts', from('./runbook')],
  ['environments/prod.ts', from('./schema')],
  ['environments/schema.ts', from('valibot')],
  ['rehearsal/cli.ts', from('./scenarios/crash')],
  ['rehearsal/scenarios/crash.ts', from('../platform/service')],
  ['rehearsal/platform/service.ts', from('../engine/clock')],
  ['rehearsal/engine/cost.ts', from('./aws/service')],
  ['rehearsal/engine/aws/ecs.ts', from('../clock')],
  ['rehearsal/engine/aws/ecs/tasks.ts', from('../../clock')],
];

describe('the direction of imports', () => {
  let refused: ReadonlySet<string>;

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'house-'));
    try {
      copyFileSync(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
      for (const probe of [...REFUSED, ...ALLOWED]) {
        mkdirSync(dirname(join(folder, fileOf(probe))), { recursive: true });
        writeFileSync(join(folder, fileOf(probe)), `${probe[1]}\n`);
      }
      refused = new Set(lint(folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each(REFUSED)('the linter refuses in %s: %s', (file, statement) => {
    expect(refused).toContain(fileOf([file, statement]));
  });

  test.each(ALLOWED)('the linter allows in %s: %s', (file, statement) => {
    expect(refused).not.toContain(fileOf([file, statement]));
  });

  test('holds in the whole tree', () => {
    expect(lint(ROOT)).toEqual([]);
  });

  test('is not walked around by a path or a form that the linter does not read', () => {
    const call = /\b(?:require|import)\(['"`]\./;
    const detour = /\b(?:from|import) ['"](?:\.\/|[^'"]*\w\/)\.\./;
    const files = ['bin', 'lib', 'lambdas', 'runbooks', 'environments', 'rehearsal'].flatMap(filesIn);
    const found = files.filter((file) => [call, detour, SILENCED].some((form) => form.test(read(file))));
    expect(found).toEqual([]);
  });

  test.each([
    '// biome-ignore lint/style/noRestrictedImports: a reason',
    '// biome-ignore lint/style: a reason',
    '// biome-ignore lint: a reason',
    '// biome-ignore-all lint: a reason',
    '// biome-ignore-all lint/style/noRestrictedImports: a reason',
    '// biome-ignore-start lint/style: a reason',
    '/* biome-ignore lint/nursery/noFloatingPromises lint/style/noRestrictedImports: a reason */',
    '// biome-ignore  lint/suspicious/noConsole: written so that nobody looks for it',
  ])('cannot be silenced: %s', (comment) => {
    expect(comment).toMatch(SILENCED);
  });

  test('may be said beside a comment that silences another rule, by its whole name and with its reason', () => {
    expect('// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.').not.toMatch(
      SILENCED,
    );
  });
});

/**
 * A comment that may silence the linter about imports: any that does not name one other rule, by its whole name. Of one
 * statement only: what holds for a file or a range (`-all`, `-start`) covers more than is seen beside it.
 */
const SILENCED = /biome-ignore(?! lint\/(?!style\/noRestrictedImports)[a-z0-9]+\/[a-zA-Z0-9]+: )/;

describe('the engine', () => {
  const SEED = new Set(['trading', 'dashboard', 'broker', 'angel', 'algo', 'nse']);
  /** What AWS itself calls so. */
  const OF_AWS = /AWS::CloudWatch::Dashboard|Dashboard(?:Body|Name)|CloudWatch-Dashboard-Body-Structure/g;

  test('knows AWS and has no word of what is rehearsed on it', () => {
    const files = ['rehearsal/engine', 'test/unit/engine'].flatMap(filesIn);
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) =>
      [file, ...read(file).split('\n')].flatMap((line, number) =>
        words(line.replace(OF_AWS, '')).some((word) => SEED.has(word)) ? [`${file}:${number}: ${line.trim()}`] : [],
      ),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['the trading service', 'trading'],
    ['brokerLink', 'broker'],
    ['NSE_OPEN', 'nse'],
    ['NSEHoliday', 'nse'],
    ['algo-trading', 'algo'],
    ['AngelOne', 'angel'],
  ])('reads %s as having the word %s', (text, word) => {
    expect(words(text)).toContain(word);
  });

  test.each(['response', 'algorithm', 'tangled', 'licenses'])('reads %s as one word of its own', (text) => {
    expect(words(text)).toEqual([text]);
  });
});

/** Lower case; the parts of a name in camel case, kebab case or snake case are words. */
function words(text: string): string[] {
  const parts = text.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2').match(/[A-Za-z]+/g) ?? [];
  return parts.map((part) => part.toLowerCase());
}

/** Every file below a folder of the tree, relative to the root. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** One file for each probe, in the folder the probe names. */
function fileOf([file, statement]: Probe): string {
  const number = [...REFUSED, ...ALLOWED].findIndex((one) => one[0] === file && one[1] === statement);
  return file.replace(/(\w+)\.ts$/, `$1-${number}.ts`);
}

/** The files in which the linter found an import that is restricted. */
function lint(folder: string): string[] {
  const biome = require.resolve('@biomejs/biome/bin/biome');
  const options = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none'];
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...options], { cwd: folder, encoding: 'utf8' });
  if (!stdout.startsWith('{')) throw new Error(`biome did not lint: ${stderr}`);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] };
  return diagnostics.map(({ category, location }) => {
    if (category !== 'lint/style/noRestrictedImports') throw new Error(`${location.path}: ${category}`);
    return location.path;
  });
}
