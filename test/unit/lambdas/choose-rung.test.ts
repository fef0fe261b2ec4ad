import { chooseRung, type RungSeen } from '../../../lambdas/choose-rung/decide';
import type { Mode } from '../../../lambdas/shared/guard/mode';
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
const nobody = (id: string): [string, Look<boolean>] => [id, seen(false)];
const PATH = [
  rung('On-call engineer', 'trading-primary'),
  rung('Team lead', 'team-lead'),
  rung('Engineering manager', 'engineering-manager'),
  rung('CTO', 'cto'),
];
/** Rungs chosen before, each when the workflow asked for it: ten minutes apart. */
const chosen = (...rungs: number[]) => ({
  rungs: rungs.map((number, n) => ({ rung: number, asked: isoAfter(n * 600) })),
});
const NOW_ASKED = isoAfter(9_999);
const choose = (
  over: Partial<Incident> = {},
  now = at(60),
  path: readonly RungSeen[] = PATH,
  asked = NOW_ASKED,
  mode: Look<Mode> = seen('act'),
) => chooseRung(incident(over), mode, path, now, asked);

test('the first to be paged is the engineer on call', () => {
  expect(choose()).toEqual({
    next: 'page',
    rung: 1,
    title: 'On-call engineer',
    contacts: [contact('trading-primary')],
    skipped: [],
    afterAcknowledge: 'wait-for-deadline',
  });
});

test('rung by rung it climbs, and nobody is paged twice', () => {
  expect(choose(chosen(1))).toMatchObject({ next: 'page', rung: 2, title: 'Team lead' });
  expect(choose(chosen(1, 2))).toMatchObject({ next: 'page', rung: 3 });
  expect(choose(chosen(1, 2, 3))).toMatchObject({ next: 'page', rung: 4, title: 'CTO' });
  expect(choose(chosen(1, 2, 3, 4))).toEqual({ next: 'done', because: 'The escalation path has ended.', skipped: [] });
});

test('rungs it has passed over are not gone back to', () => {
  expect(choose(chosen(3))).toMatchObject({ rung: 4 });
});

describe('asked again for the same instant, because the first answer got lost', () => {
  test('it names the same rung: nobody is passed over', () => {
    expect(choose(chosen(1, 2), at(601), PATH, isoAfter(600))).toMatchObject({ next: 'page', rung: 2 });
  });

  test('it names the last rung once more rather than calling the path ended', () => {
    expect(choose(chosen(1, 2, 3, 4), at(1801), PATH, isoAfter(1800))).toMatchObject({ next: 'page', rung: 4 });
  });
});

describe('an address that was never confirmed reaches nobody', () => {
  test('so its rung is passed over at once, and that is said', () => {
    const path = [rung('On-call engineer', nobody('trading-primary')), ...PATH.slice(1)];
    expect(choose({}, at(60), path)).toMatchObject({
      next: 'page',
      rung: 2,
      skipped: [{ rung: 1, title: 'On-call engineer' }],
    });
  });

  test('so of two contacts only the confirmed one is paged', () => {
    const path = [rung('On-call engineer', nobody('trading-primary'), 'trading-backup')];
    expect(choose({}, at(60), path)).toMatchObject({ rung: 1, contacts: [contact('trading-backup')] });
  });

  test('but where it could not be checked the contact is paged: a page too many beats a page too few', () => {
    const path = [rung('On-call engineer', ['trading-primary', unseen('ThrottlingException: slow down')])];
    expect(choose({}, at(60), path)).toMatchObject({ next: 'page', contacts: [contact('trading-primary')] });
  });

  test('so when it is so for every rung, the last resort is what is left, and every rung is named', () => {
    const path = PATH.map(({ title, contacts }) => rung(title, ...contacts.map(({ contact: { id } }) => nobody(id))));
    expect(choose({}, at(60), path)).toEqual({
      next: 'last-resort',
      because: 'Nobody on the escalation path has a confirmed address.',
      skipped: PATH.map(({ title }, n) => ({ rung: n + 1, title })),
    });
  });

  test('so when the rungs after one that was paged reach nobody the climb ends there: somebody does know', () => {
    const path = [...PATH.slice(0, 3), rung('CTO', nobody('cto'))];
    expect(choose(chosen(1, 2, 3), at(60), path)).toEqual({
      next: 'done',
      because: 'The escalation path has ended.',
      skipped: [{ rung: 4, title: 'CTO' }],
    });
  });
});

describe('nobody is paged', () => {
  test.each(['fixed', 'stood-down', 'closed', 'taken-over'] as const)(
    'for an incident that has ended as %s',
    (status) => {
      const because = `The incident has ended as ${status}.`;
      expect(choose({ status })).toEqual({ next: 'done', because, skipped: [] });
    },
  );

  test.each(['observe', 'off'] as const)('while the runbook may only %s: the channel is told instead', (mode) => {
    expect(choose({}, at(60), PATH, NOW_ASKED, seen(mode))).toEqual({
      next: 'done',
      because: `The mode is ${mode}: only the incident channel is told.`,
      skipped: [],
    });
  });

  test('while somebody who acknowledged has time until the deadline', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(120) };
    expect(choose({ acknowledged, ...chosen(1) }, at(1799))).toEqual({
      next: 'wait-for-deadline',
      because: 'Acknowledged by trading-primary at 10:04:17 IST.',
      skipped: [],
    });
  });
});

test('a mode that cannot be read keeps nobody from being paged', () => {
  const mode = unseen('ThrottlingException: slow down');
  expect(choose({}, at(60), PATH, NOW_ASKED, mode)).toMatchObject({ next: 'page', rung: 1 });
});

describe('at the deadline', () => {
  test('an incident that is still open climbs again, acknowledged or not', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(1799) };
    expect(choose({ acknowledged, ...chosen(1) }, at(1800))).toMatchObject({ next: 'page', rung: 2 });
    expect(choose(chosen(1), at(1800))).toMatchObject({ next: 'page', rung: 2 });
  });

  test.each([1800, 1900])(
    'who acknowledges %d s after the alarm knows that it is late: it climbs no more',
    (seconds) => {
      const acknowledged = { by: 'team-lead', at: isoAfter(seconds) };
      expect(choose({ acknowledged, ...chosen(1, 2) }, at(2000))).toMatchObject({
        next: 'done',
        because: expect.stringMatching(/^Acknowledged by team-lead at 10:3\d:\d\d IST\.$/),
      });
    },
  );

  test('there is nothing left to wait for: who acknowledges then has it', () => {
    expect(choose(chosen(1), at(1800))).toMatchObject({ afterAcknowledge: 'done' });
    expect(choose(chosen(1), at(1799))).toMatchObject({ afterAcknowledge: 'wait-for-deadline' });
  });
});
