import { assemble, stacks, testApp } from '../support/synth';

const all = stacks(assemble(testApp()));
test('x', () => {
  expect(Object.keys(all)).toEqual(['prod', 'staging']);
});
