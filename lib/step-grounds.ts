import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import type { RunbookAlarm } from './alarms';
import type { Naming } from './naming';

/** What the inputs of one runbook's steps are made of. */
export interface StepGrounds {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly runbook: Runbook;
  /** Alarms of the environment. */
  readonly alarms: readonly RunbookAlarm[];
}
