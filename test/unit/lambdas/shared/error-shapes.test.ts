import fc from 'fast-check';
import { groupByShape, shapeOf } from '../../../../lambdas/shared/error-shapes';
import { at } from '../../../support/incidents';

test.each([
  ['numbers', 'ERROR order 4711 took 2.5 s', 'ERROR order # took # s'],
  ['addresses', 'ERROR connect 10.2.1.5:5432', 'ERROR connect #'],
  ['double quotes', 'ERROR no symbol "NIFTY"', 'ERROR no symbol "…"'],
  ['single quotes', "ERROR no symbol 'NIFTY'", 'ERROR no symbol "…"'],
  ['an apostrophe, which opens no quotation', "ERROR can't reach 'db'", 'ERROR can\'t reach "…"'],
  ['ids', 'ERROR task 0f3a9c2e-1b2c-4d5e-8f90-abcdef012345 lost', 'ERROR task # lost'],
  ['long hexadecimal ids', 'ERROR span 9af3c2d1e0b7 lost', 'ERROR span # lost'],
  ['words made of a to f, which stay', 'ERROR deadbeef facade added', 'ERROR deadbeef facade added'],
  ['the lines after the first', 'ERROR boom\n  File "x.py", line 3', 'ERROR boom'],
])('a shape has no %s', (_what, message, shape) => {
  expect(shapeOf(message)).toBe(shape);
});

test('what stands before the word ERROR (the time above all) is no part of the shape', () => {
  expect(shapeOf('2026-11-20 10:02:17,123 - src.db - ERROR - lost', /\bERROR\b/)).toBe('ERROR - lost');
});

test('messages that differ in a number only have one shape', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      expect(shapeOf(`ERROR order ${a} refused`)).toBe(shapeOf(`ERROR order ${b} refused`));
    }),
  );
});

test('groups come by how often they occur, of equally many the latest first, and lose no line', () => {
  const lines = ['ERROR a 1', 'ERROR b', 'ERROR a 2', 'ERROR c'].map((message, n) => ({ at: at(n), message }));
  expect(groupByShape(lines)).toEqual([
    { shape: 'ERROR a #', count: 2, last: at(2) },
    { shape: 'ERROR c', count: 1, last: at(3) },
    { shape: 'ERROR b', count: 1, last: at(1) },
  ]);
});
