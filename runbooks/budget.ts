/** The time an action may take at worst. */
export interface Budget {
  /** Calls of one round: the first and its retries. */
  readonly attempts: number;
  /** TimeoutSeconds of one call. */
  readonly timeoutSeconds: number;
  /** How often the step may answer `wait` and be asked again, plus one. */
  readonly rounds: number;
}
