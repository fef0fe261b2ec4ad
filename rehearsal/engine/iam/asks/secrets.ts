import type { DescribeSecretCommandInput, GetSecretValueCommandInput } from '@aws-sdk/client-secrets-manager';
import { secretArn, secretName } from '../../secret-arn';
import { type AuthorizationWorld, ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

function secretOf(operation: string, secretId: string | undefined, world: AuthorizationWorld): string {
  const account = { id: world.accountId, region: world.region };
  const name = secretName(account, needed(operation, 'SecretId', secretId));
  return secretArn(account, needed(operation, 'SecretId of this account and Region', name));
}

export const secrets: Rows = {
  // @claim documented: secretsmanager:DescribeSecret is asked for the secret's ARN; it decrypts nothing.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  'secretsmanager:DescribeSecret': row<DescribeSecretCommandInput>(
    'secretsmanager:DescribeSecret',
    ({ SecretId }, world) => [ask('secretsmanager:DescribeSecret', secretOf('DescribeSecret', SecretId, world))],
  ),
  // @claim documented: secretsmanager:GetSecretValue is asked for the secret's ARN, six characters and all, whatever the call names it by.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  // @claim documented: To read a secret under a customer's key, one also needs kms:Decrypt on the key.
  // @source SDK client-secrets-manager GetSecretValue documentation
  'secretsmanager:GetSecretValue': row<GetSecretValueCommandInput>(
    ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
    (input, world) => {
      refuseMembers('GetSecretValue', input, ['VersionId', 'VersionStage']);
      const secret = secretOf('GetSecretValue', input.SecretId, world);
      return [
        ask('secretsmanager:GetSecretValue', secret),
        ...keyAsks(world, secret, 'secretsmanager', ['kms:Decrypt']),
      ];
    },
  ),
};
