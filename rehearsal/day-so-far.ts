import { marshall } from '@aws-sdk/util-dynamodb';
import type { Description } from './description';
import type { Cloud } from './engine/cloud';

/** What the calendar can make due (`environment.json` names the checklists; these are the rest). */
const BESIDES = ['maintenance-notice', 'scheduled-maintenance', 'end-to-end-probe'];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AUDIT_MS = 300_000;
/** Indian time, which has no summer time. */
const IST_MS = 5.5 * 3_600_000;

const dateAt = (at: number): string => new Date(at + IST_MS).toISOString().slice(0, 10);

/**
 * Before a story begins the days were what days are: ticks and audits came, and everything that yesterday, today and tomorrow
 * make due was started. A story about the day itself begins with nothing started, and with the tick before it.
 */
export async function daySoFar(cloud: Cloud, description: Description, at: number, toCome: boolean): Promise<void> {
  const { table, checklists, heartbeat } = description;
  const put = (item: Record<string, unknown>) =>
    cloud.dynamoDb.operations.PutItem({ TableName: table, Item: marshall(item) });
  const lastTick = Math.floor(at / 900_000) * 900_000;
  await put({ pk: 'DAY', sk: 'LAST_TICK', at: new Date(lastTick).toISOString() });
  for (let audit = at - HOUR_MS; audit <= at; audit += AUDIT_MS)
    cloud.metrics.put({ ...heartbeat, dimensions: {}, value: 1, at: Math.floor(audit / AUDIT_MS) * AUDIT_MS });
  const dates = [-DAY_MS, 0, DAY_MS].map((ms) => dateAt(at + ms));
  const everything = dates.flatMap((date) =>
    [...checklists.map(({ id }) => id), ...BESIDES].map((task) => ({ date, task })),
  );
  // The notice of today's window was yesterday's.
  const before = toCome ? [{ date: dateAt(at), task: 'maintenance-notice' }] : everything;
  for (const { date, task } of before) {
    await put({
      pk: `DAY#${date}`,
      sk: task,
      task,
      date,
      kind: 'due',
      state: 'started',
      at: new Date(lastTick).toISOString(),
      by: 'before the story',
      execution: `${task}-${date}`,
      reason: 'before the story',
    });
  }
}
