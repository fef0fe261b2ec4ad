import type { Incident } from '../../../../lambdas/shared/incident';
import { moment, sinceWhen, span, statusOf } from '../../../../lambdas/show-incident/status';
import { at, incident, isoAfter } from '../../../support/incidents';

const status = (over: Partial<Incident>, seconds = 720) => statusOf(incident(over), at(seconds));

test.each([
  [-5, '0 s'],
  [40, '40 s'],
  [759, '12 min'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [172_800, '2 days'],
  [187_200, '2 days 4 h'],
])('%d seconds are %s', (seconds, says) => {
  expect(span(seconds)).toBe(says);
});

test('of another day the date is told as well', () => {
  expect(moment(at(0), at(3600))).toBe('10:02:17 IST');
  expect(moment(at(0), at(86_400))).toBe('20 Nov 2026 10:02:17 IST');
});

test('what is over is told with how long it lasted', () => {
  const over = incident({ status: 'fixed', closedAt: isoAfter(600) });
  expect(sinceWhen(over, at(5000))).toBe('Since 20 Nov 2026 10:02:17 IST, it lasted 10 min.');
});

test.each<[string, Partial<Incident>, string]>([
  ['fixed', { status: 'fixed' }, 'Fixed at 10:12:17 IST.'],
  [
    'closed',
    { status: 'closed', closedBy: { by: 'cto', reason: 'Exchange halt.' } },
    'Closed at 10:12:17 IST by cto: Exchange halt.',
  ],
  ['stood down', { status: 'stood-down' }, 'Stood down at 10:12:17 IST: a person wants the system as it is.'],
  [
    'taken over',
    { status: 'taken-over', takenOverBy: 'other' },
    'Taken over at 10:12:17 IST: incident other stands for this one.',
  ],
])('an incident that is %s says so, and nothing of acknowledging', (_how, over, says) => {
  expect(status({ closedAt: isoAfter(600), ...over })).toEqual([says]);
});

test('who has it is named, and the deadline before and after it', () => {
  const acknowledged = { by: 'team-lead', at: isoAfter(400) };
  expect(status({ acknowledged })).toEqual([
    'Open. Nobody has looked yet whether it is fixed.',
    'Not escalated: the runbook works on it.',
    'Acknowledged by team-lead at 10:08:57 IST.',
    'The response time ends at 10:32:17 IST.',
  ]);
  const late = { by: 'team-lead', at: isoAfter(1900) };
  expect(status({ acknowledged: late }, 2000).slice(2)).toEqual([
    'Acknowledged by team-lead at 10:33:57 IST.',
    'The response time ended at 10:32:17 IST.',
  ]);
});

test('pages that are held say until when, until then', () => {
  const held = { until: isoAfter(900), at: isoAfter(60) };
  expect(status({ held })).toContain('Pages are held until 10:17:17 IST: it is not urgent.');
  expect(status({ held }, 900).join()).not.toContain('held');
});

test('unknown is not fixed', () => {
  expect(status({ verdict: 'unknown' })[0]).toBe(
    'Open. Whether it is fixed could not be checked, and unknown is not fixed.',
  );
});

test('who started it, what joined it, and what it stands for', () => {
  expect(status({ startedBy: 'cto', joined: 2, tookOver: ['a', 'b'] }).slice(-3)).toEqual([
    'Started by cto.',
    '2 further signals joined it.',
    'It stands for a, b as well.',
  ]);
});

test('an incident that was only observed paged nobody, and says so', () => {
  expect(status({ observed: true })).toContain('The runbook only observes: nobody was paged.');
});
