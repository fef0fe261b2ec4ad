import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Environment } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import type { RunbookAlarm } from './alarms';
import type { Naming } from './naming';
import { isP1, type People } from './people';
import { plan } from './plan';
import { RunbookWorkflow, type RunbookWorkflowProps } from './runbook-workflow';
import { settingNames } from './settings';
import { placeOf, stepInput, verifyInput } from './step-inputs';

/** What every runbook's workflow of one environment needs, whichever stack it is in. */
export interface WorkflowGrounds {
  readonly environment: Environment;
  readonly naming: Naming;
  readonly people: People;
  /** Alarms of the environment. */
  readonly alarms: readonly RunbookAlarm[];
  readonly functionOf: (name: Parameters<RunbookWorkflowProps['functionOf']>[0]) => IFunction;
  readonly escalation: sfn.IStateMachine;
  readonly later: sfn.IStateMachine;
  readonly channel: ITopic;
  readonly lastResort: ITopic;
  /** Where the pages are; empty where no runbook of the stack may ask for an approval. */
  readonly pages: string;
  /** ARN of the workflow that speaks to PagerDuty, where it is configured. */
  readonly pagerDuty: string | null;
}

/** Makes the workflow of one runbook. */
export function workflowOf(scope: Construct, runbook: Runbook, grounds: WorkflowGrounds): RunbookWorkflow {
  const { environment, naming, people, pages } = grounds;
  const ground = { environment, naming, runbook, alarms: grounds.alarms };
  const planned = plan(runbook, environment);
  return new RunbookWorkflow(scope, runbook.id, {
    runbook,
    machineName: naming.machine(runbook.id),
    functionOf: grounds.functionOf,
    plan: planned,
    inputOf: (step) => stepInput(ground, step),
    verify: verifyInput(ground, grounds.alarms),
    place: placeOf(ground),
    settings: settingNames(naming, runbook),
    tradingEnabled: environment.parameters.tradingEnabled,
    channelTopic: grounds.channel,
    escalation: grounds.escalation,
    escalationInput: {
      path: people.pathOf(runbook),
      paging: environment.paging,
      stakeholders: people.stakeholdersOf(runbook),
      backup: isP1(runbook) ? people.backupOf(runbook) : null,
      // A stop pages whatever its mode says; so does a test, which pages no person.
      settings: {
        ...settingNames(naming, runbook),
        ...(runbook.haltsFirst || runbook.test ? { pagesAlways: true } : {}),
      },
      // Of PagerDuty, where it is configured.
      alerts: !runbook.test,
    },
    later: grounds.later,
    people: { contacts: people.pageableFor(runbook), pages, pagerDuty: grounds.pagerDuty },
    lastResortTopic: grounds.lastResort,
  });
}
