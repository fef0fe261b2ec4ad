import fc from 'fast-check';
import { isOwnPage } from '../../../../lambdas/sign-in/own-page';

test.each(['/incidents/broker-link-down-20261120T043217Z', '/i/Zk3_-aB0'])('a browser may go back to %s', (path) => {
  expect(isOwnPage(path)).toBe(true);
});

test.each([
  '',
  '/',
  '/incidents',
  '/incidents/',
  '/incidents/one/two',
  '/incidents/..',
  '/incidents/a?b=c',
  '/incidents/a#b',
  '/sign-out',
  '/I/link',
  '//evil.example',
  '///evil.example/i/link',
  '/\\evil.example',
  '/i/\\\\evil.example',
  '\\/\\/evil.example/i/link',
  'https://evil.example/i/link',
  'https:/i/link',
  'javascript:alert(1)',
  'i/link',
  ' /i/link',
  '/i/link ',
  '/i/link\n',
  '/i/link\r\nset-cookie: a=b',
  '/\t/evil.example',
  '/i/li\u0000nk',
  '/i/%2F%2Fevil.example',
  '/i/lïnk',
  `/i/${'a'.repeat(201)}`,
])('a browser is not sent to %j', (path) => {
  expect(isOwnPage(path)).toBe(false);
});

test('whatever is allowed stays on this site, as a browser reads it', () => {
  const bits = fc.constantFrom(
    '/',
    '\\',
    ':',
    '.',
    '@',
    '?',
    '#',
    '%2f',
    '\t',
    '\n',
    'i',
    'incidents',
    'evil.example',
    'https',
  );
  const paths = fc.oneof(
    fc.array(bits, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.array(bits, { maxLength: 4 }).map((parts) => `/i/${parts.join('')}`),
  );
  fc.assert(
    fc.property(paths, (path) => {
      if (!isOwnPage(path)) return;
      const { origin, pathname, search, hash } = new URL(path, 'https://pages.example');
      expect({ origin, pathname, search, hash }).toEqual({
        origin: 'https://pages.example',
        pathname: path,
        search: '',
        hash: '',
      });
    }),
    { numRuns: 2000 },
  );
});
