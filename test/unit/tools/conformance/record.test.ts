import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECORD, type Record, readme, whyNoRecord, write } from '../../../../tools/conformance/record';

const README = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');

const count = { questions: 3, asked: 2, agreed: 2, differing: 0, refused: {}, unanswered: {}, notAskable: { so: 1 } };
const record: Record = {
  date: '2026-12-01',
  region: 'ap-south-1',
  stories: 39,
  judged: { states: count, patterns: count, policies: { ...count, agreed: 1, differing: 1 } },
};

test('README says whether AWS has judged the engine, and when', () => {
  const known = existsSync(RECORD) ? (JSON.parse(readFileSync(RECORD, 'utf8')) as Record) : undefined;
  expect(README).toContain(readme(known));
  if (known) expect(README).not.toContain(readme());
});

test('what README is to say holds the day, the place and the figures', () => {
  expect(readme()).toBe('It is not yet judged by AWS.');
  expect(readme(record)).toBe(
    'AWS judged it on 2026-12-01 in ap-south-1: of 6 answers 5 agreed and 1 differed (docs/conformance.json).',
  );
});

test('a record can be read again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  try {
    const path = join(folder, 'conformance.json');
    write(record, path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(record);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const AWS = new Set(['sync-states.ap-south-1.amazonaws.com', 'events.ap-south-1.amazonaws.com', 'iam.amazonaws.com']);
const whole = { inPart: false, status: 0, hosts: AWS } as const;

test('a whole run is recorded, whether AWS agrees or not', () => {
  expect(whyNoRecord(whole)).toBeUndefined();
  expect(whyNoRecord({ ...whole, status: 1 })).toBeUndefined();
});

test('nothing is recorded that is not AWS’s word, or not about all of it', () => {
  expect(whyNoRecord({ ...whole, hosts: new Set([...AWS, '127.0.0.1']) })).toBe(
    'it was not AWS that answered, but 127.0.0.1',
  );
  expect(whyNoRecord({ ...whole, inPart: true })).toBe('only a part was asked');
  expect(whyNoRecord({ ...whole, status: 2 })).toBe('not everything was answered');
});
