import type { BuildOptions, Metafile } from 'esbuild';

/** esbuild's options as its command line takes them. @throws for an option that it would take in another form. */
export const flagsOf = (options: BuildOptions): string[] =>
  Object.entries(options).map(([name, value]: [string, unknown]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return flag;
    if (Array.isArray(value)) return `${flag}=${value.join(',')}`;
    if (typeof value === 'string' || value === false) return `${flag}=${value}`;
    throw new Error(`The option ${name} of esbuild has no plain flag.`);
  });

/**
 * The AWS clients of which something is in an output, whoever asked for them, in order.
 * @param ending of the output's path, such as `/check-service/handler.js`. @throws when no output ends so.
 */
export function clientsIn({ outputs }: Pick<Metafile, 'outputs'>, ending: string): string[] {
  const output = Object.entries(outputs).find(([file]) => `/${file}`.endsWith(ending))?.[1];
  if (!output) throw new Error(`esbuild wrote no ${ending}.`);
  const packages = Object.entries(output.inputs).flatMap(([file, { bytesInOutput }]) => {
    const name = /(?:^|\/)node_modules\/(@aws-sdk\/client-[^/]+)\//.exec(file)?.[1];
    return name !== undefined && bytesInOutput > 0 ? [name] : [];
  });
  return [...new Set(packages)].sort();
}
