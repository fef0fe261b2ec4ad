import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyRunbook } from '../../../../runbooks';
import { apply, blocksOf, notSeen } from '../../../../tools/docs/guide';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const guide = (...lines: string[]) => `${lines.join('\n')}\n`;

test('a block with a name is that file, and one with signs a change of it', () => {
  const blocks = blocksOf(
    guide(
      'Words.',
      '```ts title="a/b.ts"',
      'one',
      'two',
      '```',
      '',
      '```diff title="a/b.ts"',
      ' one',
      '-two',
      '+three',
      '```',
    ),
  );
  for (const block of blocks) if (block.is !== 'command') apply(folder, block);
  expect(readFileSync(join(folder, 'a/b.ts'), 'utf8')).toBe('one\nthree\n');
});

test('a change needs its lines once, whole, and says how often they are there', () => {
  const [change] = blocksOf(guide('```diff title="x.ts"', ' one', '+two', '```'));
  if (change?.is !== 'change') throw new Error('expected a change');
  writeFileSync(join(folder, 'x.ts'), 'someone\n');
  expect(() => apply(folder, change)).toThrow('In x.ts these lines stand nowhere, expected once:\none');
  writeFileSync(join(folder, 'x.ts'), 'one\none\n');
  expect(() => apply(folder, change)).toThrow('stand more than once, expected once:');
});

test('what is typed comes with what is seen', () => {
  expect(blocksOf(guide('```console', '$ npm start', 'Fixed: …', '$ npm test', '```'))).toEqual([
    { is: 'command', command: 'npm start', sees: ['Fixed: …'] },
    { is: 'command', command: 'npm test', sees: [] },
  ]);
});

test.each([
  ['a file without a name', guide('```ts', 'one', '```'), 'A block of ts names no file.'],
  ['a change without signs', guide('```diff title="x.ts"', 'one', '```'), 'which begins with no sign'],
  ['an output of nothing', guide('```console', 'Fixed', '```'), '"Fixed" is seen before any command.'],
])('%s cannot be followed', (_, text, problem) => expect(() => blocksOf(text)).toThrow(problem));

test('what is seen is seen in its order, and the first that is not is told', () => {
  expect(notSeen('a: 1 (of 2)\nb: 3', ['a: … (of 2)', 'b: 3'])).toBeUndefined();
  expect(notSeen('b: 3\na: 1', ['a: …', 'b: 3'])).toBe('b: 3');
  // A dot of the guide is a dot.
  expect(notSeen('fixedx', ['fixed.'])).toBe('fixed.');
});

test('the guide sees one runbook more than there are', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/add-a-runbook.md'), 'utf8');
  expect([...text.matchAll(/(\d+) runbooks,/g)].map(([, count]) => Number(count))).toEqual([everyRunbook.length + 1]);
});
