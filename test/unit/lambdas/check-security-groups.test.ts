import type { IpPermission } from '@aws-sdk/client-ec2';
import { decideSecurityGroups } from '../../../lambdas/check-security-groups/decide';
import { seen, unseen } from '../../support/incidents';

const SERVICES = 'sg-services';
const fromServices = { UserIdGroupPairs: [{ GroupId: SERVICES }] };
const tcp = (from: number, to: number, over: Partial<IpPermission> = fromServices): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: from,
  ToPort: to,
  ...over,
});
const decide = (rules: readonly IpPermission[], over: { listensOn?: number } = {}) =>
  decideSecurityGroups({
    instance: 'prod-db',
    port: 5432,
    servicesSecurityGroup: SERVICES,
    found: seen({ listensOn: over.listensOn ?? 5432, groups: [{ GroupId: 'sg-db', IpPermissions: [...rules] }] }),
  });

test('a rule that names the services opens the database for them', () => {
  expect(decide([tcp(5432, 5432)])).toMatchObject({
    outcome: 'continue',
    finding: 'sg-db is open for tcp/5432 from sg-services.',
    evidence: { groups: [{ group: 'sg-db', inbound: ['tcp 5432-5432 from sg-services'] }] },
  });
});

describe('open is', () => {
  test.each<[string, IpPermission]>([
    ['a range that holds the port', tcp(5000, 6000)],
    ['a range that begins with it', tcp(5432, 5440)],
    ['a range that ends with it', tcp(5400, 5432)],
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    ['every protocol, which means every port', { IpProtocol: '-1', ...fromServices }],
  ])('%s', (_what, rule) => {
    expect(decide([rule]).outcome).toBe('continue');
  });
});

describe('closed is', () => {
  test.each<[string, readonly IpPermission[]]>([
    ['a group without a rule', []],
    ['the port below', [tcp(5431, 5431)]],
    ['the port above', [tcp(5433, 5433)]],
    ['another protocol', [tcp(5432, 5432, { ...fromServices, IpProtocol: 'udp' })]],
    ['a rule for another group', [tcp(5432, 5432, { UserIdGroupPairs: [{ GroupId: 'sg-other' }] })]],
    ['a rule for nobody', [tcp(5432, 5432, {})]],
    ['a range of addresses on another port', [tcp(22, 22, { IpRanges: [{ CidrIp: '10.0.0.0/8' }] })]],
  ])('%s', (_what, rules) => {
    expect(decide(rules)).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  });
});

test('what is missing is said to the letter, with the command a person would run, and nothing is edited', () => {
  expect(decide([])).toMatchObject({
    finding: 'sg-db of prod-db has no rule that lets tcp/5432 from sg-services in.',
    refused: { act: 'add the rule', because: 'security groups are reported, never edited' },
    advice:
      'Missing: inbound tcp/5432 from sg-services on sg-db. Find out who took it away, then: aws ec2 authorize-security-group-ingress --group-id sg-db --protocol tcp --port 5432 --source-group sg-services',
  });
});

test.each<[string, Partial<IpPermission>]>([
  ['10.2.0.0/16', { IpRanges: [{ CidrIp: '10.2.0.0/16' }] }],
  ['fd00::/8', { Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] }],
  ['pl-1', { PrefixListIds: [{ PrefixListId: 'pl-1' }] }],
])('a rule by address (%s) counts as open, and it is said that it may not cover the services', (range, sources) => {
  const { outcome, finding } = decide([tcp(5432, 5432, sources)]);
  expect(outcome).toBe('continue');
  expect(finding).toBe(
    `No rule of sg-db names sg-services; sg-db is open for tcp/5432 from ${range}, by a rule of which we cannot tell whether it covers the services.`,
  );
});

test('a rule by group is preferred to one by address', () => {
  const rules = [tcp(5432, 5432, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }), tcp(5432, 5432)];
  expect(decide(rules).finding).toBe('sg-db is open for tcp/5432 from sg-services.');
});

test('an instance that listens on another port is said so, open or not', () => {
  const words = '; but prod-db listens on 5433, not on 5432.';
  expect(decide([tcp(5432, 5432)], { listensOn: 5433 }).finding).toContain(words);
  expect(decide([], { listensOn: 5433 }).finding).toContain(words);
});

test('groups that cannot be read say nothing: the runbook goes on, and the verdict is unknown', () => {
  const found = unseen('UnauthorizedOperation: no');
  expect(decideSecurityGroups({ instance: 'prod-db', port: 5432, servicesSecurityGroup: SERVICES, found })).toEqual({
    outcome: 'continue',
    finding: 'Could not check whether prod-db is open for tcp/5432 from sg-services: UnauthorizedOperation: no.',
    verdict: 'unknown',
  });
});
