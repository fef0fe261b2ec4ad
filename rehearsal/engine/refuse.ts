/** The rehearsal was asked for something it does not play. It is a gap in the rehearsal, never an answer of AWS. */
export class NotPlayed extends Error {
  /**
   * @param what what was given, and where: `s3 PutObject ACL`.
   * @param played what is supported instead.
   */
  constructor(what: string, played: readonly string[]) {
    super(`The rehearsal does not play ${what}. It plays: ${played.join(', ')}.`);
    this.name = 'NotPlayed';
  }
}

/**
 * Refuses the members of an input that nothing here acts on, so that none is dropped in silence.
 * @throws NotPlayed naming them.
 */
export function refuseOthers(where: string, input: object, played: readonly string[]): void {
  const others = Object.entries(input).flatMap(([member, value]) =>
    value === undefined || played.includes(member) ? [] : [member],
  );
  if (others.length > 0) throw new NotPlayed(`${where} ${others.join(', ')}`, played);
}
