import type { Approval } from '../../../../../lambdas/shared/approvals/approval';
import type { World } from '../../../../../lambdas/shared/guard/decide';
import { at, deployment, incident, isoAfter, seen, service, tradingIs } from '../../../../support/incidents';
import { COMMAND, hand, held, ist, judged, mode, refusal, spent, TRADING } from './world';

describe('7. the lease', () => {
  test('of another incident: what it does is waited for', () => {
    expect(refusal(held)).toEqual({
      outcome: 'continue',
      finding: `Not done: incident another has its hand on ${TRADING} until 10:17:37 IST; what it does is waited for.`,
      refused: { act: 'restart', because: 'leased by another incident' },
    });
  });

  test('of an incident this one has taken over is waited for until its last act must have ended', () => {
    expect(judged({ ...held, incident: incident({ tookOver: ['another'] }) })).toEqual({
      allowed: false,
      waitUntil: at(38),
    });
  });

  test('whose time has passed is taken, when its run has ended', () => {
    expect(judged({ ...held, now: at(920), holder: 'ended' })).toMatchObject({ allowed: true });
    expect(judged({ ...held, now: at(920), holder: 'unknown' })).toMatchObject({ allowed: false });
  });
});

describe('8. attempts and blast radius', () => {
  test('a third restart in four hours is for people', () => {
    expect(refusal(spent)).toEqual({
      outcome: 'escalate',
      finding:
        'The same restart was done 2 times in the last 240 min, at 08:02:17 IST and 09:02:17 IST; once more would mask the fault.',
      verdict: 'not-fixed',
      advice: 'Find out why it comes back; what the runbook can do does not last.',
      refused: { act: 'restart', because: 'the attempt budget is spent' },
    });
  });

  test.each(['person', 'undo'] as const)('no budget holds up an act because of "%s"', (because) => {
    expect(judged(spent, { because })).toMatchObject({ allowed: true });
  });
});

describe('9. the phase of the market', () => {
  const effect = 'Open orders are left to themselves.';

  test('where it needs an approval a person is asked, with the effect and the command', () => {
    const why = `restart-state-lost of ${TRADING} (20 Nov 2026, continuous trading until 15:15 IST).`;
    expect(refusal({}, { act: 'restart-state-lost', effect })).toEqual({
      outcome: 'ask',
      finding: `Needs an approval now: ${why}`,
      question: {
        act: 'restart-state-lost',
        resource: TRADING,
        command: COMMAND,
        effect,
        undo: 'A restart cannot be undone.',
        because: why,
        facts: {
          'market phase': 'session',
          'trading enabled': 'true',
          'desired tasks': 2,
          'task definition': null,
          deployment: 'ecs-svc/1111',
        },
      },
      refused: { act: 'restart-state-lost', because: 'it needs an approval' },
    });
  });

  describe('what people have approved', () => {
    const asked = (over: Partial<World> = {}) => refusal(over, { act: 'restart-state-lost' });
    const question = asked()?.question;
    if (!question) throw new Error('nothing was asked');
    const approval: Approval = {
      ...question,
      id: 'a1',
      incidentId: 'ours',
      step: 'Restart if necessary',
      askedAt: isoAfter(10),
      expiresAt: isoAfter(1800),
      status: 'approved',
      decisions: [],
      waiting: true,
    };

    test('is done while the world is as it was', () => {
      expect(asked({ approval })).toBeUndefined();
    });

    test.each<[string, Partial<World>, RegExp]>([
      [
        'the desired count is another',
        { service: seen(service({ runningCount: 0, desiredCount: 3 })) },
        /What was approved is void: desired tasks 2, now 3\.$/,
      ],
      [
        'the deployment is another',
        { service: seen(service({ runningCount: 0, deployments: [deployment({ id: 'ecs-svc/2222' })] })) },
        /void: deployment ecs-svc\/1111, now ecs-svc\/2222\.$/,
      ],
    ])('is void and asked anew when %s', (_what, over, says) => {
      expect(asked({ approval, ...over })).toMatchObject({ outcome: 'ask', finding: expect.stringMatching(says) });
    });

    test('does not cover another act, another service or another command', () => {
      for (const other of [{ act: 'rollback' as const }, { resource: 'dashboard' }, { command: 'rm' }])
        expect(asked({ approval: { ...approval, ...other } })).toMatchObject({ outcome: 'ask' });
    });

    test('does not make a person’s stop, a hand or a lease go away', () => {
      expect(asked({ approval, tradingEnabled: tradingIs('false') })).toMatchObject({ outcome: 'stand-down' });
      expect(asked({ approval, ...hand })).toMatchObject({ outcome: 'stand-down' });
      expect(asked({ approval, ...held })).toMatchObject({ refused: { because: 'leased by another incident' } });
    });
  });

  test('nobody is asked while it only observes: what it would have asked is said', () => {
    expect(refusal(mode(seen('observe')), { act: 'restart-state-lost' })).toEqual({
      outcome: 'continue',
      finding: `Would have asked for an approval now, to run: ${COMMAND}`,
      refused: { act: 'restart-state-lost', because: 'observe' },
    });
  });

  test('where it is forbidden it is for later', () => {
    expect(refusal({}, { act: 'database-maintenance', because: 'person', effect })).toEqual({
      outcome: 'escalate',
      finding: `Forbidden now: database-maintenance of ${TRADING} (20 Nov 2026, continuous trading until 15:15 IST).`,
      verdict: 'not-fixed',
      advice: `${effect} Not to be done in this phase of the market; later: ${COMMAND}`,
      refused: { act: 'database-maintenance', because: 'the market phase forbids it' },
    });
  });

  test('putting something back wakes nobody: it is tried again when the phase is over', () => {
    expect(refusal({}, { act: 'undo-scale-up', because: 'undo' })).toEqual({
      outcome: 'park',
      finding: `Not now: undo-scale-up of ${TRADING} (20 Nov 2026, continuous trading until 15:15 IST). Tried again at 15:15:00 IST.`,
      until: new Date(ist('2026-11-20T15:15')).toISOString(),
      refused: { act: 'undo-scale-up', because: 'the market phase forbids it' },
    });
  });

  test('after the close both are allowed', () => {
    const now = ist('2026-11-20T16:00');
    expect(judged({ now }, { act: 'restart-state-lost' })).toMatchObject({ allowed: true });
    expect(judged({ now }, { act: 'undo-scale-up', because: 'undo' })).toMatchObject({ allowed: true });
    expect(judged({ now }, { act: 'database-maintenance', because: 'person' })).toMatchObject({ allowed: true });
  });
});

describe('10. observe', () => {
  test('says what it would have done, with the exact command', () => {
    expect(refusal(mode(seen('observe')))).toEqual({
      outcome: 'continue',
      finding: `Would have done now: ${COMMAND}`,
      refused: { act: 'restart', because: 'observe' },
    });
  });
});
