import type { CheckedItem } from '../../../../../lambdas/shared/checklist/item';
import { gatesTheOpen, judge, verdictWords, worstFirst } from '../../../../../lambdas/shared/checklist/passing';
import { ACTIVITY, ALARMS, BROKER, checked, ITEMS, SERVICES } from '../../report-checklist/world';

const judged = (over: Parameters<typeof checked>[0] = {}) => judge(ITEMS, checked(over));
const gating = (over: Parameters<typeof checked>[0]) =>
  judged(over)
    .items.filter(({ gates }) => gates)
    .map(({ item }) => item);

test('a checklist whose items are all ok passes', () => {
  expect(judged()).toMatchObject({ passed: true });
  expect(verdictWords(judged())).toBe('passed, all 8 ok');
});

describe('a must-pass item', () => {
  test.each([
    ['failed', { state: 'failed' }, false],
    ['could not be checked', { state: 'could not check' }, false],
    ['is malformed', { state: 'could not check', because: 'malformed' }, false],
    ['is stale', { state: 'could not check', because: 'stale' }, false],
    ['is not configured: the owner has decided that', { state: 'could not check', because: 'not configured' }, true],
    ['needs attention', { state: 'attention' }, true],
  ] as const)('that %s: passed is %4$s', (_how, over, passed) => {
    expect(judged({ [BROKER]: over as Partial<CheckedItem> }).passed).toBe(passed);
    expect(gating({ [BROKER]: over as Partial<CheckedItem> })).toEqual(passed ? [] : ['Verify broker connectivity']);
  });

  test('that nobody has answered for could not be checked, and gates', () => {
    const answers = checked().filter((_, index) => index !== BROKER);
    const { passed, items } = judge(ITEMS, answers);
    expect(passed).toBe(false);
    expect(items[BROKER]).toMatchObject({ item: 'Verify broker connectivity', state: 'could not check', gates: true });
  });
});

test('an item that only advises gates nothing, however bad it is', () => {
  expect(judged({ [ALARMS]: { state: 'failed' } }).passed).toBe(true);
});

test('an answer to an item the checklist does not have must pass like the rest', () => {
  const { passed, items } = judge(ITEMS, [...checked(), { item: 'Something else', state: 'failed', says: 'No.' }]);
  expect(passed).toBe(false);
  expect(items.at(-1)).toMatchObject({ item: 'Something else', gates: true });
});

test('what gates comes before what does not, what failed before what is unknown, and what is not configured last', () => {
  const { items } = judged({
    [SERVICES]: { state: 'could not check' },
    [ALARMS]: { state: 'attention' },
    [BROKER]: { state: 'failed' },
    [ACTIVITY]: { state: 'could not check', because: 'not configured' },
    5: { state: 'could not check' },
    6: { state: 'failed' },
  });
  expect(worstFirst(items).map(({ item }) => ITEMS.findIndex(({ says }) => says === item))).toEqual([
    BROKER,
    SERVICES,
    6,
    5,
    ALARMS,
    ACTIVITY,
  ]);
});

test.each([
  [{ [ALARMS]: { state: 'attention' } }, 'passed, 1 needs attention'],
  [
    { [ALARMS]: { state: 'attention' }, 6: { state: 'failed' } },
    'passed, 1 failed that holds nothing up, 1 needs attention',
  ],
  [{ [ACTIVITY]: { state: 'could not check', because: 'not configured' } }, 'passed, 1 not configured'],
  [{ [BROKER]: { state: 'failed' } }, 'not passed (1 of 3 must-pass items)'],
  [
    { [BROKER]: { state: 'failed' }, [ALARMS]: { state: 'attention' } },
    'not passed (1 of 3 must-pass items), 1 more needs attention',
  ],
] as const)('%j is said as: %s', (over, words) => {
  expect(verdictWords(judged(over as Parameters<typeof checked>[0]))).toBe(words);
});

test('the morning gates the open, and nothing else does', () => {
  expect(['morning-checklist', 'evening-checklist'].map(gatesTheOpen)).toEqual([true, false]);
});
