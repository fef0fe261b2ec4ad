import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type { ApiResponse } from '../../../lambdas/shared/api';
import type { Directory, System } from '../../../lambdas/shared/directory';
import { answerSsm, TRADING_ENABLED } from '../../support/incidents';

export const ACCOUNT = '123456789012';
export const CENTER_ROLE = 'AWSReservedSSO_TradingEngineer_0a1b2c3d4e5f6071';
export const CHANNEL = `arn:aws:sns:ap-south-1:${ACCOUNT}:runbook-prod-incidents`;

/** Two who may approve, one who may not, and one without any identity. */
export const DIRECTORY: Directory = {
  environment: 'prod',
  account: ACCOUNT,
  region: 'ap-south-1',
  api: 'https://pages.example',
  signIn: { issuer: 'https://issuer.example', clientId: 'client' },
  identityCenterRoles: [CENTER_ROLE],
  contacts: {
    'trading-primary': { role: 'Trading, primary', iamUser: 'priya', oidcSubject: 'subject-of-priya' },
    'team-lead': { role: 'Team lead', identityCenterUser: 'arjun@algo-trading.example' },
    'backend-primary': { role: 'Backend, primary', iamUser: 'meera' },
    stakeholders: { role: 'Stakeholders' },
  },
  approvers: { otherwise: { contacts: ['trading-primary', 'team-lead'], people: 1 } },
};

const machine = (id: string) => `arn:aws:states:ap-south-1:${ACCOUNT}:stateMachine:runbook-prod-${id}`;

export const SYSTEM: System = {
  cluster: 'prod-cluster',
  services: {
    trading: { name: 'prod-trading', logStreamPrefix: 'trading/' },
    dashboard: { name: 'prod-dashboard', logStreamPrefix: 'dashboard/' },
  },
  database: 'prod-db',
  logGroup: '/aws/ecs/prod',
  tradingEnabled: TRADING_ENABLED,
  alarms: ['prod-trading/'],
  checklists: { 'evening-checklist': machine('evening-checklist') },
  machines: { 'service-restart-trading': machine('service-restart-trading'), dashboard: machine('dashboard') },
  settings: { mode: '/runbook-prod/mode', calendar: '/runbook-prod/calendar', overrides: '/runbook-prod/overrides' },
  pagerDuty: null,
  channelTopic: CHANNEL,
  topics: {},
  reports: 'reports',
  outside: { broker: { name: 'Broker', contact: 'b@broker.example' }, aws: { name: 'AWS', contact: 'Console' } },
};

const role = (name: string, session: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`;

/** ARNs as API Gateway says them of whoever has signed. */
export const CALLER = {
  /** trading-primary. */
  priya: `arn:aws:iam::${ACCOUNT}:user/engineers/priya`,
  /** team-lead. */
  arjun: role(CENTER_ROLE, 'arjun@algo-trading.example'),
  /** backend-primary, who approves nothing. */
  meera: `arn:aws:iam::${ACCOUNT}:user/meera`,
  /** Calls itself priya; so may anybody who may assume it. */
  robot: role('deploy', 'priya'),
  /** A user of this account that no contact is. */
  unknown: `arn:aws:iam::${ACCOUNT}:user/somebody`,
} as const;

/** What Parameter Store holds besides what a test adds. */
export const parameterStore = (over: Readonly<Record<string, string>> = {}): Map<string, string> =>
  new Map(
    Object.entries({
      '/runbook-prod/directory': JSON.stringify(DIRECTORY),
      '/runbook-prod/system': JSON.stringify(SYSTEM),
      ...over,
    }),
  );

/** Puts it under functions that make their own client. @param instead answers a command in its place, or throws. */
export function underParameters(
  held: Map<string, string>,
  instead: (command: object) => unknown = () => undefined,
): void {
  process.env.DIRECTORY = '/runbook-prod/directory';
  process.env.SYSTEM = '/runbook-prod/system';
  let version = 7;
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation((async (command: object) => {
    const answer = await instead(command);
    if (answer !== undefined) return answer;
    if (!(command instanceof PutParameterCommand)) return answerSsm(held, command);
    const { Name = '', Value = '' } = command.input;
    held.set(Name, Value);
    return { Version: ++version };
  }) as never);
}

export interface Asked {
  readonly route: string;
  /** ARN; undefined: nobody has signed. */
  readonly by?: string | undefined;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a text as it is. */
  readonly body?: object | string;
}

/** A request as an HTTP API hands it over, payload format 2.0. */
export const apiEvent = ({ route, by, path, query, body }: Asked): object => {
  const [method = ''] = route.split(' ');
  return {
    version: '2.0',
    routeKey: route,
    rawPath: '/v1',
    headers: { host: 'pages.example' },
    ...(path ? { pathParameters: path } : {}),
    ...(query ? { queryStringParameters: query } : {}),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'gateway-1',
      http: { method, sourceIp: '192.0.2.1' },
      ...(by === undefined ? {} : { authorizer: { iam: { userArn: by, accountId: ACCOUNT } } }),
    },
  };
};

type Handler = (event: unknown, lambda: Context) => Promise<ApiResponse>;

/** Asks, and reads the answer. */
export async function ask(handler: Handler, asked: Asked, requestId = 'request-1') {
  const { statusCode, body } = await handler(apiEvent(asked), { awsRequestId: requestId } as Context);
  return { status: statusCode, ...(JSON.parse(body) as Record<string, unknown>) };
}
