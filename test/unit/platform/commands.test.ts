import type { Description, Fault } from '../../../rehearsal/platform';
import { PARAMETER, type System, system, TELLING } from './system';
import { at, FRIDAY, positionsOf, until } from './telling';

const COMMAND = 'commands/close-positions.json';
const ANSWER = 'status/close-positions.json';
const DESCRIPTION: Description = {
  environment: {
    ...TELLING.environment,
    commands: { closePositions: { bucket: 'algo-data', key: COMMAND, answer: { key: ANSWER } } },
  },
};

interface Answer {
  readonly asOf: string;
  readonly id: string;
  readonly state: string;
  readonly because?: string;
  readonly orders: { readonly sent: number; readonly filled: number; readonly open: number };
}
const answerOf = (seen: System): Answer | null => JSON.parse(seen.wrote(ANSWER) ?? 'null');
const iso = (seen: System, seconds: number): string => new Date(seen.clock.now() + seconds * 1000).toISOString();

/** At half past twelve, some positions are open; trading is disabled, as a stop leaves it. */
function stopped(from = `${FRIDAY}T12:30`): System {
  const seen = system({ description: DESCRIPTION, startsAt: at(from) });
  seen.ssm.put(PARAMETER, 'false');
  seen.pass(90);
  return seen;
}

/** Gives a command that may be accepted for a minute; about every open position unless it says otherwise. */
function command(seen: System, over: object = {}): void {
  const body = {
    id: 'close-a1',
    asOf: iso(seen, 0),
    expiresAt: iso(seen, 60),
    requestedBy: 'devops-primary',
    approvedBy: ['trading-primary', 'team-lead'],
    reason: 'out of control',
    orderType: 'LIMIT',
    maxSlippagePercent: 1,
    positions: positionsOf(seen).positions,
    ...over,
  };
  seen.s3.put('algo-data', COMMAND, JSON.stringify(body));
}
const open = (seen: System): number => positionsOf(seen).positions?.length ?? -1;

test('while trading is disabled what is open stays open, and nothing is added', () => {
  const seen = stopped();
  const before = positionsOf(seen).positions;
  expect(before?.length).toBeGreaterThan(1);
  seen.pass(1200);
  expect(positionsOf(seen).positions).toEqual(before);
});

test('a command is accepted within seconds, and everything is closed by one order each, though trading is disabled', () => {
  const seen = stopped();
  const positions = open(seen);
  command(seen);
  seen.pass(4);
  expect(answerOf(seen)).toMatchObject({ id: 'close-a1', state: 'accepted', orders: { sent: 0, filled: 0, open: 0 } });
  seen.pass(4);
  expect(answerOf(seen)).toMatchObject({ state: 'working', orders: { open: 1 } });
  seen.pass(4 * positions + 60);
  expect(answerOf(seen)).toMatchObject({ state: 'done', orders: { sent: positions, filled: positions, open: 0 } });
  expect(open(seen)).toBe(0);
});

test('only the positions of the command are closed', () => {
  const seen = stopped();
  const [first, ...others] = positionsOf(seen).positions ?? [];
  command(seen, { positions: [first] });
  seen.pass(90);
  expect(answerOf(seen)).toMatchObject({ state: 'done', orders: { sent: 1, filled: 1 } });
  expect(positionsOf(seen).positions).toEqual(others);
});

test.each<[string, (seen: System) => void]>([
  ['that has expired', (seen) => command(seen, { expiresAt: iso(seen, 0) })],
  ['that was taken back', (seen) => command(seen, { asOf: iso(seen, 30), expiresAt: iso(seen, 0) })],
  ['that is no JSON', (seen) => void seen.s3.put('algo-data', COMMAND, '{')],
])('nothing comes of one %s', (_what, give) => {
  const seen = stopped();
  const positions = open(seen);
  give(seen);
  seen.pass(180);
  expect(answerOf(seen)).toBeNull();
  expect(open(seen)).toBe(positions);
});

test('one is carried out once', () => {
  const seen = stopped();
  command(seen);
  seen.pass(4 * open(seen) + 20);
  expect(answerOf(seen)?.state).toBe('done');
  const written = seen.writes(ANSWER);
  seen.pass(600);
  expect(seen.writes(ANSWER)).toBe(written);
});

describe('it is refused', () => {
  test('where it asks for other orders than LIMIT orders', () => {
    const seen = stopped();
    command(seen, { orderType: 'MARKET' });
    seen.pass(5);
    expect(answerOf(seen)).toMatchObject({ state: 'refused', because: 'orders of type MARKET are not sent' });
  });

  test('after the close, when the exchange takes no orders', () => {
    const seen = stopped(`${FRIDAY}T15:45`);
    command(seen);
    seen.pass(5);
    expect(answerOf(seen)).toMatchObject({ state: 'refused', because: 'the exchange takes no orders now' });
  });

  test('while the broker does not answer', () => {
    const seen = stopped();
    seen.platform.inject({ kind: 'broker-unreachable' });
    command(seen);
    seen.pass(5);
    expect(answerOf(seen)).toMatchObject({ state: 'refused', because: 'the broker does not answer' });
  });
});

test('without a task nobody answers, and an expired one is not made good later', () => {
  const seen = stopped();
  const positions = open(seen);
  seen.platform.scale('trading', 0);
  seen.pass(60);
  command(seen);
  seen.pass(90);
  expect(answerOf(seen)).toBeNull();
  seen.platform.scale('trading', 2);
  seen.pass(300);
  expect(answerOf(seen)).toBeNull();
  expect(open(seen)).toBe(positions);
});

test.each<[Fault['kind'], string | undefined]>([
  ['commands-ignored', undefined],
  ['closing-refused', 'refused'],
  ['position-stuck', 'failed'],
])('%s: the service answers %s, and is as before when it is mended', (kind, state) => {
  const seen = stopped();
  const positions = open(seen);
  seen.platform.inject({ kind } as Fault);
  command(seen);
  seen.pass(4 * positions + 120);
  expect(answerOf(seen)?.state).toBe(state);
  expect(open(seen)).toBe(kind === 'position-stuck' ? 1 : positions);
  seen.platform.mend(kind);
  command(seen, { id: 'close-a2' });
  seen.pass(4 * positions + 70);
  expect(answerOf(seen)).toMatchObject({ id: 'close-a2', state: 'done' });
  expect(open(seen)).toBe(0);
});

test('a position that somebody closes by hand is seen closed', () => {
  const seen = stopped();
  const positions = open(seen);
  seen.platform.closeByHand();
  until(seen, `${FRIDAY}T12:35`);
  expect(open(seen)).toBe(positions - 1);
});
