import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Runbook } from '../runbooks/runbook';
import { SEVERITIES } from '../runbooks/severity';
import { ActionFunctions } from './action-functions';
import { AlarmRule } from './alarm-rule';
import { TradingAlarms } from './alarms';
import { checkRunbook } from './check-runbook';
import { Contacts } from './contacts';
import type { Described } from './described';
import { EscalationWorkflow } from './escalation-workflow';
import { IncidentStore } from './incident-store';
import { naming } from './naming';
import { RunbookWorkflow } from './runbook-workflow';
import { placeOf, stepInput, verifyInput } from './step-inputs';
import { WatchOurselves } from './watch-ourselves';

export interface RunbookStackProps extends StackProps {
  readonly environment: Environment;
  readonly runbooks: readonly Runbook[];
}

/** Everything one environment needs, in the order an incident meets it. */
export class RunbookStack extends Stack {
  /** What was made of what, for people and for the rehearsal. */
  readonly described: Described;

  constructor(scope: Construct, id: string, props: RunbookStackProps) {
    super(scope, id, props);
    const { environment, runbooks } = props;
    for (const runbook of runbooks) checkRunbook(runbook, environment);
    const names = naming(environment);

    const alarms = new TradingAlarms(this, 'Alarms', { environment, naming: names }).all;
    const contacts = new Contacts(this, 'Contacts', { environment, naming: names });
    const store = new IncidentStore(this, 'Store', { naming: names });
    const { functions } = new ActionFunctions(this, 'Actions', {
      naming: names,
      tableName: store.table.tableName,
      bucketName: store.reports.bucketName,
      grounds: {
        environment,
        alarmNames: alarms.map(({ name }) => name),
        tableArn: store.table.tableArn,
        reportsArn: store.reports.bucketArn,
        contactTopicArns: contacts.rungTopicArns,
        stakeholderTopicArns: contacts.stakeholders.map(({ topicArn }) => topicArn),
      },
    });

    const escalation = new EscalationWorkflow(this, 'Escalation', {
      machineName: names.machine('escalation'),
      chooseRung: functions['choose-rung'],
      pageContacts: functions['page-contacts'],
      notifyStakeholders: functions['notify-stakeholders'],
      lastResortTopic: contacts.lastResort,
      pageInput: {
        outside: environment.externalContacts,
        acknowledgeWith: functions['acknowledge-page'].functionName,
        closeWith: functions['close-incident'].functionName,
      },
      timeout: Duration.seconds(3 * SEVERITIES.P4.responseSeconds),
    }).stateMachine;

    const deadLetters = new sqs.Queue(this, 'DeadLetters', {
      queueName: names.rule('dead-letters'),
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
    });
    Validations.of(deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue itself.' });
    const machines = new Map<string, sfn.IStateMachine>([['escalation', escalation]]);
    for (const runbook of runbooks) {
      const workflow = new RunbookWorkflow(this, runbook.id, {
        runbook,
        machineName: names.machine(runbook.id),
        actions: functions,
        inputOf: (step) => stepInput(environment, step),
        verify: verifyInput(environment, runbook, alarms),
        place: placeOf(environment, runbook),
        escalation,
        escalationInput: { path: contacts.pathOf(runbook), stakeholders: contacts.stakeholders },
        lastResortTopic: contacts.lastResort,
      });
      machines.set(runbook.id, workflow.stateMachine);
      const triggers = alarms.filter(({ trigger }) => runbook.triggers.includes(trigger));
      if (triggers.length > 0) {
        new AlarmRule(this, `${runbook.id}-alarms`, {
          ruleName: names.rule(runbook.id),
          description: `Starts the runbook "${runbook.title}".`,
          alarms: triggers.map(({ alarm }) => alarm),
          starts: workflow.stateMachine,
          deadLetters,
        });
      }
    }
    new WatchOurselves(this, 'Watch', { naming: names, machines, deadLetters, topic: contacts.watch });

    this.described = {
      stackName: this.stackName,
      environment,
      runbooks: runbooks.map((runbook) => ({
        id: runbook.id,
        title: runbook.title,
        severity: runbook.severity,
        target: runbook.target,
        machine: names.machine(runbook.id),
        steps: runbook.steps.map(({ says }) => says),
        alarms: alarms
          .filter(({ trigger }) => runbook.triggers.includes(trigger))
          .map(({ trigger, name }) => ({ trigger, name })),
      })),
      escalationMachine: names.machine('escalation'),
      functions: Object.fromEntries(Object.keys(functions).map((name) => [name, names.function(name)])),
      topics: {
        contacts: Object.fromEntries(
          Object.keys(environment.contacts).map((contact) => [contact, names.topic(contact)]),
        ),
        lastResort: names.topic('last-resort'),
        watch: names.topic('watch'),
      },
      table: names.table,
      reports: names.reports,
      notWatched: Object.entries(environment.signals).flatMap(([signal, value]) =>
        value === NOT_CONFIGURED ? [signal] : [],
      ),
    };
  }
}
