import * as v from 'valibot';
import { parse } from '../shared/step';

const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 08:45'));
const machine = v.pipe(
  v.string(),
  v.check((arn) => /^arn:[^:]+:states:/.test(arn), 'the ARN of a state machine'),
);

/** Names of the parameters people change at run time. */
const Settings = v.strictObject({ mode: v.string(), calendar: v.string(), overrides: v.string() });
const Probe = v.strictObject({ weekday: v.string(), at: clockTime });
const Day = v.strictObject({ morning: clockTime, evening: clockTime, probe: Probe });
const Machines = v.strictObject({
  'morning-checklist': machine,
  'evening-checklist': machine,
  'maintenance-notice': machine,
  'scheduled-maintenance': machine,
  'end-to-end-probe': machine,
});

/** What the stack tells the function: it has no input that could. */
export interface Variables {
  readonly settings: v.InferOutput<typeof Settings>;
  /** When the checklists are due on an ordinary trading day, and the probe in a week. */
  readonly day: v.InferOutput<typeof Day>;
  /** ARNs by the id of the checklist or runbook. */
  readonly machines: v.InferOutput<typeof Machines>;
  /** ARN. */
  readonly watchTopic: string;
}

/** @throws an error that names the variable, the field, what was given and what is expected. */
export const readVariables = (environment: NodeJS.ProcessEnv): Variables => ({
  settings: json(environment, 'SETTINGS', Settings),
  day: json(environment, 'DAY', Day),
  machines: json(environment, 'MACHINES', Machines),
  watchTopic: text(environment, 'WATCH_TOPIC'),
});

function json<S extends v.GenericSchema>(environment: NodeJS.ProcessEnv, name: string, schema: S): v.InferOutput<S> {
  const given = text(environment, name);
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    throw new TypeError(`The environment variable ${name}: given ${JSON.stringify(given)}, expected JSON.`);
  }
  return parse(schema, value, `environment variable ${name}`);
}

function text(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value) throw new TypeError(`The environment variable ${name} is not set; the stack sets it.`);
  return value;
}
