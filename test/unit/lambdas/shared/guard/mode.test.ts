import { effective, type Mode, parseMode } from '../../../../../lambdas/shared/guard/mode';

const MODES: readonly Mode[] = ['off', 'observe', 'act'];

test.each(MODES)('"%s" is a mode, with a line break behind it too', (mode) => {
  expect(parseMode('/mode', mode)).toBe(mode);
  expect(parseMode('/mode', `${mode}\n`)).toBe(mode);
});

test.each(['Act', 'on', 'true', '', 'act now'])('"%s" is none, and is named with its parameter', (value) => {
  expect(() => parseMode('/mode', value)).toThrow(`/mode: given "${value}", expected one of off, observe, act`);
});

test('a parameter that is missing is no mode', () => {
  expect(() => parseMode('/mode', undefined)).toThrow('/mode: given nothing, expected one of off, observe, act');
});

test.each([
  ['off', 'act', 'off'],
  ['observe', 'act', 'observe'],
  ['act', 'act', 'act'],
  ['act', 'observe', 'observe'],
  ['act', 'off', 'off'],
  ['observe', 'off', 'off'],
  ['observe', 'observe', 'observe'],
  ['off', 'off', 'off'],
  ['off', 'observe', 'off'],
] satisfies [Mode, Mode, Mode][])(
  'an environment that says %s and a runbook that says %s may only %s',
  (a, b, mode) => {
    expect(effective(a, b)).toBe(mode);
  },
);
