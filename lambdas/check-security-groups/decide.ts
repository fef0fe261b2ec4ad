import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { Look, StepResult } from '../shared/step';

export interface SecurityGroups {
  /** The port of the instance's endpoint, where it has one. */
  readonly listensOn: number | undefined;
  /** The groups the instance is in, with the rules for what comes in. */
  readonly groups: readonly SecurityGroup[];
}

export interface Seen {
  readonly instance: string;
  readonly port: number;
  readonly servicesSecurityGroup: string;
  readonly found: Look<SecurityGroups>;
}

/**
 * Is the database's port open for the services? Open is a rule that names the services' group. A rule by addresses counts as
 * open, too, and is said: whether it covers the services cannot be told from here, and the test of the connection follows.
 * Closed is for a person, with the rule that is missing and the command that adds it: a rule somebody took away is never
 * put back by a machine. Groups that cannot be read say nothing; the runbook goes on to the test of the connection.
 */
export function decideSecurityGroups({ instance, port, servicesSecurityGroup: services, found }: Seen): StepResult {
  const from = `tcp/${port} from ${services}`;
  if ('unseen' in found) {
    return {
      outcome: 'continue',
      finding: `Could not check whether ${instance} is open for ${from}: ${found.unseen}.`,
      verdict: 'unknown',
    };
  }
  const { groups, listensOn } = found.seen;
  const ids = groups.map(({ GroupId = '?' }) => GroupId);
  const rules = groups.flatMap(({ GroupId = '?', IpPermissions = [] }) =>
    IpPermissions.filter((rule) => covers(rule, port)).map((rule) => ({ group: GroupId, rule })),
  );
  const evidence = { groups: groups.map(describeGroup) };
  const elsewhere =
    listensOn === undefined || listensOn === port ? '' : `; but ${instance} listens on ${listensOn}, not on ${port}`;

  const byGroup = rules.find(({ rule }) => rule.UserIdGroupPairs?.some(({ GroupId }) => GroupId === services));
  if (byGroup) {
    return { outcome: 'continue', finding: `${byGroup.group} is open for ${from}${elsewhere}.`, evidence };
  }
  const byAddress = rules.find(({ rule }) => addresses(rule).length > 0);
  if (byAddress) {
    const ranges = addresses(byAddress.rule).join(', ');
    return {
      outcome: 'continue',
      finding: `No rule of ${ids.join(', ')} names ${services}; ${byAddress.group} is open for tcp/${port} from ${ranges}, by a rule of which we cannot tell whether it covers the services${elsewhere}.`,
      evidence,
    };
  }
  return {
    outcome: 'escalate',
    finding: `${ids.join(', ')} of ${instance} ${ids.length === 1 ? 'has' : 'have'} no rule that lets ${from} in${elsewhere}.`,
    verdict: 'not-fixed',
    refused: { act: 'add the rule', because: 'security groups are reported, never edited' },
    advice:
      `Missing: inbound ${from} on ${ids[0] ?? '?'}. Find out who took it away, then: aws ec2 authorize-security-group-ingress ` +
      `--group-id ${ids[0] ?? '?'} --protocol tcp --port ${port} --source-group ${services}`,
    evidence,
  };
}

/** Protocol -1 means all of them, on all ports. */
const covers = ({ IpProtocol, FromPort, ToPort }: IpPermission, port: number): boolean =>
  IpProtocol === '-1' ||
  (IpProtocol === 'tcp' && FromPort !== undefined && ToPort !== undefined && FromPort <= port && port <= ToPort);

/** What a rule admits by address rather than by group. */
const addresses = ({ IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }: IpPermission): string[] => [
  ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
  ...Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ...PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []),
];

const describeGroup = ({ GroupId, IpPermissions = [] }: SecurityGroup) => ({
  group: GroupId ?? '?',
  inbound: IpPermissions.map((rule) => {
    const sources = [...(rule.UserIdGroupPairs ?? []).flatMap(({ GroupId: id }) => id ?? []), ...addresses(rule)];
    const ports = rule.FromPort === undefined ? 'all' : `${rule.FromPort}-${rule.ToPort ?? rule.FromPort}`;
    return `${rule.IpProtocol ?? '?'} ${ports} from ${sources.join(', ') || 'nobody'}`;
  }),
});
