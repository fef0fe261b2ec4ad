import { accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Why a report cannot be written there, found out before anything is played; undefined when it can. What stands there
 * already is not touched.
 */
export function whyNotWritable(file: string): string | undefined {
  const path = resolve(file);
  const folder = dirname(path);
  if (!/\.html$/i.test(path)) return `expected the name of a file that ends in .html, got "${file}".`;
  if (!existsSync(folder)) return `there is no folder ${folder}.`;
  if (!statSync(folder).isDirectory()) return `${folder} is no folder.`;
  const there = existsSync(path);
  if (there && !statSync(path).isFile()) return `${path} is no file.`;
  try {
    if (there) accessSync(path, constants.W_OK);
    else {
      // Only making it tells: a file system may be mounted for reading.
      closeSync(openSync(path, 'wx'));
      rmSync(path);
    }
    return undefined;
  } catch (error) {
    return `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** @returns its size as a person reads it: `87 kB`, `1.2 MB`. @throws when it cannot be written. */
export function write(file: string, text: string): string {
  writeFileSync(file, text);
  const bytes = Buffer.byteLength(text);
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
