import { type CompositeAlarm, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Environment, SignalName } from '../../environments/schema';
import { naming } from '../../lib/naming';
import { runbooks } from '../../runbooks';
import { TEST_SIGNAL } from '../../runbooks/end-to-end-probe';
import type { Trigger } from '../../runbooks/runbook';
import type { Check, World } from './check';
import { couldNotCheck, type Finding, missing, ok } from './finding';
import { type Heard, heardOf, type Metric, wordsFor } from './metrics';

/** Triggers that have an alarm only where a signal is configured. */
const SIGNAL_OF: Partial<Readonly<Record<Trigger, SignalName>>> = {
  'oldest-unanswered-order': 'oldestUnansweredOrder',
  'market-data-stale': 'marketDataFreshness',
  'daily-loss': 'dailyLoss',
};

/** What exists of an alarm, and what was heard of each of its metrics. */
export interface SeenAlarm {
  readonly name: string;
  readonly metrics: readonly { readonly metric: Metric; readonly heard: Heard }[];
}

/** How the names of the app's own alarms begin, up to the slash. */
function ownersOf(environment: Environment): string[] {
  const names = naming(environment);
  return [
    names.stack,
    ...['escalation', 'later', ...runbooks.map(({ id }) => id)].map(names.machine),
    ...Object.values(environment.services).map(({ name }) => name),
    environment.database.instance,
  ];
}

/** Alarms without which a runbook is not started. */
function expectedIn(environment: Environment): string[] {
  const isThere = (trigger: Trigger): boolean => {
    const signal = SIGNAL_OF[trigger];
    return signal === undefined || environment.signals[signal] !== 'not configured';
  };
  return runbooks.flatMap(({ target, triggers }) =>
    triggers.filter(isThere).map((trigger) => naming(environment).alarm(target, trigger)),
  );
}

async function alarmsThatBegin(prefix: string, { clients }: World): Promise<(MetricAlarm | CompositeAlarm)[]> {
  const found: (MetricAlarm | CompositeAlarm)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await clients.cloudWatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: prefix,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        ...(NextToken && { NextToken }),
      }),
    );
    found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}

/** The metrics under an alarm, without its arithmetic: an expression may well answer where its metric is silent. */
function metricsOf(alarm: MetricAlarm | CompositeAlarm): Metric[] {
  if ('AlarmRule' in alarm) return [];
  const { Namespace, MetricName, Dimensions, Metrics = [] } = alarm as MetricAlarm;
  if (MetricName) return [{ Namespace, MetricName, Dimensions }];
  return Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

/** Undefined: there is none of them, so the stack is not deployed. */
export const alarms: Check<readonly SeenAlarm[] | undefined> = {
  title: 'alarms',
  needs: ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'],
  look: async (world) => {
    const owners = ownersOf(world.environment);
    const { stack } = naming(world.environment);
    // Those of the machines begin as the stack's do.
    const prefixes = [stack, ...owners.filter((owner) => !owner.startsWith(stack)).map((owner) => `${owner}/`)];
    const found = (await Promise.all(prefixes.map((prefix) => alarmsThatBegin(prefix, world)))).flat();
    const own = found.filter(({ AlarmName = '' }) => owners.includes(AlarmName.split('/')[0] ?? ''));
    if (own.length === 0) return undefined;
    const all = own.flatMap((alarm) => metricsOf(alarm));
    const heard = await heardOf(all, world);
    let next = 0;
    return own.map((alarm) => ({
      name: alarm.AlarmName ?? '?',
      metrics: metricsOf(alarm).map((metric) => ({ metric, heard: heard[next++] ?? false })),
    }));
  },
  decide: (seen, { environment }) => {
    const deploy = `npx cdk deploy ${naming(environment).stack}`;
    if (!seen) {
      const says = 'not deployed yet; its alarms and subscriptions are looked at once it is.';
      return { status: 'not deployed', title: `stack ${naming(environment).stack}`, says, remedy: deploy };
    }
    const absent = expectedIn(environment).filter((name) => !seen.some((alarm) => alarm.name === name));
    return [
      ...absent.map((name) => missing(`alarm ${name}`, 'There is no such alarm: its runbook is not started.', deploy)),
      ...seen.map((alarm) => decideAlarm(alarm, environment)),
    ];
  },
};

/**
 * An alarm is worth something when its metric speaks. One without a data point in 24 hours is missing, but for metrics that
 * exist only when something happened. Of several metrics one that speaks is enough: a count of errors may well be silent
 * beside the count of requests.
 */
export function decideAlarm({ name, metrics }: SeenAlarm, environment: Environment): Finding {
  const title = `alarm ${name}`;
  if (metrics.length === 0) return ok(title, 'Goes by the states of other alarms.');
  const listed = (some: SeenAlarm['metrics']): string => some.map(({ metric }) => wordsFor(metric)).join('; ');
  const speaking = metrics.filter(({ heard }) => heard === true);
  if (speaking.length > 0) return ok(title, `Data within 24 h: ${listed(speaking)}.`);
  const words = listed(metrics);
  const unknown = metrics.map(({ heard }) => heard).find((heard) => typeof heard === 'object');
  if (unknown) {
    return couldNotCheck(title, `CloudWatch answered ${unknown.unknown} for ${words}.`, 'Run the doctor again');
  }
  if (metrics.every(({ metric }) => existsOnlyWhenSomethingHappens(metric))) {
    return ok(title, `Data within 24 h: none, which is what it says when nothing happened (${words}).`);
  }
  return missing(
    title,
    `No data within 24 h: ${words}.`,
    remedyFor(
      metrics.map(({ metric }) => metric),
      environment,
    ),
  );
}

/** Namespace to the metrics in it that are silent as long as all is well, or nobody asks. */
const ONLY_WHEN: Readonly<Record<string, RegExp>> = {
  'AWS/ApplicationELB': /^(HTTPCode_\w+_Count|TargetResponseTime|RejectedConnectionCount)$/,
  'AWS/States': /^Executions\w+$/,
  'AWS/SQS': /^ApproximateNumberOf\w+$/,
  'AWS/Lambda': /./,
  'AWS/Events': /./,
};

const existsOnlyWhenSomethingHappens = ({ Namespace = '', MetricName = '' }: Metric): boolean =>
  MetricName === TEST_SIGNAL || (ONLY_WHEN[Namespace]?.test(MetricName) ?? false);

function remedyFor(metrics: readonly Metric[], { name, cluster, logs, region }: Environment): string {
  const namespace = metrics[0]?.Namespace ?? '';
  if (namespace === 'ECS/ContainerInsights') {
    return `aws ecs update-cluster-settings --cluster ${cluster} --settings name=containerInsights,value=enabled --region ${region}`;
  }
  if (namespace === `Runbook/${name}`) {
    return `Nothing was written into ${logs.group} since the stack was deployed: correct logs.group in environments/${name}.ts, or have the services log there`;
  }
  return namespace.startsWith('AWS/')
    ? `Compare the names in environments/${name}.ts with: aws cloudwatch list-metrics --namespace ${namespace} --region ${region}`
    : `Have the trading service put it once a minute, as docs/signals.md says, or say 'not configured' in environments/${name}.ts`;
}
