import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asStep, look } from '../shared/step';
import { describeLogs, type LogLine, type LogTail } from './decide';

const logs = new CloudWatchLogsClient(CLIENT);

const Input = v.object({ logGroup: v.string(), streamPrefix: v.nullable(v.string()), minutes: v.number() });

/** Pages read at most: ten thousand lines each, so ten are more than anybody reads. */
const MAX_PAGES = 10;

/** Reads a service's recent log lines to the end, or says that it stopped before it. */
export const handler = asStep(Input, async ({ logGroup, streamPrefix, minutes }, { now, answerBy }) => {
  const readAll = async (): Promise<LogTail> => {
    const lines: LogLine[] = [];
    const endTime = now();
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await logs.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          ...(streamPrefix ? { logStreamNamePrefix: streamPrefix } : {}),
          startTime: endTime - minutes * 60_000,
          endTime,
          ...(nextToken ? { nextToken } : {}),
        }),
      );
      for (const { timestamp = 0, message = '' } of answer.events ?? []) lines.push({ at: timestamp, message });
      // An empty page that carries a token is not the end.
      nextToken = answer.nextToken;
      if (!nextToken) return { lines, truncated: false };
      if (now() > answerBy) break;
    }
    return { lines, truncated: true };
  };
  return describeLogs(await look(readAll), minutes);
});
