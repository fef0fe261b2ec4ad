import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { TWO_PEOPLE } from '../environments/approvable';
import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import { alarmPrefixes } from './called';
import type { Naming } from './naming';

export interface DirectoryProps {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly runbooks: readonly Runbook[];
  /** ARN of each runbook's workflow. */
  readonly machines: Readonly<Record<string, string>>;
  /** ARN of each checklist's workflow. */
  readonly checklists: Readonly<Record<string, string>>;
  /** ARNs, by name: what CloudFormation fills in has no length before it is deployed. */
  readonly topics: { readonly channel: string; readonly contacts: Readonly<Record<string, string>> };
  readonly pagerDuty: string | null;
  /** Where the HTTP API is, and who signs people in to it. */
  readonly api: { readonly endpoint: string; readonly issuer: string; readonly clientId: string };
}

/**
 * What the functions behind the HTTP API know, in Parameter Store: no workflow tells them anything. Three parameters, so
 * that each stays below 4 KB in an ordinary environment; a longer one is an Advanced parameter, of up to 8 KB.
 */
export class Directory extends Construct {
  constructor(scope: Construct, id: string, props: DirectoryProps) {
    super(scope, id);
    const { naming, api } = props;
    this.keep('People', naming.directory, 'Who is who, and who may approve what.', peopleOf(props));
    this.keep('System', naming.system, 'What the system is called.', systemOf(props));
    new ssm.StringParameter(this, 'Api', {
      parameterName: naming.api,
      description: 'Where the HTTP API of the runbooks is.',
      stringValue: api.endpoint,
    });
  }

  private keep(id: string, parameterName: string, description: string, value: object): void {
    const text = JSON.stringify(value);
    const bytes = longest(Stack.of(this), text);
    if (bytes > ADVANCED_BYTES)
      throw new Error(
        `${parameterName} would have up to ${bytes} bytes, expected ${ADVANCED_BYTES} at most: Parameter Store takes no more. Say less in environments/.`,
      );
    new ssm.StringParameter(this, id, {
      parameterName,
      description,
      stringValue: text,
      ...(bytes > STANDARD_BYTES ? { tier: ssm.ParameterTier.ADVANCED } : {}),
    });
  }
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const STANDARD_BYTES = 4_096;
const ADVANCED_BYTES = 8_192;
/** Of an address or an id that CloudFormation fills in. */
const FILLED_IN_BYTES = 128;

/** As many bytes as the text can have once it is deployed. */
function longest(stack: Stack, text: string): number {
  const resolved: unknown = stack.resolve(text);
  const parts =
    typeof resolved === 'string' ? [resolved] : (resolved as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : FILLED_IN_BYTES),
    0,
  );
}

const peopleOf = ({ environment, api }: DirectoryProps): object => ({
  environment: environment.name,
  account: environment.account,
  region: environment.region,
  api: api.endpoint,
  signIn: { issuer: api.issuer, clientId: api.clientId },
  identityCenterRoles: environment.signIn.identityCenterRoles,
  contacts: Object.fromEntries(
    Object.entries(environment.contacts).map(([id, { role, identities = {} }]) => [id, { role, ...identities }]),
  ),
  approvers: approversOf(environment),
});

/** Whatever an environment says, and whatever it leaves out: two are two. */
function approversOf({ approvers }: Environment): Environment['approvers'] {
  const two = TWO_PEOPLE.map(
    (act) => [act, { ...(approvers[act] ?? approvers.otherwise), people: 2 as const }] as const,
  );
  return { ...approvers, ...Object.fromEntries(two) };
}

const systemOf = ({ environment, naming, machines, checklists, topics, pagerDuty }: DirectoryProps): object => ({
  cluster: environment.cluster,
  services: Object.fromEntries(
    Object.entries(environment.services).map(([role, { name, logStreamPrefix }]) => [role, { name, logStreamPrefix }]),
  ),
  database: environment.database.instance,
  logGroup: environment.logs.group,
  tradingEnabled: environment.parameters.tradingEnabled,
  alarms: alarmPrefixes(environment, naming),
  machines,
  checklists,
  settings: {
    mode: naming.settings.mode,
    calendar: naming.settings.calendar,
    overrides: naming.settings.overrides,
  },
  pagerDuty,
  channelTopic: topics.channel,
  topics: topics.contacts,
  reports: naming.reports,
  outside: environment.externalContacts,
});
