import { RDSClient } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { asStep, look, poll } from '../shared/step';
import { attempt, type Target } from './attempt';
import { readCredentials } from './credentials';
import { decideConnectivity } from './decide';

const rds = new RDSClient(CLIENT);
const secrets = new SecretsManagerClient(CLIENT);

const Input = v.object({
  instance: v.string(),
  database: v.string(),
  secret: v.string(),
  connectTimeoutSeconds: v.pipe(v.number(), v.minValue(1), v.maxValue(5)),
});

const EVERY_MS = 5_000;
/** What the last look before the answer is due may still take. */
const LEAST_PATIENCE_MS = 1_000;

/** Asks the database `SELECT 1` from within the VPC, as the services would, with the credentials of its secret. */
export const handler = asStep(Input, async ({ instance, database, secret, connectTimeoutSeconds }, context) => {
  const readTarget = async (): Promise<Target> => {
    const [found, { SecretString }] = await Promise.all([
      describeDatabase(rds, instance),
      secrets.send(new GetSecretValueCommand({ SecretId: secret })),
    ]);
    if (!found?.endpoint) throw new Error(found ? `${instance} has no endpoint` : `there is no database ${instance}`);
    return { ...found.endpoint, database, ...readCredentials(SecretString) };
  };
  const target = await look(readTarget);
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
