import type { Mutant } from './mutant';

/** Why nobody has to notice some mutants. */
export interface Reason {
  /** Of their names, from the first character to the last. */
  readonly mutants: RegExp;
  readonly because: string;
}

export const REASONS: readonly Reason[] = [];

/** @throws for a reason that no mutant needs any more: it would excuse the next one that bears such a name. */
export function checkReasons(mutants: readonly Pick<Mutant, 'name'>[], reasons: readonly Reason[] = REASONS): void {
  for (const { mutants: pattern, because } of reasons) {
    if (!mutants.some(({ name }) => isAbout(pattern, name)))
      throw new Error(`No mutant is called like ${pattern} any more, which is not noticed because "${because}"`);
  }
}

export const reasonFor = (name: string, reasons: readonly Reason[] = REASONS): string | undefined =>
  reasons.find(({ mutants }) => isAbout(mutants, name))?.because;

const isAbout = (pattern: RegExp, name: string): boolean => new RegExp(`^(?:${pattern.source})$`).test(name);
