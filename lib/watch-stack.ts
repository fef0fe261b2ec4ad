import { Annotations, Stack, type StackProps } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type Environment, NOT_CONFIGURED } from '../environments/schema';
import type { Severity } from '../runbooks/severity';
import { KnownByName } from './known-by-name';
import { naming } from './naming';
import { PROBE } from './people';
import { WatchDashboard } from './watch/dashboard';
import { deadLetterQueue, WatchDeadLetters } from './watch/dead-letters';
import { WatchDeliveries } from './watch/deliveries';
import { WatchExecutions } from './watch/executions';
import { WatchFunctions } from './watch/functions';
import { WatchHeartbeat } from './watch/heartbeat';
import { WatchTicks } from './watch/ticks';
import { WatchTopic } from './watch/watch-topic';

export interface WatchStackProps extends StackProps {
  readonly environment: Environment;
  /** Ids of the workflows of every other stack. */
  readonly machines: readonly string[];
  /** Action to the seconds after which Lambda stops it, of every function of the other stacks. */
  readonly timeouts: Readonly<Record<string, number>>;
  /** Ids of the rules that start runbooks. */
  readonly rules: readonly string[];
  /** Severities that the incident of an alarm can have. */
  readonly severities: readonly Severity[];
}

/**
 * The watch on the runbooks themselves: a topic and a key of its own, and alarms on whatever the other stacks made, which
 * it knows by name. No runbook pages through this topic, so what keeps a runbook from paging does not keep this from it.
 */
export class WatchStack extends Stack {
  constructor(scope: Construct, id: string, props: WatchStackProps) {
    super(scope, id, props);
    const { environment } = props;
    const names = naming(environment);
    const other = new KnownByName(this, 'Known', { environment, naming: names });
    if (environment.watch.deadManUrl === NOT_CONFIGURED) {
      Annotations.of(this).addWarningV2(
        'runbook:no-dead-man',
        `environments/${environment.name}.ts has no watch.deadManUrl: nobody outside is told when the watch falls silent, and an outage of SNS in ${environment.region} is silent.`,
      );
    }
    const { topic } = new WatchTopic(this, 'Watch', { naming: names, address: environment.lastResort });
    const undelivered = deadLetterQueue(this, 'Undelivered', names.queues.watchDeadLetters);

    const machines = new Map(props.machines.map((machine) => [machine, other.machine(machine)]));
    const functions = Object.entries(props.timeouts).map(([action, timeoutSeconds]) => ({
      action,
      timeoutSeconds,
      function: other.functionOf(action),
    }));
    const topics = [...Object.keys(environment.contacts), 'incident-channel', 'last-resort', PROBE];

    new WatchExecutions(this, 'Executions', {
      naming: names,
      machines,
      deadLetters: undelivered,
      topic,
    });
    new WatchFunctions(this, 'Functions', {
      naming: names,
      functions,
      topic,
    });
    new WatchDeliveries(this, 'Deliveries', {
      naming: names,
      rules: props.rules,
      topics,
      topic,
      otherTopic: other.topic('last-resort'),
    });
    new WatchTicks(this, 'Ticks', {
      alarmName: `${names.stack}/TicksMissing`,
      starts: other.functionOf('start-due'),
      topic,
    });
    new WatchHeartbeat(this, 'Heartbeat', {
      alarmName: `${names.stack}/AuditsMissing`,
      namespace: names.metrics,
      topic,
    });
    new WatchDeadLetters(this, 'DeadLetters', {
      alarmName: `${names.stack}/DeadLetters`,
      says: 'An alarm’s event did not reach its runbook, or a tick its function.',
      queue: other.deadLetters,
      topic,
    });
    new WatchDeadLetters(this, 'WatchDeadLetters', {
      alarmName: `${names.stack}/WatchDeadLetters`,
      says: 'The watch could not page about a workflow that has died: its own topic does not take messages.',
      queue: undelivered,
      // What its own topic did not take is told by another one.
      topic: other.topic('last-resort'),
    });
    new WatchDashboard(this, 'Dashboard', {
      environment: environment.name,
      naming: names,
      severities: props.severities,
      machines,
      functions,
      rules: props.rules,
      topics,
      deadLetters: {
        'events among the dead letters': other.deadLetters,
        'what the watch could not say': undelivered,
      },
      alarms: this.node.findAll().filter((made) => made instanceof Alarm),
    });
  }
}
