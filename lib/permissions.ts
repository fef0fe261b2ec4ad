import { posix } from 'node:path';
import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Environment } from '../environments/schema';
import { NOT_CONFIGURED } from '../environments/schema';
import type { About, Permission } from '../lambdas/shared/permission';
import type { Checklist } from '../runbooks/checklists';
import { emergencyStopTrading } from '../runbooks/emergency-stop-trading';
import { endToEndProbe } from '../runbooks/end-to-end-probe';
import type { Runbook } from '../runbooks/runbook';
import { maintenanceNotice, scheduledMaintenance } from '../runbooks/scheduled-maintenance';
import type { Naming } from './naming';
import { TICKS } from './tick';

/** ARNs behind the words of a permission, beyond those the environment names. */
export interface Grounds {
  readonly environment: Environment;
  readonly alarmNames: readonly string[];
  readonly tableArn: string;
  readonly reportsArn: string;
  readonly contactTopicArns: readonly string[];
  readonly everybodysTopicArns: readonly string[];
  readonly stakeholderTopicArns: readonly string[];
  readonly backupTopicArns: readonly string[];
  readonly channelTopicArn: string;
  readonly probeTopicArn: string;
  readonly watchTopicArn: string;
  readonly naming: Naming;
  /** Every runbook of the environment, whichever stack its workflow is in. */
  readonly runbooks: readonly Runbook[];
  readonly checklists: readonly Checklist[];
}

/** The planned work that the calendar starts by itself. */
export const STARTED_BY_CALENDAR: readonly string[] = [maintenanceNotice.id, scheduledMaintenance.id, endToEndProbe.id];

/** IAM statements for a function's permissions; each names the resources of this environment and no others. */
export function statements(stack: Stack, permissions: readonly Permission[], grounds: Grounds): iam.PolicyStatement[] {
  // A permission on something that is not configured is none.
  const meant = permissions.filter(({ on }) => resourcesOf(stack, on, grounds).length > 0);
  return meant.map(
    (permission) =>
      new iam.PolicyStatement({
        actions: [...permission.actions],
        resources: [...resourcesOf(stack, permission.on, grounds)],
        ...conditionsOf(stack, permission.on, grounds),
      }),
  );
}

/** What narrows a permission whose resources cannot be named. */
function conditionsOf(
  stack: Stack,
  about: About,
  { environment, naming }: Grounds,
): { conditions?: Record<string, unknown> } {
  if (about === 'cluster') {
    return { conditions: { ArnEquals: { 'ecs:cluster': ecs(stack, `cluster/${environment.cluster}`) } } };
  }
  if (about === 'task-roles') {
    return { conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } };
  }
  if (about === 'heartbeat') return { conditions: { StringEquals: { 'cloudwatch:namespace': naming.metrics } } };
  if (about === 'scalable-targets') {
    return {
      conditions: {
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      },
    };
  }
  if (about === 'watch-key') {
    return {
      conditions: {
        StringEquals: { 'kms:ViaService': `sns.${stack.region}.amazonaws.com` },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': naming.alias('watch') },
      },
    };
  }
  return {};
}

/** ARNs a permission is about. */
export function resourcesOf(stack: Stack, about: About, grounds: Grounds): readonly string[] {
  const { environment } = grounds;
  const { brokerStatus, tradingEnabledAcknowledgement, tradesAndProfit, positions, exportManifest } =
    environment.signals;
  const { settings } = grounds.naming;
  const { closePositions } = environment.commands;
  switch (about) {
    case 'services':
      return Object.values(environment.services).map(({ name }) =>
        ecs(stack, `service/${environment.cluster}/${name}`),
      );
    case 'service-deployments':
      return Object.values(environment.services).map(({ name }) =>
        ecs(stack, `service-deployment/${environment.cluster}/${name}/*`),
      );
    case 'service-revisions':
      return Object.values(environment.services).map(({ name }) =>
        ecs(stack, `service-revision/${environment.cluster}/${name}/*`),
      );
    case 'task-definitions':
      return Object.values(environment.services).map(({ taskFamily }) => ecs(stack, `task-definition/${taskFamily}:*`));
    case 'task-roles':
      return [
        ...new Set(
          Object.values(environment.services).flatMap(({ taskRole, executionRole }) => [taskRole, executionRole]),
        ),
      ].map((role) => `arn:${stack.partition}:iam::${stack.account}:role/${role}`);
    case 'image-repositories':
      return Object.values(environment.services).map(({ image }) =>
        arn(stack, 'ecr', `repository/${image.replace(/[:@].*$/, '')}`),
      );
    case 'release-documents':
      return [`${grounds.reportsArn}/releases/*`];
    case 'tasks':
      return [ecs(stack, `task/${environment.cluster}/*`)];
    case 'cluster-itself':
      return [ecs(stack, `cluster/${environment.cluster}`)];
    case 'cluster':
    case 'heartbeat':
    case 'everything':
      return ['*'];
    case 'trading-parameter':
      return [arn(stack, 'ssm', `parameter${environment.parameters.tradingEnabled}`)];
    case 'alarms':
      return grounds.alarmNames.map((name) => arn(stack, 'cloudwatch', `alarm:${name}`));
    case 'log-group':
      return [arn(stack, 'logs', `log-group:${environment.logs.group}:*`)];
    case 'broker-heartbeat':
      return brokerStatus === NOT_CONFIGURED
        ? []
        : [`arn:${stack.partition}:s3:::${brokerStatus.heartbeat.bucket}/${brokerStatus.heartbeat.key}`];
    case 'acknowledgement':
      return tradingEnabledAcknowledgement === NOT_CONFIGURED
        ? []
        : [`arn:${stack.partition}:s3:::${tradingEnabledAcknowledgement.bucket}/${tradingEnabledAcknowledgement.key}`];
    case 'later-workflow':
      return [arn(stack, 'states', `stateMachine:${grounds.naming.machine('later')}`)];
    case 'sweep-workflow':
      return [arn(stack, 'states', `stateMachine:${grounds.naming.machine('sweep-stop')}`)];
    case 'stop-workflow':
      return [machineArn(stack, emergencyStopTrading.id, grounds)];
    case 'scalable-targets':
      return [arn(stack, 'application-autoscaling', 'scalable-target/*')];
    case 'contact-topics':
      return grounds.contactTopicArns;
    case 'all-contact-topics':
      return grounds.everybodysTopicArns;
    case 'stakeholder-topics':
      return grounds.stakeholderTopicArns;
    case 'backup-topics':
      return grounds.backupTopicArns;
    case 'probe-topic':
      return [grounds.probeTopicArn];
    case 'probe-parameter': {
      const { probe } = environment.parameters;
      return probe === NOT_CONFIGURED ? [] : [arn(stack, 'ssm', `parameter${probe}`)];
    }
    case 'probe-acknowledgement': {
      const { probeAcknowledgement: place } = environment.signals;
      return place === NOT_CONFIGURED ? [] : [object(stack, place.bucket, place.key)];
    }
    case 'channel-topic':
      return [grounds.channelTopicArn];
    case 'settings':
      return [
        settings.mode,
        ...grounds.runbooks.map(({ id }) => settings.runbookMode(id)),
        settings.calendar,
        settings.overrides,
      ].map((name) => arn(stack, 'ssm', `parameter${name}`));
    case 'directory':
      return [grounds.naming.directory, grounds.naming.system].map((name) => arn(stack, 'ssm', `parameter${name}`));
    case 'mode-parameters':
      return [settings.mode, ...grounds.runbooks.map(({ id }) => settings.runbookMode(id))].map((name) =>
        arn(stack, 'ssm', `parameter${name}`),
      );
    case 'pager-duty':
      return environment.pagerDuty === NOT_CONFIGURED
        ? []
        : [arn(stack, 'states', `stateMachine:${grounds.naming.machine('pager-duty')}`)];
    case 'runbook-machines':
      return [...grounds.runbooks, ...grounds.checklists].map(({ id }) => machineArn(stack, id, grounds));
    case 'alarmed-machines':
      return grounds.runbooks
        .filter(({ triggers }) => triggers.length > 0)
        .map(({ id }) => machineArn(stack, id, grounds));
    case 'planned-machines':
      return grounds.runbooks
        .filter(({ id }) => STARTED_BY_CALENDAR.includes(id))
        .map(({ id }) => machineArn(stack, id, grounds));
    case 'checklist-runbooks':
      return [...new Set(grounds.checklists.flatMap(({ items }) => items.flatMap(({ runbook }) => runbook ?? [])))].map(
        (id) => machineArn(stack, id, grounds),
      );
    case 'checklist-machines':
      return grounds.checklists.map(({ id }) => machineArn(stack, id, grounds));
    case 'dead-letters':
      return [arn(stack, 'sqs', grounds.naming.queues.deadLetters)];
    case 'dead-letter-queues':
      return Object.values(grounds.naming.queues).map((name) => arn(stack, 'sqs', name));
    case 'ticking-functions':
      return Object.values(TICKS).map(({ calls }) =>
        arn(stack, 'lambda', `function:${grounds.naming.function(calls)}`),
      );
    case 'watch-topic':
      return [grounds.watchTopicArn];
    case 'watch-key':
      return [arn(stack, 'kms', 'key/*')];
    case 'day-reports':
      return [`${grounds.reportsArn}/checklists/*`];
    case 'positions-ledger':
      return [`${grounds.reportsArn}/ledgers/positions.csv`];
    case 'maintenance-documents':
      return [`${grounds.reportsArn}/maintenance/*`];
    case 'snapshot-documents':
      return [`${grounds.reportsArn}/snapshots/*`];
    case 'signal-objects':
      return [tradesAndProfit, positions, exportManifest].flatMap((signal) => signalObject(stack, signal));
    case 'signal-buckets':
      return [
        ...new Set([tradesAndProfit, positions, exportManifest].flatMap((signal) => signalBucket(stack, signal))),
      ];
    case 'positions-object':
      return signalObject(stack, positions);
    case 'positions-bucket':
      return signalBucket(stack, positions);
    case 'trades-object':
      return signalObject(stack, tradesAndProfit);
    case 'trades-bucket':
      return signalBucket(stack, tradesAndProfit);
    case 'broker-session': {
      const { brokerPositions } = environment.signals;
      return brokerPositions === NOT_CONFIGURED
        ? []
        : [arn(stack, 'secretsmanager', `secret:${brokerPositions.sessionSecret}-??????`)];
    }
    case 'recovery-documents':
      return [`${grounds.reportsArn}/recovery/*`];
    case 'backup-bucket':
      return [bucketArn(stack, environment.backups.bucket)];
    case 'reports-bucket':
      return [grounds.reportsArn];
    case 'daily-exports':
      return exportManifest !== NOT_CONFIGURED && exportManifest.from === 's3'
        ? [object(stack, exportManifest.bucket, `${posix.dirname(exportManifest.key.replaceAll('{date}', '*'))}/*`)]
        : [];
    case 'daily-backups':
      return [object(stack, environment.backups.bucket, `${environment.backups.prefix}/*`)];
    case 'close-positions-command':
      return closePositions === NOT_CONFIGURED ? [] : [object(stack, closePositions.bucket, closePositions.key)];
    case 'close-positions-answer':
      return closePositions === NOT_CONFIGURED ? [] : [object(stack, closePositions.bucket, closePositions.answer.key)];
    case 'command-bucket':
      return closePositions === NOT_CONFIGURED ? [] : [bucketArn(stack, closePositions.bucket)];
    case 'restored-files':
      return [object(stack, environment.backups.bucket, `${environment.backups.restoredPrefix}/*`)];
    case 'restore-documents':
      return [`${grounds.reportsArn}/restores/*`];
    case 'snapshots':
      return [arn(stack, 'rds', `snapshot:${environment.database.backups.prefix}-*`)];
    case 'every-snapshot':
      return [arn(stack, 'rds', 'snapshot:*')];
    case 'restored-databases':
      return [arn(stack, 'rds', `db:${environment.database.instance}-restored-*`)];
    case 'replaced-databases':
      return [arn(stack, 'rds', `db:${environment.database.instance}-replaced-*`)];
    case 'database-groups':
      return ['subgrp', 'pg', 'og'].map((kind) => arn(stack, 'rds', `${kind}:*`));
    case 'secrets':
      return [arn(stack, 'secretsmanager', `secret:${environment.secrets.brokerCredentials}-??????`)];
    case 'executions':
      return grounds.runbooks.map(({ id }) => arn(stack, 'states', `execution:${grounds.naming.machine(id)}:*`));
    case 'database':
      return [arn(stack, 'rds', `db:${environment.database.instance}`)];
    case 'database-secret':
      // Secrets Manager adds six characters of its own to the name.
      return [arn(stack, 'secretsmanager', `secret:${environment.database.secret}-??????`)];
    case 'table':
      return [grounds.tableArn];
    case 'reports':
      return [`${grounds.reportsArn}/incidents/*`];
  }
}

const machineArn = (stack: Stack, id: string, { naming }: Grounds): string =>
  arn(stack, 'states', `stateMachine:${naming.machine(id)}`);
const bucketArn = (stack: Stack, bucket: string): string => `arn:${stack.partition}:s3:::${bucket}`;
const object = (stack: Stack, bucket: string, key: string): string => `${bucketArn(stack, bucket)}/${key}`;

/** A signal of the trading service's that stands in a bucket. */
type DaySignal = Environment['signals']['tradesAndProfit' | 'positions' | 'exportManifest'];
const signalObject = (stack: Stack, signal: DaySignal): readonly string[] =>
  signal !== NOT_CONFIGURED && signal.from === 's3'
    ? [object(stack, signal.bucket, signal.key.replaceAll('{date}', '*'))]
    : [];
const signalBucket = (stack: Stack, signal: DaySignal): readonly string[] =>
  signal !== NOT_CONFIGURED && signal.from === 's3' ? [bucketArn(stack, signal.bucket)] : [];

const arn = (stack: Stack, service: string, resource: string): string =>
  Arn.format({ service, resource, arnFormat: ArnFormat.NO_RESOURCE_NAME }, stack);
const ecs = (stack: Stack, resource: string): string => arn(stack, 'ecs', resource);
