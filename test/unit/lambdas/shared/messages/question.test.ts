import type { Approval } from '../../../../../lambdas/shared/approvals/approval';
import { composeQuestion } from '../../../../../lambdas/shared/messages/question';
import { newLink } from '../../../../../lambdas/shared/page-links';
import { incident } from '../../../../support/incidents';
import { approval } from './approvals';
import { toldBy } from './world';

const PAGES = 'https://a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com';
const ask = (over: Partial<Approval> = {}, link?: string) =>
  composeQuestion({ incident: incident(), approval: approval(over), pages: PAGES, ...(link ? { link } : {}) });

test('it says what is asked, what that makes riskier, how it is undone, and until when', () => {
  expect(toldBy(ask()).email.split('\n')).toEqual([
    'P2 Trading Service Not Processing Orders',
    'Approval needed: scale-up of algo-trading-prod-trading.',
    'Why: CPU is at 91 %.',
    'Effect: A third task sends orders.',
    'Undo: Scale down to 2 tasks.',
    'Until 10:32:17 IST. Without an answer it is not approved.',
    `Approve or refuse, after signing in: ${PAGES}/incidents/${incident().id}`,
    `Incident ${incident().id}`,
  ]);
});

test('its subject says that an approval is needed', () => {
  expect(ask().Subject).toBe('[P2] Approval needed: scale-up, Trading Service Not Processing Orders');
});

test('who has a link of their own gets that one, also by SMS', () => {
  const link = `${PAGES}/i/${newLink()}`;
  expect(toldBy(ask({}, link)).email).toContain(`after signing in: ${link}\n`);
  expect(toldBy(ask({}, link)).sms).toBe(`P2 approve scale-up? Trading Service ${link}`);
  expect(toldBy(ask({}, link)).https).toMatchObject({ kind: 'question', link });
});

test('who asked for it is named, and who has said yes already', () => {
  const yes = {
    decision: 'approve',
    contact: 'team-lead',
    identity: 'x',
    reason: 'y',
    at: approval().askedAt,
  } as const;
  const { email } = toldBy(ask({ requester: 'priya', decisions: [yes] }));
  expect(email).toContain('Asked for by priya, who may refuse it and not approve it.');
  expect(email).toContain('Approved by team-lead; one more person is needed.');
});

test('a reason cannot make a line of its own', () => {
  const { email } = toldBy(ask({ because: 'x\nUndo: nothing to fear' }));
  expect(email.match(/^Undo: .*$/gm)).toEqual(['Undo: Scale down to 2 tasks.']);
});
