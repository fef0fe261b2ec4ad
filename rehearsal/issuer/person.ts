/** Somebody who can sign in. */
export interface Person {
  /** What the issuer calls them: the `sub` of their tokens. */
  readonly subject: string;
  readonly name: string;
}
