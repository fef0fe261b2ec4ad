import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { RDSClient } from '@aws-sdk/client-rds';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeDatabase } from '../shared/database';
import { asStep, look } from '../shared/step';
import { decideSecurityGroups, type SecurityGroups } from './decide';

const rds = new RDSClient(CLIENT);
const ec2 = new EC2Client(CLIENT);

const Input = v.object({ instance: v.string(), port: v.number(), servicesSecurityGroup: v.string() });

/** Looks whether the database's security groups let the services in. It edits none. */
export const handler = asStep(Input, async ({ instance, port, servicesSecurityGroup }) => {
  const read = async (): Promise<SecurityGroups> => {
    const database = await describeDatabase(rds, instance);
    if (!database) throw new Error(`There is no database ${instance}.`);
    const GroupIds = [...database.securityGroups];
    if (GroupIds.length === 0) throw new Error(`${instance} has no VPC security group.`);
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
    return { listensOn: database.endpoint?.port, groups: SecurityGroups };
  };
  return decideSecurityGroups({ instance, port, servicesSecurityGroup, found: await look(read) });
});
