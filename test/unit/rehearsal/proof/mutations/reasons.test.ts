import { checkReasons, reasonFor } from '../../../../../rehearsal/proof/mutations/reasons';

const REASONS = [{ mutants: /shop-\w+: function \w+: xray:\w+ removed/, because: 'Traces are the platform’s.' }];

test('a reason speaks for the mutants whose whole name it matches', () => {
  expect(reasonFor('shop-prod: function page: xray:PutTraceSegments removed', REASONS)).toBe(
    'Traces are the platform’s.',
  );
  expect(reasonFor('shop-prod: function page: xray:PutTraceSegments removed twice', REASONS)).toBeUndefined();
  expect(reasonFor('shop-prod: function page: sns:Publish removed', REASONS)).toBeUndefined();
});

test('a reason that no mutant needs any more is an error that names it', () => {
  const named = { name: 'shop-prod: function page: xray:PutTraceSegments removed' };
  expect(() => checkReasons([named], REASONS)).not.toThrow();
  expect(() => checkReasons([{ name: 'shop-prod: rule orders disabled' }], REASONS)).toThrow(
    /^No mutant is called like \/.*xray.*\/ any more, which is not noticed because "Traces/,
  );
});
