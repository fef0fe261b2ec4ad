import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Checklist } from '../runbooks/checklists';
import type { Runbook } from '../runbooks/runbook';
import { ActionFunctions } from './action-functions';
import type { RunbookAlarm } from './alarms';
import { checkRunbook } from './check-runbook';
import type { FunctionFacts } from './function-list';
import { KnownByName } from './known-by-name';
import { type Naming, naming } from './naming';
import { People } from './people';
import type { Grounds } from './permissions';
import { plan } from './plan';
import { type WorkflowGrounds, workflowOf } from './runbook-workflows';
import { keepModes } from './settings';

export interface FurtherStackProps extends StackProps {
  readonly environment: Environment;
  /** Those whose workflows are made here. */
  readonly runbooks: readonly Runbook[];
  /** Those of the environment's other stacks. */
  readonly elsewhere: readonly Runbook[];
  readonly checklists: readonly Checklist[];
  /** Alarms of the environment's first stack. */
  readonly alarms: readonly RunbookAlarm[];
}

/** A stack of an environment beside its first one, whose things it knows by their names: functions and workflows of its own. */
export class FurtherStack<Name extends string> extends Stack {
  /** Action to name, of the functions made here. */
  readonly functionNames: Readonly<Record<string, string>>;
  /** Action to the seconds after which Lambda stops it, of the functions made here. */
  readonly timeouts: Readonly<Record<string, number>>;

  protected readonly names: Naming;
  protected readonly other: KnownByName;
  protected readonly people: People;
  protected readonly grounds: Grounds;
  protected readonly functions: Readonly<Record<Name, IFunction>>;
  /** Workflows made here, by id. */
  protected readonly machines = new Map<string, sfn.IStateMachine>();

  /** @param list the functions that are made here; whatever else a workflow calls is made by another stack. */
  constructor(scope: Construct, id: string, props: FurtherStackProps, list: Readonly<Record<Name, FunctionFacts>>) {
    super(scope, id, props);
    const { environment, runbooks, elsewhere, checklists, alarms } = props;
    for (const runbook of runbooks) checkRunbook(runbook, environment);
    this.names = naming(environment);
    this.other = new KnownByName(this, 'Known', { environment, naming: this.names });
    const { names, other } = this;
    this.people = new People(environment, (contact) => other.topicArn(contact));
    const { people } = this;
    const topicArns = (contacts: readonly { topicArn: string }[]) => contacts.map(({ topicArn }) => topicArn);
    this.grounds = {
      environment,
      alarmNames: alarms.map(({ name }) => name),
      tableArn: other.tableArn,
      reportsArn: other.reportsArn,
      contactTopicArns: topicArns(people.pageable),
      everybodysTopicArns: topicArns(people.everybody),
      stakeholderTopicArns: topicArns(people.stakeholders),
      backupTopicArns: people.backupTopicArns([...elsewhere, ...runbooks]),
      probeTopicArn: people.probe.topicArn,
      channelTopicArn: other.topicArn('incident-channel'),
      watchTopicArn: other.topicArn('watch'),
      naming: names,
      runbooks: [...elsewhere, ...runbooks],
      checklists,
    };
    keepModes(this, names, runbooks);
    const actions = new ActionFunctions<Name>(this, 'Actions', {
      list,
      naming: names,
      tableName: names.table,
      bucketName: names.reports,
      variants: new Set(runbooks.flatMap((runbook) => plan(runbook, environment).map(({ does }) => does))),
      grounds: this.grounds,
    });
    this.functions = actions.functions;
    this.timeouts = actions.timeouts;
    this.functionNames = Object.fromEntries(Object.keys(this.functions).map((name) => [name, names.function(name)]));

    const workflows: WorkflowGrounds = {
      environment,
      naming: names,
      people,
      alarms,
      functionOf: (name) => this.functionOf(name),
      escalation: other.machine('escalation'),
      later: other.machine('later'),
      channel: other.topic('incident-channel'),
      lastResort: other.topic('last-resort'),
      pages: this.pagesFor(runbooks, environment),
      pagerDuty: environment.pagerDuty === NOT_CONFIGURED ? null : other.machineArn('pager-duty'),
    };
    for (const runbook of runbooks) this.machines.set(runbook.id, workflowOf(this, runbook, workflows).stateMachine);
  }

  protected functionOf(name: string): IFunction {
    return name in this.functions ? this.functions[name as Name] : this.other.functionOf(name);
  }

  /** Ids of the workflows made here. */
  get machineIds(): readonly string[] {
    return [...this.machines.keys()];
  }

  /**
   * Where the pages are: the first stack writes down the address that AWS has given its HTTP API. Looked up when this stack
   * is deployed; only where somebody may be asked.
   */
  private pagesFor(runbooks: readonly Runbook[], environment: Environment): string {
    const asks = runbooks.some((runbook) => plan(runbook, environment).some(({ mayAsk }) => mayAsk));
    return asks ? ssm.StringParameter.valueForStringParameter(this, this.names.api) : '';
  }
}
