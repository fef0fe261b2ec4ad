import { chooseRung, type RungSeen } from '../../../lambdas/choose-rung/decide';
import type { Incident } from '../../../lambdas/shared/incident';
import type { Look } from '../../../lambdas/shared/step';
import { at, incident, isoAfter, seen, unseen } from '../../support/incidents';

const contact = (id: string) => ({ id, role: id, topicArn: `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}` });
const rung = (title: string, ...ids: (string | [string, Look<boolean>])[]): RungSeen => ({
  title,
  contacts: ids.map((id) =>
    typeof id === 'string'
      ? { contact: contact(id), confirmed: seen(true) }
      : { contact: contact(id[0]), confirmed: id[1] },
  ),
});
const PATH = [
  rung('On-call engineer', 'trading-primary'),
  rung('Team lead', 'team-lead'),
  rung('Engineering manager', 'engineering-manager'),
  rung('CTO', 'cto'),
];
const choose = (over: Partial<Incident> = {}, now = at(60), path: readonly RungSeen[] = PATH) =>
  chooseRung(incident(over), path, now);

test('the first to be paged is the engineer on call', () => {
  expect(choose()).toEqual({
    page: true,
    rung: 1,
    title: 'On-call engineer',
    contacts: [contact('trading-primary')],
    skipped: [],
    afterAcknowledge: 'wait-for-deadline',
  });
});

test('rung by rung it climbs, and nobody is paged twice', () => {
  expect(choose({ rungs: [1] })).toMatchObject({ rung: 2, title: 'Team lead' });
  expect(choose({ rungs: [1, 2] })).toMatchObject({ rung: 3 });
  expect(choose({ rungs: [1, 2, 3] })).toMatchObject({ rung: 4, title: 'CTO' });
  expect(choose({ rungs: [1, 2, 3, 4] })).toEqual({ page: false, because: 'The escalation path has ended.' });
});

test('rungs it has passed over are not gone back to', () => {
  expect(choose({ rungs: [3] })).toMatchObject({ rung: 4 });
});

describe('an address that was never confirmed reaches nobody', () => {
  test('so its rung is passed over at once, and that is said', () => {
    const path = [rung('On-call engineer', ['trading-primary', seen(false)]), ...PATH.slice(1)];
    expect(choose({}, at(60), path)).toMatchObject({
      page: true,
      rung: 2,
      skipped: [{ rung: 1, title: 'On-call engineer' }],
    });
  });

  test('so of two contacts only the confirmed one is paged', () => {
    const path = [rung('On-call engineer', ['trading-primary', seen(false)], 'trading-backup')];
    expect(choose({}, at(60), path)).toMatchObject({ rung: 1, contacts: [contact('trading-backup')] });
  });

  test('but where it could not be checked the contact is paged: a page too many beats a page too few', () => {
    const path = [rung('On-call engineer', ['trading-primary', unseen('ThrottlingException: slow down')])];
    expect(choose({}, at(60), path)).toMatchObject({ page: true, contacts: [contact('trading-primary')] });
  });
});

describe('nobody is paged', () => {
  test.each(['fixed', 'stood-down'] as const)('for an incident that has ended as %s', (status) => {
    expect(choose({ status })).toEqual({ page: false, because: `The incident has ended as ${status}.` });
  });

  test('while somebody who acknowledged has time until the deadline', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(120) };
    expect(choose({ acknowledged, rungs: [1] }, at(1799))).toEqual({
      page: false,
      because: 'Acknowledged by trading-primary at 10:04:17 IST.',
    });
  });
});

describe('at the deadline', () => {
  test('an incident that is still open climbs again, acknowledged or not', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(120) };
    expect(choose({ acknowledged, rungs: [1] }, at(1800))).toMatchObject({ page: true, rung: 2 });
  });

  test('there is nothing left to wait for: who acknowledges then has it', () => {
    expect(choose({ rungs: [1] }, at(1800))).toMatchObject({ afterAcknowledge: 'done' });
    expect(choose({ rungs: [1] }, at(1799))).toMatchObject({ afterAcknowledge: 'wait-for-deadline' });
  });
});
