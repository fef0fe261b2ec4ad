import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Incident } from '../shared/incident';
import { look } from '../shared/step';
import { decideAlarms, type Memory, type Red, unaccounted } from './decide';
import { type Input, type Tools, type Trying, tell } from './tools';
import { lostAgainWords, lostWords } from './words';

/** Milliseconds before the earliest change that is not accounted for, from when on incidents are read: one may have joined an older one. */
const A_DAY_MS = 86_400_000;

/** Every alarm has its incident, or its runbook is started and people are told. */
export async function auditAlarms(
  tools: Tools,
  { starts, watch }: Input,
  seen: {
    readonly reds: readonly Red[];
    readonly open: readonly Incident[];
    readonly before: Memory;
    readonly now: number;
  },
  trying: Trying,
): Promise<Pick<Memory, 'accounted' | 'lost'> & { readonly started: readonly string[] }> {
  const { reds, open, before, now } = seen;
  const asked = unaccounted(reds, before, now);
  const recent =
    asked.length === 0 ? [] : await trying('past incidents could not be read', () => since(tools, asked, now));
  // What cannot be looked for is not lost.
  if (!recent) return { accounted: before.accounted, lost: before.lost, started: [] };
  const { start, tellAgain, accounted } = decideAlarms(reds, [...open, ...recent], before, now);
  const lost = new Map(Object.entries(before.lost).filter(([alarm]) => reds.some((red) => red.alarm === alarm)));
  const started: string[] = [];
  for (const red of start) {
    const { runbook, title, machine } = starts[red.alarm] as Input['starts'][string];
    const tried = await look(() => startInstead(tools, machine, red));
    if ('seen' in tried) started.push(red.alarm);
    const kept = lost.get(red.alarm);
    const same = kept?.since === red.since ? kept : undefined;
    // That it failed is said once, and that it was started after all.
    const said = same !== undefined && 'unseen' in tried;
    const told =
      said ||
      (await trying(`that nothing came of ${red.alarm} could not be told`, () =>
        tell(tools, watch, lostWords(red, { title, id: runbook }, tried)),
      ));
    if (told)
      lost.set(
        red.alarm,
        'seen' in tried
          ? { since: red.since, startedAt: now }
          : { since: red.since, startedAt: now, ...same, failed: true },
      );
  }
  for (const red of tellAgain) {
    const kept = lost.get(red.alarm);
    if (!kept) continue;
    const told = await trying(`that nobody looks after ${red.alarm} could not be told`, () =>
      tell(tools, watch, lostAgainWords(red, kept, starts[red.alarm]?.runbook ?? '')),
    );
    if (told) lost.set(red.alarm, { ...kept, toldAgain: true });
  }
  return { accounted, lost: Object.fromEntries(lost), started };
}

export async function readReds(cloudWatch: CloudWatchClient, starts: Input['starts']): Promise<Red[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({
      AlarmNames: Object.keys(starts),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      StateValue: 'ALARM',
      MaxRecords: 100,
    }),
  );
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '', StateReason = '', ...at }) => ({
    alarm: AlarmName,
    runbook: starts[AlarmName]?.runbook ?? '',
    since: (at.StateTransitionedTimestamp ?? at.StateUpdatedTimestamp ?? new Date(0)).getTime(),
    reason: StateReason,
  }));
}

async function since({ table }: Tools, reds: readonly Red[], now: number): Promise<Incident[]> {
  const earliest = Math.min(...reds.map((red) => red.since)) - A_DAY_MS;
  const ids = await table.openedSince(new Date(earliest).toISOString(), new Date(now).toISOString());
  return Promise.all(ids.map((id) => table.get(id)));
}

/** What the rule would have started, with what the rule would have said; under one name, so that it is started once. */
async function startInstead({ sfn }: Tools, stateMachineArn: string, { alarm, since: at, reason }: Red): Promise<true> {
  const when = new Date(at).toISOString();
  const name = `audit-${alarm.replace(/[^\w-]/g, '-').slice(0, 50)}-${when.replace(/[^\dT]/g, '')}`;
  const input = JSON.stringify({ alarm, at: when, reason });
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return true;
}
