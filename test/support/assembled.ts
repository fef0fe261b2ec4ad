/** The app of this run of jest, synthesised once for all test files (test/support/assemble-once.ts). @returns its folder. */
export function assembled(): string {
  const directory = process.env.ASSEMBLED;
  if (!directory) throw new Error('Nothing is assembled: the jest project lacks the globalSetup that does it.');
  return directory;
}
