import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import type { Incident } from '../shared/incident';
import { readSignals } from '../shared/signals';
import { asStep, endedMeanwhile, look, poll } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { type Companion, decideVerdict } from './decide';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const rds = new RDSClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

const Subject = v.variant('is', [
  v.object({
    is: v.literal('service'),
    service: v.string(),
    whose: v.picklist(['trading', 'trading-disabled', 'other']),
  }),
  v.object({ is: v.literal('database'), instance: v.string() }),
  v.object({ is: v.literal('system') }),
]);
type Subject = v.InferOutput<typeof Subject>;

const Input = v.object({
  cluster: v.string(),
  tradingEnabled: v.string(),
  /** What the incident is about. */
  target: Subject,
  /** Every alarm: what its silence means, and what it is about. */
  signals: v.record(
    v.string(),
    v.object({ absence: v.picklist(['fault', 'nothing-happened', 'unknown']), of: Subject, own: v.boolean() }),
  ),
});
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 10_000;

/** Judges by the original signal whether the fault is gone, whoever mended it, and closes the incident if it is. */
export const handler = asStep(Input, async (input, context) => {
  const { table, now } = context;
  let { incident } = context;
  const result = await poll(
    EVERY_MS,
    context,
    async () => {
      incident = await table.get(incident.id); // alarms may have joined
      const alarms = judgedBy(input, incident);
      const [signals, companions, tradingEnabled] = await Promise.all([
        look(() => readSignals(cloudWatch, alarms, now())),
        Promise.all(subjects(input, alarms).map((subject) => companion(subject, input, incident))),
        look(() => readSwitch(ssm, input.tradingEnabled)),
      ]);
      const absence = Object.fromEntries(Object.entries(input.signals).map(([name, one]) => [name, one.absence]));
      return { signals, absence, companions, tradingEnabled, now: now() };
    },
    decideVerdict,
  );
  if (result.outcome !== 'resolved') return result;
  if (await table.closeFixed(incident, new Date(now()).toISOString())) return result;
  const present = await table.get(incident.id);
  if (present.status !== 'open') return endedMeanwhile(present);
  return { outcome: 'wait', verdict: 'unknown', finding: 'Another alarm joined while this was judged.' };
});

/** The alarms of the incident; of one that a person started, every alarm of its target. */
function judgedBy({ signals }: Input, { alarms }: Incident): string[] {
  const own = Object.keys(alarms);
  if (own.length > 0) return own;
  return Object.entries(signals).flatMap(([name, one]) => (one.own ? [name] : []));
}

/** What must be well: the target, and whatever an alarm of the incident is about; of the system as a whole, everything. */
function subjects({ target, signals }: Input, alarms: readonly string[]): Subject[] {
  const about = target.is === 'system' ? Object.keys(signals) : alarms;
  const all = [target, ...about.flatMap((alarm) => signals[alarm]?.of ?? [])];
  const distinct = new Map(all.map((subject) => [JSON.stringify(nameOf(subject)), subject]));
  distinct.set(JSON.stringify(nameOf(target)), target);
  return [...distinct.values()].filter(({ is }) => is !== 'system');
}

const nameOf = (subject: Subject) =>
  subject.is === 'service' ? subject.service : subject.is === 'database' ? subject.instance : '';

async function companion(subject: Subject, { cluster, target }: Input, incident: Incident): Promise<Companion> {
  if (subject.is === 'service') {
    const { service, whose } = subject;
    const deployment = incident.deployments?.[service];
    const seen = await look(() => describeService(ecs, { cluster, service }));
    return { service, whose, seen, target: nameOf(target) === service, ...(deployment ? { deployment } : {}) };
  }
  const instance = nameOf(subject);
  const status = await look(async () => {
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instance }));
    return DBInstances[0]?.DBInstanceStatus;
  });
  return { database: instance, status };
}
