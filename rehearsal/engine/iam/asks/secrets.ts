import type { GetSecretValueCommandInput } from '@aws-sdk/client-secrets-manager';
import { secretArn, secretName } from '../../secret-arn';
import { ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

export const secrets: Rows = {
  // @claim documented: secretsmanager:GetSecretValue is asked for the secret's ARN, six characters and all, whatever the call names it by.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
  // @claim documented: To read a secret under a customer's key, one also needs kms:Decrypt on the key.
  // @source SDK client-secrets-manager GetSecretValue documentation
  'secretsmanager:GetSecretValue': row<GetSecretValueCommandInput>(
    ['secretsmanager:GetSecretValue', 'kms:Decrypt'],
    (input, world) => {
      refuseMembers('GetSecretValue', input, ['VersionId', 'VersionStage']);
      const account = { id: world.accountId, region: world.region };
      const name = secretName(account, needed('GetSecretValue', 'SecretId', input.SecretId));
      const secret = secretArn(account, needed('GetSecretValue', 'SecretId of this account and Region', name));
      return [
        ask('secretsmanager:GetSecretValue', secret),
        ...keyAsks(world, secret, 'secretsmanager', ['kms:Decrypt']),
      ];
    },
  ),
};
