import { endingOf } from '../../../lambdas/list-incidents/ending';
import { observe, type Watched } from '../../../lambdas/list-incidents/observed';
import type { Incident, Line } from '../../../lambdas/shared/incident';
import { incident, isoAfter } from '../../support/incidents';

const RUNBOOK = { id: incident().runbook, title: incident().title };
const COMMAND = 'Would have done now: aws ecs update-service --force-new-deployment';

const line = (seconds: number, over: Partial<Line> = {}): Line => ({
  at: isoAfter(seconds),
  step: 'Restart',
  finding: 'Found.',
  ...over,
});
const refused = (seconds: number, because: string, act = 'restart'): Line =>
  line(seconds, { refused: { act, because } });
const wouldAct = (seconds: number): Line =>
  line(seconds, { finding: COMMAND, refused: { act: 'restart', because: 'observe' } });
const ended = (over: Partial<Incident> = {}): Incident =>
  incident({ status: 'fixed', closedAt: isoAfter(600), ...over });
const watched = (over: Partial<Incident>, ...timeline: Line[]): Watched => ({ incident: ended(over), timeline });
const only = (...all: Watched[]) => {
  const [runbook] = observe([RUNBOOK], all);
  if (!runbook) throw new Error('There is no runbook.');
  return runbook;
};

describe('before a runbook is switched to act its owner reads', () => {
  test('what it would have done and when, with the exact command', () => {
    expect(only(watched({}, wouldAct(20))).incidents).toMatchObject([
      { would: [{ at: isoAfter(20), act: 'restart', says: COMMAND }], refused: [], ending: { how: 'by-itself' } },
    ]);
  });

  test('which guard would have refused it, whatever the mode', () => {
    const { incidents, said } = only(watched({}, refused(20, 'the attempt budget is spent')));
    expect(incidents).toMatchObject([
      { would: [], refused: [{ at: isoAfter(20), act: 'restart', because: 'the attempt budget is spent' }] },
    ]);
    expect(said).toBe('Started 1 time; it would have done nothing; a guard alone kept it from acting in 1.');
  });

  test('once what a step said every time it was asked', () => {
    const { incidents } = only(
      watched({}, wouldAct(20), wouldAct(40), refused(60, 'mode off'), refused(80, 'mode off')),
    );
    expect(incidents[0]?.would).toHaveLength(1);
    expect(incidents[0]?.refused).toEqual([{ at: isoAfter(60), act: 'restart', because: 'mode off' }]);
  });

  test('how those incidents ended without it', () => {
    const closedBy = { by: 'cto', reason: 'Mended.' };
    const { said, started } = only(
      watched({ id: 'one' }, wouldAct(20)),
      watched({ id: 'two', status: 'closed', closedBy }, wouldAct(20)),
      watched({ id: 'three' }, line(20)),
    );
    expect(started).toBe(3);
    expect(said).toBe('Started 3 times; it would have acted in 2 (1 passed by itself, 1 ended by a person).');
  });

  test('that nothing is known of one that was never started', () => {
    expect(only()).toMatchObject({
      started: 0,
      incidents: [],
      said: 'Not started in that time: nothing is known of it yet.',
    });
  });

  test('nothing of other runbooks', () => {
    expect(only(watched({ runbook: 'another' }, wouldAct(20))).started).toBe(0);
  });

  test('the latest incident first', () => {
    const { incidents } = only(
      watched({ id: 'one', alarmAt: isoAfter(0) }, wouldAct(1)),
      watched({ id: 'two', alarmAt: isoAfter(9) }, wouldAct(10)),
    );
    expect(incidents.map(({ id }) => id)).toEqual(['two', 'one']);
  });
});

describe('a fault', () => {
  test('that was fixed with nobody near it passed by itself', () => {
    expect(endingOf(ended(), [wouldAct(20)])).toEqual({
      how: 'by-itself',
      says: 'Fixed on 20 Nov 2026 10:12:17 IST, and nobody was seen near it.',
    });
  });

  test('that a person closed was ended by them, with their reason', () => {
    const closedBy = { by: 'team-lead', reason: 'Exchange down.' };
    expect(endingOf(ended({ status: 'closed', closedBy }), [])).toEqual({
      how: 'person',
      says: 'Closed by team-lead on 20 Nov 2026 10:12:17 IST: Exchange down.',
    });
  });

  test.each([
    'disabled on purpose',
    'stopped on purpose',
    "a person's hand",
    'a deployment that is not ours is under way',
  ])('did not pass by itself where the timeline shows a person: %s', (because) => {
    expect(endingOf(ended(), [wouldAct(20), refused(30, because)])).toMatchObject({ how: 'person' });
  });

  test('that somebody had acknowledged may have been mended by them: nobody knows', () => {
    const acknowledged = { by: 'trading-primary', at: isoAfter(60) };
    expect(endingOf(ended({ acknowledged }), [])).toEqual({
      how: 'acknowledged',
      says: 'Fixed on 20 Nov 2026 10:12:17 IST; trading-primary had acknowledged it at 10:03:17 IST.',
    });
  });

  test('teaches nothing about itself where a runbook acted on it', () => {
    const act = { action: 'restart', resource: 'algo-trading-prod-trading' };
    expect(endingOf(ended(), [line(30, { act })])).toMatchObject({ how: 'acted' });
  });

  test('is open while its incident is, whatever was seen', () => {
    expect(endingOf(incident(), [refused(30, "a person's hand")])).toEqual({ how: 'open', says: 'It is open.' });
  });

  test('of an incident that another stands for ends there', () => {
    expect(endingOf(ended({ status: 'taken-over', takenOverBy: 'other' }), [])).toEqual({
      how: 'taken-over',
      says: 'Incident other stands for it.',
    });
  });

  test('from which the runbook stood down says why', () => {
    expect(endingOf(ended({ status: 'stood-down' }), [refused(30, 'mode off')])).toEqual({
      how: 'stood-down',
      says: 'Stood down on 20 Nov 2026 10:12:17 IST: mode off.',
    });
  });
});
