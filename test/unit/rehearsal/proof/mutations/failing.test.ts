import type { Disturbance } from '../../../../../rehearsal/engine/disturbance';
import { calledBy, type Failing, fail, failuresFor } from '../../../../../rehearsal/proof/mutations/failing';
import { touch } from '../../../../../rehearsal/proof/mutations/touches';
import type { DisturbedCall } from '../../../../../rehearsal/scenarios/scenario';
import { Trouble } from '../../../../../rehearsal/stage';

const LOOK: Failing = { machine: 'runbook-prod-hung', state: 'Look', how: 'once' };

const story = (id: string, cost: number, ...touches: string[]) => ({ story: id, cost, touches, ending: '' });
const retrier = (position: number) => touch.retry('runbook-prod-hung', 'Look', position);
const toLook = touch.state('runbook-prod-hung', 'Look');

test('a state fails in the cheapest story that gets to it', () => {
  const told = failuresFor(
    [{ touched: retrier(0), failing: LOOK }],
    [story('dear', 9, toLook), story('elsewhere', 1, 'something else'), story('cheap', 2, toLook)],
  );
  expect(told).toEqual([{ story: 'cheap', failing: LOOK }]);
  expect(told.map(calledBy)).toEqual(['cheap, where "Look" of runbook-prod-hung fails once']);
});

test('nothing has to fail for what a story touches by itself, for a state that none gets to, and for what handles no errors', () => {
  expect(failuresFor([{ touched: retrier(0), failing: LOOK }], [story('fails anyway', 1, toLook, retrier(0))])).toEqual(
    [],
  );
  expect(failuresFor([{ touched: retrier(0), failing: LOOK }], [story('elsewhere', 1)])).toEqual([]);
  expect(failuresFor([{ touched: 'a rule' }], [story('any', 1, toLook)])).toEqual([]);
});

test('two retriers of a state are reached by one failure', () => {
  const two = [0, 1].map((position) => ({ touched: retrier(position), failing: LOOK }));
  expect(failuresFor(two, [story('any', 1, toLook)])).toHaveLength(1);
});

test('what fails is the call of that state of that workflow, once or for good', () => {
  const call = (by: string, state?: string): DisturbedCall => ({
    by,
    ...(state ? { state } : {}),
    service: 'lambda',
    operation: 'Invoke',
    input: {},
  });
  const failsOf = (how: Failing['how']) => {
    const trouble = new Trouble<DisturbedCall, Disturbance>();
    fail({ disturb: (which, times, what) => trouble.add(which, times, what) }, { ...LOOK, how });
    return [
      call(LOOK.machine, 'Another'),
      call('runbook-prod-another', 'Look'),
      call(LOOK.machine),
      call(LOOK.machine, 'Look'),
      call(LOOK.machine, 'Look'),
    ].map((one) => trouble.of(one)?.kind);
  };
  expect(failsOf('once')).toEqual([undefined, undefined, undefined, 'error', undefined]);
  expect(failsOf('for good')).toEqual([undefined, undefined, undefined, 'error', 'error']);
});
