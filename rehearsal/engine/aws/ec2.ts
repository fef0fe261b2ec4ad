import type {
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  IpPermission,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { NotPlayed, refuseOthers } from '../refuse';
import { type Account, AwsError, type ServiceModel } from './service';

/** One inbound rule: from the members of a security group, or from a range of addresses, exactly one of them. */
export interface Inbound {
  /** `-1` is every protocol and then every port, whatever the ports say. */
  readonly protocol: 'tcp' | '-1';
  readonly fromPort: number;
  readonly toPort: number;
  /** `sg-...`. */
  readonly fromGroup?: string;
  /** IPv4: `10.0.0.0/16`. */
  readonly cidr?: string;
}

export interface SecurityGroupSpec {
  /** `sg-...`. */
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly inbound: readonly Inbound[];
}

interface Group extends SecurityGroupSpec {
  inbound: Inbound[];
}

const EVERYWHERE = '0.0.0.0/0';

/** Amazon EC2: security groups and their inbound rules. */
export class Ec2 implements ServiceModel {
  private readonly groups = new Map<string, Group>();
  private readonly account: Account;

  constructor(o: { account: Account }) {
    this.account = o.account;
  }

  readonly operations = {
    DescribeSecurityGroups: (
      input: DescribeSecurityGroupsCommandInput,
    ): Omit<DescribeSecurityGroupsCommandOutput, '$metadata'> => this.describe(input),
  };

  /** @throws Error when the id is taken or a rule is none. */
  addSecurityGroup(spec: SecurityGroupSpec): void {
    if (this.groups.has(spec.id)) throw new Error(`There is a security group ${spec.id} already.`);
    this.groups.set(spec.id, { ...spec, inbound: spec.inbound.map(checked) });
  }

  /** Somebody adds a rule. @throws Error when there is no such group or the rule is none. */
  allow(groupId: string, inbound: Inbound): void {
    this.existing(groupId).inbound.push(checked(inbound));
  }

  /**
   * Somebody takes rules away.
   * @returns them, so that `allow` can put them back.
   * @throws Error when there is no such group, or no rule is meant.
   */
  revoke(groupId: string, predicate: (inbound: Inbound) => boolean): Inbound[] {
    const group = this.existing(groupId);
    const gone = group.inbound.filter(predicate);
    if (gone.length === 0) throw new Error(`No inbound rule of ${groupId} is meant; it has ${group.inbound.length}.`);
    group.inbound = group.inbound.filter((inbound) => !gone.includes(inbound));
    return gone;
  }

  /**
   * Whether members of `fromGroup` reach members of `groupId` on a TCP port.
   * @throws Error when there is no such group; NotPlayed when that hangs on their addresses, which are not known here.
   */
  allows(groupId: string, { port, fromGroup }: { port: number; fromGroup: string }): boolean {
    const open = this.existing(groupId).inbound.filter((inbound) => covers(inbound, port));
    // @claim documented: A rule that names a security group lets in what is associated with that group.
    // @source https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html#security-group-referencing
    if (open.some((inbound) => inbound.fromGroup === fromGroup || inbound.cidr === EVERYWHERE)) return true;
    const range = open.find(({ cidr }) => cidr !== undefined);
    if (range) throw new NotPlayed(`whether ${fromGroup} is within ${range.cidr}`, ['rules of groups', EVERYWHERE]);
    return false;
  }

  private existing(id: string): Group {
    const group = this.groups.get(id);
    if (group) return group;
    throw new Error(`There is no security group ${id}; there are: ${[...this.groups.keys()].join(', ') || 'none'}.`);
  }

  private describe(input: DescribeSecurityGroupsCommandInput): { SecurityGroups: SecurityGroup[] } {
    refuseOthers('ec2 DescribeSecurityGroups', input, ['GroupIds']);
    const ids = input.GroupIds ?? [];
    if (ids.length === 0) throw new NotPlayed('ec2 DescribeSecurityGroups of every group', ['groups by GroupIds']);
    return { SecurityGroups: [...new Set(ids)].map((id) => this.answer(this.asked(id))) };
  }

  private asked(id: string): Group {
    const group = this.groups.get(id);
    // @claim documented: A security group that does not exist is InvalidGroup.NotFound.
    // @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    // @claim cross-checked: Its message is "The security group '<id>' does not exist".
    // @source https://github.com/getmoto/moto/blob/master/moto/ec2/exceptions.py
    if (!group) throw new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    return group;
  }

  private answer({ id, name, vpcId, inbound }: Group): SecurityGroup {
    // @claim assumed: Rules of the same protocol and ports are answered as one permission with several groups and ranges.
    // @source SDK client-ec2 DescribeSecurityGroups documentation (IpPermission holds lists of both)
    const kind = ({ protocol, fromPort, toPort }: Inbound) =>
      protocol === '-1' ? protocol : `${protocol} ${fromPort} ${toPort}`;
    const kinds = [...new Set(inbound.map(kind))];
    return {
      GroupId: id,
      GroupName: name,
      VpcId: vpcId,
      IpPermissions: kinds.map((one) => this.permission(inbound.filter((rule) => kind(rule) === one))),
    };
  }

  private permission(rules: readonly Inbound[]): IpPermission {
    const [first] = rules;
    // @claim documented: A permission for every protocol has no ports.
    // @source https://docs.aws.amazon.com/cli/latest/reference/ec2/describe-security-groups.html#examples
    const ports = first?.protocol === '-1' ? {} : { FromPort: first?.fromPort, ToPort: first?.toPort };
    return {
      IpProtocol: first?.protocol,
      ...ports,
      UserIdGroupPairs: rules.flatMap(({ fromGroup }) =>
        fromGroup === undefined ? [] : [{ UserId: this.account.id, GroupId: fromGroup }],
      ),
      IpRanges: rules.flatMap(({ cidr }) => (cidr === undefined ? [] : [{ CidrIp: cidr }])),
    };
  }
}

// @claim documented: A rule of protocol -1 lets every port in, whatever ports it names.
// @source SDK client-ec2 AuthorizeSecurityGroupIngress documentation (IpPermission.IpProtocol)
const covers = ({ protocol, fromPort, toPort }: Inbound, port: number): boolean =>
  protocol === '-1' || (fromPort <= port && port <= toPort);

/** A copy of the rule. @throws Error saying what is wrong with it. */
function checked(inbound: Inbound): Inbound {
  const { protocol, fromPort, toPort, fromGroup, cidr } = inbound;
  const wrong = (why: string): never => {
    throw new Error(`Inbound rule ${JSON.stringify(inbound)}: ${why}.`);
  };
  if ((fromGroup === undefined) === (cidr === undefined)) wrong('exactly one of fromGroup and cidr is needed');
  const isPort = (port: number) => Number.isInteger(port) && port >= 0 && port <= 65_535;
  if (protocol === 'tcp' && !(isPort(fromPort) && isPort(toPort) && fromPort <= toPort)) wrong('these are no ports');
  if (protocol !== 'tcp' && protocol !== '-1') wrong('the protocols supported are tcp and -1');
  return { ...inbound };
}
