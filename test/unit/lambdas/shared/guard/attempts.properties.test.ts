import { always, FREELY } from './always';
import { orders } from './orders';
import { underGuard } from './play';

beforeEach(underGuard);
afterEach(() => jest.restoreAllMocks());

test.each([
  ['one incident does', 1],
  ['two incidents do', 2],
])(
  'no order of events lets more be done within the window than %s, when that is the budget',
  async (_who, attempts) => {
    const limits = { ...FREELY, attempts, withinSeconds: 5400 };
    const sames = orders({ people: 0, later: 1, about: ['data-service'] });
    const { allowed, refused } = await always(sames, limits, {
      inTheEnd: (play) => {
        for (const [n, last] of play.allowed.entries()) {
          // A person may ask for more, and putting back is always possible.
          if (last.ask.because !== 'fault') continue;
          const same = play.allowed.filter(
            (one, m) =>
              m <= n &&
              last.at - one.at < limits.withinSeconds * 1000 &&
              one.ask.act === last.ask.act &&
              one.runbook === last.runbook &&
              one.target === last.target,
          );
          expect(new Set(same.map(({ incident }) => incident)).size).toBeLessThanOrEqual(attempts);
        }
      },
    });
    expect(allowed.length).toBeGreaterThan(25);
    expect(refused).toContain('the attempt budget is spent');
  },
  60_000,
);
