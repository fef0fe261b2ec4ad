import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import type { Check } from './check';
import { missing, ok } from './finding';

type Seen = Pick<DescribeSecretCommandOutput, 'DeletedDate' | 'LastChangedDate'> | undefined | 'not configured';

/** The secret with the headers of the broker's session. It is described; nothing of the session is ever read. */
export const brokerSession: Check<Seen> = {
  title: 'broker session',
  needs: ['secretsmanager:DescribeSecret'],
  look: async ({ environment, clients: { secrets } }) => {
    const { brokerPositions } = environment.signals;
    // Not configured is listed with the signals.
    if (brokerPositions === 'not configured') return 'not configured';
    try {
      return await secrets.send(new DescribeSecretCommand({ SecretId: brokerPositions.sessionSecret }));
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  },
  decide: (seen, { environment: { name, region, signals } }) => {
    const { brokerPositions } = signals;
    if (seen === 'not configured' || brokerPositions === 'not configured') return [];
    const title = 'broker session';
    const { sessionSecret } = brokerPositions;
    const contract = 'docs/signals.md#broker-positions';
    if (!seen) {
      const remedy = `Have the trading service keep it as ${contract} says, or correct signals.brokerPositions.sessionSecret in environments/${name}.ts`;
      return missing(title, `There is no secret ${sessionSecret}: positions cannot be reconciled.`, remedy);
    }
    if (seen.DeletedDate) {
      const remedy = `aws secretsmanager restore-secret --secret-id ${sessionSecret} --region ${region}`;
      return missing(title, `Secret ${sessionSecret} is to be deleted.`, remedy);
    }
    const written = seen.LastChangedDate ? `, written ${seen.LastChangedDate.toISOString()}` : '';
    return ok(title, `Secret ${sessionSecret} exists${written}; its value was not read.`);
  },
};
