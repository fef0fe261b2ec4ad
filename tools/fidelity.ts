import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { program } from 'commander';
import { readClaims } from './fidelity/claims';
import { documentOf } from './fidelity/document';
import { marketPhasesDocument } from './market-phases';

type Document = readonly [file: string, content: string];

program
  .description(
    'Write the generated documents: docs/fidelity.md (every claim the rehearsal makes about AWS, how it is known, and ' +
      'its source) and docs/market-phases.md (what may be done in which phase of the market).',
  )
  .option('--check', 'write nothing; fail when a document is not up to date')
  .action(({ check }: { check?: true }) => {
    try {
      const documents: readonly Document[] = [
        ['docs/fidelity.md', documentOf(readClaims(process.cwd(), 'rehearsal'))],
        ['docs/market-phases.md', marketPhasesDocument()],
      ];
      if (check) compareWith(documents);
      else for (const document of documents) write(document);
    } catch (error) {
      program.error(error instanceof Error ? error.message : String(error));
    }
  })
  .parse();

function compareWith(documents: readonly Document[]): void {
  const stale = documents.filter(([file, content]) => !existsSync(file) || readFileSync(file, 'utf8') !== content);
  if (stale.length === 0) return;
  program.error(stale.map(([file]) => `${file} is not up to date: npm run docs`).join('\n'));
}

function write([file, content]: Document): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
