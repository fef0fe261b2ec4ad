import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Alarms } from './status';

/** Reads all alarms whose names begin with one of the prefixes, to the last page. @throws when a call fails. */
export async function readAlarms(client: CloudWatchClient, prefixes: readonly string[]): Promise<Alarms> {
  const all = (await Promise.all(prefixes.map((prefix) => beginningWith(client, prefix)))).flat();
  // One prefix may begin with another.
  const alarms = [...new Map(all.map((alarm) => [alarm.AlarmName ?? '', alarm])).values()];
  return {
    inAlarm: alarms
      .filter(({ StateValue }) => StateValue === 'ALARM')
      .map(({ AlarmName = '', StateTransitionedTimestamp, StateUpdatedTimestamp, StateReason = '' }) => ({
        name: AlarmName,
        since: (StateTransitionedTimestamp ?? StateUpdatedTimestamp ?? new Date(0)).toISOString(),
        reason: StateReason,
      }))
      .sort((one, other) => one.since.localeCompare(other.since) || one.name.localeCompare(other.name)),
    withoutData: alarms.filter(({ StateValue }) => StateValue === 'INSUFFICIENT_DATA').length,
    total: alarms.length,
  };
}

async function beginningWith(client: CloudWatchClient, prefix: string): Promise<(MetricAlarm | CompositeAlarm)[]> {
  const found: (MetricAlarm | CompositeAlarm)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        // Without the types only metric alarms are answered.
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
