import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, type RDSClient } from '@aws-sdk/client-rds';
import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { describeService } from '../shared/ecs';
import type { Incident } from '../shared/incident';
import { readSignals } from '../shared/signals';
import { look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import type { Companion, Seen } from './decide';

/** What an incident, or an alarm, is about. */
export const Subject = v.variant('is', [
  v.object({
    is: v.literal('service'),
    service: v.string(),
    whose: v.picklist(['trading', 'trading-disabled', 'other']),
  }),
  v.object({ is: v.literal('database'), instance: v.string() }),
  v.object({ is: v.literal('system') }),
  /** A test: nothing stands behind its alarm. */
  v.object({ is: v.literal('probe') }),
]);
export type Subject = v.InferOutput<typeof Subject>;

/** What is known of the environment's alarms, whichever incident is judged. */
export const Grounds = v.object({
  cluster: v.string(),
  tradingEnabled: v.string(),
  /** Every alarm: what its silence means, and what it is about. */
  signals: v.record(
    v.string(),
    v.object({ absence: v.picklist(['fault', 'nothing-happened', 'unknown']), of: Subject, own: v.boolean() }),
  ),
});

export const Judged = v.object({
  ...Grounds.entries,
  /** What the incident is about. */
  target: Subject,
});
export type Judged = v.InferOutput<typeof Judged>;

export interface Looking {
  readonly cloudWatch: CloudWatchClient;
  readonly ecs: ECSClient;
  readonly rds: RDSClient;
  readonly ssm: SSMClient;
}

/** Looks at everything an incident's verdict is decided by. */
export async function seenOf(
  clients: Looking,
  input: Judged,
  incident: Incident,
  { now, soakSeconds }: Pick<Seen, 'now' | 'soakSeconds'>,
): Promise<Seen> {
  const alarms = judgedBy(input, incident);
  const [signals, companions, tradingEnabled] = await Promise.all([
    look(() => readSignals(clients.cloudWatch, alarms, now)),
    Promise.all(subjects(input, alarms).map((subject) => companion(clients, subject, input, incident))),
    look(() => readSwitch(clients.ssm, input.tradingEnabled)),
  ]);
  const absence = Object.fromEntries(Object.entries(input.signals).map(([name, one]) => [name, one.absence]));
  return { signals, absence, companions, tradingEnabled, now, soakSeconds };
}

/** The alarms of the incident; of one that a person started, every alarm of its target. */
function judgedBy({ signals }: Judged, { alarms }: Incident): string[] {
  const own = Object.keys(alarms);
  if (own.length > 0) return own;
  return Object.entries(signals).flatMap(([name, one]) => (one.own ? [name] : []));
}

/** What must be well: the target, and whatever an alarm of the incident is about; of the system as a whole, everything. */
function subjects({ target, signals }: Judged, alarms: readonly string[]): Subject[] {
  const about = target.is === 'system' ? Object.keys(signals) : alarms;
  const all = [target, ...about.flatMap((alarm) => signals[alarm]?.of ?? [])];
  const distinct = new Map(all.map((subject) => [JSON.stringify(nameOf(subject)), subject]));
  distinct.set(JSON.stringify(nameOf(target)), target);
  return [...distinct.values()].filter(({ is }) => is !== 'system');
}

const nameOf = (subject: Subject) =>
  subject.is === 'service' ? subject.service : subject.is === 'database' ? subject.instance : `(${subject.is})`;

async function companion(
  { ecs, rds }: Looking,
  subject: Subject,
  { cluster, target }: Judged,
  incident: Incident,
): Promise<Companion> {
  if (subject.is === 'service') {
    const { service, whose } = subject;
    const deployment = incident.deployments?.[service];
    const seen = await look(() => describeService(ecs, { cluster, service }));
    return { service, whose, seen, target: nameOf(target) === service, ...(deployment ? { deployment } : {}) };
  }
  if (subject.is === 'probe') return { nothing: 'a test stands for nothing else' };
  const instance = nameOf(subject);
  const status = await look(async () => {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
    return DBInstances[0]?.DBInstanceStatus;
  });
  return { database: instance, status };
}
