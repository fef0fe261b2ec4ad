import type {
  GetParameterCommandInput,
  GetParameterHistoryCommandInput,
  GetParametersCommandInput,
  PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

function parameterArn(operation: string, given: string | undefined, world: AuthorizationWorld): string {
  // Names of AWS's own parameters begin with /aws/ and belong to no account; a colon selects a version or label.
  const name = needed(operation, 'Name', given, /^(?!\/?aws\/)[^:]+$/);
  return arnIn(world, 'ssm', `parameter/${name.replace(/^\//, '')}`);
}

export const parameters: Rows = {
  // @claim documented: ssm:GetParameter is asked for the parameter, whose ARN holds its name without a leading slash.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  'ssm:GetParameter': row<GetParameterCommandInput>('ssm:GetParameter', ({ Name }, world) => [
    ask('ssm:GetParameter', parameterArn('GetParameter', Name, world)),
  ]),
  // @claim documented: ssm:GetParameterHistory is asked for the parameter.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  'ssm:GetParameterHistory': row<GetParameterHistoryCommandInput>('ssm:GetParameterHistory', ({ Name }, world) => [
    ask('ssm:GetParameterHistory', parameterArn('GetParameterHistory', Name, world)),
  ]),
  // @claim documented: ssm:GetParameters is asked for each parameter that is named.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
  'ssm:GetParameters': row<GetParametersCommandInput>('ssm:GetParameters', ({ Names }, world) =>
    (Names?.length ? Names : [undefined]).map((name) =>
      ask('ssm:GetParameters', parameterArn('GetParameters', name, world)),
    ),
  ),
  // @claim documented: ssm:PutParameter is asked for the parameter, with ssm:Overwrite.
  // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policy-conditions.html
  // @claim assumed: ssm:Overwrite is absent where the request does not say Overwrite.
  // @source https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policy-conditions.html
  'ssm:PutParameter': row<PutParameterCommandInput>('ssm:PutParameter', (input, world) => {
    refuseMembers('PutParameter', input, ['KeyId', 'Policies', 'Tags', 'Tier', 'DataType', 'AllowedPattern']);
    if (input.Type !== undefined) needed('PutParameter', 'Type', input.Type, /^String$/);
    const context = input.Overwrite === undefined ? {} : { 'ssm:Overwrite': String(input.Overwrite) };
    return [ask('ssm:PutParameter', parameterArn('PutParameter', input.Name, world), context)];
  }),
};
