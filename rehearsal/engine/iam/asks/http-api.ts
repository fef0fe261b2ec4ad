import { type AuthorizationWorld, arnIn, ask, type Rows, row } from './row';

/** A request to an HTTP API; `path` without its leading slash. */
interface InvokeInput {
  readonly apiId: string;
  readonly stage: string;
  readonly method: string;
  readonly path: string;
}

export const httpApi: Rows = {
  // @claim documented: A signed request to an API asks for execute-api:Invoke on the API's id, the stage, the method and the path that is requested.
  // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
  'execute-api:Invoke': row<InvokeInput>(
    'execute-api:Invoke',
    ({ apiId, stage, method, path }, world: AuthorizationWorld) => [
      ask('execute-api:Invoke', arnIn(world, 'execute-api', `${apiId}/${stage}/${method}/${path}`)),
    ],
  ),
};
