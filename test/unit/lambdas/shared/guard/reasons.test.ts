import { NOT_APPROVED } from '../../../../../lambdas/shared/approvals/approval';
import { notApproved } from '../../../../../lambdas/shared/approvals/decide';
import type { Ask, World } from '../../../../../lambdas/shared/guard/decide';
import { reasonOf } from '../../../../../lambdas/shared/guard/reasons';
import { endedMeanwhile } from '../../../../../lambdas/shared/step';
import { incident, seen, signal, tradingIs, unseen } from '../../../../support/incidents';
import { approval } from '../messages/approvals';
import { calendar, frozen, hand, held, ist, kept, mode, past, refusal, rolling, spent, stopOf, stopped } from './world';

/** Everything that the guard can have against a restart, with the reason under which it is counted. */
const AGAINST: readonly [string, string | undefined, Partial<World>, Partial<Ask>?][] = [
  ['the mode is off', 'mode', mode(seen('off'))],
  ['the runbook only observes', 'mode', mode(seen('observe'))],
  ['the mode cannot be read', 'unknown', mode(unseen('slow down'))],
  ['trading was disabled', 'people', { tradingEnabled: tradingIs('false') }],
  ['the service was stopped', 'people', { service: stopped }],
  ['a stop stands', 'people', { kept: seen(kept({ stop: stopOf() })) }],
  ['somebody has it in hand', 'people', hand],
  ['nobody knows whether it was stopped', 'unknown', { service: unseen('no answer') }],
  ['the alarms are OK again', 'not-necessary', { signals: seen([signal({ state: 'OK' })]) }],
  ['the alarms cannot be read', 'unknown', { signals: unseen('slow down') }],
  ['there is a change freeze', 'window', frozen],
  ['there is a maintenance window', 'window', { now: ist('2026-11-21T07:00') }],
  ['the calendar cannot be read', 'unknown', calendar(unseen('CalendarError: no'))],
  ['leases cannot be read', 'unknown', { kept: unseen('slow down') }],
  ['somebody is deploying', 'occupied', { service: rolling('ecs-svc/9999') }],
  ['another incident has the lease', 'occupied', held],
  ['it was done twice already', 'attempts', spent],
  [
    'too much was done within the hour',
    'attempts',
    { kept: seen(kept({ past: Array.from({ length: 8 }, (_, n) => past(-60 * n - 60, { runbook: 'others' })) })) },
  ],
  ['an undo has to wait for the close', 'market-phase', {}, { act: 'undo-scale-up', because: 'undo' }],
  ['it needs an approval', undefined, {}, { act: 'restart-state-lost' }],
];

test.each(AGAINST)('%s: counted under %s', (...[_what, reason, over, asked]) => {
  const result = refusal(over, asked);
  expect(result?.refused).toBeDefined();
  const { refused, outcome = 'continue' } = result ?? {};
  expect(reasonOf({ outcome, ...(refused ? { refused } : {}) })).toBe(reason);
});

test('what people answer to a question is an answer, and no refusal of the guard', () => {
  const decision = { contact: 'cto', identity: 'IAM user cto', reason: 'No', at: approval().askedAt } as const;
  const answers = [
    approval({ status: 'refused', decisions: [{ ...decision, decision: 'refuse' }] }),
    approval({ status: 'asked' }),
    approval({ status: 'lapsed' }),
  ].map((one) => notApproved(one)?.refused);
  expect(answers.map((refused) => refused?.because)).toEqual(['refused by cto', NOT_APPROVED, NOT_APPROVED]);
  for (const refused of answers) expect(reasonOf(refused ? { refused } : {})).toBeUndefined();
});

test('an incident that was ended, or taken over, stands down for that', () => {
  expect(reasonOf(endedMeanwhile(incident({ status: 'closed' })) as never)).toBe('people');
  expect(reasonOf(endedMeanwhile(incident({ takenOverBy: 'p1' })) as never)).toBe('occupied');
});

test('a condition of one act alone has no reason of its own: each would be a metric', () => {
  expect(reasonOf({ refused: { act: 'restart', because: 'its generations may not overlap' } })).toBe('other');
});

test('a line that holds nothing back counts nowhere', () => {
  expect(reasonOf({ outcome: 'escalate' })).toBeUndefined();
});
