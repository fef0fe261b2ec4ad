import * as v from 'valibot';
import { GuardInput } from '../guard/guard';
import { UndoInput } from '../guard/undo';
import type { Incident } from '../incident';

const Absence = v.picklist(['fault', 'nothing-happened', 'unknown']);

const Service = v.object({
  name: v.string(),
  /** Its image, as the environment names it: what it may be deployed from is its repository. */
  image: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** Whether tasks of the old and the new generation may run side by side. */
  overlap: v.boolean(),
  /** Whether its open work is read back when it starts. */
  stateSurvives: v.boolean(),
  logStreamPrefix: v.string(),
  /** Every alarm of it, and what it means when the alarm's metric is silent. */
  alarms: v.record(v.string(), Absence),
  /** How what a stop-first deployment changes is put back, should this run die. */
  undo: UndoInput,
});

/** What every step of a release is told: all services, because which one it is about is said when it is started. */
export const ReleaseInput = v.object({
  cluster: v.string(),
  services: v.object({ trading: Service, dashboard: Service, 'data-service': Service }),
  logGroup: v.string(),
  /** ERROR lines in one minute above which the minute counts as an outbreak. */
  maxErrorLinesPerMinute: v.number(),
  guard: GuardInput,
});
export type ReleaseInput = v.InferOutput<typeof ReleaseInput>;

/** The service a run is about. */
export interface Subject extends Omit<v.InferOutput<typeof Service>, 'name'> {
  readonly cluster: string;
  /** Its name in ECS. */
  readonly service: string;
  readonly role: keyof ReleaseInput['services'];
  readonly guard: GuardInput;
}

/** Without another word it is the trading service. @throws when the incident names no service there is. */
export function subjectOf({ cluster, services, guard }: ReleaseInput, { options }: Pick<Incident, 'options'>): Subject {
  const role = options?.service ?? 'trading';
  const known = Object.keys(services) as (keyof typeof services)[];
  const found = known.find((one) => one === role);
  if (!found) throw new Error(`service: given "${role}", expected one of: ${known.join(', ')}`);
  const { name: service, ...rest } = services[found];
  return { cluster, service, role: found, guard, ...rest };
}
