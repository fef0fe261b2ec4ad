import type { Assembly, Resource } from '../assembly';
import { NotPlayed, refuseOthers } from '../refuse';
import { checkFormat } from './access-log';
import type { ApiDefinition, Integration, Limits, Route, Stage } from './model';
import { checkRoutes, parseRouteKey } from './routes';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The HTTP API of a stack; undefined where there is none.
 * @throws NotPlayed for a second API, a WebSocket API, another stage than `$default`, an authorizer, an integration that
 * is not a function with payload format 2.0, and every property that nothing here acts on.
 */
export function readApi(assembly: Assembly): ApiDefinition | undefined {
  const [api, ...others] = assembly.ofType('AWS::ApiGatewayV2::Api');
  if (!api) return undefined;
  if (others.length > 0) {
    const ids = [api, ...others].map(({ logicalId }) => logicalId).join(' and ');
    throw new NotPlayed(`more than one HTTP API in a stack (${ids})`, ['one']);
  }
  refuseOthers(nameOf(api), api.properties, ['Name', 'Description', 'ProtocolType', 'Tags']);
  only(api, 'ProtocolType', 'HTTP');
  const routes = assembly.ofType('AWS::ApiGatewayV2::Route').map((route) => readRoute(route, assembly));
  checkRoutes(routes);
  return {
    id: api.name,
    name: String(api.properties.Name ?? api.logicalId),
    domainName: `${api.name}.execute-api.${assembly.account.region}.amazonaws.com`,
    stage: readStage(assembly),
    routes,
  };
}

function readRoute(route: Resource, assembly: Assembly): Route {
  refuseOthers(nameOf(route), route.properties, ['ApiId', 'AuthorizationType', 'OperationName', 'RouteKey', 'Target']);
  const { RouteKey, Target, AuthorizationType: authorization = 'NONE' } = route.properties;
  if (authorization !== 'NONE' && authorization !== 'AWS_IAM') {
    throw new NotPlayed(`${nameOf(route)} AuthorizationType ${String(authorization)}`, ['NONE', 'AWS_IAM']);
  }
  const integrations = assembly.ofType('AWS::ApiGatewayV2::Integration');
  const integration = integrations.find(({ name }) => Target === `integrations/${name}`);
  if (!integration) throw new Error(`${nameOf(route)}: its Target ${String(Target)} is no integration of the stack.`);
  return { ...parseRouteKey(String(RouteKey)), authorization, integration: readIntegration(integration, assembly) };
}

// @claim documented: An integration of an HTTP API waits 50 milliseconds to 30 seconds for its answer, 30 seconds where nothing is set.
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html
const LONGEST_WAIT_MS = 30_000;

function readIntegration(integration: Resource, assembly: Assembly): Integration {
  const where = nameOf(integration);
  refuseOthers(where, integration.properties, [
    'ApiId',
    'Description',
    'IntegrationMethod',
    'IntegrationType',
    'IntegrationUri',
    'PayloadFormatVersion',
    'TimeoutInMillis',
  ]);
  only(integration, 'IntegrationType', 'AWS_PROXY');
  only(integration, 'PayloadFormatVersion', '2.0');
  const { IntegrationUri, TimeoutInMillis = LONGEST_WAIT_MS } = integration.properties;
  const functionArn = String(IntegrationUri);
  if (assembly.byArn(functionArn)?.type !== 'AWS::Lambda::Function') {
    throw new NotPlayed(`${where} IntegrationUri ${functionArn}`, ['the ARN of a function of the stack']);
  }
  return { functionArn, timeoutMs: Number(TimeoutInMillis) };
}

function readStage(assembly: Assembly): Stage {
  const stages = assembly.ofType('AWS::ApiGatewayV2::Stage');
  const [stage] = stages;
  if (!stage || stages.length > 1) throw new NotPlayed(`an HTTP API with ${stages.length} stages`, ['one, $default']);
  refuseOthers(nameOf(stage), stage.properties, [
    'AccessLogSettings',
    'ApiId',
    'AutoDeploy',
    'DefaultRouteSettings',
    'Description',
    'StageName',
    'Tags',
  ]);
  only(stage, 'StageName', '$default');
  // Without it nothing would be deployed: the stack would have a deployment of its own, which is not read.
  only(stage, 'AutoDeploy', true);
  const { AccessLogSettings, DefaultRouteSettings } = stage.properties;
  const accessLog = readAccessLog(nameOf(stage), AccessLogSettings as Properties | undefined, assembly);
  const limits = readLimits(nameOf(stage), (DefaultRouteSettings ?? {}) as Properties);
  return { name: '$default', limits, ...(accessLog ? { accessLog } : {}) };
}

// @claim documented: Without limits of its own an API is held to those of the account, 10,000 requests a second and 5,000 at once.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const OF_THE_ACCOUNT: Limits = { rate: 10_000, burst: 5_000 };

function readLimits(where: string, settings: Properties): Limits {
  const known = ['DetailedMetricsEnabled', 'ThrottlingBurstLimit', 'ThrottlingRateLimit'];
  refuseOthers(`${where} DefaultRouteSettings`, settings, known);
  if (settings.DetailedMetricsEnabled === true) {
    throw new NotPlayed(`${where} DefaultRouteSettings DetailedMetricsEnabled true`, ['metrics of the whole stage']);
  }
  const { ThrottlingRateLimit: rate = OF_THE_ACCOUNT.rate, ThrottlingBurstLimit: burst = OF_THE_ACCOUNT.burst } =
    settings;
  return { rate: Number(rate), burst: Number(burst) };
}

function readAccessLog(where: string, settings: Properties | undefined, assembly: Assembly): Stage['accessLog'] {
  if (!settings) return undefined;
  const { DestinationArn, Format } = settings;
  const group = assembly.byArn(String(DestinationArn));
  if (group?.type !== 'AWS::Logs::LogGroup') {
    throw new NotPlayed(`${where} AccessLogSettings DestinationArn ${String(DestinationArn)}`, [
      'the ARN of a log group of the stack',
    ]);
  }
  checkFormat(String(Format), where);
  return { group: group.name, format: String(Format) };
}

const nameOf = ({ logicalId, type }: Resource): string => `${logicalId} (${type})`;

function only(resource: Resource, property: string, value: unknown): void {
  const given = resource.properties[property];
  if (given !== value) throw new NotPlayed(`${nameOf(resource)} ${property} ${String(given)}`, [String(value)]);
}
