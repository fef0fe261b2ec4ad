import * as v from 'valibot';
import { endToEndProbe, testAlarm } from '../../../runbooks/end-to-end-probe';
import type { Incident } from '../incident';

/** What a probe notes before it raises the test alarm; ISO 8601 in UTC. */
const Raised = v.object({ raisedAt: v.string() });
export type Raised = v.InferOutput<typeof Raised>;

export const PROBE_NOTE = 'probe';

/** @returns undefined while the probe has not raised it. */
export const raisedBy = ({ notes }: Pick<Incident, 'notes'>): Raised | undefined => {
  const read = v.safeParse(Raised, notes?.[PROBE_NOTE]);
  return read.success ? read.output : undefined;
};

export const isProbe = (incidentId: string): boolean => incidentId.startsWith(`${endToEndProbe.id}-`);
export const isTestAlarm = (incidentId: string): boolean => incidentId.startsWith(`${testAlarm.id}-`);
