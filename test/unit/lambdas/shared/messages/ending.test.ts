import type { Line } from '../../../../../lambdas/shared/incident';
import { composeEnding } from '../../../../../lambdas/shared/messages/ending';
import { incident, isoAfter } from '../../../../support/incidents';
import { approved } from './approvals';
import { toldBy } from './world';

const ID = incident().id;
const fixed = incident({ status: 'fixed', verdict: 'fixed', closedAt: isoAfter(250) });
const acted: Line = {
  at: isoAfter(130),
  step: approved().step,
  finding: 'Scaled to 3.',
  act: { action: 'scale-up', resource: 'algo-trading-prod-trading' },
};

test('what is fixed is over: when, after how long, and nothing is asked any more', () => {
  const message = composeEnding(fixed, { kind: 'all-clear' });
  expect(message.Subject).toBe('[P2] resolved: Trading Service Not Processing Orders');
  expect(toldBy(message).email.split('\n')).toEqual([
    'Trading Service Not Processing Orders is fixed at 10:06:27 IST, 4 min 10 s after it began.',
    'Nothing more is asked of you.',
    `Incident ${ID}`,
  ]);
  expect(toldBy(message).sms).toBe('P2 resolved: Trading Service Not Processing Orders');
  expect(toldBy(message).https).toMatchObject({ kind: 'all-clear', incidentId: ID });
});

test.each(['morning-checklist-not-passed', 'p1-critical-incident-response'])(
  'that %s is over enables no trading, and nobody is told that nothing is left to do',
  (runbook) => {
    const { email } = toldBy(composeEnding({ ...fixed, runbook }, { kind: 'all-clear' }));
    expect(email).toContain('where it was disabled, it stays so until two people resume it.');
    expect(email).not.toContain('Nothing more is asked');
  },
);

test('what a person closed is said to be closed by them, and not to be fixed', () => {
  const closedBy = { by: 'priya', reason: 'False alarm.\nNothing more' };
  const closed = incident({ status: 'closed', closedAt: isoAfter(250), closedBy });
  const message = composeEnding(closed, { kind: 'all-clear' });
  expect(message.Subject).toBe('[P2] closed: Trading Service Not Processing Orders');
  expect(toldBy(message).email).toContain(
    'Trading Service Not Processing Orders was closed at 10:06:27 IST by priya: False alarm. Nothing more\n',
  );
  expect(toldBy(message).email).not.toContain('fixed');
});

describe('what was approved and has not resolved it', () => {
  const ended = (timeline: readonly Line[]) =>
    composeEnding(incident(), { kind: 'not-helped', approved: [approved()], timeline });

  test('was done and did not help; it is with you', () => {
    expect(ended([acted]).Subject).toBe('[P2] not resolved: Trading Service Not Processing Orders');
    expect(toldBy(ended([acted])).email.split('\n')).toEqual([
      'Trading Service Not Processing Orders is not resolved.',
      'scale-up of algo-trading-prod-trading, approved by trading-primary, was done and did not help.',
      'The runbook has ended. It is with you.',
      `Incident ${ID}`,
    ]);
  });

  test('is not said to be done when its step has not acted since', () => {
    const { act: _, ...refused } = { ...acted, finding: 'The service\nis taken by priya.' };
    expect(toldBy(ended([refused])).email).toContain('was not done: The service is taken by priya.\n');
    expect(toldBy(ended([{ ...acted, at: isoAfter(30) }])).email).toContain(
      'approved by trading-primary, was not done.',
    );
    expect(toldBy(ended([{ ...acted, step: 'Another step' }])).email).toContain('was not done.');
  });
});
