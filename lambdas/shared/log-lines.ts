import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** Whether reading stopped before the end: the figures are then a lower bound. */
  readonly truncated: boolean;
}

export interface LogQuery {
  readonly logGroup: string;
  readonly streamPrefix?: string;
  /** A CloudWatch Logs filter pattern. */
  readonly pattern: string;
  /** Both in milliseconds since the epoch, both included. */
  readonly from: number;
  readonly to: number;
}

/** Pages read at most: ten thousand lines each, so ten are more than anybody reads. */
const MAX_PAGES = 10;

/**
 * Reads the matching lines to the end, or until `mayGoOn` says no.
 * @throws when a call fails.
 */
export async function readLines(
  logs: CloudWatchLogsClient,
  { logGroup, streamPrefix, pattern, from, to }: LogQuery,
  mayGoOn: () => boolean,
): Promise<LogLines> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        ...(streamPrefix === undefined ? {} : { logStreamNamePrefix: streamPrefix }),
        filterPattern: pattern,
        startTime: from,
        endTime: to,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    for (const { timestamp = 0, message = '' } of answer.events ?? []) lines.push({ at: timestamp, message });
    // An empty page that carries a token is not the end.
    nextToken = answer.nextToken;
    if (!nextToken) return { lines, truncated: false };
    if (!mayGoOn()) break;
  }
  return { lines, truncated: true };
}
