import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prices } from '../../../../rehearsal/engine/prices';
import { everyRunbook } from '../../../../runbooks';
import { makeDocuments } from '../../../../tools/docs/documents';

const ROOT = join(__dirname, '../../../..');
const docs = (name: string) => readFileSync(join(ROOT, 'docs', `${name}.md`), 'utf8');

describe('npm run docs', () => {
  test('docs/runbooks.md is up to date', async () => {
    const [[file, made] = ['', '']] = await makeDocuments(['runbooks']);
    expect(file).toBe('docs/runbooks.md');
    expect(docs('runbooks') === made || 'npm run docs').toBe(true);
  });

  test('docs/runbooks.md tells every runbook with every step', () => {
    for (const { id, steps } of everyRunbook) {
      expect(docs('runbooks')).toContain(`\n\`${id}\`. `);
      for (const { says } of steps) expect(docs('runbooks').replaceAll('\\', '')).toContain(` ${says} (\``);
    }
  });

  // Its bills are played by the tests of steadiness: test/rehearsal/documents.test.ts.
  test('docs/costs.md has every price as it is charged', () => {
    for (const [name, { usd, date }] of Object.entries(prices)) {
      const row =
        docs('costs')
          .split('\n')
          .find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
      const [, said, , , on] = row.split(' | ');
      expect([name, said === 'free' ? 0 : Number(said), on]).toEqual([name, usd, date]);
    }
  });

  test('names what it does not know, and what there is', async () => {
    await expect(makeDocuments(['weather'])).rejects.toThrow(
      'There is no document weather; there are fidelity, market-phases, runbooks, workflows, permissions, costs.',
    );
  });
});
