import type { Approval, Decision } from '../../../../lambdas/shared/approvals/approval';
import { type Answering, changes, ended, judgeAnswer, notApproved } from '../../../../lambdas/shared/approvals/decide';
import { at, isoAfter } from '../../../support/incidents';
import { approval, DIRECTORY } from './people';

const said = (contact: string, over: Partial<Decision> = {}): Decision => ({
  decision: 'approve',
  contact,
  identity: `IAM user ${contact}`,
  reason: 'CPU is short',
  at: isoAfter(120),
  ...over,
});

const judge = (
  over: Partial<Approval> = {},
  answering: Partial<Answering> = {},
  status: 'open' | 'fixed' | 'closed' = 'open',
) =>
  judgeAnswer(
    { status },
    approval(over),
    { contact: 'trading-primary', decision: 'approve', now: at(120), ...answering },
    DIRECTORY,
  );

describe('an answer that counts', () => {
  test('approved in time by somebody on the list', () => {
    expect(judge()).toEqual({ accepted: true, becomes: 'approved' });
  });

  test('one refusal is enough, also where two must say yes', () => {
    expect(judge({ act: 'resume-trading' }, { decision: 'refuse' })).toEqual({ accepted: true, becomes: 'refused' });
  });

  test('of two, the first approves nothing yet and the second does', () => {
    expect(judge({ act: 'resume-trading' })).toEqual({ accepted: true, becomes: 'asked' });
    expect(judge({ act: 'resume-trading', decisions: [said('team-lead')] })).toEqual({
      accepted: true,
      becomes: 'approved',
    });
  });
});

describe('an answer that changes nothing', () => {
  test.each<[string, ReturnType<typeof judge>, 403 | 409, RegExp]>([
    ['the requester approves himself', judge({ requester: 'trading-primary' }), 403, /asked for it yourself/],
    ['somebody who is not on the list', judge({}, { contact: 'cto' }), 403, /cto may not decide about scale-up/],
    [
      'the same person for the second time of two',
      judge({ act: 'resume-trading', decisions: [said('trading-primary')] }),
      409,
      /You have approved it already, .*a second person is needed: trading-backup, team-lead/,
    ],
    [
      'after it was approved',
      judge({ status: 'approved', decisions: [said('team-lead')] }),
      409,
      /^Approved by team-lead at 10:04:17 IST\. Your answer changes nothing\.$/,
    ],
    [
      'after it was refused',
      judge({ status: 'refused', decisions: [said('team-lead', { decision: 'refuse', reason: 'not now' })] }),
      409,
      /^Refused by team-lead at 10:04:17 IST: not now\./,
    ],
    [
      'the same answer once more',
      judge({ status: 'approved', decisions: [said('trading-primary')] }),
      409,
      /Your answer changes nothing: you have given it already, and it stands\.$/,
    ],
    [
      'the other answer of the same person',
      judge({ status: 'approved', decisions: [said('trading-primary')] }, { decision: 'refuse' }),
      409,
      /^Approved by trading-primary at 10:04:17 IST\. Your answer changes nothing\.$/,
    ],
    [
      'when nobody waits any more',
      judge({ status: 'lapsed' }),
      409,
      /^Nobody has answered; the runbook did not wait any more, and nothing came of it\. Your answer changes nothing\.$/,
    ],
    ['void', judge({ status: 'void', decisions: [said('team-lead')] }), 409, /void: the system had changed/],
    ['at the instant it expires', judge({}, { now: at(1800) }), 409, /expired at 10:32:17 IST: not approved/],
    ['before the runbook waits', judge({ waiting: false }), 409, /does not wait for the answer yet: try again/],
    ['after the incident has ended', judge({}, {}, 'fixed'), 409, /ended as fixed; your answer changes nothing/],
  ])('%s', (_what, judged, status, says) => {
    expect(judged).toEqual({ accepted: false, status, because: expect.stringMatching(says) });
  });

  test('the requester may refuse what he asked for', () => {
    expect(judge({ requester: 'trading-primary' }, { decision: 'refuse' })).toEqual({
      accepted: true,
      becomes: 'refused',
    });
  });

  test('who has approved it, where two are needed, may take it back: that makes nothing riskier', () => {
    const over = { act: 'resume-trading', decisions: [said('trading-primary')] } as const;
    expect(judge(over, { decision: 'refuse' })).toEqual({ accepted: true, becomes: 'refused' });
  });

  test('who was taken off the list after their yes is not one of the two any more', () => {
    const left = { 'resume-trading': { contacts: ['trading-primary', 'trading-backup'], people: 2 as const } };
    const given = approval({ act: 'resume-trading', decisions: [said('team-lead')] });
    const judged = judgeAnswer({ status: 'open' }, given, answering('trading-primary'), { approvers: left });
    expect(judged).toEqual({ accepted: true, becomes: 'asked' });
  });

  test('where nobody else is on the list the first is told that it cannot be approved', () => {
    const alone = { 'resume-trading': { contacts: ['trading-primary', 'cto'], people: 2 as const } };
    const given = approval({ act: 'resume-trading', requester: 'cto', decisions: [said('trading-primary')] });
    expect(judgeAnswer({ status: 'open' }, given, answering('trading-primary'), { approvers: alone })).toMatchObject({
      because: expect.stringMatching(/nobody else is on the list, so it cannot be approved\.$/),
    });
  });

  test('an act nobody is named for is decided by those who stand for the others', () => {
    expect(judgeAnswer({ status: 'open' }, approval({ act: 'rollback' }), answering('team-lead'), DIRECTORY)).toEqual({
      accepted: true,
      becomes: 'approved',
    });
  });
});

const answering = (contact: string): Answering => ({ contact, decision: 'approve', now: at(120) });

describe('what the step answers then', () => {
  test('nothing, when it was approved: it looks at the world again', () => {
    expect(notApproved(approval({ status: 'approved', decisions: [said('team-lead')] }))).toBeUndefined();
  });

  test('nothing, when it is void: it looks at the world again and asks anew', () => {
    expect(notApproved(approval({ status: 'void', decisions: [said('team-lead')] }))).toBeUndefined();
  });

  test('what nobody waited for to the end is not approved, whoever has answered', () => {
    expect(notApproved(approval({ status: 'lapsed', decisions: [said('team-lead')] }))).toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(
        /failed: not approved\. Approved by team-lead at 10:04:17 IST; the runbook did not/,
      ),
    });
  });

  test('expired is not approved, and is for the next person', () => {
    expect(notApproved(approval())).toMatchObject({
      outcome: 'escalate',
      finding: 'Nobody approved scale-up of algo-trading-prod-trading by 10:32:17 IST: not approved.',
      refused: { act: 'scale-up', because: 'not approved' },
    });
  });

  test('one of two is not approved either, and says who did', () => {
    const half = notApproved(approval({ act: 'resume-trading', decisions: [said('team-lead')] }));
    expect(half?.finding).toMatch(/not approved\. Approved by team-lead; one more person is needed\.$/);
  });

  test('refused says by whom and why', () => {
    const refused = approval({ status: 'refused', decisions: [said('team-lead', { reason: 'a leak' })] });
    expect(notApproved(refused)).toMatchObject({
      finding: 'Refused by team-lead at 10:04:17 IST: a leak.',
      refused: { because: 'refused by team-lead' },
    });
  });
});

test('what has changed is said by name, what has not is not', () => {
  expect(changes({ desired: 2, phase: 'session', gone: 'x' }, { desired: 3, phase: 'session', new: 1 })).toEqual([
    'desired 2, now 3',
    'gone x, now none',
    'new none, now 1',
  ]);
  expect(changes({ one: null }, {})).toEqual([]);
});

test('nobody has answered', () => {
  expect(ended(approval())).toBe('Nobody has answered.');
});
