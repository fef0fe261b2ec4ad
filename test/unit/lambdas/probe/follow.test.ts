import { decideFollowing, type Followed, type Following } from '../../../../lambdas/follow-test-alarm/decide';
import { lateWords } from '../../../../lambdas/follow-test-alarm/words';

const RAISED = Date.parse('2026-11-29T05:30:00Z');
const after = (seconds: number): string => new Date(RAISED + seconds * 1000).toISOString();

type Incident = Followed['incident'];
const incident = (over: Partial<Incident> = {}): Incident => ({
  id: 'test-alarm-20261129T053100Z',
  status: 'open',
  openedAt: after(65),
  ...over,
});
const paged = { pages: [{ contact: 'probe', rung: 1, at: after(67) }] };
const acknowledged = { ...paged, acknowledged: { by: 'probe', at: after(70) } };
const fixed = { ...acknowledged, status: 'fixed', closedAt: after(190) } as const;

const following = (
  now: number,
  seen: Incident | undefined,
  over: Partial<Following> & { reported?: Followed['reported'] } = {},
): Following => ({
  raisedAt: after(0),
  until: 'reported',
  now: RAISED + now * 1000,
  followed: { seen: seen && { incident: seen, reported: over.reported } },
  ...over,
});

describe('an operator reads of a test alarm', () => {
  test('that it has come as far as it is followed, with the seconds of each part', () => {
    expect(decideFollowing(following(75, incident(acknowledged), { until: 'acknowledged' }))).toEqual({
      outcome: 'continue',
      finding: 'Opened as an incident after 1 min 5 s, paged after 2 s, acknowledged after 3 s.',
    });
    expect(decideFollowing(following(200, incident(fixed), { reported: { seen: true } }))).toEqual({
      outcome: 'continue',
      finding:
        'Opened as an incident after 1 min 5 s, paged after 2 s, acknowledged after 3 s, fixed and reported after 2 min.',
    });
  });

  test.each([
    ['not opened', 299, undefined],
    ['not paged', 125, incident()],
    ['not acknowledged', 127, incident(paged)],
    ['not reported', 670, incident(acknowledged)],
  ])('that it is waited for while it may still come: %s', (_what, now, seen) => {
    expect(decideFollowing(following(now, seen)).outcome).toBe('wait');
  });

  test.each([
    ['not opened', 301, undefined, /not opened as an incident after 5 min 1 s; 5 min are expected/, /its rule/],
    ['not paged', 126, incident(), /not paged after 1 min 1 s; 1 min are expected/, /page-contacts/],
    ['not acknowledged', 128, incident(paged), /not acknowledged after 1 min 1 s/, /answer-test-page/],
    ['not reported', 671, incident(acknowledged), /not fixed and reported after 10 min 1 s/, /document-incident/],
  ])('which part did not come in its time, and where to look: %s', (_what, now, seen, says, where) => {
    const { outcome, verdict, finding, advice } = decideFollowing(following(now, seen));
    expect([outcome, verdict]).toEqual(['escalate', 'not-fixed']);
    expect(finding).toMatch(says);
    expect(advice).toMatch(where);
  });

  test('that a part came, and too late', () => {
    const slow = incident({ ...paged, pages: [{ contact: 'probe', rung: 1, at: after(65 + 61) }] });
    expect(decideFollowing(following(130, slow))).toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('was paged only after 1 min 1 s'),
    });
  });

  test('that what was fixed and left no report is not reported, and neither is what somebody closed by hand', () => {
    expect(decideFollowing(following(200, incident(fixed), { reported: { unseen: 'AccessDenied' } })).outcome).toBe(
      'wait',
    );
    const closed = incident({ ...fixed, status: 'closed' });
    expect(decideFollowing(following(671, closed, { reported: { seen: true } })).outcome).toBe('escalate');
  });

  test('that its incident could not be read: waited for, and then for people', () => {
    const unseen = (now: number) =>
      decideFollowing(following(now, undefined, { followed: { unseen: 'TimeoutError' } }));
    expect(unseen(299)).toMatchObject({ outcome: 'wait', finding: expect.stringContaining('TimeoutError') });
    expect(unseen(301)).toMatchObject({ outcome: 'escalate', finding: expect.stringContaining('TimeoutError') });
  });

  test('that another incident stands for it: it has proved nothing', () => {
    expect(decideFollowing(following(75, incident({ status: 'taken-over', takenOverBy: 'p1-x' })))).toMatchObject({
      outcome: 'stand-down',
      refused: { because: 'taken over' },
    });
  });
});

test('the watch is told in ASCII on the subject, on lines of its own, with what to type', () => {
  const { Subject, Message } = lateWords('end-to-end-probe-x', { finding: 'Not\npaged.', advice: 'Look at it.' });
  expect(Subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  expect(Message.split('\n\n')).toHaveLength(3);
  expect(Message).toContain('Not paged.');
  expect(Message).toContain('npm run runbook -- show end-to-end-probe-x');
});
