import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarios } from '../../../rehearsal/scenarios';
import { blocksOf } from '../../../tools/docs/guide';

const ROOT = join(__dirname, '../../..');
const read = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8');
const GUIDE = read('add-a-runbook.md');
const THREATS = read('threat-model.md');
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

describe.each([
  ['docs/threat-model.md', THREATS],
  ['docs/add-a-runbook.md', GUIDE],
])('%s', (_, text) => {
  test('every file and folder it names exists', () => {
    const named = [
      ...prose(text).matchAll(/`((?:test|lib|lambdas|runbooks|rehearsal|environments|tools)\/[\w./-]+)`/g),
    ];
    expect(named.length).toBeGreaterThan(0);
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('every page it links to exists', () => {
    const linked = [...text.matchAll(/\]\(([^)#]+)(?:#[\w-]+)?\)/g)].map(([, path = '']) => path);
    expect(linked.filter((path) => !/^https?:/.test(path) && !existsSync(join(ROOT, 'docs', path)))).toEqual([]);
  });
});

test('every door of the threat model names a test that holds it, and every story it names is played', () => {
  const [, doors = ''] = /## The doors\n([\s\S]*?)## Not defended/.exec(THREATS) ?? [];
  const paragraphs = doors.split('\n\n').filter((paragraph) => paragraph.startsWith('**'));
  expect(paragraphs.length).toBeGreaterThan(10);
  expect(paragraphs.filter((paragraph) => !/\nHeld by `test\//.test(paragraph))).toEqual([]);
  const stories = [...doors.matchAll(/stor(?:y|ies) ([^.\n]+)/g)].flatMap(([, list = '']) =>
    [...list.matchAll(/`([\w*-]+)`/g)].map(([, story = '']) => story),
  );
  expect(stories.length).toBeGreaterThan(5);
  const played = (story: string) =>
    scenarios.some(({ id }) => (story.endsWith('*') ? id.startsWith(story.slice(0, -1)) : id === story));
  expect(stories.filter((story) => !played(story))).toEqual([]);
});

describe('docs/add-a-runbook.md', () => {
  const blocks = blocksOf(GUIDE);

  test('makes files that are not there yet, and changes files that are, at lines that stand there once', () => {
    const written = new Map<string, string>();
    for (const block of blocks) {
      if (block.is === 'command') continue;
      const path = join(ROOT, block.file);
      if (block.is === 'file') {
        expect([block.file, existsSync(path)]).toEqual([block.file, false]);
        written.set(block.file, block.text);
        continue;
      }
      const parts = `\n${written.get(block.file) ?? readFileSync(path, 'utf8')}`.split(`\n${block.before}`);
      expect([block.file, block.before, parts.length]).toEqual([block.file, block.before, 2]);
      written.set(block.file, parts.join(`\n${block.after}`).slice(1));
    }
  });

  test('types commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const typed = blocks.flatMap((block) => (block.is === 'command' ? [block.command] : []));
    const runs = typed.flatMap((command) => /^npm (?:run )?([\w:-]+)/.exec(command)?.[1] ?? []);
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.filter((script) => !(script in scripts))).toEqual([]);
  });
});
