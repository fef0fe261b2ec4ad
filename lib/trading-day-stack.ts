import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Checklist } from '../runbooks/checklists';
import type { Runbook } from '../runbooks/runbook';
import { ActionFunctions } from './action-functions';
import type { RunbookAlarm } from './alarms';
import { checkRunbook } from './check-runbook';
import { ChecklistWorkflow } from './checklist-workflow';
import { DAY_FUNCTIONS, type DayFunctionName } from './day-functions';
import type { Described } from './described';
import { itemInput } from './item-inputs';
import { KnownByName } from './known-by-name';
import { naming } from './naming';
import { People } from './people';
import type { Grounds } from './permissions';
import { type WorkflowGrounds, workflowOf } from './runbook-workflows';
import { keepModes, settingNames } from './settings';
import { Tick } from './tick';
import { watchMachines } from './watch-ourselves';

export interface TradingDayStackProps extends StackProps {
  readonly environment: Environment;
  /** Those whose workflows are made here. */
  readonly runbooks: readonly Runbook[];
  /** Those of the environment's other stack. */
  readonly elsewhere: readonly Runbook[];
  readonly checklists: readonly Checklist[];
  /** Alarms of the environment's other stack. */
  readonly alarms: readonly RunbookAlarm[];
}

/**
 * The trading day of one environment: what is due when, the checklists, the maintenance window and the database's backups.
 * It stands on the environment's other stack, whose things it knows by their names.
 */
export class TradingDayStack extends Stack {
  /** What was made, besides what the other stack describes. */
  readonly described: Pick<Described, 'functions' | 'checklists'>;

  constructor(scope: Construct, id: string, props: TradingDayStackProps) {
    super(scope, id, props);
    const { environment, runbooks, elsewhere, checklists, alarms } = props;
    for (const runbook of runbooks) checkRunbook(runbook, environment);
    const names = naming(environment);
    const other = new KnownByName(this, 'Known', { environment, naming: names });
    const people = new People(environment, (contact) => other.topicArn(contact));
    const topicArns = (contacts: readonly { topicArn: string }[]) => contacts.map(({ topicArn }) => topicArn);
    const grounds: Grounds = {
      environment,
      alarmNames: alarms.map(({ name }) => name),
      tableArn: other.tableArn,
      reportsArn: other.reportsArn,
      contactTopicArns: topicArns(people.pageable),
      everybodysTopicArns: topicArns(people.everybody),
      stakeholderTopicArns: topicArns(people.stakeholders),
      backupTopicArns: people.backupTopicArns([...elsewhere, ...runbooks]),
      channelTopicArn: other.topicArn('incident-channel'),
      watchTopicArn: other.topicArn('watch'),
      naming: names,
      runbooks: [...elsewhere, ...runbooks],
      checklists,
    };
    keepModes(this, names, runbooks);
    const { functions } = new ActionFunctions<DayFunctionName>(this, 'Actions', {
      list: DAY_FUNCTIONS,
      naming: names,
      tableName: names.table,
      bucketName: names.reports,
      variants: new Set(),
      grounds,
    });
    const functionOf = (name: string): IFunction =>
      name in functions ? functions[name as DayFunctionName] : other.functionOf(name);

    const workflows: WorkflowGrounds = {
      environment,
      naming: names,
      people,
      alarms,
      functionOf,
      escalation: other.machine('escalation'),
      later: other.machine('later'),
      channel: other.topic('incident-channel'),
      lastResort: other.topic('last-resort'),
      pagerDuty: environment.pagerDuty === NOT_CONFIGURED ? null : other.machineArn('pager-duty'),
    };
    const machines = new Map<string, sfn.IStateMachine>(
      runbooks.map((runbook) => [runbook.id, workflowOf(this, runbook, workflows).stateMachine]),
    );
    for (const checklist of checklists) {
      const otherwise = machines.get(checklist.otherwise);
      if (!otherwise)
        throw new Error(
          `${checklist.title}: there is no runbook "${checklist.otherwise}" to start when it is not passed.`,
        );
      const settings = settingNames(names, { id: checklist.otherwise });
      const { stateMachine } = new ChecklistWorkflow(this, checklist.id, {
        checklist,
        machineName: names.machine(checklist.id),
        functionOf,
        inputOf: (item) => itemInput({ environment, naming: names, people, settings }, item),
        settings,
        reportInput: { channel: grounds.channelTopicArn },
        otherwise,
        lastResortTopic: other.topic('last-resort'),
      });
      machines.set(checklist.id, stateMachine);
    }
    new Tick(this, 'Tick', {
      name: names.rule('tick'),
      timeZone: environment.calendar.timeZone,
      starts: functions['start-due'],
      deadLetters: other.deadLetters,
      watchTopic: other.topic('watch'),
      alarmName: `${names.stack}/TicksMissing`,
    });
    watchMachines(this, { machines, naming: names, topic: other.topic('watch') });

    this.described = {
      functions: Object.fromEntries(Object.keys(functions).map((name) => [name, names.function(name)])),
      checklists: checklists.map(({ id, title, items }) => ({
        id,
        title,
        machine: names.machine(id),
        items: items.map(({ says, must }) => ({ says, must })),
      })),
    };
  }
}
