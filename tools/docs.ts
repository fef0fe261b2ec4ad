import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { program } from 'commander';
import { DOCUMENT_NAMES, makeDocuments } from './docs/documents';

type Document = readonly [file: string, content: string];

program
  .description(
    `Write the generated documents: ${DOCUMENT_NAMES.map((name) => `docs/${name}.md`).join(', ')}. Synthesises the app, and plays a few stories for the costs.`,
  )
  .argument('[names...]', `these alone: ${DOCUMENT_NAMES.join(', ')}`)
  .option('--check', 'write nothing; fail when a document is not up to date')
  .option('--assembly <dir>', 'an existing cloud assembly, instead of synthesising')
  .action(async (names: string[], { check, assembly }: { check?: true; assembly?: string }) => {
    try {
      const documents = await makeDocuments(names.length > 0 ? names : DOCUMENT_NAMES, assembly);
      if (check) compareWith(documents);
      else for (const document of documents) write(document);
    } catch (error) {
      program.error(error instanceof Error ? error.message : String(error));
    }
  });
program.parseAsync().catch((error: unknown) => program.error(String(error)));

function compareWith(documents: readonly Document[]): void {
  const stale = documents.filter(([file, content]) => !existsSync(file) || readFileSync(file, 'utf8') !== content);
  if (stale.length === 0) return;
  program.error(stale.map(([file]) => `${file} is not up to date: npm run docs`).join('\n'));
}

function write([file, content]: Document): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
