import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a reader of a guide does, one block after the other. */
export type Block =
  /** A file, whole. */
  | { readonly is: 'file'; readonly file: string; readonly text: string }
  /** Lines of a file that become others. */
  | { readonly is: 'change'; readonly file: string; readonly before: string; readonly after: string }
  /** A command, and what is seen of it in this order; `…` stands for anything. */
  | { readonly is: 'command'; readonly command: string; readonly sees: readonly string[] };

const FENCE = /^```(\w+)(?: title="([^"]+)")?\n([\s\S]*?)^```$/gm;

/** The blocks of a guide, in its order. @throws at a block that nobody could follow. */
export function blocksOf(guide: string): Block[] {
  return [...guide.matchAll(FENCE)].flatMap(([, language = '', file, text = '']): Block[] => {
    if (language === 'console') return commandsOf(text);
    if (file === undefined) throw new Error(`A block of ${language} names no file.`);
    return [language === 'diff' ? changeOf(file, text) : { is: 'file', file, text }];
  });
}

function commandsOf(text: string): Block[] {
  const blocks: { is: 'command'; command: string; sees: string[] }[] = [];
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, command] = /^\$ (.+)$/.exec(line) ?? [];
    if (command !== undefined) blocks.push({ is: 'command', command, sees: [] });
    else if (blocks.length === 0) throw new Error(`"${line}" is seen before any command.`);
    else blocks.at(-1)?.sees.push(line);
  }
  return blocks;
}

function changeOf(file: string, text: string): Block {
  const lines = text.split('\n').slice(0, -1);
  const wrong = lines.find((line) => !/^[ +-]/.test(line));
  if (wrong !== undefined) throw new Error(`A change of ${file} has the line "${wrong}", which begins with no sign.`);
  const side = (sign: '+' | '-') =>
    lines
      .filter((line) => line[0] !== sign)
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return { is: 'change', file, before: side('+'), after: side('-') };
}

/** Does what a block says about files, below a folder. @throws when the lines to change are not there exactly once. */
export function apply(folder: string, block: Exclude<Block, { is: 'command' }>): void {
  const path = join(folder, block.file);
  if (block.is === 'file') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, block.text);
    return;
  }
  // Whole lines: what stands before them ends one.
  const text = `\n${readFileSync(path, 'utf8')}`;
  const wanted = `\n${block.before}`;
  const at = text.indexOf(wanted);
  if (at < 0 || text.indexOf(wanted, at + 1) >= 0) {
    const often = at < 0 ? 'nowhere' : 'more than once';
    throw new Error(`In ${block.file} these lines stand ${often}, expected once:\n${block.before}`);
  }
  writeFileSync(path, `${text.slice(1, at + 1)}${block.after}${text.slice(at + wanted.length)}`);
}

/** What was expected and not seen, in the order in which it should have been; undefined: everything was. */
export function notSeen(output: string, sees: readonly string[]): string | undefined {
  let from = 0;
  for (const line of sees) {
    const pattern = line
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    const found = new RegExp(pattern).exec(output.slice(from));
    if (!found) return line;
    from += found.index + found[0].length;
  }
  return undefined;
}
