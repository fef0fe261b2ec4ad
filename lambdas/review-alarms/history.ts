import { type AlarmHistoryItem, type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';

/** How often an alarm went to ALARM. Times in milliseconds since the epoch. */
export interface Transitions {
  readonly alarm: string;
  readonly count: number;
  readonly last: number;
}

export interface History {
  /** The most frequent first. */
  readonly transitions: readonly Transitions[];
  /** Whether reading stopped before the end: the counts are then a lower bound. */
  readonly truncated: boolean;
}

/** Pages read at most, of 100 changes each. */
const MAX_PAGES = 20;

/**
 * Which alarms of ours went to ALARM in a time, whatever they are now. CloudWatch is asked for all alarms of the account:
 * it knows no prefix here, and an alarm by itself could have been deleted meanwhile, with its history still there.
 * @param o.prefixes how the names of our alarms begin.
 * @throws when a call fails.
 */
export async function readHistory(
  cloudWatch: CloudWatchClient,
  o: { prefixes: readonly string[]; from: number; to: number; mayGoOn: () => boolean },
): Promise<History> {
  const found = new Map<string, Transitions>();
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await cloudWatch.send(
      new DescribeAlarmHistoryCommand({
        // Without the types only metric alarms are answered.
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: new Date(o.from),
        EndDate: new Date(o.to),
        ScanBy: 'TimestampDescending',
        MaxRecords: 100,
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    for (const item of answer.AlarmHistoryItems ?? []) {
      const { AlarmName: alarm = '', Timestamp } = item;
      if (!o.prefixes.some((prefix) => alarm.startsWith(prefix)) || !wentToAlarm(item)) continue;
      const { count, last } = found.get(alarm) ?? { count: 0, last: 0 };
      found.set(alarm, { alarm, count: count + 1, last: Math.max(last, Timestamp?.getTime() ?? 0) });
    }
    NextToken = answer.NextToken;
    if (!NextToken) return { transitions: sorted(found), truncated: false };
    if (!o.mayGoOn()) break;
  }
  return { transitions: sorted(found), truncated: true };
}

const sorted = (found: ReadonlyMap<string, Transitions>): Transitions[] =>
  [...found.values()].sort((a, b) => b.count - a.count || b.last - a.last || (a.alarm < b.alarm ? -1 : 1));

const StateUpdate = v.pipe(v.string(), v.parseJson(), v.object({ newState: v.object({ stateValue: v.string() }) }));

/** The data says it for machines; the summary, for people, is there where the data was cut off at its greatest length. */
function wentToAlarm({ HistoryData, HistorySummary = '' }: AlarmHistoryItem): boolean {
  const data = v.safeParse(StateUpdate, HistoryData);
  return data.success ? data.output.newState.stateValue === 'ALARM' : / to ALARM\b/.test(HistorySummary);
}
