import { Ec2, type Inbound } from '../../../../rehearsal/engine/aws/ec2';

const FROM_TASKS: Inbound = { protocol: 'tcp', fromPort: 5432, toPort: 5432, fromGroup: 'sg-tasks' };

function make(inbound: Inbound[] = [FROM_TASKS]) {
  const ec2 = new Ec2({ account: { id: '123456789012', region: 'ap-south-1' } });
  ec2.addSecurityGroup({ id: 'sg-db', name: 'database', vpcId: 'vpc-1a2b3c4d', inbound });
  const describe = () => ec2.operations.DescribeSecurityGroups({ GroupIds: ['sg-db'] }).SecurityGroups?.[0];
  return { ec2, describe };
}

// The permissions of "To describe a security group for EC2-VPC":
// https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-security-groups.html#examples
test('a group is described with its permissions', () => {
  const { describe } = make([
    { protocol: '-1', fromPort: 0, toPort: 0, fromGroup: 'sg-903004f8' },
    { protocol: 'tcp', fromPort: 22, toPort: 22, cidr: '203.0.113.0/24' },
  ]);
  expect(describe()).toEqual({
    GroupId: 'sg-db',
    GroupName: 'database',
    VpcId: 'vpc-1a2b3c4d',
    IpPermissions: [
      { IpProtocol: '-1', IpRanges: [], UserIdGroupPairs: [{ UserId: '123456789012', GroupId: 'sg-903004f8' }] },
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '203.0.113.0/24' }],
        UserIdGroupPairs: [],
      },
    ],
  });
});

test('rules of the same ports are one permission', () => {
  const { ec2, describe } = make();
  ec2.allow('sg-db', { ...FROM_TASKS, fromGroup: 'sg-functions' });
  ec2.allow('sg-db', { protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr: '10.0.0.0/16' });
  expect(describe()?.IpPermissions).toMatchObject([
    {
      UserIdGroupPairs: [{ GroupId: 'sg-tasks' }, { GroupId: 'sg-functions' }],
      IpRanges: [{ CidrIp: '10.0.0.0/16' }],
    },
  ]);
});

describe('who gets in', () => {
  const asTasks = { port: 5432, fromGroup: 'sg-tasks' };

  // https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
  test.each<[string, Inbound, { port: number; fromGroup: string }, boolean]>([
    ['the group that is named', FROM_TASKS, asTasks, true],
    ['the named group on another port', FROM_TASKS, { ...asTasks, port: 5433 }, false],
    ['another group', FROM_TASKS, { ...asTasks, fromGroup: 'sg-other' }, false],
    ['a port within the range', { ...FROM_TASKS, fromPort: 5000, toPort: 6000 }, asTasks, true],
    ['everybody', { protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr: '0.0.0.0/0' }, asTasks, true],
    // "-1 ... allows traffic on all ports, regardless of any port range you specify": SDK client-ec2 IpPermission.IpProtocol
    ['any protocol', { protocol: '-1', fromPort: 22, toPort: 22, fromGroup: 'sg-tasks' }, asTasks, true],
  ])('%s', (_, inbound, who, expected) => {
    expect(make([inbound]).ec2.allows('sg-db', who)).toBe(expected);
  });

  test('nobody, once the rule is revoked, until it is put back', () => {
    const { ec2, describe } = make();
    const gone = ec2.revoke('sg-db', ({ fromGroup }) => fromGroup === 'sg-tasks');
    expect(gone).toEqual([FROM_TASKS]);
    expect(ec2.allows('sg-db', asTasks)).toBe(false);
    expect(describe()?.IpPermissions).toEqual([]);
    for (const inbound of gone) ec2.allow('sg-db', inbound);
    expect(ec2.allows('sg-db', asTasks)).toBe(true);
  });

  test('is not guessed where it hangs on addresses', () => {
    const { ec2 } = make([{ protocol: 'tcp', fromPort: 5432, toPort: 5432, cidr: '10.0.0.0/16' }]);
    expect(() => ec2.allows('sg-db', asTasks)).toThrow('whether sg-tasks is within 10.0.0.0/16');
    expect(ec2.allows('sg-db', { ...asTasks, port: 22 })).toBe(false);
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
test('a group that is not there is InvalidGroup.NotFound', () => {
  const { DescribeSecurityGroups } = make().ec2.operations;
  expect(() => DescribeSecurityGroups({ GroupIds: ['sg-db', 'sg-gone'] })).toThrow(
    expect.objectContaining({ code: 'InvalidGroup.NotFound', message: "The security group 'sg-gone' does not exist" }),
  );
});

test('what is not played is refused by name', () => {
  const { ec2 } = make();
  const { DescribeSecurityGroups } = ec2.operations;
  expect(() => DescribeSecurityGroups({})).toThrow('DescribeSecurityGroups of every group');
  expect(() => DescribeSecurityGroups({ GroupNames: ['database'] })).toThrow('GroupNames');
  expect(() => ec2.allow('sg-db', { protocol: 'tcp', fromPort: 1, toPort: 1 })).toThrow('exactly one of fromGroup');
  expect(() => ec2.allow('sg-db', { ...FROM_TASKS, cidr: '10.0.0.0/16' })).toThrow('exactly one of fromGroup');
  expect(() => ec2.allow('sg-db', { ...FROM_TASKS, toPort: 70_000 })).toThrow('these are no ports');
  expect(() => ec2.allow('sg-db', { ...FROM_TASKS, protocol: 'udp' as 'tcp' })).toThrow('tcp and -1');
  expect(() => ec2.revoke('sg-db', () => false)).toThrow('No inbound rule of sg-db is meant');
  expect(() => ec2.allows('sg-gone', { port: 1, fromGroup: 'sg-db' })).toThrow('there are: sg-db');
});
