import { always, FREELY } from './always';
import { orders } from './orders';
import { type Play, underGuard } from './play';

beforeEach(underGuard);
afterEach(() => jest.restoreAllMocks());

test('no order of events lets an act touch what people have stopped or disabled, or what cannot be seen', async () => {
  const order = orders({ people: 4, later: 0, about: ['trading', 'database'] });
  const inTheEnd = ({ allowed }: Play): void => {
    for (const { ask, seen } of allowed) {
      const { service, tradingEnabled } = seen;
      expect('seen' in service && (service.seen?.desiredCount ?? 0)).toBeGreaterThan(0);
      if (ask.kind === 'trading' && !ask.evenDisabled)
        expect('seen' in tradingEnabled && tradingEnabled.seen.value).toBe('true');
    }
  };
  const { allowed, refused } = await always(order, FREELY, { inTheEnd }, 40);
  expect(allowed.length).toBeGreaterThan(30);
  for (const because of ['disabled on purpose', 'stopped on purpose', 'unknown whether it is stopped on purpose'])
    expect(refused).toContain(because);
}, 60_000);
