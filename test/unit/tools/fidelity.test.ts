import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readClaims } from '../../../tools/fidelity/claims';
import { documentOf } from '../../../tools/fidelity/document';
import { escaped, linked } from '../../../tools/fidelity/markdown';

const ROOT = join(__dirname, '../../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fidelity-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('reading claims', () => {
  test('a claim is a sentence, its standing, its source and where it stands', () => {
    write('rehearsal/engine/sky.ts', [
      'const sky = 1;',
      '  // @claim documented: The sky is blue.',
      '  // @source https://example.org/sky',
    ]);
    expect(claims()).toEqual([
      {
        standing: 'documented',
        sentence: 'The sky is blue.',
        source: 'https://example.org/sky',
        file: 'rehearsal/engine/sky.ts',
        line: 2,
      },
    ]);
  });

  test('a sentence may go on over lines of comment, and a comment may follow the source', () => {
    write('rehearsal/sky.ts', [
      '// @claim assumed: The sky',
      '// is blue,',
      '//',
      '// by day.',
      '// @source nobody knows',
      '// This says why it matters.',
    ]);
    expect(claims()).toMatchObject([{ sentence: 'The sky is blue, by day.', source: 'nobody knows' }]);
  });

  test('a claim may stand in a docstring', () => {
    write('rehearsal/sky.ts', ['/**', ' * @claim cross-checked: The sky is blue.', ' * @source a painter */']);
    expect(claims()).toMatchObject([{ standing: 'cross-checked', sentence: 'The sky is blue.', source: 'a painter' }]);
  });

  test('an assumption may name the switch that plays it the other way', () => {
    write('rehearsal/sky.ts', ['// @claim assumed(skyIsBlue): The sky is blue.', '// @source nobody knows']);
    expect(claims()).toMatchObject([{ standing: 'assumed', switchName: 'skyIsBlue', sentence: 'The sky is blue.' }]);
  });

  test('files are read in the order of their names, wherever they lie', () => {
    const pair = ['// @claim assumed: It is.', '// @source nobody knows'];
    for (const name of ['b.ts', 'a/z.ts', 'B.ts', 'a.ts', 'read.me']) write(`rehearsal/${name}`, pair);
    const files = ['rehearsal/B.ts', 'rehearsal/a.ts', 'rehearsal/a/z.ts', 'rehearsal/b.ts'];
    expect(claims().map(({ file }) => file)).toEqual(files);
  });

  test.each([
    ['no source at the end of the file', ['// @claim assumed: It is.'], 'rehearsal/sky.ts:1: the claim has no @source'],
    [
      'code before the source',
      ['', '// @claim assumed: It is.', 'code();', '// @source here'],
      'rehearsal/sky.ts:2: the claim has no @source',
    ],
    [
      'another claim before the source',
      ['// @claim assumed: It is.', '// @claim assumed: It is not.', '// @source here'],
      'rehearsal/sky.ts:1: the claim has no @source',
    ],
    ['an empty source', ['// @claim assumed: It is.', '// @source'], 'rehearsal/sky.ts:1: the claim has no @source'],
    ['a source alone', ['', '// @source here'], 'rehearsal/sky.ts:2: the @source has no @claim above it'],
    [
      'an unknown standing',
      ['// @claim rumoured: It is.', '// @source here'],
      "rehearsal/sky.ts:1: the standing 'rumoured' is unknown; known are documented, cross-checked, assumed",
    ],
    [
      'a switch on what is documented',
      ['// @claim documented(either): It is.', '// @source here'],
      'rehearsal/sky.ts:1: what is documented has no switch; only what is assumed has',
    ],
    ['no standing', ['// @claim It is.', '// @source here'], 'rehearsal/sky.ts:1: a claim reads'],
    ['no sentence', ['// @claim assumed:', '// @source here'], 'rehearsal/sky.ts:1: a claim reads'],
    ['a claim behind code', ['code(); // @claim assumed: It is.'], 'rehearsal/sky.ts:1: a claim reads'],
    ['a claim behind other words', ['// See: @claim assumed: It is.'], 'rehearsal/sky.ts:1: a claim reads'],
  ])('%s is refused by file and line', (_, lines, problem) => {
    write('rehearsal/sky.ts', lines);
    expect(claims).toThrow(problem);
  });

  test('every problem is told at once', () => {
    write('rehearsal/a.ts', ['// @claim assumed: It is.', 'code();', '// @source here']);
    write('rehearsal/b.ts', ['// @claim rumoured: It is.', '// @source here']);
    expect(claims).toThrow(/a\.ts:1: .*\n.*a\.ts:3: .*\n.*b\.ts:1: /);
  });
});

describe('the document', () => {
  const claim = {
    standing: 'documented',
    sentence: 'It is.',
    source: 'here',
    file: 'rehearsal/cli.ts',
    line: 1,
  } as const;
  const headings = (document: string) => document.match(/^## .*/gm);

  test('has one table for each service of AWS, whether a file or a folder plays it, and for each other room', () => {
    const files = [
      'rehearsal/engine/asl/run.ts',
      'rehearsal/engine/aws/ecs.ts',
      'rehearsal/engine/aws/ecs/tasks.ts',
      'rehearsal/engine/aws/s3.ts',
      'rehearsal/engine/clock.ts',
      'rehearsal/platform/database.ts',
    ];
    const document = documentOf(files.map((file) => ({ ...claim, file })));
    expect(headings(document)).toEqual([
      '## Assumptions that have a switch',
      '## engine/asl',
      '## engine/aws/ecs',
      '## engine/aws/s3',
      '## engine/clock',
      '## platform/database',
    ]);
    expect(document.match(/^\| It is/gm)).toHaveLength(6);
  });

  test('counts the claims by their standing', () => {
    const standings = ['assumed', 'documented', 'assumed'] as const;
    const document = documentOf(standings.map((standing) => ({ ...claim, standing })));
    expect(document).toContain('**3 claims: 1 documented, 0 cross-checked, 2 assumed.**');
  });

  test('lists the switches by name, and says when there is none', () => {
    expect(documentOf([claim])).toContain('## Assumptions that have a switch\n\nNone.\n');
    const assumed = { ...claim, standing: 'assumed' } as const;
    const document = documentOf([
      { ...assumed, switchName: 'late', sentence: 'It is late.', line: 7 },
      { ...assumed, switchName: 'early', sentence: 'It is *early*.' },
    ]);
    expect(document).toContain(
      '- `early`: It is \\*early\\*. ([rehearsal/cli.ts](../rehearsal/cli.ts))\n' +
        '- `late`: It is late. ([rehearsal/cli.ts](../rehearsal/cli.ts))\n',
    );
    expect(document).toContain('| assumed, switch `late` |');
  });

  test.each([
    ['a|b', 'a\\|b'],
    ['`a|b` and *c*', '`a\\|b` and \\*c\\*'],
    ['ecs-svc/<19 digits>', 'ecs-svc/\\<19 digits\\>'],
    ['INSUFFICIENT_DATA, _odd_', 'INSUFFICIENT_DATA, \\_odd\\_'],
    ['[x] \\ ~ # & $', '\\[x\\] \\\\ \\~ \\# \\& \\$'],
    ['one ` alone', 'one \\` alone'],
  ])('shows %s as text', (sentence, cell) => {
    expect(escaped(sentence)).toBe(cell);
  });

  test.each([
    ['https://example.org/', '[example.org](<https://example.org/>)'],
    ['https://example.org/a/b_c.html', '[example.org/…/b_c.html](<https://example.org/a/b_c.html>)'],
    ['seen in (https://example.org/a), twice', 'seen in ([example.org/a](<https://example.org/a>)), twice'],
    ['moto, models.py', 'moto, models.py'],
    // The address is the one the client's own README gives for the command.
    [
      'SDK client-ecs UpdateService documentation (desiredCount)',
      '[SDK client-ecs UpdateService documentation](https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/ecs/command/UpdateServiceCommand/) (desiredCount)',
    ],
  ])('links the source %s', (source, cell) => {
    expect(linked(source)).toBe(cell);
  });
});

describe('npm run docs -- fidelity', () => {
  const pair = ['// @claim assumed: It is.', '// @source nobody knows'];

  test('docs/fidelity.md is up to date', () => {
    expect(docs(ROOT, '--check')).toEqual({ status: 0, stderr: '' });
  });

  test('writes the document, which is then up to date until a claim changes', () => {
    write('rehearsal/sky.ts', pair);
    expect(docs(folder)).toEqual({ status: 0, stderr: '' });
    expect(docs(folder, '--check')).toEqual({ status: 0, stderr: '' });
    const before = readFileSync(join(folder, 'docs/fidelity.md'), 'utf8');
    write('rehearsal/sky.ts', ['', ...pair]);
    expect(docs(folder, '--check')).toEqual({ status: 0, stderr: '' }); // it moved, and says the same
    write('rehearsal/sky.ts', ['// @claim assumed: It was.', '// @source nobody knows']);
    expect(docs(folder, '--check')).toEqual({
      status: 1,
      stderr: 'docs/fidelity.md is not up to date: npm run docs\n',
    });
    expect(readFileSync(join(folder, 'docs/fidelity.md'), 'utf8')).toBe(before);
  });

  test('fails where the document was never written, and where a claim is malformed', () => {
    write('rehearsal/sky.ts', pair);
    expect(docs(folder, '--check').status).toBe(1);
    write('rehearsal/sky.ts', ['// @claim rumoured: It is.', '// @source nobody knows']);
    expect(docs(folder)).toEqual({ status: 1, stderr: expect.stringContaining('rehearsal/sky.ts:1: the standing') });
  });
});

function claims() {
  return readClaims(folder, 'rehearsal');
}

function write(file: string, lines: readonly string[]): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
}

function docs(cwd: string, ...options: string[]): { status: number | null; stderr: string } {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const command = ['--import', tsx, join(ROOT, 'tools/docs.ts'), 'fidelity', ...options];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  return { status, stderr };
}
