import { decideErrors, type ServiceErrors } from '../../../../lambdas/review-errors/decide';
import { seen, unseen } from '../../../support/incidents';

/** 08:00 in India. */
const FROM = Date.UTC(2026, 10, 20, 2, 30);

const lines = (...messages: readonly string[]) => messages.map((message, n) => ({ at: FROM + n * 60_000, message }));
const of = (service: string, messages: readonly string[], truncated = false): ServiceErrors => ({
  service,
  errors: seen({ lines: lines(...messages), truncated }),
});
const times = (count: number, message: string) => Array.from({ length: count }, (_, n) => `${message} ${n}`);

test('no line with ERROR is ok', () => {
  expect(decideErrors([of('trading', []), of('dashboard', [])], 8, FROM)).toEqual({
    state: 'ok',
    says: '0 lines with ERROR in the last 8 h, since 08:00:00 IST.',
    numbers: { errors: 0, kinds: 0, trading: 0, dashboard: 0 },
  });
});

test('any is for attention: the three most frequent kinds by name, all of them below, by service', () => {
  const answer = decideErrors(
    [
      of('trading', [...times(2, 'ERROR order refused'), ...times(5, 'ERROR feed lost'), 'ERROR once']),
      of('dashboard', times(3, 'ERROR feed lost')),
    ],
    8,
    FROM,
  );
  expect(answer).toMatchObject({
    state: 'attention',
    says: '11 lines with ERROR in the last 8 h, since 08:00:00 IST, of 4 kinds: 5 x trading "ERROR feed lost #"; 3 x dashboard "ERROR feed lost #"; 2 x trading "ERROR order refused #".',
    numbers: { errors: 11, kinds: 4, trading: 8, dashboard: 3 },
  });
  expect(answer.details).toHaveLength(4);
  expect(answer.details?.at(-1)).toBe('trading: 1 x ERROR once (last at 08:07:00 IST)');
});

test('a longer word that has ERROR in it is none', () => {
  expect(decideErrors([of('trading', ['INFO TERRORS'])], 8, FROM).state).toBe('ok');
});

describe('reading that stopped before the end', () => {
  test('makes the counts a lower bound', () => {
    expect(decideErrors([of('trading', ['ERROR a'], true), of('dashboard', [])], 8, FROM)).toMatchObject({
      state: 'attention',
      says: expect.stringMatching(/^At least 1 line .* Truncated: of trading there may be more\.$/),
    });
  });

  test('and found nothing is no proof that there is nothing', () => {
    expect(decideErrors([of('trading', [], true)], 8, FROM).state).toBe('could not check');
  });
});

test('a service whose lines cannot be read is named, and the errors of the others are told', () => {
  expect(
    decideErrors(
      [{ service: 'trading', errors: unseen('ThrottlingException: slow') }, of('dashboard', ['ERROR a'])],
      8,
      FROM,
    ),
  ).toMatchObject({
    state: 'could not check',
    says: expect.stringMatching(
      /^Could not read the lines of trading \(ThrottlingException: slow\)\. 1 line with ERROR/,
    ),
    numbers: { trading: null, dashboard: 1 },
  });
});

test('twenty kinds are listed, and how many more there are', () => {
  const many = Array.from({ length: 25 }, (_, n) => `ERROR ${String.fromCharCode(97 + n)}`);
  const { details = [] } = decideErrors([of('trading', many)], 8, FROM);
  expect(details).toHaveLength(21);
  expect(details.at(-1)).toBe('and 5 further kinds');
});
