import { countEnd } from '../../../lambdas/document-incident/measure-end';
import { makeReport } from '../../../lambdas/document-incident/report';
import type { Incident, Line } from '../../../lambdas/shared/incident';
import { incident, isoAfter } from '../../support/incidents';

const line = (step: string, because?: string, over: Partial<Line> = {}): Line => ({
  at: isoAfter(20),
  step,
  finding: 'Seen.',
  outcome: 'continue',
  ...(because ? { refused: { act: 'restart', because } } : {}),
  ...over,
});
const counted = (
  ending: 'resolved' | 'stood-down' | 'escalated',
  timeline: readonly Line[] = [],
  over: Partial<Incident> = {},
) => {
  const { refusals, ...rest } = countEnd(makeReport(incident(over), ending, timeline, []));
  return { ...rest, refusals: Object.fromEntries(refusals) };
};

test.each(['resolved', 'stood-down', 'escalated'] as const)('an incident that ends %s is counted as that', (ending) => {
  expect(counted(ending, [line('Check service status')])).toEqual({ outcome: ending, refusals: {}, expired: 0 });
});

test('what a runbook only observed was handed to nobody', () => {
  expect(counted('escalated', [line('Restart if necessary', 'observe')])).toMatchObject({
    outcome: 'observed',
    refusals: { mode: 1 },
  });
});

test('planned work is an incident when it fails, and else is none', () => {
  expect(counted('resolved', [], { planned: true }).outcome).toBeUndefined();
  expect(counted('escalated', [line('Take the backup', 'observe')], { planned: true }).outcome).toBeUndefined();
  expect(counted('escalated', [], { planned: true }).outcome).toBe('escalated');
});

test('neither is the undoing of what a runbook has changed; a checklist that did not pass is one', () => {
  expect(counted('resolved', [], { startedBy: 'the runbook' }).outcome).toBeUndefined();
  expect(counted('stood-down', [], { startedBy: 'the runbook' }).outcome).toBeUndefined();
  expect(counted('escalated', [], { startedBy: 'the runbook' }).outcome).toBe('escalated');
  expect(counted('resolved', [], { startedBy: 'morning-checklist' }).outcome).toBe('resolved');
});

test('each act that was held back counts once, however often its step looked again', () => {
  const waiting = line('Vacuum tables', 'leased by another incident', { outcome: 'wait' });
  const timeline = [waiting, waiting, line('Restart if necessary', 'leased by another incident'), line('Scale', 'no')];
  expect(counted('escalated', timeline).refusals).toEqual({ occupied: 2, other: 1 });
});

test('a question that nobody answered counts as that, and not as a refusal of the guard', () => {
  const timeline = [
    line('Scale up', 'it needs an approval'),
    line('Scale up', 'not approved', { outcome: 'escalate' }),
  ];
  expect(counted('escalated', timeline)).toEqual({ outcome: 'escalated', refusals: {}, expired: 1 });
});

test('one that a person refused was counted when they did', () => {
  expect(counted('escalated', [line('Scale up', 'refused by cto')])).toMatchObject({ refusals: {}, expired: 0 });
});
