import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from './function-list';
import type { Naming } from './naming';
import { BROWSER_ROUTES, COMMAND_ROUTES, type Route } from './routes';

export interface PageApiProps {
  readonly naming: Naming;
  readonly functions: Readonly<Record<FunctionName, IFunction>>;
}

/** Requests a second on the whole, and as many at once: a team of engineers needs far less, a flood gets no more. */
const THROTTLE = { rateLimit: 20, burstLimit: 40 };

/** The one door for people: pages for browsers, commands for engineers with AWS credentials. */
export class PageApi extends Construct {
  /** Without a slash at the end. */
  readonly endpoint: string;
  /** Lets an engineer use the command line, and nothing else. */
  readonly engineers: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { naming, functions }: PageApiProps) {
    super(scope, id);
    const api = new apigateway.HttpApi(this, 'Api', {
      apiName: naming.stack,
      description: 'Pages and commands of the runbooks.',
      createDefaultStage: false,
    });
    this.endpoint = api.apiEndpoint;
    const integrations = new Map<FunctionName, HttpLambdaIntegration>();
    const integration = (name: FunctionName): HttpLambdaIntegration => {
      const made =
        integrations.get(name) ??
        new HttpLambdaIntegration(name, functions[name], {
          // One permission for the API and not one for each of its routes, all of which are ours.
          scopePermissionToRoute: false,
        });
      integrations.set(name, made);
      return made;
    };
    const add = (routes: readonly Route[], authorizer?: HttpIamAuthorizer): apigateway.HttpRoute[] =>
      routes.flatMap(({ method, path, answers }) =>
        api.addRoutes({
          path,
          methods: [apigateway.HttpMethod[method]],
          integration: integration(answers),
          ...(authorizer ? { authorizer } : {}),
        }),
      );
    for (const route of add(BROWSER_ROUTES)) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'For browsers: the function checks the link, the sign-in and the form token itself, and reading changes nothing.',
      });
    }
    add(COMMAND_ROUTES, new HttpIamAuthorizer());
    this.stage(api, naming);
    this.engineers = new iam.ManagedPolicy(this, 'Engineers', {
      managedPolicyName: naming.rule('engineer'),
      description: 'The command line of the runbooks: who acts is written down, and approvals are asked for.',
      statements: [
        new iam.PolicyStatement({
          actions: ['execute-api:Invoke'],
          resources: COMMAND_ROUTES.map(({ method, path }) => api.arnForExecuteApi(method, anything(path), '$default')),
        }),
        new iam.PolicyStatement({
          actions: ['ssm:GetParameter'],
          resources: [Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${naming.api}` })],
        }),
      ],
    });
    for (const { method, path } of COMMAND_ROUTES.filter(({ path }) => path.includes('{'))) {
      const apiId = Stack.of(this).getLogicalId(api.node.defaultChild as apigateway.CfnApi);
      const { account, region } = Stack.of(this);
      const where = `arn:aws:execute-api:${region}:${account}:<${apiId}>/$default/${method}${anything(path)}`;
      Validations.of(this.engineers).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${where}]`,
        reason: 'Incidents, runbooks and services are named in the path, and each command checks them.',
      });
    }
  }

  private stage(api: apigateway.HttpApi, naming: Naming): void {
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/apigateway/${naming.stack}`,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new apigateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(accessLog),
        // The route, not the path: the path of a page's link is its secret.
        format: AccessLogFormat.custom(
          JSON.stringify({
            at: '$context.requestTime',
            request: '$context.requestId',
            route: '$context.routeKey',
            status: '$context.status',
            ip: '$context.identity.sourceIp',
            caller: '$context.identity.userArn',
            ms: '$context.responseLatency',
            error: '$context.error.message',
          }),
        ),
      },
    });
  }
}

/** A path with its variables as IAM has them. */
const anything = (path: string): string => path.replace(/\{\w+\}/g, '*');
