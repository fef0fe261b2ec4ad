/**
 * What every AWS client of a step is made with: four tries with the SDK's own back-off (throttling is ordinary), and no
 * single try longer than 3 s, so that a call that hangs is tried again inside the step's time-out.
 */
export const CLIENT = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
} as const;

/** A variable the stack sets: the first two on every function, the others on those that answer the HTTP API. */
export function setting(name: 'INCIDENT_TABLE' | 'REPORT_BUCKET' | 'DIRECTORY' | 'SYSTEM'): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set; the stack sets it.`);
  return value;
}
