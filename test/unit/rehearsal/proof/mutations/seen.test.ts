import { differences, type Seen } from '../../../../../rehearsal/proof/mutations/seen';

const seen = (said: Record<string, string>, detected: number | null = 60): Seen => ({ said, seconds: { detected } });

test('what is said otherwise is told with the first line that is', () => {
  expect(differences(seen({ runs: 'a resolved\nb resolved' }), seen({ runs: 'a resolved\nb escalated' }))).toEqual([
    'runs: "b escalated" instead of "b resolved"',
  ]);
  expect(differences(seen({ pages: '' }), seen({ pages: '1 ada' }))).toEqual(['pages: "1 ada" instead of nothing']);
});

test('a minute later is a difference, and a second later is none', () => {
  expect(differences(seen({}, 60), seen({}, 61))).toEqual([]);
  expect(differences(seen({}, 60), seen({}, 120))).toEqual(['detected after 120 s instead of 60 s']);
  expect(differences(seen({}, 60), seen({}, null))).toEqual(['detected after no s instead of 60 s']);
});

test('of long lines what is told is where they begin to be otherwise', () => {
  const long = 'so it was said, '.repeat(20);
  const [told = ''] = differences(seen({ pages: `${long}and well` }), seen({ pages: `${long}and ill` }));
  expect(told).toBe(
    'pages: "…id, so it was said, so it was said, and ill" instead of "…id, so it was said, so it was said, and well"',
  );
});
