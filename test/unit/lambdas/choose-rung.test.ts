import { chooseRung } from '../../../lambdas/choose-rung/decide';
import type { Paging } from '../../../lambdas/choose-rung/hold';
import type { RungSeen } from '../../../lambdas/choose-rung/who';
import type { Mode } from '../../../lambdas/shared/guard/mode';
import type { Settings } from '../../../lambdas/shared/guard/settings';
import type { Incident } from '../../../lambdas/shared/incident';
import type { Look } from '../../../lambdas/shared/step';
import { at, CALENDAR, incident, isoAfter, seen, unseen } from '../../support/incidents';

const contact = (id: string) => ({ id, role: id, topicArn: `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}` });
type Given = string | [string, Look<boolean>];
const contactSeen = (given: Given) => {
  const [id, confirmed] = typeof given === 'string' ? ([given, seen(true)] as const) : given;
  return { contact: contact(id), confirmed };
};
const rung = (title: string, ...ids: Given[]): RungSeen => ({ title, contacts: ids.map(contactSeen) });
const onCall = (...candidates: Given[]): RungSeen => ({
  title: 'On-call engineer',
  contacts: [],
  onCall: { role: 'trading', candidates: candidates.map(contactSeen) },
});
const nobody = (id: string): [string, Look<boolean>] => [id, seen(false)];
const ON_CALL = onCall('trading-primary', 'trading-backup');
const PATH = [
  ON_CALL,
  rung('Team lead', 'team-lead'),
  rung('Engineering manager', 'engineering-manager'),
  rung('CTO', 'cto'),
];
/** Rungs chosen before, each when the workflow asked for it: ten minutes apart. */
const chosen = (...rungs: number[]) => ({
  rungs: rungs.map((number, n) => ({ rung: number, asked: isoAfter(n * 600) })),
});
const NOW_ASKED = isoAfter(9_999);
const PAGING: Paging = { P1: 'now', P2: 'now', P3: 'hold', P4: 'hold', holdUntil: '08:00' };
const calendar: Settings['calendar'] = seen({ calendar: CALENDAR, overrides: {} });
const choose = (
  over: Partial<Incident> = {},
  now = at(60),
  path: readonly RungSeen[] = PATH,
  asked = NOW_ASKED,
  mode: Look<Mode> = seen('act'),
) => chooseRung(incident(over), { mode, calendar, paging: PAGING, path, now, asked });

test('the first to be paged is the engineer on call', () => {
  expect(choose()).toEqual({
    next: 'page',
    rung: 1,
    title: 'On-call engineer',
    contacts: [contact('trading-primary')],
    otherwise: [contact('trading-backup')],
    said: [],
    first: true,
    afterAcknowledge: 'wait-for-deadline',
  });
});

test('only the first page of an incident is its first, and stays so when it is asked for again', () => {
  expect(choose(chosen(1))).toMatchObject({ rung: 2, first: false });
  expect(choose(chosen(1), at(1), PATH, isoAfter(0))).toMatchObject({ rung: 1, first: true });
  // Where nobody on the first rung can be reached, it is that of the second.
  const path = [onCall(nobody('trading-primary')), ...PATH.slice(1)];
  expect(choose({}, at(60), path)).toMatchObject({ rung: 2, first: true });
});

test('rung by rung it climbs, and nobody is paged twice', () => {
  expect(choose(chosen(1))).toMatchObject({ next: 'page', rung: 2, title: 'Team lead' });
  expect(choose(chosen(1, 2))).toMatchObject({ next: 'page', rung: 3 });
  expect(choose(chosen(1, 2, 3))).toMatchObject({ next: 'page', rung: 4, title: 'CTO' });
  expect(choose(chosen(1, 2, 3, 4))).toEqual({ next: 'done', because: 'The escalation path has ended.', said: [] });
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
    const path = [onCall(nobody('trading-primary'), nobody('trading-backup')), ...PATH.slice(1)];
    expect(choose({}, at(60), path)).toMatchObject({
      next: 'page',
      rung: 2,
      said: ['Rung 1 (On-call engineer) has nobody with a confirmed address; passed over.'],
    });
  });

  test('so of two contacts only the confirmed one is paged', () => {
    const path = [rung('Leads', nobody('team-lead'), 'engineering-manager')];
    expect(choose({}, at(60), path)).toMatchObject({
      rung: 1,
      contacts: [contact('engineering-manager')],
      otherwise: [],
      said: [],
    });
  });

  test('but where it could not be checked the contact is paged: a page too many beats a page too few', () => {
    const path = [rung('Team lead', ['team-lead', unseen('ThrottlingException: slow down')])];
    expect(choose({}, at(60), path)).toMatchObject({ next: 'page', contacts: [contact('team-lead')] });
  });

  test('so when it is so for every rung, the last resort is what is left, and every rung is named', () => {
    const path = [
      onCall(nobody('trading-primary'), nobody('trading-backup')),
      rung('Team lead', nobody('team-lead')),
      rung('CTO', nobody('cto')),
    ];
    expect(choose({}, at(60), path)).toEqual({
      next: 'last-resort',
      because: 'Nobody on the escalation path has a confirmed address.',
      said: ['1 (On-call engineer)', '2 (Team lead)', '3 (CTO)'].map(
        (which) => `Rung ${which} has nobody with a confirmed address; passed over.`,
      ),
    });
  });

  test('so when the rungs after one that was paged reach nobody the climb ends there: somebody does know', () => {
    const path = [...PATH.slice(0, 3), rung('CTO', nobody('cto'))];
    expect(choose(chosen(1, 2, 3), at(60), path)).toEqual({
      next: 'done',
      because: 'The escalation path has ended.',
      said: ['Rung 4 (CTO) has nobody with a confirmed address; passed over.'],
    });
  });
});

describe('of those on call one is paged', () => {
  test('the primary, and the backup stands by for a page that cannot be published', () => {
    expect(choose()).toMatchObject({
      contacts: [contact('trading-primary')],
      otherwise: [contact('trading-backup')],
      said: [],
    });
  });

  test('the backup at once where the primary has no confirmed address, and that is said', () => {
    const path = [onCall(nobody('trading-primary'), 'trading-backup'), ...PATH.slice(1)];
    expect(choose({}, at(60), path)).toMatchObject({
      rung: 1,
      contacts: [contact('trading-backup')],
      otherwise: [],
      said: ['trading-primary has no confirmed address; their backup is paged instead.'],
    });
  });

  test('the primary where the address could not be checked', () => {
    const path = [onCall(['trading-primary', unseen('ThrottlingException: slow down')], 'trading-backup')];
    expect(choose({}, at(60), path)).toMatchObject({ contacts: [contact('trading-primary')], said: [] });
  });

  test('the primary, and a backup without a confirmed address does not stand by', () => {
    expect(choose({}, at(60), [onCall('trading-primary', nobody('trading-backup'))])).toMatchObject({
      contacts: [contact('trading-primary')],
      otherwise: [],
    });
  });

  test('besides whoever stands on the rung by name, and nobody twice', () => {
    const both = { ...ON_CALL, contacts: [contactSeen('cto')] };
    expect(choose({}, at(60), [both])).toMatchObject({ contacts: [contact('cto'), contact('trading-primary')] });
    const again = { ...ON_CALL, contacts: [contactSeen('trading-primary'), contactSeen('trading-backup')] };
    expect(choose({}, at(60), [again])).toMatchObject({
      contacts: [contact('trading-primary'), contact('trading-backup')],
      otherwise: [],
    });
  });

  test('the same as before when asked again for the same instant, although nobody is confirmed any more', () => {
    const path = [onCall(nobody('trading-primary'), nobody('trading-backup')), ...PATH.slice(1)];
    expect(choose(chosen(1), at(1), path, isoAfter(0))).toMatchObject({
      rung: 1,
      contacts: [contact('trading-primary')],
      otherwise: [contact('trading-backup')],
    });
  });
});

describe('a gap in the rota', () => {
  test('is passed over at once, and that is said', () => {
    expect(choose({}, at(60), [onCall(), ...PATH.slice(1)])).toMatchObject({
      next: 'page',
      rung: 2,
      said: ['Nobody is on call for trading at this time. Rung 1 (On-call engineer) is passed over.'],
    });
  });

  test('does not pass over who stands on the rung by name', () => {
    expect(choose({}, at(60), [{ ...onCall(), contacts: [contactSeen('cto')] }])).toMatchObject({
      rung: 1,
      contacts: [contact('cto')],
      said: ['Nobody is on call for trading at this time.'],
    });
  });

  test('on a path without anybody else is for the last resort', () => {
    expect(choose({}, at(60), [onCall()])).toMatchObject({ next: 'last-resort' });
  });
});

describe('a page that may wait for the morning', () => {
  /** Friday 20 November 2026, 18:00 in India: the market has closed, and opens on Monday. */
  const EVENING = Date.UTC(2026, 10, 20, 12, 30);
  const SATURDAY_0800 = '2026-11-21T02:30:00.000Z';
  const opened = {
    severity: 'P3',
    alarmAt: new Date(EVENING).toISOString(),
    deadlineAt: '2026-11-20T14:30:00.000Z',
  } as const;
  const later = (over: Partial<Incident> = {}, now = EVENING, path: readonly RungSeen[] = PATH) =>
    choose({ ...opened, ...over }, now, path, new Date(now).toISOString());

  test('is held, with who pages it then left to the morning', () => {
    expect(later()).toEqual({
      next: 'hold',
      until: SATURDAY_0800,
      because: 'Held until 21 Nov 2026 08:00:00 IST: P3 outside the session; it stands on the morning checklist.',
      said: [],
    });
  });

  test('is held also when nobody could be reached now', () => {
    expect(later({}, EVENING, [onCall()])).toMatchObject({ next: 'hold', until: SATURDAY_0800 });
  });

  test('is held in the middle of a climb, but not where the climb has ended', () => {
    expect(later(chosen(1))).toMatchObject({ next: 'hold' });
    expect(later(chosen(1, 2, 3, 4))).toMatchObject({ next: 'done', because: 'The escalation path has ended.' });
  });

  test('goes out when this very asking has decided it before', () => {
    const asked = new Date(EVENING).toISOString();
    expect(later({ rungs: [{ rung: 1, asked }] })).toMatchObject({ next: 'page', rung: 1 });
  });

  test('goes out when its morning has come', () => {
    const held = { until: SATURDAY_0800, at: new Date(EVENING).toISOString() };
    expect(later({ held }, Date.parse(SATURDAY_0800))).toMatchObject({ next: 'page', rung: 1 });
    expect(later({ held }, Date.parse(SATURDAY_0800) - 1)).toMatchObject({ next: 'hold', until: SATURDAY_0800 });
  });

  test('pages nobody when the incident has ended in the meantime, or was only observed', () => {
    const held = { until: SATURDAY_0800, at: new Date(EVENING).toISOString() };
    expect(later({ held, status: 'fixed' }, Date.parse(SATURDAY_0800))).toMatchObject({ next: 'done' });
    expect(choose({ ...opened }, EVENING, PATH, NOW_ASKED, seen('observe'))).toMatchObject({ next: 'done' });
  });

  test('is not held from whoever has acknowledged it and is still at work at its deadline', () => {
    const acknowledged = { by: 'trading-primary', at: '2026-11-20T12:40:00.000Z' };
    expect(later({ ...chosen(1), acknowledged }, Date.parse('2026-11-20T14:30:00.000Z'))).toMatchObject({
      next: 'page',
      rung: 2,
    });
  });

  test('is none where the severity says now', () => {
    expect(later({ severity: 'P2' })).toMatchObject({ next: 'page', rung: 1 });
  });
});

describe('nobody is paged', () => {
  test.each(['fixed', 'stood-down', 'closed', 'taken-over'] as const)(
    'for an incident that has ended as %s',
    (status) => {
      const because = `The incident has ended as ${status}.`;
      expect(choose({ status })).toEqual({ next: 'done', because, said: [] });
    },
  );

  test.each(['observe', 'off'] as const)('while the runbook may only %s: the channel is told instead', (mode) => {
    expect(choose({}, at(60), PATH, NOW_ASKED, seen(mode))).toEqual({
      next: 'done',
      because: `The mode is ${mode}: only the incident channel is told.`,
      said: [],
    });
  });

  test('while somebody who acknowledged has time until the deadline', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(120) };
    expect(choose({ acknowledged, ...chosen(1) }, at(1799))).toEqual({
      next: 'wait-for-deadline',
      because: 'Acknowledged by trading-primary at 10:04:17 IST.',
      said: [],
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
