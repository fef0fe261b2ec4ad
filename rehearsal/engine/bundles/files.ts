import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { Realm } from './realm';
import { reduced, refuse } from './refused';

/** What asks about a path, and the system call Node names in the error. */
const READS: Readonly<Record<string, string>> = {
  access: 'access',
  lstat: 'lstat',
  open: 'open',
  opendir: 'opendir',
  readFile: 'open',
  readdir: 'scandir',
  readlink: 'readlink',
  realpath: 'lstat',
  stat: 'stat',
};

/** A file system in which no path exists: it can be asked, and nothing can be written. */
export function createFiles(
  enter: (callback: () => void) => void,
  { adopt, makeError }: Realm,
): { fs: Record<string, unknown>; promises: Record<string, unknown> } {
  const noSuchFile = (systemCall: string, path: unknown) => {
    const message = `ENOENT: no such file or directory, ${systemCall} '${String(path)}'`;
    return makeError(message, { errno: -2, code: 'ENOENT', syscall: systemCall, path: String(path) });
  };
  const asked: Record<string, unknown> = {};
  const synchronous: Record<string, unknown> = {};
  const withCallback: Record<string, unknown> = {};
  for (const [name, systemCall] of Object.entries(READS)) {
    asked[name] = (path: unknown) => adopt(Promise.reject(noSuchFile(systemCall, path)));
    withCallback[name] = (path: unknown, ...rest: unknown[]) => {
      const callback = rest.at(-1) as (error: Error) => void;
      process.nextTick(() => enter(() => callback(noSuchFile(systemCall, path))));
    };
    synchronous[`${name}Sync`] = (path: unknown, options?: { throwIfNoEntry?: boolean }) => {
      if (options?.throwIfNoEntry === false) return undefined;
      throw noSuchFile(systemCall, path);
    };
  }
  const promises = reduced('node:fs/promises', fs.promises, asked);
  return {
    promises,
    fs: reduced('node:fs', fs, {
      ...withCallback,
      ...synchronous,
      promises,
      constants: fs.constants,
      existsSync: () => false,
      exists: (_path: unknown, callback: (exists: boolean) => void) =>
        process.nextTick(() => enter(() => callback(false))),
      createReadStream: (path: unknown) =>
        new Readable({
          read() {
            this.destroy(noSuchFile('open', path));
          },
        }),
      // Asked about with `instanceof` by the SDK for every body.
      ReadStream: Object.assign(refuse('node:fs.ReadStream'), { prototype: Object.create(Readable.prototype) }),
      WriteStream: refuse('node:fs.WriteStream'),
    }),
  };
}
