import { AwsError } from '../aws/service';
import { message, replyOf } from './answer';
import type { HttpApiOptions } from './http-api';
import type { Integrated, Route } from './model';

/** Invokes the functions behind the routes. */
export class Integrations {
  constructor(
    private readonly options: Pick<HttpApiOptions, 'api' | 'assembly' | 'clock' | 'door' | 'functions' | 'onRefusal'>,
  ) {}

  /** @throws for what is no answer of AWS. */
  async ask(route: Route, event: unknown): Promise<Integrated> {
    const { clock } = this.options;
    const started = clock.now();
    const integrated = await this.within(route.integration.timeoutMs, this.invoke(route, event));
    return { ...integrated, integrationMs: clock.now() - started };
  }

  // @claim cross-checked: When the function has not answered in time, a cold start counted, the answer is 503 {"message":"Service Unavailable"}, and the function runs on.
  // @source https://github.com/cortexlabs/cortex/issues/1225 and https://github.com/serverless/serverless/issues/11222
  private within(timeoutMs: number, work: Promise<Integrated>): Promise<Integrated> {
    const { clock } = this.options;
    return new Promise((resolve, reject) => {
      const late = {
        reply: message(503, 'Service Unavailable'),
        integrationError: 'the function was not done in time',
      };
      const timer = clock.setTimeout(() => resolve(late), timeoutMs);
      work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
    });
  }

  // @claim documented: API Gateway needs the permission of the function's policy to invoke it; without it the answer is 500 {"message":"Internal Server Error"}.
  // @source https://repost.aws/knowledge-center/api-gateway-http-lambda-integrations
  // @claim cross-checked: It asks as apigateway.amazonaws.com for the ARN of the route, whose path is as the route key writes it, variables in braces.
  // @source https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-apigatewayv2-integrations/lib/http/lambda.ts (the permission it synthesises)
  private async invoke(route: Route, event: unknown): Promise<Integrated> {
    const { api, assembly, door, functions, onRefusal } = this.options;
    const { id, region } = assembly.account;
    const { functionArn } = route.integration;
    const context = {
      'aws:SourceArn': `arn:aws:execute-api:${region}:${id}:${api.id}/${api.stage.name}/${route.method}${route.path}`,
      'aws:SourceAccount': id,
    };
    try {
      const from = { principal: 'apigateway.amazonaws.com', by: api.name, context };
      await door.call(from, 'lambda', 'Invoke', { FunctionName: functionArn });
      const answer = await functions.invoke(functionArn, event);
      if ('error' in answer) return failed(answer.error.message);
      const reply = replyOf(answer.result);
      return reply ? { reply } : failed('what the function returned is no answer');
    } catch (error) {
      if (error instanceof AwsError) return failed(`${error.code}: ${error.message}`);
      // Where the time is up nobody waits for this any more.
      onRefusal(error);
      throw error;
    }
  }
}

// @claim documented: A function that throws or times out is answered with 500 {"message":"Internal Server Error"}.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
const failed = (integrationError: string): Integrated => ({
  reply: message(500, 'Internal Server Error'),
  integrationError,
});
