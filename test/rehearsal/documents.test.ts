import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDocuments } from '../../tools/docs/documents';
import { assembled } from '../support/assembled';

test('docs/costs.md is up to date, with the bills of its stories (npm run docs)', async () => {
  const [[, made] = ['', '']] = await makeDocuments(['costs'], assembled());
  expect(readFileSync(join(__dirname, '../../docs/costs.md'), 'utf8') === made || 'npm run docs').toBe(true);
}, 600_000);
