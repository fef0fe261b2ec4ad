import type { SSMClient } from '@aws-sdk/client-ssm';
import { decideMode, effectiveModes, effectiveWords } from '../../../lambdas/set-mode/decide';
import { readModes } from '../../../lambdas/set-mode/modes';
import type { Mode } from '../../../lambdas/shared/guard/mode';
import { seen, unseen } from '../../support/incidents';

const MODE = '/runbook-prod/mode';
const APPROVERS = ['trading-primary', 'team-lead'];
const MODES: readonly Mode[] = ['off', 'observe', 'act'];

describe('who may set a mode', () => {
  const steps = MODES.flatMap((from) => MODES.map((to) => [from, to] as const));
  const rank = (mode: Mode) => MODES.indexOf(mode);

  test.each(steps.filter(([from, to]) => rank(to) < rank(from)))(
    'anybody we know lowers it from %s to %s',
    (from, to) => {
      expect(decideMode(seen(from), to, 'backend-primary', APPROVERS)).toEqual({ change: 'lower' });
    },
  );

  test.each(steps.filter(([from, to]) => rank(to) > rank(from)))(
    'only an approver raises it from %s to %s',
    (from, to) => {
      expect(decideMode(seen(from), to, 'team-lead', APPROVERS)).toEqual({ change: 'raise' });
      expect(decideMode(seen(from), to, 'backend-primary', APPROVERS)).toEqual({
        change: 'refused',
        because: `Raising a mode from ${from} to ${to} is for trading-primary, team-lead; backend-primary may lower it.`,
      });
    },
  );

  test.each(MODES)('setting it to %s where it is so changes nothing, whoever asks', (mode) => {
    expect(decideMode(seen(mode), mode, 'backend-primary', APPROVERS)).toEqual({ change: 'none' });
  });

  test('where it cannot be read, anybody switches off, and every other step counts as raising', () => {
    const unknown = unseen('AccessDenied');
    expect(decideMode(unknown, 'off', 'backend-primary', APPROVERS)).toEqual({ change: 'lower' });
    for (const mode of ['observe', 'act'] as const) {
      expect(decideMode(unknown, mode, 'backend-primary', APPROVERS)).toMatchObject({ change: 'refused' });
      expect(decideMode(unknown, mode, 'team-lead', APPROVERS)).toEqual({ change: 'raise' });
    }
  });

  test('where nobody approves, nobody raises', () => {
    const refused = decideMode(seen('off'), 'act', 'team-lead', []);
    expect(refused).toMatchObject({ because: expect.stringContaining('is for nobody in this environment') });
  });
});

describe('how far runbooks may go', () => {
  const own = { restart: seen('act' as const), scale: seen('observe' as const), undo: unseen('gone') };

  test.each([
    ['act', { restart: 'act', scale: 'observe', undo: 'unknown' }],
    ['observe', { restart: 'observe', scale: 'observe', undo: 'unknown' }],
    ['off', { restart: 'off', scale: 'off', undo: 'unknown' }],
  ] as const)('the environment’s %s is a ceiling', (ceiling, modes) => {
    expect(effectiveModes(seen(ceiling), own)).toEqual(modes);
  });

  test('under a ceiling that cannot be read nothing is known', () => {
    expect(Object.values(effectiveModes(unseen('gone'), own))).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test('is told by what matters most', () => {
    expect(effectiveWords({ a: 'observe', b: 'act', c: 'off', d: 'unknown', e: 'act' })).toBe(
      'May act now: b, e. Only observe: a. Off: c. Unknown, and so forbidden to act: d.',
    );
    expect(effectiveWords({ a: 'observe' })).toBe('None may act now. Only observe: a.');
  });
});

test('more modes than one call takes are read in several', async () => {
  const names = Array.from({ length: 14 }, (_, index) => `${MODE}/${index}`);
  const calls: number[] = [];
  const send = async ({ input: { Names } }: { input: { Names: string[] } }) => {
    calls.push(Names.length);
    return { Parameters: Names.map((Name) => ({ Name, Value: 'act' })) };
  };
  const modes = await readModes({ send } as unknown as SSMClient, names);
  expect(calls).toEqual([10, 4]);
  expect([...modes.values()]).toEqual(names.map(() => seen('act')));
});
