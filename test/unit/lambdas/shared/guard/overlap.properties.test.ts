import { always, FREELY } from './always';
import { orders } from './orders';
import { underGuard } from './play';

beforeEach(underGuard);
afterEach(() => jest.restoreAllMocks());

test('no order of events lets two acts overlap on one resource', async () => {
  const { allowed, refused, waited } = await always(
    orders({ people: 0, later: 1, about: ['trading', 'database', 'data-service', 'system'] }),
    FREELY,
    {
      inTheEnd: (play) => {
        expect(play.allowed.filter(({ beside }) => beside > 0)).toEqual([]);
        // Nor go by what was seen before it waited for the other.
        expect(play.allowed.filter(({ slept }) => slept)).toEqual([]);
      },
    },
  );
  expect(allowed.length).toBeGreaterThan(40);
  expect(refused).toContain('leased by another incident');
  expect(waited).toBeGreaterThan(1);
}, 60_000);
