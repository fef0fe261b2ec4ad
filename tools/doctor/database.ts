import { DescribeSecurityGroupsCommand, type IpPermission, type SecurityGroup } from '@aws-sdk/client-ec2';
import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { decideSecurityGroups } from '../../lambdas/check-security-groups/decide';
import { type Database, describeDatabase, stateOf } from '../../lambdas/shared/database';
import type { Check } from './check';
import { couldNotCheck, missing, ok } from './finding';

export const database: Check<Database | undefined> = {
  title: 'database',
  needs: ['rds:DescribeDBInstances'],
  look: ({ environment, clients: { rds } }) => describeDatabase(rds, environment.database.instance),
  decide: (seen, { environment: { name, region, database } }) => {
    const { instance, port } = database;
    const file = `environments/${name}.ts`;
    if (!seen) {
      const list = `aws rds describe-db-instances --query DBInstances[].DBInstanceIdentifier --region ${region}`;
      const remedy = `Correct database.instance in ${file}; there are: ${list}`;
      return missing('database', `There is no database ${instance}.`, remedy);
    }
    const listensOn = seen.endpoint?.port;
    if (listensOn !== undefined && listensOn !== port) {
      const says = `Database ${instance} listens on port ${listensOn}; ${file} says ${port}.`;
      return missing('database', says, `Correct database.port in ${file}`);
    }
    if (stateOf(seen.status) === 'usable') {
      return ok('database', `Database ${instance} is ${seen.status}, on port ${listensOn ?? port}.`);
    }
    return missing(
      'database',
      `Database ${instance} is "${seen.status}" and cannot be used now.`,
      `Read its events: aws rds describe-events --source-type db-instance --source-identifier ${instance} --region ${region}`,
    );
  },
};

/** The secret is described; its value is never read. */
export const secret: Check<Pick<DescribeSecretCommandOutput, 'Name' | 'DeletedDate'> | undefined> = {
  title: 'database secret',
  needs: ['secretsmanager:DescribeSecret'],
  look: async ({ environment, clients: { secrets } }) => {
    try {
      return await secrets.send(new DescribeSecretCommand({ SecretId: environment.database.secret }));
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  },
  decide: (seen, { environment: { name, region, database } }) => {
    const title = 'database secret';
    if (!seen) {
      const list = `aws secretsmanager list-secrets --query SecretList[].Name --region ${region}`;
      const remedy = `Correct database.secret in environments/${name}.ts; there are: ${list}`;
      return missing(title, `There is no secret ${database.secret}.`, remedy);
    }
    if (!seen.DeletedDate) return ok(title, `Secret ${database.secret} exists; its value was not read.`);
    const remedy = `aws secretsmanager restore-secret --secret-id ${database.secret} --region ${region}`;
    return missing(title, `Secret ${database.secret} is to be deleted.`, remedy);
  },
};

const notFound = (error: unknown): boolean => (error as Error).name === 'InvalidGroup.NotFound';

export const servicesGroup: Check<boolean> = {
  title: 'security group of the services',
  needs: ['ec2:DescribeSecurityGroups'],
  look: async ({ environment, clients: { ec2 } }) => {
    const GroupIds = [environment.network.servicesSecurityGroup];
    try {
      return ((await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }))).SecurityGroups ?? []).length > 0;
    } catch (error) {
      if (notFound(error)) return false;
      throw error;
    }
  },
  decide: (exists, { environment: { name, network, region } }) => {
    const { servicesSecurityGroup: id, vpc } = network;
    const title = 'security group of the services';
    if (exists) return ok(title, `Security group ${id} exists.`);
    const list = `aws ec2 describe-security-groups --filters Name=vpc-id,Values=${vpc} --query SecurityGroups[].GroupId --region ${region}`;
    const remedy = `Correct network.servicesSecurityGroup in environments/${name}.ts; there are: ${list}`;
    return missing(title, `There is no security group ${id}.`, remedy);
  },
};

export const door: Check<readonly SecurityGroup[]> = {
  title: 'way to the database',
  needs: ['rds:DescribeDBInstances', 'ec2:DescribeSecurityGroups'],
  look: async ({ environment, clients: { rds, ec2 } }) => {
    const { instance } = environment.database;
    const found = await describeDatabase(rds, instance);
    if (!found) throw new Error(`There is no database ${instance} whose security groups could be read`);
    const GroupIds = [...found.securityGroups];
    if (GroupIds.length === 0) throw new Error(`${instance} has no VPC security group`);
    return (await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }))).SecurityGroups ?? [];
  },
  decide: (groups, { environment: { database, network } }) => {
    const title = 'way to the database';
    const { instance, port } = database;
    const { servicesSecurityGroup } = network;
    const rules = groups.flatMap(({ IpPermissions = [] }) => IpPermissions);
    const {
      finding,
      outcome,
      advice = '',
    } = decideSecurityGroups({
      instance,
      port,
      servicesSecurityGroup,
      found: { seen: { groups: [...groups], listensOn: port } },
    });
    if (rules.some((rule) => names(rule, servicesSecurityGroup, port))) return ok(title, finding);
    // A rule by address may cover the services or not: the runbook goes on, the doctor does not call it good.
    return outcome === 'escalate'
      ? missing(title, finding, advice)
      : couldNotCheck(title, finding, `Name the group in a rule of its own: tcp/${port} from ${servicesSecurityGroup}`);
  },
};

const names = (rule: IpPermission, group: string, port: number): boolean =>
  (rule.UserIdGroupPairs ?? []).some(({ GroupId }) => GroupId === group) &&
  (rule.IpProtocol === '-1' ||
    (rule.IpProtocol === 'tcp' && (rule.FromPort ?? 0) <= port && port <= (rule.ToPort ?? 0)));
