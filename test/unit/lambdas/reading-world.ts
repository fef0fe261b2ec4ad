import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { compactCalendar } from '../../../environments/calendar-schema';
import type { ApiResponse } from '../../../lambdas/shared/api';
import type { Directory, System } from '../../../lambdas/shared/directory';
import { everyRunbook } from '../../../runbooks';
import { answerSsm, CALENDAR, TRADING_ENABLED } from '../../support/incidents';

const ACCOUNT = '123456789012';

export const DIRECTORY: Directory = {
  environment: 'prod',
  account: ACCOUNT,
  region: 'ap-south-1',
  api: 'https://abc.execute-api.ap-south-1.amazonaws.com',
  signIn: { issuer: 'https://issuer.example', clientId: 'client' },
  identityCenterRoles: [],
  contacts: { 'trading-primary': { role: 'Trading, primary', iamUser: 'trading-primary' } },
  approvers: {},
};

const MODE = '/runbook-prod/mode';

export const SYSTEM: System = {
  cluster: 'algo-trading-prod-cluster',
  services: {
    trading: { name: 'algo-trading-prod-trading', logStreamPrefix: 'trading/' },
    dashboard: { name: 'algo-trading-prod-dashboard', logStreamPrefix: 'dashboard/' },
  },
  database: 'algo-trading-prod-db',
  logGroup: '/aws/ecs/algo-trading-prod',
  tradingEnabled: TRADING_ENABLED,
  alarms: ['algo-trading-prod-', 'runbook-prod/'],
  checklists: {},
  machines: Object.fromEntries(
    everyRunbook.map(({ id }) => [id, `arn:aws:states:ap-south-1:${ACCOUNT}:stateMachine:runbook-prod-${id}`]),
  ),
  settings: { mode: MODE, calendar: '/runbook-prod/calendar', overrides: '/runbook-prod/calendar/overrides' },
  pagerDuty: null,
  channelTopic: `arn:aws:sns:ap-south-1:${ACCOUNT}:runbook-prod-channel`,
  topics: {},
  reports: `runbook-prod-reports-${ACCOUNT}`,
  outside: { broker: { name: 'Broker', contact: 'broker' }, aws: { name: 'AWS', contact: 'aws' } },
};

/** Everything in Parameter Store, every mode at act; `undefined` takes one away. */
export function held(over: Readonly<Record<string, string | undefined>> = {}): ReadonlyMap<string, string> {
  const all = {
    '/runbook-prod/directory': JSON.stringify(DIRECTORY),
    '/runbook-prod/system': JSON.stringify(SYSTEM),
    [MODE]: 'act',
    ...Object.fromEntries(everyRunbook.map(({ id }) => [`${MODE}/${id}`, 'act'])),
    [SYSTEM.settings.calendar]: compactCalendar(CALENDAR),
    [SYSTEM.settings.overrides]: '{}',
    [TRADING_ENABLED]: 'true',
    ...over,
  };
  return new Map(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Puts Parameter Store under functions; it takes ten names at once, as the real one does. */
export function parametersUnderFunctions(parameters: () => ReadonlyMap<string, string>): void {
  process.env.DIRECTORY = '/runbook-prod/directory';
  process.env.SYSTEM = '/runbook-prod/system';
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation((async (command: { input: { Names?: string[] } }) => {
    if ((command.input.Names?.length ?? 0) > 10)
      throw Object.assign(new Error('Member must have length less than or equal to 10'), {
        name: 'ValidationException',
      });
    return answerSsm(parameters(), command);
  }) as never);
}

type Handler = (event: unknown, lambda: Context) => Promise<ApiResponse>;

/** A GET as the HTTP API hands it over, signed by an engineer unless said otherwise. */
export async function get(
  handler: Handler,
  route: string,
  given: { path?: Record<string, string>; query?: Record<string, string>; signed?: boolean } = {},
): Promise<{ status: number; body: never }> {
  const { path, query, signed = true } = given;
  const userArn = `arn:aws:iam::${ACCOUNT}:user/trading-primary`;
  const event = {
    version: '2.0',
    routeKey: `GET ${route}`,
    rawPath: route,
    headers: {},
    ...(path ? { pathParameters: path } : {}),
    ...(query ? { queryStringParameters: query } : {}),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request-1',
      http: { method: 'GET', sourceIp: '192.0.2.1' },
      ...(signed ? { authorizer: { iam: { userArn, accountId: ACCOUNT } } } : {}),
    },
  };
  const { statusCode, body } = await handler(event, { awsRequestId: 'request-1' } as Context);
  return { status: statusCode, body: JSON.parse(body) as never };
}
