import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/** A new folder that `removeFolders` removes. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A hand-written cloud assembly with one stack of these resources. */
export function assemblyOf(resources: Record<string, object>, sections: object = {}): string {
  const artifact = {
    type: 'aws:cloudformation:stack',
    environment: 'aws://123456789012/ap-south-1',
    properties: { templateFile: 'stack.template.json', stackName: 'shop-prod' },
  };
  return folderOf({ shop: artifact }, { 'stack.template.json': { Resources: resources, ...sections } });
}

/** A cloud assembly of these artifacts and JSON files. */
export function folderOf(artifacts: Record<string, object>, files: Record<string, unknown> = {}): string {
  const folder = newFolder();
  for (const [name, content] of Object.entries({ ...files, 'manifest.json': { version: '1', artifacts } })) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
