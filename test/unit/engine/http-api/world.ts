import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { Cloud } from '../../../../rehearsal/engine/cloud';
import type { ApiAnswer, ApiRequest, Signer } from '../../../../rehearsal/engine/http-api';
import { latency } from '../../../../rehearsal/engine/latency';
import { seeded } from '../../../../rehearsal/engine/random';

export const ACCOUNT = '123456789012';
export const REGION = 'ap-south-1';
/** 2026-11-23 09:30 IST. */
export const NOW = Date.UTC(2026, 10, 23, 4, 0, 0);

export type Resources = Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;

const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}

/** A route as the CDK synthesises it: with an integration and a permission of its own. */
export function route(id: string, key: string, authorization: 'NONE' | 'AWS_IAM' = 'NONE'): Resources {
  const path = key.split(' ')[1];
  return {
    [`${id}Integration`]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['Handler', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    [`${id}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Handler', 'Arn'] },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': `arn:aws:execute-api:${REGION}:${ACCOUNT}:\${Api}/*/*${path}` },
      },
    },
    [`${id}Route`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        AuthorizationType: authorization,
        RouteKey: key,
        Target: { 'Fn::Sub': `integrations/\${${id}Integration}` },
      },
    },
  };
}

/** An API of one function, and three routes: `GET` and `HEAD /incidents/{id}`, and `POST /approve` for signers. */
export const shop = (stage: Record<string, unknown> = {}): Resources => ({
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'handler', AssumeRolePolicyDocument: { Statement: [] } },
  },
  Handler: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'handler',
      Code: { S3Key: 'code.zip' },
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Timeout: 60,
    },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'shop', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true, ...stage },
  },
  ...route('Show', 'GET /incidents/{id}'),
  ...route('Look', 'HEAD /incidents/{id}'),
  ...route('Approve', 'POST /approve', 'AWS_IAM'),
});

/** The folder of a cloud assembly with one stack of these resources, whose functions have this source. */
export function assemble(resources: Resources, handler: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'http-api-'));
  folders.push(folder);
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.js'), `exports.handler = ${handler};`);
  const write = (file: string, content: object) => writeFileSync(join(folder, file), JSON.stringify(content));
  write('stack.json', { Resources: resources });
  write('assets.json', { files: { c: { source: { path: 'code' }, destinations: { d: { objectKey: 'code.zip' } } } } });
  write('manifest.json', {
    artifacts: {
      shop: {
        type: 'aws:cloudformation:stack',
        environment: `aws://${ACCOUNT}/${REGION}`,
        dependencies: ['assets'],
        properties: { templateFile: 'stack.json', stackName: 'shop-prod' },
      },
      assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
    },
  });
  return folder;
}

export const ECHO = 'async (event) => ({ statusCode: 200, body: JSON.stringify(event) })';

/** A simulated account with that API, and a client of it. */
export function world(handler = ECHO, resources: Resources = shop()) {
  return worldOf(assemble(resources, handler));
}

export function worldOf(folder: string) {
  const clock = new VirtualClock(NOW);
  const cloud = new Cloud({
    assembly: loadAssembly(folder),
    clock,
    random: seeded(1),
    latency,
    surroundings: { logGroups: [], buckets: [], parameters: [] },
    disturb: () => undefined,
    assumptions: { alarmExtraPeriods: 0 } as never,
  });
  const { api } = cloud;
  if (!api) throw new Error('The stack has no API.');
  /** Lets virtual time run until something is done. */
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const watched = work.finally(() => {
      over = true;
      clock.stir();
    });
    watched.catch(() => undefined);
    await clock.run(() => over);
    return watched;
  };
  const send = (request: Partial<ApiRequest>): Promise<ApiAnswer> =>
    settled(api.request({ method: 'GET', path: '/incidents/i-1', headers: {}, ...request }));
  return { clock, cloud, api, send, settled };
}

export const textOf = ({ body }: ApiAnswer): string => body.toString('utf8');
export const header = ({ headers }: ApiAnswer, name: string): string[] =>
  headers.filter(([given]) => given === name).map(([, value]) => value);

export const ASHA: Signer = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  userArn: `arn:aws:iam::${ACCOUNT}:user/asha`,
  userId: 'AIDACKCEVSQ6C2EXAMPLE',
  policies: [
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: `arn:aws:execute-api:${REGION}:${ACCOUNT}:*`,
      },
    },
  ],
};

export interface Signing {
  readonly signer?: Signer;
  readonly region?: string;
  readonly service?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly sessionToken?: string;
  readonly applyChecksum?: boolean;
}

/** Signs a request to a host with the SDK's own signer. */
export async function signed(request: ApiRequest, host: string, how: Signing = {}): Promise<ApiRequest> {
  const { signer = ASHA, region = REGION, service = 'execute-api', at = NOW, sessionToken, applyChecksum = true } = how;
  const { accessKeyId, secretAccessKey } = signer;
  const [path = '', search = ''] = request.path.split('?');
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(search)) query[name] = [...(query[name] ?? []), value];
  const { headers } = await new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    sha256: Sha256,
    applyChecksum,
  }).sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: host,
      path,
      query,
      headers: { ...request.headers, host },
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    { signingDate: new Date(at) },
  );
  return { ...request, headers };
}
