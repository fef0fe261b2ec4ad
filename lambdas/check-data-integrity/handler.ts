import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT } from '../shared/clients';
import { classify } from '../shared/connection';
import { Login, readTarget, withSession } from '../shared/postgres';
import type { Note } from '../shared/recovery/notes';
import { asStep, look, type StepContext } from '../shared/step';
import { type Integrity, judgeIntegrity, type Seen } from './decide';
import { lastCounts } from './documented';
import { inspect } from './inspect';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };
const s3 = new S3Client(CLIENT);

/** What writing down may take. */
const WRITING_MS = 3_000;

/**
 * Looks at the data from where the services are, and changes nothing. What it finds bad does not end the run: services can
 * be restored whatever is in the tables. It is kept, and forbids resuming.
 */
export const handler = asStep(Login, async (login, context) => {
  const [documented, database] = await Promise.all([
    look(() => lastCounts(s3, login.instance)),
    lookAtDatabase(login, context),
  ]);
  const integrity = judgeIntegrity({ documented, database });
  const { state, says } = integrity;
  await context.table.note(context.incident.id, 'data-integrity', { state, says } satisfies Note<'data-integrity'>);
  return { outcome: 'continue', finding: `${HEADINGS[state]}: ${says}`, ...VERDICTS[state] };
});

const HEADINGS: Readonly<Record<Integrity['state'], string>> = {
  whole: 'The data are whole as far as can be seen',
  damaged: 'DATA ARE DAMAGED OR MISSING',
  unknown: 'Could not check',
};

const VERDICTS = {
  whole: {},
  damaged: {
    verdict: 'not-fixed',
    advice: 'Find out what happened to them before anything trades; the runbook "Data Recovery" restores a backup.',
  },
  unknown: {
    verdict: 'unknown',
    advice: 'Have the database looked at, then start the recovery again: what was not looked at forbids resuming.',
  },
} as const;

async function lookAtDatabase(login: Login, { now, answerBy }: StepContext): Promise<Seen['database']> {
  const { instance, database, connectTimeoutSeconds: timeoutSeconds } = login;
  const target = await look(() => readTarget(aws, login));
  if ('unseen' in target) return { unconnected: { instance, database, timeoutSeconds, attempt: target } };
  try {
    const time = { now, until: answerBy - WRITING_MS };
    return { seen: await withSession(target.seen, timeoutSeconds * 1000, (session) => inspect(session, time)) };
  } catch (error) {
    return { unconnected: { instance, database, timeoutSeconds, attempt: { seen: classify(error) } } };
  }
}
