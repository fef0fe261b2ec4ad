import { DateTime } from 'luxon';
import type { ContainerDetails, TaskDefinitionDetails } from '../engine/aws/ecs';
import { defaultSecurityGroup } from '../engine/aws/rds';
import { arn } from '../engine/aws/service';
import { PASSWORD, USER } from './database';
import { type Description, ROLES, type Role } from './description';
import type { Ports } from './ports';
import { DASHBOARD_PORT } from './services/dashboard';
import { imageName } from './services/delivery';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A week of them is plenty to look at. */
const BACKUPS_KEPT = 7;
/** Percent of CPU that target tracking keeps the trading service near. */
const TARGET_CPU = 70;

/** The database's own security group. */
export const DATABASE_GROUP = 'sg-0d5e6f708192a3b4c';

type Environment = Description['environment'];

const accountOf = ({ account, region }: Environment) => ({ id: account, region });

export const targetGroupArn = (environment: Environment): string =>
  arn('elasticloadbalancing', accountOf(environment), environment.loadBalancer.targetGroup);

/** The services' security group; the database, which lets in what carries it; its secret; and what listens at its port. */
export function raiseDatabase({ environment }: Description, { clock, rds, ec2, databaseServer, secrets }: Ports): void {
  const { database, network, region } = environment;
  const { servicesSecurityGroup: fromGroup, vpc: vpcId } = network;
  const { port } = database;
  // @claim documented: An instance's endpoint is its identifier, a part fixed for account and Region, the Region and rds.amazonaws.com.
  // @source https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.DBInstance.html
  const address = `${database.instance}.c1a2b3d4e5f6.${region}.rds.amazonaws.com`;
  const window = backupWindow(environment);
  const inbound = [{ protocol: 'tcp' as const, fromPort: port, toPort: port, fromGroup }];
  ec2.addSecurityGroup({ id: fromGroup, name: 'services', vpcId, inbound: [] });
  ec2.addSecurityGroup({ id: DATABASE_GROUP, name: database.instance, vpcId, inbound });
  // @claim documented: The default security group of a VPC lets in what has that group, and nothing else.
  // @source https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
  const own = defaultSecurityGroup(vpcId);
  const fromItself = { protocol: '-1' as const, fromPort: 0, toPort: 0, fromGroup: own };
  ec2.addSecurityGroup({ id: own, name: 'default', vpcId, inbound: [fromItself] });
  rds.addInstance({
    id: database.instance,
    engine: 'postgres',
    engineVersion: '15.8',
    instanceClass: 'db.t3.medium',
    endpoint: { address, port },
    securityGroups: [DATABASE_GROUP],
    vpcId,
    multiAz: true,
    allocatedStorageGb: 100,
    storageType: 'gp3',
    // What gp3 has of itself below 400 GiB.
    iops: 3000,
    storageThroughput: 125,
    maxAllocatedStorageGb: 500,
    optionGroup: 'default:postgres-15',
    publiclyAccessible: false,
    copyTagsToSnapshot: true,
    autoMinorVersionUpgrade: false,
    iamAuthentication: false,
    logExports: ['postgresql', 'upgrade'],
    caCertificate: 'rds-ca-rsa2048-g1',
    tags: { Project: 'algo-trading', CostCenter: 'trading' },
    parameterGroup: `${database.instance}-params`,
    subnetGroup: `${database.instance}-subnets`,
    deletionProtection: true,
    backupRetentionDays: 30,
    backupWindow: window,
    // On a Monday morning in India, while it trades: as its owner has it.
    maintenanceWindow: 'mon:04:00-mon:05:00',
    restorableLagMinutes: 5,
    createdAt: clock.now() - 200 * DAY_MS,
  });
  for (const at of backupsBefore(clock.now(), window.fromUtc)) {
    rds.addSnapshot({ id: automatedId(database.instance, at), instance: database.instance, at });
  }
  const login = { user: USER, password: PASSWORD };
  Object.assign(databaseServer, { mode: 'up', host: address, port, database: database.name, ...login });
  // The broker's credentials: only that the secret exists is anybody's business here.
  const broker = environment.secrets?.brokerCredentials;
  if (broker) secrets.set(broker, '{}');
  secrets.set(database.secret, JSON.stringify({ username: USER, password: PASSWORD }));
}

/** RDS's own daily window, in UTC. */
function backupWindow({ database, calendar }: Environment): { fromUtc: string; minutes: number } {
  const { from, to } = database.backups?.window ?? { from: '08:30', to: '09:30' };
  const start = DateTime.fromISO(from, { zone: calendar.timeZone });
  const minutes = DateTime.fromISO(to, { zone: calendar.timeZone }).diff(start, 'minutes').minutes;
  return { fromUtc: start.toUTC().toFormat('HH:mm'), minutes };
}

/** When the automated backups of the days before were taken, oldest first; milliseconds since the epoch. */
function backupsBefore(now: number, fromUtc: string): number[] {
  const today = DateTime.fromISO(`${new Date(now).toISOString().slice(0, 10)}T${fromUtc}`, { zone: 'utc' }).toMillis();
  const last = today < now ? today : today - DAY_MS;
  return Array.from({ length: BACKUPS_KEPT }, (_, days) => last - days * DAY_MS).reverse();
}

const automatedId = (instance: string, at: number): string =>
  `rds:${instance}-${new Date(at).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;

/** The load balancer and the target group of the dashboard. */
export function raiseLoadBalancer({ environment }: Description, { loadBalancing }: Ports): void {
  const { id, targetGroup, url, healthPath } = environment.loadBalancer;
  // @claim documented: The ARN of an Application Load Balancer ends in loadbalancer/app/<name>/<id>, that of a target group in targetgroup/<name>/<id>.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html#awselasticloadbalancingv2-resources-for-iam-policies
  const loadBalancerArn = arn('elasticloadbalancing', accountOf(environment), `loadbalancer/${id}`);
  loadBalancing.addLoadBalancer({ arn: loadBalancerArn, name: nameIn(id), dnsName: new URL(url).hostname });
  loadBalancing.addTargetGroup({
    arn: targetGroupArn(environment),
    name: nameIn(targetGroup),
    port: DASHBOARD_PORT,
    loadBalancerArn,
    deregistrationDelayMs: 30_000,
    health: {
      path: healthPath,
      intervalMs: 30_000,
      timeoutMs: 5_000,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
      matcher: '200',
    },
  });
}

/** The image before the present one was deployed so long before it. */
const EARLIER_DAYS = 3;
/** Revisions of each service's task definition: the one before the present, and the present. Both name the tag. */
const REVISIONS = { earlier: 11, present: 12 };

/**
 * The services, steady since yesterday; the dashboard behind its load balancer. Each had another image before, which its
 * tag stood for then.
 */
export function raiseServices({ environment }: Description, { clock, ecr, ecs }: Ports): void {
  const { cluster, services } = environment;
  const createdAt = clock.now() - DAY_MS;
  for (const role of ROLES) {
    const { name, image, desiredTasks } = services[role];
    const { repository, tag } = imageName(image);
    const earlier = createdAt - EARLIER_DAYS * DAY_MS;
    ecr.addRepository(repository);
    const digest = ecr.push(repository, { tag, at: earlier - HOUR_MS });
    ecr.push(repository, { tag, at: createdAt - HOUR_MS });
    const named = `${ecr.uri(repository)}:${tag}`;
    ecs.addService({
      cluster,
      name,
      image: named,
      desiredCount: desiredTasks,
      taskDefinition: `${name}:${REVISIONS.present}`,
      details: taskDefinition(environment, role),
      past: [{ taskDefinition: `${name}:${REVISIONS.earlier}`, image: named, digest, at: earlier }],
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      createdAt,
      ...(role === 'dashboard' && {
        loadBalancer: {
          targetGroupArn: targetGroupArn(environment),
          containerPort: DASHBOARD_PORT,
          healthCheckGracePeriodSeconds: 60,
        },
      }),
    });
  }
}

/** What its task definition says of a service: its roles, its one container, its tags. */
function taskDefinition(environment: Environment, role: Role): TaskDefinitionDetails {
  const { account, region, services, logs, secrets } = environment;
  const { name, taskRole = `${name}-task`, executionRole = `${name}-execution`, logStreamPrefix } = services[role];
  const roleArn = (named: string) => `arn:aws:iam::${account}:role/${named}`;
  const container: ContainerDetails = {
    ...(role === 'dashboard' && { portMappings: [{ containerPort: DASHBOARD_PORT, protocol: 'tcp' }] }),
    environment: [{ name: 'LOG_LEVEL', value: 'INFO' }],
    ...(role === 'trading' &&
      secrets && { secrets: [{ name: 'BROKER_CREDENTIALS', valueFrom: secrets.brokerCredentials }] }),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logs.group,
        'awslogs-region': region,
        'awslogs-stream-prefix': logStreamPrefix.replace(/\/$/, ''),
      },
    },
  };
  const tags = [{ key: 'Service', value: role }];
  return { taskRoleArn: roleArn(taskRole), executionRoleArn: roleArn(executionRole), container, tags };
}

/** What may scale the services: the trading service by its CPU, the others nobody by himself. */
export function raiseScaling({ environment }: Description, { scaling }: Ports): void {
  const { cluster, services } = environment;
  for (const role of ROLES) {
    const { name, desiredTasks, maxTasks } = services[role];
    const dimensions = { ClusterName: cluster, ServiceName: name };
    const policy = {
      metric: { namespace: 'AWS/ECS', name: 'CPUUtilization', dimensions, statistic: 'Average' as const },
      target: TARGET_CPU,
      scaleOutCooldownSeconds: 60,
      scaleInCooldownSeconds: 300,
    };
    const limits = { resourceId: `service/${cluster}/${name}`, min: desiredTasks, max: maxTasks };
    scaling.addTarget({ ...limits, ...(role === 'trading' && { policy }) });
  }
}

const nameIn = (id: string): string => id.split('/').at(-2) ?? id;
