import { GetParameterHistoryCommand, type ParameterHistory, type SSMClient } from '@aws-sdk/client-ssm';
import { clockTime } from '../wording';

/** One value the parameter has had. */
export interface Written {
  readonly value: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** ARN of who wrote it. */
  readonly by: string;
}

/** So many of the latest are enough to say what it was before, and who has set it since. */
const LATEST = 10;

/**
 * The latest values of the parameter, oldest first. Parameter Store keeps the last 100 and tells them from the oldest on.
 * @throws when they cannot be read.
 */
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html: 50 a page at most.
export async function latestValues(ssm: SSMClient, name: string): Promise<Written[]> {
  const all: ParameterHistory[] = [];
  let from: string | undefined;
  do {
    const page = await ssm.send(
      new GetParameterHistoryCommand({ Name: name, MaxResults: 50, ...(from ? { NextToken: from } : {}) }),
    );
    all.push(...(page.Parameters ?? []));
    from = page.NextToken;
  } while (from);
  return all
    .slice(-LATEST)
    .map(({ Value = '', Version = 0, LastModifiedDate = new Date(0), LastModifiedUser = '?' }) => ({
      value: Value,
      version: Version,
      at: LastModifiedDate.getTime(),
      by: LastModifiedUser,
    }));
}

/** `"true" (version 3, at 10:04:12 IST, by user/asha)`. */
export const writtenWords = ({ value, version, at, by }: Written): string =>
  `"${value}" (version ${version}, at ${clockTime(at)}, by ${shortly(by)})`;

/** The part of an ARN that tells people apart. */
const shortly = (arn: string): string => arn.split(':').at(-1) ?? arn;
