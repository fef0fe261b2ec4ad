import { describeLogs, type LogLine } from '../../../lambdas/read-logs/decide';
import { at, seen, unseen } from '../../support/incidents';

const line = (seconds: number, message: string): LogLine => ({ at: at(seconds), message });
const tail = (lines: readonly LogLine[], truncated = false) => seen({ lines, truncated });
const shown = (result: { evidence?: unknown }) => (result.evidence as { tail: string[] }).tail;

test('errors are counted among all lines, and the last one is quoted with its time', () => {
  const result = describeLogs(
    tail([line(0, 'INFO up'), line(1, 'ERROR connection refused'), line(2, 'ERROR connection reset.')]),
    10,
  );
  expect(result.outcome).toBe('continue');
  expect(result.finding).toBe(
    '3 lines in the last 10 min, 2 with ERROR; the last at 10:02:19 IST: ERROR connection reset.',
  );
});

test('a word that only contains ERROR is not one', () => {
  expect(describeLogs(tail([line(0, 'TERRORS and ERRORS')]), 10).finding).toBe(
    '1 line in the last 10 min, 0 with ERROR.',
  );
});

test('silence is a finding, too', () => {
  const result = describeLogs(tail([]), 10);
  expect(result.finding).toBe('0 lines in the last 10 min, 0 with ERROR.');
  expect(shown(result)).toEqual([]);
});

test('reading that stopped before the end says that there is more', () => {
  expect(describeLogs(tail([line(0, 'INFO up')], true), 10).finding).toContain('truncated: there is more');
});

test('the evidence is the last twelve errors, the latest first, and of long lines their beginning', () => {
  const lines = Array.from({ length: 20 }, (_, n) => line(n, `ERROR ${n} ${'x'.repeat(300)}`));
  const evidence = shown(describeLogs(tail(lines), 10));
  expect(evidence).toHaveLength(12);
  expect(evidence.at(-1)).toMatch(/^10:02:25 IST ERROR 8 x+$/);
  expect(evidence[0]).toMatch(/^10:02:36 IST ERROR 19 x+$/);
  expect(evidence[0]).toHaveLength('10:02:36 IST '.length + 200);
});

test('without errors the evidence is the last lines there are', () => {
  expect(shown(describeLogs(tail([line(0, 'INFO up'), line(1, 'INFO waiting')]), 10))).toEqual([
    '10:02:18 IST INFO waiting',
    '10:02:17 IST INFO up',
  ]);
});

test('logs explain and decide nothing: unreadable ones do not stop the runbook', () => {
  expect(describeLogs(unseen('ResourceNotFoundException: no such group'), 10)).toEqual({
    outcome: 'continue',
    finding: 'Could not read the logs: ResourceNotFoundException: no such group.',
  });
});
