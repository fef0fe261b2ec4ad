import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { program } from 'commander';
import { readClaims } from './fidelity/claims';
import { documentOf } from './fidelity/document';

const FILE = 'docs/fidelity.md';

program
  .description(`Write ${FILE}: every claim the rehearsal makes about AWS, how it is known, and its source.`)
  .option('--check', `write nothing; fail when ${FILE} is not up to date`)
  .action(({ check }: { check?: true }) => {
    try {
      const document = documentOf(readClaims(process.cwd(), 'rehearsal'));
      if (check) compareWith(document);
      else write(document);
    } catch (error) {
      program.error(error instanceof Error ? error.message : String(error));
    }
  })
  .parse();

function compareWith(document: string): void {
  if (existsSync(FILE) && readFileSync(FILE, 'utf8') === document) return;
  program.error(`${FILE} is not up to date: npm run docs`);
}

function write(document: string): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, document);
}
