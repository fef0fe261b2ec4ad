import { decideCompletion } from '../../../lambdas/complete-run/decide';
import { isoAfter } from '../../support/incidents';

const line = (seconds: number, because?: string) => ({
  at: isoAfter(seconds),
  step: 'Work the tables',
  finding: `Found after ${seconds} s.`,
  outcome: 'continue' as const,
  ...(because ? { refused: { act: 'database-backup', because } } : {}),
});

test('a run whose steps have all answered is done', () => {
  expect(decideCompletion([line(0), line(60)])).toMatchObject({ outcome: 'resolved', verdict: 'fixed' });
});

test('a run that is done says what its last step found, and not who was told of it', () => {
  const paged = { at: isoAfter(90), step: 'Page', finding: 'Paged.', outcome: 'paged' as const };
  expect(decideCompletion([line(0), line(60), paged]).finding).toBe('Every step did what it should. Found after 60 s.');
});

test('a run that went on past a step that did nothing names it, once for all of its tries', () => {
  const failed = { at: isoAfter(30), step: 'Method 1', finding: 'Denied.', outcome: 'escalate' as const };
  const { outcome, finding } = decideCompletion([failed, failed, line(60)]);
  expect({ outcome, finding }).toEqual({
    outcome: 'resolved',
    finding: 'Done, though not by: Method 1. Found after 60 s.',
  });
});

test('a run that only observed has done nothing, and does not say that it is done', () => {
  const result = decideCompletion([line(0), line(60, 'observe'), line(90, 'observe')]);
  expect(result.outcome).toBe('stand-down');
  expect(result.finding).toMatch(/2 acts would have been done/);
  expect(result).not.toHaveProperty('verdict');
});

test('an act that was refused for another reason was escalated before it got here, and is no observation', () => {
  expect(decideCompletion([line(0, 'the lease')])).toMatchObject({ outcome: 'resolved' });
});
