import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** How far a claim about AWS is known to be true. */
export const STANDINGS = {
  documented: 'AWS says so, at the source',
  'cross-checked': 'AWS does not say; another implementation, named as the source, agrees',
  assumed: 'not verified; the source is the nearest there is',
} as const;

export type Standing = keyof typeof STANDINGS;

/** One sentence about AWS that a file of the rehearsal relies on. */
export interface Claim {
  readonly standing: Standing;
  /** The setting that plays an assumption the other way. */
  readonly switchName?: string;
  readonly sentence: string;
  readonly source: string;
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** Of the line with `@claim`, from 1. */
  readonly line: number;
}

/** A claim whose source has not been read yet. */
interface Open {
  readonly line: number;
  readonly words: string[];
}

const COMMENT = /^\s*(?:\/\/+|\/?\*+)\s?(.*?)\s*(?:\*\/)?$/;
const CLAIM = /^([\w-]+)(?:\((\w+)\))?:\s+(\S.*)$/;
const FORM = "a claim reads '@claim <standing>: <sentence>', and on the next line of comment '@source <source>'";

/**
 * Every claim below a folder, by file and line.
 * @param root what file names are relative to.
 * @throws naming file and line of each claim that is malformed, has no source or an unknown standing.
 */
export function readClaims(root: string, folder: string): Claim[] {
  const problems: string[] = [];
  const claims = typescriptFiles(root, folder).flatMap((file) =>
    claimsOf(file, readFileSync(join(root, file), 'utf8'), (line, problem) => {
      problems.push(`${file}:${line}: ${problem}`);
    }),
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return claims;
}

function typescriptFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Where a problem is, and what it is. */
type Report = (line: number, problem: string) => void;

function claimsOf(file: string, content: string, report: Report): Claim[] {
  const claims: Claim[] = [];
  let open: Open | undefined;
  const abandon = () => {
    if (open) report(open.line, 'the claim has no @source');
    open = undefined;
  };
  for (const [index, code] of content.split(/\r?\n/).entries()) {
    const line = index + 1;
    const comment = COMMENT.exec(code)?.[1];
    const [, tag, rest = ''] = /^@(claim|source)\b\s*(.*)$/.exec(comment ?? '') ?? [];
    if (tag === undefined && /@(claim|source)\b/.test(code)) report(line, FORM);
    if (tag === 'claim') {
      abandon();
      open = { line, words: [rest] };
    } else if (tag === 'source') {
      if (open) claims.push(...read(file, open, rest, report));
      else report(line, 'the @source has no @claim above it');
      open = undefined;
    } else if (comment === undefined) abandon();
    else open?.words.push(comment);
  }
  abandon();
  return claims;
}

function read(file: string, { line, words }: Open, source: string, report: Report): Claim[] {
  const [, standing, switchName, sentence] = CLAIM.exec(words.filter((one) => one !== '').join(' ')) ?? [];
  if (standing === undefined || sentence === undefined) report(line, FORM);
  else if (!isStanding(standing)) {
    report(line, `the standing '${standing}' is unknown; known are ${Object.keys(STANDINGS).join(', ')}`);
  } else if (switchName !== undefined && standing !== 'assumed') {
    report(line, `what is ${standing} has no switch; only what is assumed has`);
  } else if (source === '') report(line, 'the claim has no @source');
  else return [{ standing, ...(switchName === undefined ? {} : { switchName }), sentence, source, file, line }];
  return [];
}

function isStanding(text: string): text is Standing {
  return Object.hasOwn(STANDINGS, text);
}
