import { PublishCommand } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import type { GuardTable } from '../shared/guard/table';
import { Grounds, Subject } from '../verify-resolution/judge';
import type { Closing } from './close-mended';
import type { AuditMemory } from './memory';
import type { Words } from './words';

export const Input = v.object({
  /** ARN of the watch's own topic. */
  watch: v.string(),
  /** Of the heartbeat's metric, which has no dimensions. */
  heartbeat: v.object({ namespace: v.string(), name: v.string() }),
  /** Asked for after each audit that did all it had to; null: nobody outside listens. */
  deadManUrl: v.nullable(v.string()),
  /** Runbooks that alarms start and alarms verify, by id. */
  runbooks: v.record(v.string(), v.object({ title: v.string(), target: Subject })),
  /** Alarms that start a runbook: its id and its workflow. */
  starts: v.record(v.string(), v.object({ runbook: v.string(), title: v.string(), machine: v.string() })),
  /** What verdicts are decided by; of an incident of the whole system, `system`. */
  grounds: v.object({ system: Grounds, others: Grounds }),
});
export type Input = v.InferOutput<typeof Input>;

export interface Tools extends Closing {
  readonly guard: GuardTable;
  readonly memory: AuditMemory;
  /** @throws when whoever listens outside could not be reached. */
  readonly callOutside: (url: string) => Promise<void>;
}

/** Does something; what fails is kept for the audit's end, and gives undefined. */
export type Trying = <T>(what: string, act: () => Promise<T>) => Promise<T | undefined>;

export async function tell({ sns }: Tools, watch: string, words: Words): Promise<true> {
  await sns.send(new PublishCommand({ TopicArn: watch, ...words }));
  return true;
}
