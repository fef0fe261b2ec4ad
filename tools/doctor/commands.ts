import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Check, statusOf } from './check';
import { missing, ok } from './finding';

/** Whether the place can be reached where the trading service is told to close positions. Nothing is written to find out. */
export const closeCommand: Check<'reached' | 'no bucket' | 'not configured'> = {
  title: 'command to close positions',
  needs: ['s3:ListBucket'],
  look: async ({ environment: { commands }, clients: { s3 } }) => {
    if (commands.closePositions === 'not configured') return 'not configured';
    const { bucket, key } = commands.closePositions;
    try {
      await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
      return 'reached';
    } catch (error) {
      if (statusOf(error) === 404) return 'no bucket';
      throw error;
    }
  },
  decide: (seen, { environment: { commands, name: file } }) => {
    if (seen === 'not configured' || commands.closePositions === 'not configured') return [];
    const { bucket, key } = commands.closePositions;
    const title = 'command to close positions';
    return seen === 'reached'
      ? ok(title, `s3://${bucket} can be reached for ${key}; whether the trading service looks there is not asked.`)
      : missing(title, `There is no bucket ${bucket}.`, `Correct commands.closePositions in environments/${file}.ts`);
  },
};
