import { checkOptions, type Option } from '../../../runbooks/options';

const TAKES: readonly Option[] = [
  { name: 'image', says: 'which', takes: 'name' },
  { name: 'to-revision', says: 'which', takes: 'count', not: ['image'] },
  { name: 'dry-run', says: 'change nothing', takes: 'flag' },
  { name: 'date', says: 'of which day', takes: 'date' },
  { name: 'to-time', says: 'to which instant', takes: 'instant' },
  { name: 'service', says: 'which', takes: 'one-of', among: ['trading', 'dashboard'] },
];
const check = (given: Record<string, unknown>, takes = TAKES) => checkOptions(takes, given);

test('what is said is kept by name, and what is not said is absent', () => {
  const given = {
    image: 'algo-trading-prod-trading@sha256:0123',
    'dry-run': true,
    date: '2026-02-28',
    'to-time': '2026-11-20T10:00:00+05:30',
    service: 'dashboard',
  };
  expect(check(given)).toEqual({ options: given });
  expect(check({ 'dry-run': false, image: undefined })).toEqual({ options: {} });
});

test('a number may come as the text of a command line', () => {
  expect(check({ 'to-revision': '12' })).toEqual({ options: { 'to-revision': 12 } });
  expect(check({ 'to-revision': 12 })).toEqual({ options: { 'to-revision': 12 } });
});

test.each([
  ['an unknown option', { revision: 3 }, /^revision: unknown option; expected one of: image, to-revision, /],
  ['a revision that cannot be', { 'to-revision': 0 }, 'to-revision: given 0, expected a whole number from 1'],
  ['a revision in words', { 'to-revision': '1e3' }, 'to-revision: given "1e3", expected a whole number from 1'],
  ['a flag with a value', { 'dry-run': 'yes' }, 'dry-run: given "yes", expected true, or nothing'],
  ['a day that does not exist', { date: '2026-02-30' }, 'date: given "2026-02-30", expected a date like 2026-11-23'],
  [
    'an instant without its zone',
    { 'to-time': '2026-11-20T10:00:00' },
    /^to-time: given .* expected an instant with its zone/,
  ],
  ['a name with a space', { image: 'a b' }, 'image: given "a b", expected letters, digits and ._:/@-, 300 at most'],
  ['a name of a shell', { image: '$(halt)' }, /^image: given/],
  ['none of those there are', { service: 'web' }, 'service: given "web", expected one of: trading, dashboard'],
  [
    'two that exclude each other',
    { image: 'a', 'to-revision': 3 },
    'to-revision: given beside image, expected one of the two',
  ],
])('%s is refused with what was given and what is expected', (_what, given, complaint) => {
  expect(check(given)).toEqual({
    complaint: typeof complaint === 'string' ? complaint : expect.stringMatching(complaint),
  });
});

test('what is required is asked for, and a runbook that takes nothing says so', () => {
  expect(check({}, [{ name: 'image', says: 'which', takes: 'name', required: true }])).toEqual({
    complaint: 'image: given nothing, expected letters, digits and ._:/@-, 300 at most',
  });
  expect(check({ image: 'a' }, [])).toEqual({ complaint: 'image: unknown option; expected none' });
});
