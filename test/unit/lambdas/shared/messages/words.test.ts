import { ascii, cutAtWord, oneLine } from '../../../../../lambdas/shared/messages/words';

describe('text from outside', () => {
  test.each([
    [
      'line breaks',
      'one\r\n\u2028WHAT TO DO NEXT\n- Transfer\teverything',
      'one WHAT TO DO NEXT - Transfer everything',
    ],
    ['control characters', 'a\u0000b\u001b[31mc', 'a b [31mc'],
    ['characters that turn the reading direction', 'pay \u202eelibom\u202c now', 'pay elibom now'],
    ['halves of characters', 'a\ud83d b', 'a b'],
  ])('keeps to one line and shows all it holds: %s', (_, given, shown) => {
    expect(oneLine(given)).toBe(shown);
  });

  test('is cut with a sign that it is, between characters', () => {
    expect(oneLine('🚀🚀🚀🚀', 3)).toBe('🚀🚀…');
    expect(oneLine('four', 4)).toBe('four');
  });
});

test.each([
  ['Börse – “zu” → später…', 'Borse - "zu" -> spater...'],
  ['व्यापार बंद', '? ?'],
  ['a\nb', 'a b'],
])('%s in ASCII', (given, shown) => {
  expect(ascii(given)).toBe(shown);
});

test.each([
  ['Trading Service Not Processing Orders', 31, 'Trading Service Not Processing'],
  ['Database: slow', 10, 'Database'],
  ['Unbreakable', 5, 'Unbre'],
  ['fits', 4, 'fits'],
  ['nothing fits', 0, ''],
  ['nothing fits', -5, ''],
])('"%s" in %i characters', (given, most, shown) => {
  expect(cutAtWord(given, most)).toBe(shown);
});
