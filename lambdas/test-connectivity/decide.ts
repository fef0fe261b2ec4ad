import { type Seen, unconnected } from '../shared/connection';
import type { StepResult } from '../shared/step';

/**
 * Does the database answer from where the services are? `SELECT 1` over verified TLS proves it. Starting up is waited for.
 * Every other failure is for people, with what to do about it: no restart of a service mends its database, and credentials it
 * refuses are never tried twice. Where endpoint or secret cannot be read nothing was proved: unknown, and for people.
 */
export const decideConnectivity = (seen: Seen): StepResult =>
  unconnected(seen) ?? {
    outcome: 'continue',
    finding: `${seen.instance} answers SELECT 1 in ${seen.database} over verified TLS.`,
  };
