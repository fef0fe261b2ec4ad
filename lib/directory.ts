import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { TWO_PEOPLE } from '../environments/approvable';
import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import type { Naming } from './naming';

export interface DirectoryProps {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly runbooks: readonly Runbook[];
  /** ARN of each runbook's workflow. */
  readonly machines: Readonly<Record<string, string>>;
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
    // As many bytes as there will be: what CloudFormation fills in (addresses, ids) is no longer than its placeholder.
    const text = JSON.stringify(value);
    const long = Buffer.byteLength(text) > STANDARD_BYTES;
    if (Buffer.byteLength(text) > ADVANCED_BYTES)
      throw new Error(
        `${parameterName} has ${Buffer.byteLength(text)} bytes; Parameter Store takes ${ADVANCED_BYTES}.`,
      );
    new ssm.StringParameter(this, id, {
      parameterName,
      description,
      stringValue: text,
      ...(long ? { tier: ssm.ParameterTier.ADVANCED } : {}),
    });
  }
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const STANDARD_BYTES = 4_096;
const ADVANCED_BYTES = 8_192;

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
  approvers: Object.fromEntries(
    Object.entries(environment.approvers).map(([act, { contacts, people }]) => [
      act,
      // Whatever an environment says, two are two.
      { contacts, people: TWO_PEOPLE.includes(act) ? 2 : people },
    ]),
  ),
});

const systemOf = ({ environment, naming, machines, topics, pagerDuty }: DirectoryProps): object => ({
  cluster: environment.cluster,
  services: Object.fromEntries(
    Object.entries(environment.services).map(([role, { name, logStreamPrefix }]) => [role, { name, logStreamPrefix }]),
  ),
  database: environment.database.instance,
  logGroup: environment.logs.group,
  tradingEnabled: environment.parameters.tradingEnabled,
  // As lib/naming.ts makes them: an alarm is called by what it is about.
  alarms: [
    ...Object.values(environment.services).map(({ name }) => `${name}/`),
    `${environment.database.instance}/`,
    `${naming.stack}/`,
  ],
  machines,
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
