import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT } from '../shared/clients';
import { Login, readTarget } from '../shared/postgres';
import { asStep, look, poll } from '../shared/step';
import { attempt } from './attempt';
import { decideConnectivity } from './decide';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };

const EVERY_MS = 5_000;
/** What the last look before the answer is due may still take. */
const LEAST_PATIENCE_MS = 1_000;

/** Asks the database `SELECT 1` from within the VPC, as the services would, with the credentials of its secret. */
export const handler = asStep(Login, async (login, context) => {
  const { instance, database, connectTimeoutSeconds } = login;
  const target = await look(() => readTarget(aws, login));
  const patience = () => {
    const left = Math.max(LEAST_PATIENCE_MS, context.answerBy - context.now());
    return Math.min(connectTimeoutSeconds * 1000, left);
  };
  return poll(
    EVERY_MS,
    context,
    async () => ('unseen' in target ? target : { seen: await attempt(target.seen, patience()) }),
    (tried) => decideConnectivity({ instance, database, timeoutSeconds: connectTimeoutSeconds, attempt: tried }),
  );
});
