import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import { type Checklist, morningChecklist } from '../runbooks/checklists';
import { auditInput } from './audit-input';
import { ChecklistWorkflow } from './checklist-workflow';
import { DAY_FUNCTIONS, type DayFunctionName } from './day-functions';
import type { Described } from './described';
import { FurtherStack, type FurtherStackProps } from './further-stack';
import { itemInput } from './item-inputs';
import { settingNames } from './settings';
import { TICKS, Tick } from './tick';

/** The trading day of one environment: what is due when, the checklists, the maintenance window, the database's backups, the probe. */
export class TradingDayStack extends FurtherStack<DayFunctionName> {
  readonly checklists: Described['checklists'];

  constructor(scope: Construct, id: string, props: FurtherStackProps) {
    super(scope, id, props, DAY_FUNCTIONS);
    const { environment, checklists } = props;
    const { names, other, people, machines } = this;
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
        functionOf: (name) => this.functionOf(name),
        inputOf: (item) => itemInput({ environment, naming: names, people, settings }, item),
        settings,
        reportInput: { channel: this.grounds.channelTopicArn, caveat: caveatOf(environment, checklist) },
        otherwise,
        lastResortTopic: other.topic('last-resort'),
      });
      machines.set(checklist.id, stateMachine);
    }
    const group = new scheduler.CfnScheduleGroup(this, 'Schedules', { name: names.stack });
    new Tick(this, 'Tick', {
      name: names.rule('tick'),
      ...TICKS.tick,
      input: { scheduledAt: '<aws.scheduler.scheduled-time>' },
      group,
      timeZone: environment.calendar.timeZone,
      starts: this.functions[TICKS.tick.calls],
      deadLetters: other.deadLetters,
    });
    new Tick(this, 'Audit', {
      name: names.rule('audit'),
      ...TICKS.audit,
      group,
      input: auditInput({ ...props, naming: names, watchTopicArn: this.grounds.watchTopicArn }),
      timeZone: environment.calendar.timeZone,
      starts: this.functions[TICKS.audit.calls],
      deadLetters: other.deadLetters,
    });
    this.checklists = checklists.map(({ id, title, items }) => ({
      id,
      title,
      machine: names.machine(id),
      items: items.map(({ says, must }) => ({ says, must })),
    }));
  }
}

/** The morning report says what nobody would learn from an alarm: that the alarms themselves could fall silent. */
const caveatOf = ({ watch, region }: Environment, { id }: Checklist): string | null =>
  id === morningChecklist.id && watch.deadManUrl === NOT_CONFIGURED
    ? `Not watched from outside: no address is configured (watch.deadManUrl) that would notice an outage of SNS in ${region}. During one nobody is paged.`
    : null;
