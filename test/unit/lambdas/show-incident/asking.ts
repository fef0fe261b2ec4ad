import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { answerSsm, at, parameters, SETTINGS, service, TASKS_ALARM } from '../../../support/incidents';
import { DIRECTORY } from '../approvals/people';
import { ID, SYSTEM } from './seen';

export const NAMES = { DIRECTORY: '/runbook-prod/directory', SYSTEM: '/runbook-prod/system' };

/** What Parameter Store holds for the page; `undefined` takes one away. */
export const held = (over: Readonly<Record<string, string | undefined>> = {}): Map<string, string> => {
  const own = parameters();
  const { mode, calendar, overrides } = SYSTEM.settings;
  return parameters({
    [NAMES.DIRECTORY]: JSON.stringify(DIRECTORY),
    [NAMES.SYSTEM]: JSON.stringify(SYSTEM),
    [mode]: 'act',
    [`${mode}/trading-service-not-processing-orders`]: 'act',
    [calendar]: own.get(SETTINGS.calendar),
    [overrides]: '{}',
    ...over,
  });
};

type Send = (command: { readonly input: object }) => Promise<object>;

/** AWS as it looks twelve minutes into the incident; what a test hands in answers instead. */
export function underPage(
  over: { readonly ssm?: Send; readonly ecs?: Send; readonly logs?: Send; readonly cloudwatch?: Send } = {},
): Record<'ssm' | 'ecs' | 'logs' | 'cloudwatch', jest.SpyInstance> {
  const parametersHeld = held();
  const under = (client: { readonly prototype: object }, send: Send) =>
    jest.spyOn(client.prototype as { send: Send }, 'send').mockImplementation(send);
  return {
    ssm: under(SSMClient, over.ssm ?? ((command) => answerSsm(parametersHeld, command))),
    ecs: under(ECSClient, over.ecs ?? (async () => ({ services: [service({ runningCount: 1 })] }))),
    logs: under(
      CloudWatchLogsClient,
      over.logs ?? (async () => ({ events: [{ timestamp: at(700), message: 'ERROR connection refused' }] })),
    ),
    cloudwatch: under(
      CloudWatchClient,
      over.cloudwatch ??
        (async (command) =>
          command instanceof DescribeAlarmsCommand
            ? { MetricAlarms: [{ AlarmName: TASKS_ALARM, MetricName: 'RunningTaskCount', Period: 60, Threshold: 1 }] }
            : { MetricDataResults: [{ Id: 'judged', Timestamps: [new Date(at(600))], Values: [1] }] }),
    ),
  };
}

/** A request as API Gateway hands it over. */
export const eventOf = (
  method: string,
  path: { readonly link: string } | { readonly id: string },
  cookies: readonly string[] = [],
): object => {
  const [name, value] = Object.entries(path)[0] as [string, string];
  const route = name === 'link' ? '/i/{link}' : '/incidents/{id}';
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    rawPath: route.replace(/\{\w+\}/, encodeURIComponent(value)),
    headers: {},
    cookies,
    pathParameters: path,
    requestContext: { requestId: 'request-1', http: { method, sourceIp: '192.0.2.1' } },
    isBase64Encoded: false,
  };
};

export const OWN_PATH = `/incidents/${ID}`;
