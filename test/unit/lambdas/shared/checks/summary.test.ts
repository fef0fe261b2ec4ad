import type { Check, CheckState } from '../../../../../lambdas/shared/checks/check';
import { sideBySide } from '../../../../../lambdas/shared/checks/side-by-side';
import { countsOf, worstOf } from '../../../../../lambdas/shared/checks/summary';

const check = (state: CheckState, because?: Check['because']) => ({ state, ...(because ? { because } : {}) });

test.each([
  ['what failed outweighs what could not be checked', ['could not check', 'failed', 'ok'], 'failed'],
  ['what could not be checked outweighs what needs attention', ['attention', 'could not check'], 'could not check'],
  ['what needs attention outweighs what is ok', ['ok', 'attention'], 'attention'],
  ['all ok', ['ok', 'ok'], 'ok'],
  ['nothing looked at is nothing known', [], 'could not check'],
] satisfies [string, CheckState[], CheckState][])('%s', (_what, states, worst) => {
  expect(worstOf(states.map((state) => check(state))).state).toBe(worst);
});

describe('of several that could not be checked', () => {
  test('"not configured" is the reason only where it is the reason of all', () => {
    const not = check('could not check', 'not configured');
    expect(worstOf([not, not, check('ok')])).toEqual({ state: 'could not check', because: 'not configured' });
    expect(worstOf([not, check('could not check')])).toEqual({ state: 'could not check' });
    expect(worstOf([not, check('could not check', 'stale')])).toEqual({ state: 'could not check', because: 'stale' });
  });

  test('two other reasons are none', () => {
    const two = [check('could not check', 'stale'), check('could not check', 'malformed')];
    expect(worstOf(two)).toEqual({ state: 'could not check' });
  });

  test('no reason is given where something failed', () => {
    expect(worstOf([check('could not check', 'stale'), check('failed')])).toEqual({ state: 'failed' });
  });
});

test('each answer is counted under its own word', () => {
  expect(countsOf([check('ok'), check('failed'), check('ok'), check('could not check')])).toEqual({
    ok: 2,
    failed: 1,
    attention: 0,
    'could not check': 1,
  });
});

test('a check that throws has not been made, and hides none of the others', async () => {
  const timing = { now: () => 0, sleep: () => new Promise<void>(() => {}), answerBy: 1000 };
  const checks = await sideBySide(
    { broken: () => Promise.reject(new Error('denied')), well: async () => ({ state: 'ok', says: 'is well' }) },
    timing,
  );
  expect(checks).toEqual([
    { name: 'broken', state: 'could not check', says: 'could not be checked: Error: denied' },
    { name: 'well', state: 'ok', says: 'is well' },
  ]);
});
