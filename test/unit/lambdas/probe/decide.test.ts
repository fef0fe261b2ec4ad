import { prod } from '../../../../environments/prod';
import { decideToFlip, describeFlip, judgeWord, valueOn } from '../../../../lambdas/flip-probe-parameter/decide';
import { decideRaised } from '../../../../lambdas/see-test-alarm/decide';
import { decideToRaise } from '../../../../lambdas/set-test-alarm/decide';
import { decideOpening, type OpenEntry } from '../../../../lambdas/shared/board';
import { parseCalendar, parseOverrides } from '../../../../lambdas/shared/calendar';
import { isTest } from '../../../../runbooks';
import { endToEndProbe, testAlarm } from '../../../../runbooks/end-to-end-probe';

const NOW = Date.parse('2026-11-29T05:33:14Z');
const calendar = { seen: { calendar: parseCalendar(JSON.stringify(prod.calendar)), overrides: parseOverrides('{}') } };

describe('a test alarm is raised', () => {
  const raising = (over: object = {}) =>
    decideToRaise({ settings: { mode: { seen: 'act' }, calendar }, earlier: { seen: undefined }, now: NOW, ...over });

  test('when nothing speaks against it, and when nobody can tell: the test finds out', () => {
    expect(raising()).toBeUndefined();
    expect(
      raising({ settings: { mode: { unseen: 'x' }, calendar: { unseen: 'x' } }, earlier: { unseen: 'x' } }),
    ).toBeUndefined();
    expect(raising({ settings: { mode: { seen: 'observe' }, calendar } })).toBeUndefined();
  });

  test('not while its runbook is off, in a freeze, or beside an earlier test', () => {
    const freeze = parseOverrides(
      '{"freezes":[{"from":"2026-11-29T00:00:00+05:30","to":"2026-11-30T00:00:00+05:30","because":"audit"}]}',
    );
    const refused = [
      raising({ settings: { mode: { seen: 'off' }, calendar } }),
      raising({ settings: { mode: { seen: 'act' }, calendar: { seen: { ...calendar.seen, overrides: freeze } } } }),
      raising({ earlier: { seen: 'test-alarm-20261122T053100Z' } }),
    ].map((result) => [result?.outcome, result?.refused?.because]);
    expect(refused).toEqual([
      ['stand-down', 'mode off'],
      ['stand-down', 'a window or a freeze'],
      ['stand-down', 'another incident is open'],
    ]);
  });
});

describe('the incident of a test', () => {
  const test_ = { runbook: testAlarm.id, target: 'probe', severity: 'P2', dependsOn: [], execution: 'e' } as const;
  const p1: OpenEntry = {
    incidentId: 'p1-x',
    runbook: 'p1',
    target: 'system',
    severity: 'P1',
    dependsOn: [],
    execution: 'x',
  };

  test('joins no P1 of the whole system, and takes over no probe', () => {
    const probe: OpenEntry = { ...p1, runbook: endToEndProbe.id, target: 'probe', asked: true, planned: true };
    expect(decideOpening([p1, probe], test_)).toEqual({ takeOver: [] });
  });

  test('is not taken over by a P1 of the whole system', () => {
    const entry = { incidentId: 'i', ...test_ };
    expect(decideOpening([entry], { ...test_, runbook: 'p1', target: 'system', severity: 'P1' })).toEqual({
      takeOver: [],
    });
  });

  test('is known by its id, and the probe that raised it is none', () => {
    expect([isTest('test-alarm-20261129T053100Z'), isTest(`${endToEndProbe.id}-20261129T053001Z`)]).toEqual([
      true,
      false,
    ]);
  });

  test('says who has raised it, and what is not known', () => {
    const says = [
      decideRaised({ seen: { incidentId: 'end-to-end-probe-x', raisedAt: '2026-11-29T05:30:03Z' } }),
      decideRaised({ seen: undefined }),
      decideRaised({ unseen: 'TimeoutError' }),
    ].map(({ outcome, finding }) => [outcome, finding]);
    expect(says).toEqual([
      ['continue', 'A test: end-to-end-probe-x raised it at 11:00:03 IST. Nothing is wrong.'],
      ['continue', 'No probe that is under way has raised the test alarm: somebody else writes its metric.'],
      ['continue', 'Could not check who has raised the test alarm: TimeoutError.'],
    ]);
  });
});

describe('the probe parameter', () => {
  const running = { seen: { runningCount: 2 } };

  test('is changed by a runbook that may act, while somebody is there to read it; also where nobody can tell', () => {
    expect(decideToFlip('/p', { seen: 'act' }, running)).toBeUndefined();
    expect(decideToFlip('/p', { seen: 'act' }, { unseen: 'x' })).toBeUndefined();
  });

  test.each([
    ['observed', { seen: 'observe' }, running, 'continue', 'observe'],
    ['a mode that cannot be read', { unseen: 'x' }, running, 'escalate', 'mode unknown'],
    ['no task', { seen: 'act' }, { seen: { runningCount: 0 } }, 'continue', 'no task runs'],
    ['no service', { seen: 'act' }, { seen: undefined }, 'continue', 'no task runs'],
  ] as const)('is left: %s', (_what, mode, service, outcome, because) => {
    const result = decideToFlip('/p', mode, service);
    expect([result?.outcome, result?.refused?.because]).toEqual([outcome, because]);
  });

  test('is set to the day, and never to a word that could enable anything', () => {
    expect(valueOn(NOW)).toBe('probed on 2026-11-29');
  });

  const written = { version: 3, value: 'probed on 2026-11-29' };
  const word = (over: object = {}) => ({
    seen: { asOf: new Date(NOW - 5_000).toISOString(), version: 3, value: written.value, ...over },
  });

  test.each([
    ['this version with this value', word(), true],
    ['a later version, whatever it says', word({ version: 4, value: 'x' }), true],
    ['this version with another value', word({ value: 'x' }), false],
    ['an earlier version', word({ version: 2 }), false],
    ['an old word', word({ asOf: new Date(NOW - 121_000).toISOString() }), false],
    ['a word from the future', word({ asOf: new Date(NOW + 121_000).toISOString() }), false],
    ['none', { unseen: 'NoSuchKey' }, false],
  ])('is acknowledged by %s: %s', (_what, given, meets) => {
    expect('seen' in judgeWord(given, written, 120, NOW)).toBe(meets);
  });

  test('tells people what a halt would meet when nobody acknowledges it', () => {
    const result = describeFlip(
      '/p',
      { ...written, tookSeconds: 91 },
      { unseen: 'it says version 2, "x", at 11:02:00 IST' },
    );
    expect(result).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed', act: { resource: '/p' } });
    expect(result.finding).toContain('does not acknowledge it after 1 min 31 s: it says version 2');
    expect(result.advice).toContain('A halt would not be acknowledged either');
  });
});
