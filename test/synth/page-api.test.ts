import { BROWSER_ROUTES, COMMAND_ROUTES, type Route } from '../../lib/routes';
import { assembled } from '../support/assembled';
import { nameOf, ofType, properties, type Synthesised, stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

const keyOf = ({ method, path }: Route): string => `${method} ${path}`;

/** The one resource of a kind. */
const only = (stack: Synthesised, type: string) => {
  const [one, ...more] = properties(stack, type);
  expect([type, one !== undefined, more]).toEqual([type, true, []]);
  return one ?? {};
};

describe.each(both)('the API of $environment', ({ environment, stack }) => {
  const prefix = `runbook-${environment}`;
  const routes = properties(stack, 'AWS::ApiGatewayV2::Route');
  const [api] = ofType(stack, 'AWS::ApiGatewayV2::Api');
  const where = `arn:aws:execute-api:ap-south-1:123456789012:<${api?.logicalId}>`;
  const authorised = (list: readonly Route[]): object =>
    Object.fromEntries(
      list.map((route) => [
        keyOf(route),
        routes.find(({ RouteKey }) => RouteKey === keyOf(route))?.AuthorizationType ?? 'missing',
      ]),
    );
  const all = (list: readonly Route[], type: string): object =>
    Object.fromEntries(list.map((route) => [keyOf(route), type]));

  test('has the routes that are written down, and no other: none takes any method or any path', () => {
    const keys = routes.map(({ RouteKey }) => String(RouteKey)).sort();
    expect(keys).toEqual([...BROWSER_ROUTES, ...COMMAND_ROUTES].map(keyOf).sort());
    expect(keys.filter((key) => /^(ANY|\$default)/.test(key) || key.includes('{proxy+}'))).toEqual([]);
  });

  test('every command needs a signature of AWS, without exception', () => {
    expect(authorised(COMMAND_ROUTES)).toEqual(all(COMMAND_ROUTES, 'AWS_IAM'));
    const signed = routes.filter(({ RouteKey }) => String(RouteKey).includes(' /v1/'));
    expect(signed.map(({ AuthorizationType }) => AuthorizationType)).toEqual(COMMAND_ROUTES.map(() => 'AWS_IAM'));
  });

  test('a browser signs nothing: its link, its sign-in and its form are checked by the function', () => {
    expect(authorised(BROWSER_ROUTES)).toEqual(all(BROWSER_ROUTES, 'NONE'));
    expect(BROWSER_ROUTES.filter(({ path }) => path.startsWith('/v1/'))).toEqual([]);
    expect(properties(stack, 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
  });

  test('a browser reads by GET and HEAD, which reach what only looks, and nothing that changes anything', () => {
    const reading = BROWSER_ROUTES.filter(({ method }) => method !== 'POST').map(({ answers }) => answers);
    expect([...new Set(reading)].sort()).toEqual(['show-incident', 'sign-in']);
    const commands = COMMAND_ROUTES.filter(({ method }) => method !== 'POST').map(({ answers }) => answers);
    expect([...new Set(commands)].sort()).toEqual([
      'list-incidents',
      // It has to take letters to see them, and gives them back.
      'list-letters',
      'show-checklist',
      'show-logs',
      'show-status',
    ]);
  });

  test('each route reaches the function that answers it, told in the form the functions read', () => {
    const integrations = new Map(
      ofType(stack, 'AWS::ApiGatewayV2::Integration').map(({ logicalId }) => [
        `integrations/<${logicalId}>`,
        logicalId,
      ]),
    );
    const reached = routes.map(({ RouteKey, Target }) => {
      const id = integrations.get(String(Target));
      const integration = ofType(stack, 'AWS::ApiGatewayV2::Integration').find(({ logicalId }) => logicalId === id);
      const { IntegrationUri, IntegrationType, PayloadFormatVersion } = integration?.Properties ?? {};
      expect([IntegrationType, PayloadFormatVersion]).toEqual(['AWS_PROXY', '2.0']);
      const [called = ''] = (IntegrationUri as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
      return [RouteKey, nameOf(stack, called).replace(`${prefix}-`, '')];
    });
    expect(Object.fromEntries(reached)).toEqual(
      Object.fromEntries([...BROWSER_ROUTES, ...COMMAND_ROUTES].map((route) => [keyOf(route), route.answers])),
    );
  });

  test('the API may call the functions behind its routes, and nobody else may call any function from outside', () => {
    // What the topic of tests may call: test/synth/template.test.ts.
    const permissions = properties(stack, 'AWS::Lambda::Permission').filter(
      ({ Principal }) => Principal !== 'sns.amazonaws.com',
    );
    const called = permissions.map(({ FunctionName }) => nameOf(stack, String(FunctionName).slice(1, -'.Arn>'.length)));
    const answering = new Set([...BROWSER_ROUTES, ...COMMAND_ROUTES].map(({ answers }) => `${prefix}-${answers}`));
    expect(called.sort()).toEqual([...answering].sort());
    for (const { Action, Principal, SourceArn } of permissions) {
      expect([Action, Principal, SourceArn]).toEqual([
        'lambda:InvokeFunction',
        'apigateway.amazonaws.com',
        `${where}/*/*/*`,
      ]);
    }
  });

  test('no other site may read it: there is no CORS', () => {
    expect(only(stack, 'AWS::ApiGatewayV2::Api')).toEqual({
      Name: prefix,
      Description: expect.any(String),
      ProtocolType: 'HTTP',
    });
  });

  test('a flood is throttled, on every route', () => {
    const { DefaultRouteSettings, RouteSettings, StageName } = only(stack, 'AWS::ApiGatewayV2::Stage');
    expect(StageName).toBe('$default');
    expect(DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 });
    expect(RouteSettings).toBeUndefined();
  });

  test('who called is written down, and no path and no query: the link of a page is a secret', () => {
    const { AccessLogSettings } = only(stack, 'AWS::ApiGatewayV2::Stage');
    const { Format, DestinationArn } = AccessLogSettings as { Format: string; DestinationArn: string };
    expect(nameOf(stack, DestinationArn.slice(1, -'.Arn>'.length))).toBe(`/aws/vendedlogs/apigateway/${prefix}`);
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
    expect(Object.values(JSON.parse(Format) as Record<string, string>).sort()).toEqual(
      [
        '$context.error.message',
        '$context.identity.sourceIp',
        '$context.identity.userArn',
        '$context.requestId',
        '$context.requestTime',
        '$context.responseLatency',
        '$context.routeKey',
        '$context.status',
      ].sort(),
    );
  });

  test('an engineer may use the commands and learn where they are, and nothing else', () => {
    const policy = only(stack, 'AWS::IAM::ManagedPolicy');
    const { Statement } = policy.PolicyDocument as { Statement: { Resource: string | string[] }[] };
    const [invoke, ...others] = Statement.map((one) => ({ ...one, Resource: [one.Resource].flat().sort() }));
    // In a path, whatever stands for a variable.
    const paths = COMMAND_ROUTES.map(({ method, path }) => `${method}${path.replace(/\{\w+\}/g, '*')}`);
    expect(invoke).toEqual({
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: paths.map((path) => `${where}/$default/${path}`).sort(),
    });
    expect(paths.filter((path) => !/^(GET|POST)\/v1\/[a-z]/.test(path))).toEqual([]);
    expect(others).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:GetParameter',
        Resource: [`arn:aws:ssm:ap-south-1:123456789012:parameter/${prefix}/api`],
      },
    ]);
    // Who is an engineer, the account decides.
    expect(['Users', 'Groups', 'Roles'].filter((field) => field in policy)).toEqual([]);
  });

  test('and finds there the address of this API', () => {
    const found = properties(stack, 'AWS::SSM::Parameter').find(({ Name }) => Name === `/${prefix}/api`);
    expect(found?.Value).toBe(`<${api?.logicalId}.ApiEndpoint>`);
  });
});
