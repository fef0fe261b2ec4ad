import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import { type RunbookAlarm, triggersOf } from './alarms';
import { machineArn } from './called';
import type { Naming } from './naming';
import { groundsOf, subject } from './step-inputs';
import type { Payload } from './step-states';

export interface AuditGrounds {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly watchTopicArn: string;
  /** Those of the trading day's stack, and all others. */
  readonly runbooks: readonly Runbook[];
  readonly elsewhere: readonly Runbook[];
  readonly alarms: readonly RunbookAlarm[];
}

/** Name of the metric that every audit writes which did all it had to. */
export const HEARTBEAT = 'AuditsCompleted';

/** DescribeAlarms takes no more names. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MOST_ALARMS = 100;

/** What the audit is told: it reads nothing of a workflow's. */
export function auditInput({ environment, naming, alarms, watchTopicArn, ...all }: AuditGrounds): Payload {
  const { deadManUrl } = environment.watch;
  const runbooks = [...all.elsewhere, ...all.runbooks].filter(({ triggers }) => triggers.length > 0);
  const starts = runbooks.flatMap((runbook) =>
    triggersOf(runbook, alarms).map(({ name }) => {
      const machine = machineArn({ environment, naming }, runbook.id);
      return [name, { runbook: runbook.id, title: runbook.title, machine }] as const;
    }),
  );
  const names = starts.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`${twice} starts two runbooks; the audit expects one.`);
  if (names.length > MOST_ALARMS)
    throw new Error(
      `${names.length} alarms start runbooks, expected ${MOST_ALARMS} at most: the audit reads all in one call.`,
    );
  return {
    watch: watchTopicArn,
    heartbeat: { namespace: naming.metrics, name: HEARTBEAT },
    deadManUrl: deadManUrl === NOT_CONFIGURED ? null : deadManUrl,
    runbooks: Object.fromEntries(
      runbooks
        .filter(({ verifiedBy }) => verifiedBy !== 'steps')
        .map(({ id, title, target }) => [id, { title, target: subject(environment, target, target) }]),
    ),
    starts: Object.fromEntries(starts),
    grounds: {
      system: groundsOf(environment, alarms, 'system'),
      others: groundsOf(environment, alarms),
    },
  };
}
