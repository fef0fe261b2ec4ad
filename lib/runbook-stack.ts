import { ArnFormat, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Checklist } from '../runbooks/checklists';
import type { Runbook } from '../runbooks/runbook';
import { SEVERITIES } from '../runbooks/severity';
import { ActionFunctions } from './action-functions';
import { AlarmRule } from './alarm-rule';
import { type RunbookAlarm, SystemAlarms, triggersOf } from './alarms';
import { HEARTBEAT } from './audit-input';
import { BrowserSignIn } from './browser-sign-in';
import { checkRunbook } from './check-runbook';
import { Contacts } from './contacts';
import type { Described } from './described';
import { Directory } from './directory';
import { EscalationWorkflow } from './escalation-workflow';
import { FUNCTIONS } from './function-list';
import { IncidentStore } from './incident-store';
import { LaterWorkflow } from './later-workflow';
import { naming } from './naming';
import { PageApi } from './page-api';
import { PagerDutyWorkflow } from './pager-duty-workflow';
import { PROBE } from './people';
import { plan } from './plan';
import { type WorkflowGrounds, workflowOf } from './runbook-workflows';
import { Settings } from './settings';
import { deadLetterQueue } from './watch/dead-letters';

export interface RunbookStackProps extends StackProps {
  readonly environment: Environment;
  /** Those whose workflows are made here. */
  readonly runbooks: readonly Runbook[];
  /** Those of the trading day's stack: they can be started, paged about and switched like the others. */
  readonly elsewhere: readonly Runbook[];
  readonly checklists: readonly Checklist[];
}

/** Everything one environment needs, in the order an incident meets it. */
export class RunbookStack extends Stack {
  /** What was made of what, for people and for the rehearsal. */
  readonly described: Omit<Described, 'stackNames' | 'checklists'>;
  readonly alarms: readonly RunbookAlarm[];
  /** Ids of the workflows made here. */
  readonly machineIds: readonly string[];
  /** Action to the seconds after which Lambda stops it, of the functions made here. */
  readonly timeouts: Readonly<Record<string, number>>;
  /** Runbooks that alarms start, each by a rule of its name. */
  readonly ruleIds: readonly string[];

  constructor(scope: Construct, id: string, props: RunbookStackProps) {
    super(scope, id, props);
    const { environment, runbooks, elsewhere, checklists } = props;
    const everyRunbook = [...runbooks, ...elsewhere];
    for (const runbook of runbooks) checkRunbook(runbook, environment);
    const names = naming(environment);

    this.alarms = new SystemAlarms(this, 'Alarms', { environment, naming: names }).all;
    const { alarms } = this;
    new Settings(this, 'Settings', { environment, naming: names, runbooks });
    const contacts = new Contacts(this, 'Contacts', { environment, naming: names });
    const { people } = contacts;
    const store = new IncidentStore(this, 'Store', { naming: names });
    const { functions, timeouts } = new ActionFunctions(this, 'Actions', {
      list: FUNCTIONS,
      naming: names,
      tableName: store.table.tableName,
      bucketName: store.reports.bucketName,
      variants: new Set(everyRunbook.flatMap((runbook) => plan(runbook, environment).map(({ does }) => does))),
      grounds: {
        environment,
        alarmNames: alarms.map(({ name }) => name),
        tableArn: store.table.tableArn,
        reportsArn: store.reports.bucketArn,
        contactTopicArns: people.pageable.map(({ topicArn }) => topicArn),
        everybodysTopicArns: people.everybody.map(({ topicArn }) => topicArn),
        stakeholderTopicArns: people.stakeholders.map(({ topicArn }) => topicArn),
        backupTopicArns: people.backupTopicArns(everyRunbook),
        probeTopicArn: people.probe.topicArn,
        channelTopicArn: contacts.channel.topicArn,
        watchTopicArn: this.topicArn(names.topic('watch')),
        naming: names,
        runbooks: everyRunbook,
        checklists,
      },
    });

    contacts.answerTests(functions['answer-test-page']);
    const api = new PageApi(this, 'Pages', { naming: names, functions });
    const signIn = new BrowserSignIn(this, 'SignIn', {
      environment,
      naming: names,
      returnTo: `${api.endpoint}/signed-in`,
    });
    const pagerDuty =
      environment.pagerDuty === NOT_CONFIGURED
        ? undefined
        : new PagerDutyWorkflow(this, 'PagerDuty', {
            machineName: names.machine('pager-duty'),
            secretName: environment.pagerDuty.routingKeySecret,
            lastResortTopic: contacts.lastResort,
          }).stateMachine;
    const escalation = new EscalationWorkflow(this, 'Escalation', {
      machineName: names.machine('escalation'),
      chooseRung: functions['choose-rung'],
      pageContacts: functions['page-contacts'],
      notifyStakeholders: functions['notify-stakeholders'],
      lastResortTopic: contacts.lastResort,
      pagerDuty,
      pageInput: {
        outside: environment.externalContacts,
        pages: api.endpoint,
      },
      timeout: Duration.seconds(3 * SEVERITIES.P4.responseSeconds),
    }).stateMachine;

    const deadLetters = deadLetterQueue(this, 'DeadLetters', names.queues.deadLetters);
    const later = new LaterWorkflow(this, 'Later', {
      machineName: names.machine('later'),
      startable: everyRunbook.map(({ id }) => names.machine(id)),
    }).stateMachine;
    const machines = new Map<string, sfn.IStateMachine>([
      ['escalation', escalation],
      ['later', later],
      ...(pagerDuty ? ([['pager-duty', pagerDuty]] as const) : []),
    ]);
    const grounds: WorkflowGrounds = {
      environment,
      naming: names,
      people,
      alarms,
      functionOf: (name) => {
        if (!(name in functions)) throw new Error(`No function of this stack does "${name}".`);
        return functions[name as keyof typeof functions];
      },
      escalation,
      later,
      channel: contacts.channel,
      lastResort: contacts.lastResort,
      pages: api.endpoint,
      pagerDuty: pagerDuty ? this.machineArn(names.machine('pager-duty')) : null,
    };
    for (const runbook of runbooks) {
      const workflow = workflowOf(this, runbook, grounds);
      machines.set(runbook.id, workflow.stateMachine);
      const triggers = triggersOf(runbook, alarms);
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
    new Directory(this, 'Directory', {
      environment,
      naming: names,
      runbooks: everyRunbook,
      // By name: a function may not depend on what depends on it.
      machines: Object.fromEntries(everyRunbook.map(({ id }) => [id, this.machineArn(names.machine(id))])),
      checklists: Object.fromEntries(checklists.map(({ id }) => [id, this.machineArn(names.machine(id))])),
      topics: {
        channel: this.topicArn(names.topic('incident-channel')),
        contacts: Object.fromEntries(
          Object.keys(environment.contacts).map((contact) => [contact, this.topicArn(names.topic(contact))]),
        ),
      },
      pagerDuty: pagerDuty ? this.machineArn(names.machine('pager-duty')) : null,
      api: { endpoint: api.endpoint, issuer: signIn.issuer, clientId: signIn.clientId },
    });
    this.machineIds = [...machines.keys()];
    this.timeouts = timeouts;
    this.ruleIds = runbooks.filter((runbook) => triggersOf(runbook, alarms).length > 0).map(({ id }) => id);

    this.described = {
      stackName: this.stackName,
      environment,
      runbooks: everyRunbook.map((runbook) => ({
        id: runbook.id,
        title: runbook.title,
        severity: runbook.severity,
        target: runbook.target,
        machine: names.machine(runbook.id),
        steps: runbook.steps.map(({ says }) => says),
        alarms: triggersOf(runbook, alarms).map(({ trigger, name }) => ({ trigger, name })),
      })),
      escalationMachine: names.machine('escalation'),
      laterMachine: names.machine('later'),
      pagerDutyMachine: pagerDuty ? names.machine('pager-duty') : null,
      settings: {
        mode: names.settings.mode,
        runbookModes: Object.fromEntries(everyRunbook.map(({ id }) => [id, names.settings.runbookMode(id)])),
        calendar: names.settings.calendar,
        overrides: names.settings.overrides,
      },
      heartbeat: { namespace: names.metrics, name: HEARTBEAT },
      functions: Object.fromEntries(Object.keys(functions).map((name) => [name, names.function(name)])),
      topics: {
        contacts: Object.fromEntries(
          Object.keys(environment.contacts).map((contact) => [contact, names.topic(contact)]),
        ),
        channel: names.topic('incident-channel'),
        lastResort: names.topic('last-resort'),
        watch: names.topic('watch'),
        probe: names.topic(PROBE),
      },
      queues: names.queues,
      directory: names.directory,
      table: names.table,
      reports: names.reports,
      notWatched: Object.entries({ ...environment.signals, ...environment.commands }).flatMap(([signal, value]) =>
        value === NOT_CONFIGURED ? [signal] : [],
      ),
    };
  }

  private topicArn(name: string): string {
    return this.formatArn({ service: 'sns', resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  private machineArn(name: string): string {
    const resource = `stateMachine:${name}`;
    return this.formatArn({ service: 'states', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}
