import { decideAttempts, type PastAct, remember, rememberedSeconds } from '../../../../../lambdas/shared/guard/acts';
import { at, incident } from '../../../../support/incidents';
import { LIMITS, past, TRADING } from './world';

const HOUR = 3600;
const ASKED: Omit<PastAct, 'at'> = {
  runbook: incident().runbook,
  target: 'trading',
  act: 'restart',
  resource: TRADING,
  incident: 'now',
};
const spent = (acts: readonly PastAct[], over: Partial<PastAct> = {}, seconds = 4 * HOUR) =>
  decideAttempts(acts, { ...ASKED, ...over }, LIMITS, at(seconds));

describe('the attempt budget', () => {
  test('lets the same restart happen a second time: twice may be chance', () => {
    expect(spent([past(HOUR)])).toBeUndefined();
  });

  test('does not let it happen a third time in four hours, and says when the others were', () => {
    expect(spent([past(HOUR), past(2 * HOUR)])).toEqual({
      because: 'the attempt budget is spent',
      finding:
        'The same restart was done 2 times in the last 240 min, at 11:02:17 IST and 12:02:17 IST; once more would mask the fault.',
      advice: 'Find out why it comes back; what the runbook can do does not last.',
    });
  });

  test('forgets what is four hours old', () => {
    expect(spent([past(0), past(HOUR)])).toBeUndefined();
    expect(spent([past(1), past(HOUR)])).toMatchObject({ because: 'the attempt budget is spent' });
  });

  test.each([
    ['another runbook', { runbook: 'service-restart' }],
    ['another target', { target: 'dashboard' }],
    ['another act', { act: 'scale-up' }],
  ] satisfies [string, Partial<PastAct>][])('does not count what %s did', (_what, over) => {
    expect(spent([past(HOUR, over), past(2 * HOUR, over)])).toBeUndefined();
  });

  test("counts an incident's own earlier attempt as the same attempt", () => {
    expect(spent([past(HOUR), past(3 * HOUR, { incident: 'now' })])).toBeUndefined();
  });

  test('counts an incident that restarts three services as one attempt', () => {
    const system = { runbook: 'complete-system-failure', target: 'system' };
    const now = ['dashboard', 'data-service'].map((resource) => past(100, { ...system, resource, incident: 'now' }));
    expect(spent(now, system, 110)).toBeUndefined();
    const before = [TRADING, 'dashboard', 'data-service'].map((resource, n) =>
      past(n, { ...system, resource, incident: 'before' }),
    );
    expect(spent([...before, ...now], system, 2 * HOUR)).toBeUndefined();
    const twice = [...before, past(2 * HOUR, { ...system, incident: 'between' })];
    expect(spent(twice, system)).toMatchObject({ because: 'the attempt budget is spent' });
  });
});

describe('the blast radius', () => {
  const acts = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      past(4 * HOUR - 60 - n, { runbook: `runbook-${n}`, resource: 'dashboard' }),
    );

  test('is reached with the eighth act of all runbooks within an hour', () => {
    expect(spent(acts(7))).toBeUndefined();
    expect(spent(acts(8))).toEqual({
      because: 'the blast radius is reached',
      finding: 'Not done: 8 acts in the last hour, and 8 are allowed.',
      advice: 'So much at once is no single fault. Look for what they have in common before anything else is touched.',
    });
  });

  test('is reached with the fourth service within an hour', () => {
    const touched = (...resources: string[]) =>
      resources.map((resource, n) => past(4 * HOUR - 60, { runbook: `runbook-${n}`, resource }));
    expect(spent(touched('dashboard', 'data-service', TRADING))).toBeUndefined();
    expect(spent(touched('dashboard', 'data-service', 'reports'))).toMatchObject({
      because: 'the blast radius is reached',
      finding: 'Not done: it would be service 4 touched within the hour, and 3 are allowed.',
    });
  });

  test('forgets what is an hour old', () => {
    expect(spent([...acts(7), past(3 * HOUR, { runbook: 'old', resource: 'reports' })])).toBeUndefined();
  });

  test("does not count an incident's own earlier attempt at the same act", () => {
    expect(spent([...acts(7), past(4 * HOUR - 10, { incident: 'now' })])).toBeUndefined();
  });
});

describe('what is remembered', () => {
  test('is what can still matter: four hours of attempts, and never less than the hour of the blast radius', () => {
    expect(rememberedSeconds(LIMITS)).toBe(4 * HOUR);
    expect(rememberedSeconds({ ...LIMITS, withinSeconds: 60 })).toBe(HOUR);
    const now = past(4 * HOUR, { incident: 'now' });
    expect(remember([past(0), past(1)], now, LIMITS)).toEqual([past(1), now]);
  });

  test('holds one act of an incident on a service, with its latest time', () => {
    const first = past(10, { incident: 'now' });
    const second = past(20, { incident: 'now' });
    const elsewhere = past(15, { incident: 'now', resource: 'dashboard' });
    expect(remember([first, elsewhere], second, LIMITS)).toEqual([elsewhere, second]);
  });
});
