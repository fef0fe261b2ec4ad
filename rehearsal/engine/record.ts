/** Whether a value is an object with members; of any realm, so that it does not matter which side of a sandbox made it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
