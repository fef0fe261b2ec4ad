import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyNotWritable, write } from '../../../../rehearsal/report';
import { rehearse, temporaryFolder } from '../../../support/rehearsal';

const { folder, remove } = temporaryFolder();
afterAll(remove);

describe('where a report may be written', () => {
  test('is a folder that is there; looking leaves nothing behind', () => {
    expect(whyNotWritable(join(folder, 'day.html'))).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('may be a file that is there, which looking leaves as it is', () => {
    const file = join(folder, 'before.html');
    writeFileSync(file, 'before');
    expect(whyNotWritable(file)).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('before');
  });

  test('is not a folder that is missing, a file taken for a folder, or a folder taken for a file', () => {
    mkdirSync(join(folder, 'folder.html'));
    writeFileSync(join(folder, 'file'), '');
    expect(whyNotWritable(join(folder, 'missing', 'day.html'))).toBe(`there is no folder ${join(folder, 'missing')}.`);
    expect(whyNotWritable(join(folder, 'file', 'day.html'))).toBe(`${join(folder, 'file')} is no folder.`);
    expect(whyNotWritable(join(folder, 'folder.html'))).toBe(`${join(folder, 'folder.html')} is no file.`);
  });

  test('is not where nothing can be made: a file system says why', () => {
    expect(whyNotWritable('/proc/day.html')).toMatch(/^\/proc\/day\.html cannot be written: E\w+/);
  });

  test('is no story’s id: whoever forgets the name is told', () => {
    expect(whyNotWritable('crash-loop')).toBe('expected the name of a file that ends in .html, got "crash-loop".');
  });
});

test('a report is written as it is, and its size is said', () => {
  const file = join(folder, 'sized.html');
  expect(write(file, 'é'.repeat(600))).toBe('2 kB');
  expect(readFileSync(file, 'utf8')).toBe('é'.repeat(600));
  expect(write(file, 'a'.repeat(1_240_000))).toBe('1.2 MB');
});

describe('the command line, before it plays anything', () => {
  test.each([
    ['a folder that is missing', [join(folder, 'missing', 'day.html')], /there is no folder .*missing/],
    ['a name that is none of a page', ['crash-loop'], /ends in \.html, got "crash-loop"/],
    ['--page', [join(folder, 'day.html'), '--page', 'crash-loop'], /--report: expected no --page/],
    ['--list', [join(folder, 'day.html'), '--list'], /--report: nothing is played with --list/],
  ])('refuses %s with status 2', async (_, args, says) => {
    const { status, stdout, stderr } = await rehearse('--report', ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });
});
