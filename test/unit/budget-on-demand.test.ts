import { environments } from '../../environments';
import { permittedSeconds, worstAskingSeconds, worstRunSeconds } from '../../lib/budget';
import { plan } from '../../lib/plan';
import { onDemandRunbooks } from '../../runbooks';
import type { Runbook } from '../../runbooks/runbook';

const runbookOf = (id: string): Runbook => {
  const found = onDemandRunbooks.find((each) => each.id === id);
  if (!found) throw new Error(`There is no runbook ${id}.`);
  return found;
};
const pair = (seconds: number): number => seconds + 1 + seconds;
/** Acknowledging, assessing, seeing that everything is done, documenting, escalating. */
const AROUND = 5 * pair(8);

describe('the time that what a person starts may take at worst, by hand', () => {
  test.each<readonly [id: string, deadline: number, seconds: number]>([
    [
      'emergency-stop-trading',
      759,
      3 + // Disable trading at once, tried once
        2 * (2 * 48) + // the two methods
        4 * 118 + // See that nothing comes back
        4 * pair(8) + // around it, without looking at an alarm
        3 * 8, // Page again, for each of its steps
    ],
    ['close-all-positions', 600, AROUND + pair(15) + pair(20) + 3 * 118],
    [
      'system-recovery',
      3000,
      AROUND +
        (pair(60) + pair(15) + pair(20)) + // what the outage has left
        (2 * 118 + 2 * 17) + // the database
        (2 * (pair(15) + pair(118)) + 2 * 178 + pair(15)) + // the services
        (pair(30) + pair(90) + 2 * 238), // scaling, reconciliation, resuming
    ],
    ['data-recovery', 21_600, AROUND + pair(30) + 4 * pair(90) + 8 * pair(840) + 3 * pair(598) + pair(240)],
    ['switch-database', 14_400, AROUND + pair(30) + 7 * pair(840) + pair(240)],
    ['data-recovery-files', 3600, AROUND + pair(30) + 2 * 598 + 2 * 598],
    ['update-deployment', 5400, AROUND + 2 * pair(40) + 4 * pair(118) + 3 * pair(298) + 4 * pair(178)],
    ['rollback', 3600, AROUND + pair(40) + pair(58) + 4 * pair(118) + 3 * pair(298)],
  ])('%s: of its %d s', (id, deadline, seconds) => {
    expect(worstRunSeconds(runbookOf(id))).toBe(seconds);
    expect(permittedSeconds(runbookOf(id))).toBe(deadline);
    for (const environment of environments) {
      const budgets = plan(runbookOf(id), environment).map(({ budget }) => budget);
      expect(worstRunSeconds(runbookOf(id), budgets)).toBeLessThanOrEqual(deadline);
    }
  });
});

describe('the time people may take at worst, by hand', () => {
  const asking = (id: string) =>
    worstAskingSeconds(
      runbookOf(id),
      plan(runbookOf(id), environments[0] as (typeof environments)[number]).flatMap(({ mayAsk, budget }) =>
        mayAsk ? [budget] : [],
      ),
    );

  test('none, where nobody is asked', () => {
    expect(asking('emergency-stop-trading')).toBe(0);
    expect(asking('data-recovery-files')).toBe(0);
  });

  test('one step that asks: to the deadline, and three times as long as a rung has, with the step worked again', () => {
    // Of a P2 ten minutes, and half a minute to spare.
    expect(asking('rollback')).toBe(3600 + 1800 + 3 * (630 + pair(58)));
    // Of a P1 five.
    expect(asking('close-all-positions')).toBe(600 + 900 + 3 * (330 + pair(20)));
  });

  test('two that ask, as each may: three times for each of them', () => {
    expect(asking('system-recovery')).toBe(3000 + 1800 + 3 * (630 + 2 * 178) + 3 * (630 + 2 * 238));
  });
});
