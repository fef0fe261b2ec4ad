import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { look } from '../shared/step';
import { auditAlarms, readReds } from './audit-alarms';
import { auditIncidents } from './audit-open';
import type { Memory } from './decide';
import type { Input, Tools } from './tools';

/** What an audit did: alarms whose runbooks it started, and ids of incidents. */
export interface Audited {
  readonly red: number;
  readonly open: number;
  readonly started: readonly string[];
  readonly closed: readonly string[];
  readonly unattended: readonly string[];
}

/** Something an audit had to do and could not. Lambda tries it again, and so does the next one; there is no heartbeat. */
export class AuditFailed extends Error {
  override readonly name = 'AuditFailed';
}

/**
 * Compares what should be going on with what is: every alarm has its incident, every open incident has a run or people, and
 * what people have mended is closed. What it can do is done whatever else fails.
 * @throws AuditFailed with everything that could not be done or looked at.
 */
export async function audit(
  tools: Tools,
  input: Input,
  { now, id }: { readonly now: number; readonly id: string },
): Promise<Audited> {
  const failures: string[] = [];
  const trying = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
    const tried = await look(act);
    if ('seen' in tried) return tried.seen;
    failures.push(`${what} (${tried.unseen})`);
    return undefined;
  };
  const before = await tools.memory.get();
  const [reds, open] = await Promise.all([
    trying('the alarms could not be read', () => readReds(tools.cloudWatch, input.starts)),
    trying('the open incidents could not be read', async () =>
      Promise.all((await tools.table.open()).map((one) => tools.table.get(one))),
    ),
  ]);
  const alarms = reds && open && (await auditAlarms(tools, input, { reds, open, before, now }, trying));
  const incidents = open && (await auditIncidents(tools, input, { open, reds, before, now, id }, trying));
  const after: Memory = {
    accounted: alarms?.accounted ?? before.accounted,
    lost: alarms?.lost ?? before.lost,
    unattended: incidents?.unattended ?? before.unattended,
  };
  // Most audits find what the one before has found.
  if (JSON.stringify(after) !== JSON.stringify(before))
    await trying('what was found could not be kept', () => tools.memory.keep(after));
  if (failures.length > 0) throw new AuditFailed(`This audit could not do all it had to: ${failures.join('; ')}.`);
  await beat(tools, input, now);
  return {
    red: reds?.length ?? 0,
    open: open?.length ?? 0,
    started: alarms?.started ?? [],
    closed: incidents?.closed ?? [],
    unattended: after.unattended,
  };
}

/** Says that this audit did all it had to, here and to whoever listens outside. */
async function beat(tools: Tools, { heartbeat, deadManUrl }: Input, now: number): Promise<void> {
  await tools.cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: heartbeat.namespace,
      MetricData: [{ MetricName: heartbeat.name, Timestamp: new Date(now), Value: 1, Unit: 'Count' }],
    }),
  );
  // Who listens outside hears of it by the silence.
  if (deadManUrl !== null) await look(() => tools.callOutside(deadManUrl));
}
