import type { Ask, World } from '../../../../../lambdas/shared/guard/decide';
import { seen, signal, tradingIs } from '../../../../support/incidents';
import { frozen, hand, held, kept, mode, refusal, rolling, spent } from './world';

describe('the first no is the answer', () => {
  /** One reason against a restart for each question, in the order they are asked. */
  const against: readonly [string, Partial<World>, Partial<Ask>?][] = [
    ['mode off', mode(seen('off'))],
    ['disabled on purpose', { tradingEnabled: tradingIs('false') }],
    ['not necessary any more', { signals: seen([signal({ state: 'OK' })]) }],
    ['change freeze until 20 Nov 2026 10:12 IST: a release', frozen],
    ["a person's hand", hand],
    ['a deployment that is not ours is under way', { service: rolling('ecs-svc/9999') }],
    ['leased by another incident', held],
    ['the attempt budget is spent', spent],
    // An act that needs an approval is asked for only by a runbook that may act.
    ['observe', mode(seen('observe')), { act: 'restart-state-lost' }],
    ['it needs an approval', {}, { act: 'restart-state-lost' }],
  ];

  /** All of these at once; what the guard keeps and what people have set are put together. */
  function together(reasons: typeof against): [Partial<World>, Partial<Ask>] {
    const worlds = reasons.map(([, over]) => over);
    const all = worlds.flatMap((over) => (over.kept && 'seen' in over.kept ? [over.kept.seen] : []));
    const settings = worlds.flatMap((over) => over.settings ?? []);
    const strictest =
      settings.map(({ mode }) => mode).find((one) => 'seen' in one && one.seen !== 'act') ?? seen('act');
    const quiet = worlds.includes(frozen) ? frozen.settings : undefined;
    const [ask] = reasons.flatMap(([, , asked]) => asked ?? []);
    const lease = all.find((one) => one.lease)?.lease;
    const theHand = all.find((one) => one.hand)?.hand;
    const acts = all.flatMap((one) => one.acts.past).map((one) => ({ ...one, act: ask?.act ?? one.act }));
    return [
      {
        ...Object.assign({}, ...worlds),
        kept: seen(kept({ ...(lease ? { lease } : {}), ...(theHand ? { hand: theHand } : {}), past: acts })),
        ...(settings[0] ? { settings: { mode: strictest, calendar: quiet?.calendar ?? settings[0].calendar } } : {}),
      },
      ask ?? {},
    ];
  }

  test.each(against.map(([because], n) => [because, n] as const))('%s, whatever else is in the way', (because, n) => {
    const [over, asked] = together(against.slice(n));
    expect(refusal(over, asked)?.refused?.because).toBe(because);
  });
});
