import * as v from 'valibot';

const text = v.string();
const count = v.number();

/** A part of the system as it was read; or why it could not be. */
const read = <T extends v.GenericSchema>(schema: T) =>
  v.union([v.object({ seen: schema }), v.object({ unseen: text })]);

const ServiceState = v.object({
  /** `family:revision`. */
  taskDefinition: text,
  /** By container: the image the task definition names. */
  images: v.record(text, text),
  /** Digests the running tasks have been started from; a tag may have moved since. */
  runningDigests: v.array(text),
  desired: count,
  running: count,
  /** Null: the service is not scaled by itself. */
  scaling: v.nullable(
    v.object({
      min: count,
      max: count,
      suspended: v.object({ in: v.boolean(), out: v.boolean(), scheduled: v.boolean() }),
    }),
  ),
  /** By name: its type, and its configuration as JSON. */
  policies: v.record(text, v.object({ type: text, configuration: text })),
});
export type ServiceState = v.InferOutput<typeof ServiceState>;

const ParameterState = v.object({
  version: count,
  /** Null: it is none of those that are shown. */
  value: v.nullable(text),
});

const AlarmState = v.object({ state: text, actionsEnabled: v.boolean() });

const DatabaseState = v.object({
  status: text,
  instanceClass: text,
  engine: text,
  engineVersion: text,
  storageGb: v.nullable(count),
  storageType: v.nullable(text),
  multiAz: v.boolean(),
  deletionProtection: v.boolean(),
  subnetGroup: v.nullable(text),
  securityGroups: v.array(text),
  /** By name: whether it is applied, in the words of AWS. */
  parameterGroups: v.record(text, text),
  /** Names of the settings that wait to be applied; never their values. */
  pending: v.array(text),
});
export type DatabaseState = v.InferOutput<typeof DatabaseState>;

/** How the system is set up, at one time: `maintenance/<incidentId>/state-before.json` and `state-after.json`. */
export const SystemState = v.object({
  /** ISO 8601 in UTC. */
  at: text,
  environment: text,
  region: text,
  cluster: text,
  instance: text,
  /** By physical name. */
  services: v.record(text, read(ServiceState)),
  database: read(DatabaseState),
  /** By name; null: there is none of that name. */
  parameters: read(v.record(text, v.nullable(ParameterState))),
  /** By name. */
  alarms: read(v.record(text, AlarmState)),
});
export type SystemState = v.InferOutput<typeof SystemState>;

/** What a step that looks at the whole system is told. */
export const SystemInput = v.object({
  environment: v.string(),
  region: v.string(),
  cluster: v.string(),
  /** Physical names. */
  services: v.array(v.string()),
  instance: v.string(),
  /** Names of the parameters; the values of those that are no secret and say how things are switched are shown. */
  parameters: v.array(v.object({ name: v.string(), shown: v.boolean() })),
  /** What the names of this environment's alarms begin with. */
  alarmPrefixes: v.array(v.string()),
});
export type SystemInput = v.InferOutput<typeof SystemInput>;

/** What could not be read, a line each. `vital`: services and database; without them nobody could go back. */
export function unread(state: SystemState): { readonly vital: readonly string[]; readonly other: readonly string[] } {
  const missing = (what: string, look: { seen: unknown } | { unseen: string }) =>
    'unseen' in look ? [`${what}: ${look.unseen}`] : [];
  return {
    vital: [
      ...Object.entries(state.services).flatMap(([name, look]) => missing(name, look)),
      ...missing(state.instance, state.database),
    ],
    other: [...missing('the parameters', state.parameters), ...missing('the alarms', state.alarms)],
  };
}
