import validate from 'asl-validator';
import { assembled } from '../support/assembled';
import { machines, stacks } from '../support/synth';

const all = Object.entries(stacks(assembled())).flatMap(([environment, stack]) =>
  machines(stack).map(({ id, asl }) => ({ machine: `${environment}: ${id}`, asl })),
);

test.each(all)('$machine is a workflow Step Functions would accept', ({ asl }) => {
  const { isValid, errors } = validate(asl);
  expect({ isValid, errors }).toEqual({ isValid: true, errors: [] });
});

test('and a state that leads nowhere would be noticed', () => {
  const [{ asl }] = all as [(typeof all)[number]];
  const { isValid } = validate({ ...asl, States: { ...asl.States, Astray: { Type: 'Pass', Next: 'Nowhere' } } });
  expect(isValid).toBe(false);
});
