import { App, Stack } from 'aws-cdk-lib';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { prod } from '../../environments/prod';
import { MOST_SHIFTS } from '../../environments/rota';
import { parseEnvironment } from '../../environments/schema';
import { Contacts } from '../../lib/contacts';
import { naming } from '../../lib/naming';
import { runbooks } from '../../runbooks';
import type { Runbook } from '../../runbooks/runbook';

const contactsOf = (over: object = {}): { contacts: Contacts; idOf: (topicArn: string) => string } => {
  const environment = parseEnvironment({ ...prod, ...over });
  const stack = new Stack(new App(), 'test', { env: { account: prod.account, region: prod.region } });
  const names = naming(environment);
  const contacts = new Contacts(stack, 'Contacts', { environment, naming: names });
  const ids = Object.keys(environment.contacts);
  const topics = stack.node
    .findAll()
    .flatMap((each) => ('topicArn' in each ? [{ arn: String(each.topicArn), id: each.node.id }] : []));
  return {
    contacts,
    idOf: (topicArn) => topics.find(({ arn, id }) => arn === topicArn && ids.includes(id))?.id ?? topicArn,
  };
};
const owned = (owner: Runbook['owner']): Runbook => {
  const found = runbooks.find((runbook) => runbook.owner === owner);
  if (!found) throw new Error(`${owner} owns no runbook.`);
  return found;
};
const onCallTrading = (shifts: readonly object[]) => ({ onCall: { ...prod.onCall, trading: { shifts } } });
const TURNS = [
  { from: '2026-11-16', until: '2026-11-23', primary: 'trading-primary', backup: 'cto' },
  { from: '2026-11-23', until: '2026-11-30', primary: 'engineering-manager' },
];

test('the path of a runbook carries the rota of its owner where somebody on call is to be paged', () => {
  const { contacts } = contactsOf(onCallTrading(TURNS));
  const [first, second] = contacts.people.pathOf(owned('trading'));
  expect(first).toMatchObject({
    title: 'On-call engineer',
    contacts: [],
    onCall: {
      role: 'trading',
      contacts: [{ id: 'trading-primary', role: 'Trading, primary' }, { id: 'cto' }, { id: 'engineering-manager' }],
      shifts: [
        {
          from: '2026-11-15T18:30:00.000Z',
          until: '2026-11-22T18:30:00.000Z',
          primary: 'trading-primary',
          backup: 'cto',
        },
        { from: '2026-11-22T18:30:00.000Z', until: '2026-11-29T18:30:00.000Z', primary: 'engineering-manager' },
      ],
    },
  });
  expect(second).toMatchObject({ title: 'Team lead', contacts: [{ id: 'team-lead' }] });
  expect(second).not.toHaveProperty('onCall');
});

test('a rotation that never changes is one shift without an end', () => {
  expect(contactsOf().contacts.people.pathOf(owned('trading'))[0]?.onCall?.shifts).toEqual([
    { primary: 'trading-primary', backup: 'trading-backup' },
  ]);
});

test('who stands on a rung by name is paged beside whoever is on call', () => {
  const escalationPath = [{ title: 'Everybody', contacts: ['on-call', 'cto'] }];
  expect(contactsOf({ escalationPath }).contacts.people.pathOf(owned('trading'))).toMatchObject([
    { contacts: [{ id: 'cto' }], onCall: { role: 'trading' } },
  ]);
});

test('everybody whom any shift names can be paged, whenever that is, and nobody twice', () => {
  const { contacts, idOf } = contactsOf(
    onCallTrading([...TURNS, { ...TURNS[0], from: '2027-01-04', until: '2027-01-05' }]),
  );
  expect(contacts.people.pageable.map(({ topicArn }) => idOf(topicArn)).toSorted()).toEqual(
    [
      'backend-backup',
      'backend-primary',
      'cto',
      'devops-backup',
      'devops-primary',
      'engineering-manager',
      'team-lead',
      'trading-primary',
    ].toSorted(),
  );
});

test('everybody who can be the backup of a P1 can be contacted as such, and nobody else', () => {
  const p1 = runbooks.filter(({ severity }) => severity === 'P1');
  const owners = new Set(p1.map(({ owner }) => owner));
  const shifts = { shifts: TURNS };
  const onCall = Object.fromEntries(
    Object.entries(prod.onCall).map(([role, rotation]) => [role, owners.has(role as never) ? shifts : rotation]),
  );
  const { contacts, idOf } = contactsOf({ onCall });
  expect(p1.length).toBeGreaterThan(0);
  expect(contacts.people.backupTopicArns(runbooks).map(idOf)).toEqual(['cto']);
});

test('the longest rota leaves the input of an escalation most of its 256 KiB', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 10, 1 + n)).toISOString();
  const shifts = Array.from({ length: MOST_SHIFTS }, (_, n) => ({
    from: day(n),
    until: day(n + 1),
    primary: 'engineering-manager',
    backup: 'trading-primary',
  }));
  const { contacts } = contactsOf(onCallTrading(shifts));
  const runbook = owned('trading');
  const input = JSON.stringify({ path: contacts.people.pathOf(runbook), backup: contacts.people.backupOf(runbook) });
  expect(Buffer.byteLength(input)).toBeLessThan(64 * 1024);
});

test('a contact with a telephone and a webhook is reached by both, besides e-mail', () => {
  const lead = { ...prod.contacts['team-lead'], sms: '+919876543210', https: 'https://pages.algo-trading.example/sns' };
  const { contacts } = contactsOf({ contacts: { ...prod.contacts, 'team-lead': lead } });
  const ways = contacts.node
    .findAll()
    .flatMap((each) => (each instanceof CfnSubscription && each.node.path.includes('team-lead') ? [each] : []))
    .map(({ protocol, endpoint }) => `${protocol} ${endpoint}`);
  expect(ways.sort()).toEqual(['email team-lead@algo-trading.example', `https ${lead.https}`, `sms ${lead.sms}`]);
});
