import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT, setting } from './clients';
import { parse } from './step';

const Approver = v.object({ contacts: v.array(v.string()), people: v.picklist([1, 2]) });

/**
 * Who is who, as the environment says it: written to Parameter Store by the deployment, read at every request and never
 * kept, so that a person who was taken out is out.
 */
export const Directory = v.object({
  environment: v.string(),
  account: v.string(),
  region: v.string(),
  /** Where the pages are: `https://….execute-api…`, without a slash at the end. */
  api: v.string(),
  signIn: v.object({ issuer: v.string(), clientId: v.string() }),
  identityCenterRoles: v.array(v.string()),
  /** By contact id. */
  contacts: v.record(
    v.string(),
    v.object({
      role: v.string(),
      iamUser: v.optional(v.string()),
      identityCenterUser: v.optional(v.string()),
      oidcSubject: v.optional(v.string()),
    }),
  ),
  /** By act; `otherwise` for acts that are not named. */
  approvers: v.record(v.string(), Approver),
});
export type Directory = v.InferOutput<typeof Directory>;

/** What the system is called in AWS: for functions that no workflow tells. */
export const System = v.object({
  cluster: v.string(),
  /** Role to ECS service. */
  services: v.record(v.string(), v.object({ name: v.string(), logStreamPrefix: v.string() })),
  database: v.string(),
  logGroup: v.string(),
  tradingEnabled: v.string(),
  /** Names of all alarms begin with one of these. */
  alarms: v.array(v.string()),
  /** Runbook id to its state machine's ARN. */
  machines: v.record(v.string(), v.string()),
  /** Checklist id to its state machine's ARN. */
  checklists: v.record(v.string(), v.string()),
  /** Names of parameters. */
  settings: v.object({ mode: v.string(), calendar: v.string(), overrides: v.string() }),
  /** ARN of the workflow that speaks to PagerDuty, where it is configured. */
  pagerDuty: v.nullable(v.string()),
  channelTopic: v.string(),
  /** Contact id to the ARN of their topic. */
  topics: v.record(v.string(), v.string()),
  reports: v.string(),
  outside: v.object({
    broker: v.object({ name: v.string(), contact: v.string() }),
    aws: v.object({ name: v.string(), contact: v.string() }),
  }),
});
export type System = v.InferOutput<typeof System>;

const ssm = new SSMClient(CLIENT);

/** @throws an error that names the parameter and the field when it cannot be read. */
export async function readDirectory(): Promise<Directory> {
  return (await readParameters()).directory;
}

/** Both in one call. */
export async function readParameters(): Promise<{ directory: Directory; system: System }> {
  const names = { directory: setting('DIRECTORY'), system: setting('SYSTEM') };
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: Object.values(names) }));
  const value = (name: string): unknown => {
    const found = Parameters.find(({ Name }) => Name === name)?.Value;
    if (found === undefined) throw new Error(`There is no parameter ${name}.`);
    return JSON.parse(found) as unknown;
  };
  return {
    directory: parse(Directory, value(names.directory), names.directory),
    system: parse(System, value(names.system), names.system),
  };
}

/** Of a runbook; the environment's own mode is a ceiling above it. */
export const runbookMode = ({ settings }: System, runbook: string): string => `${settings.mode}/${runbook}`;
