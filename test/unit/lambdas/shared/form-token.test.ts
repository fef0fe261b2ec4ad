import fc from 'fast-check';
import { formToken, isFormToken } from '../../../../lambdas/shared/form-token';

test('a form is taken from whom it was made for, for what it was made for', () => {
  const token = formToken('session of priya', 'approve', 'incident-1', 'approval-1');
  expect(isFormToken(token, 'session of priya', 'approve', 'incident-1', 'approval-1')).toBe(true);
  expect(isFormToken(token, 'session of arjun', 'approve', 'incident-1', 'approval-1')).toBe(false);
  expect(isFormToken(token, 'session of priya', 'refuse', 'incident-1', 'approval-1')).toBe(false);
  expect(isFormToken(token, 'session of priya', 'approve', 'incident-2', 'approval-1')).toBe(false);
});

test('what stands in one part cannot be moved into the next', () => {
  const token = formToken('secret', 'ab', 'c');
  expect(isFormToken(token, 'secret', 'a', 'bc')).toBe(false);
  expect(isFormToken(token, 'secret', 'abc')).toBe(false);
  expect(isFormToken(token, 'secret', 'ab', 'c', '')).toBe(false);
});

test.each([
  ['missing', undefined],
  ['empty', ''],
  ['cut short', formToken('secret', 'approve').slice(0, 42)],
  ['longer', `${formToken('secret', 'approve')}A`],
  ['of as many characters, not all of them one byte', 'é'.repeat(43)],
  ['written in another alphabet', Buffer.from(formToken('secret', 'approve'), 'base64url').toString('base64')],
])('a token that is %s is not taken', (_, given) => {
  expect(isFormToken(given, 'secret', 'approve')).toBe(false);
});

test('no two lists of parts have one token', () => {
  const parts = fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(formToken('secret', ...one) === formToken('secret', ...other)).toBe(same);
    }),
  );
});

test('it is HMAC-SHA256 over each part behind its length in four bytes', () => {
  // printf '\0\0\0\002hi' | openssl dgst -sha256 -hmac key -binary | basenc --base64url
  expect(formToken('key', 'hi')).toBe('TccOXege2RLDmrct8R6lgVl9DbyCXiFzfnwRCoQ_KkY');
});

test('an empty secret is refused: everybody would know it', () => {
  expect(() => formToken('', 'approve')).toThrow('secret: given "", expected the link or token');
});
