import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { nse } from '../../../../environments/nse-calendar';
import { decideResume, type Seen } from '../../../../lambdas/resume-trading/decide';
import { enableTrading } from '../../../../lambdas/resume-trading/enable';
import { type Seen as Watching, watch } from '../../../../lambdas/resume-trading/watch';
import { parseCalendar } from '../../../../lambdas/shared/calendar';
import type { Stop } from '../../../../lambdas/shared/guard/stop-record';

const NOW = Date.parse('2026-11-20T11:00:00+05:30');
const PARAMETER = '/algo-trading/prod/trading_enabled';
const STOP: Stop = {
  id: 'stop-1',
  since: NOW - 3_600_000,
  by: 'trading-backup',
  reason: 'orders run away',
  incident: 'emergency-1',
  kind: 'disabled',
};
const AGAIN: Stop = {
  ...STOP,
  id: 'stop-2',
  again: [{ id: 'stop-2', at: NOW - 5_000, by: 'cto', reason: 'no', incident: 'emergency-2' }],
};
const off = (version = 7) => ({ value: 'false', version, changedAt: new Date(NOW - 3_600_000) });
const CALENDAR = parseCalendar(
  JSON.stringify({ ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } }),
);

const WELL: Seen = {
  now: NOW,
  noResume: false,
  tradingEnabled: { seen: off() },
  stop: { seen: STOP },
  reconciliation: { state: 'equal', says: 'Both the same.', at: NOW - 60_000 },
  integrity: { state: 'whole', says: 'All there.' },
  losses: { state: 'within', says: 'None.' },
  critical: { seen: [] },
  calendar: { seen: { calendar: CALENDAR, overrides: {} } },
  gate: { seen: undefined },
  parameter: PARAMETER,
  approval: undefined,
};
const decided = (over: Partial<Seen>) => {
  const decision = decideResume({ ...WELL, ...over });
  return decision.resume ? 'may be asked' : `${decision.result.outcome}: ${decision.result.refused?.because}`;
};
const at = (text: string): Partial<Seen> => {
  const now = Date.parse(`${text}+05:30`);
  return { now, reconciliation: { state: 'equal', says: 'Both the same.', at: now - 60_000 } };
};
const said = (says = 'x') => ({ says, at: NOW - 60_000 });

describe('whether resuming may be asked for', () => {
  test('where everything is in order, it may', () => {
    expect(decideResume(WELL)).toEqual({ resume: true, stop: STOP, before: off() });
  });

  test.each<[string, Partial<Seen>, string]>([
    [
      'the positions differ',
      { reconciliation: { state: 'different', ...said() } },
      'escalate: the positions are not reconciled',
    ],
    [
      'the broker could not be asked',
      { reconciliation: { state: 'unknown', ...said() } },
      'escalate: could not compare the positions with the broker',
    ],
    [
      'nothing is configured to compare',
      { reconciliation: { state: 'not-configured', ...said() } },
      'escalate: the positions cannot be compared with the broker',
    ],
    [
      'this run has compared nothing',
      { reconciliation: undefined },
      'escalate: could not compare the positions with the broker',
    ],
    [
      'the comparison is 16 minutes old',
      { reconciliation: { state: 'equal', says: '', at: NOW - 960_000 } },
      'escalate: the comparison is too old',
    ],
    ['data are missing', { integrity: { state: 'damaged', says: 'x' } }, 'escalate: data are damaged or missing'],
    [
      'the data could not be looked at',
      { integrity: { state: 'unknown', says: 'x' } },
      'escalate: could not check the data',
    ],
    ['nobody has looked at the data', { integrity: undefined }, 'escalate: could not check the data'],
    [
      'the loss of the day is beyond its limit',
      { losses: { state: 'above', says: 'x' } },
      'escalate: the loss of the day is above its limit',
    ],
    ['a P1 is open', { critical: { seen: [{ id: 'p1-1', title: 'P1' }] } }, 'escalate: a P1 is open'],
    ['the incidents cannot be read', { critical: { unseen: 'x' } }, 'escalate: the open incidents cannot be read'],
    ['the parameter cannot be read', { tradingEnabled: { unseen: 'x' } }, 'escalate: the parameter cannot be read'],
    ['the stop cannot be read', { stop: { unseen: 'x' } }, 'escalate: the stop cannot be read'],
    ['the calendar cannot be read', { calendar: { unseen: 'x' } }, 'escalate: the calendar cannot be read'],
    ['the gate cannot be read', { gate: { unseen: 'x' } }, 'escalate: the gate cannot be read'],
    [
      'trading is enabled already',
      { tradingEnabled: { seen: { ...off(), value: 'true' } } },
      'stand-down: enabled already',
    ],
    ['it was asked to stop before it', { noResume: true }, 'continue: asked not to'],
    ['a holiday', at('2026-11-24T11:00:00'), 'stand-down: no session today'],
    ['a Sunday', at('2026-11-22T11:00:00'), 'stand-down: no session today'],
    ['the closing auction', at('2026-11-20T15:20:00'), 'stand-down: the market phase forbids it'],
    ['after the close', at('2026-11-20T17:00:00'), 'may be asked'],
    ['before the open', at('2026-11-20T08:00:00'), 'may be asked'],
  ])('%s', (_what, over, answer) => {
    expect(decided(over)).toBe(answer);
  });

  test('a gate that is closed says how it is lifted; one that is waived stands in nobody’s way', () => {
    const gate = {
      closedAt: '2026-11-20T03:16:00Z',
      run: 1,
      failed: [{ item: 'Check', says: 'x' }],
      incident: 'i',
      tradingEnabledBefore: 'true',
    };
    const closed = decideResume({ ...WELL, gate: { seen: { ...gate, state: 'closed' } } });
    expect(!closed.resume && closed.result.finding).toMatch(/waive-gate --reason/);
    expect(decided({ gate: { seen: { ...gate, state: 'waived' } } })).toBe('may be asked');
  });

  test('what was seen bad is for people on a holiday too, and when nothing is to be resumed', () => {
    const bad = { reconciliation: { state: 'different' as const, ...said() } };
    expect(decided({ ...at('2026-11-24T11:00:00'), ...bad })).toMatch(/^escalate/);
    expect(decided({ noResume: true, ...bad })).toMatch(/^escalate/);
  });

  test('a stop that came while it was asked voids the yes, and nobody is asked again', () => {
    const approval = { facts: { stop: 'stop-1' } };
    expect(decided({ approval })).toBe('may be asked');
    expect(decided({ approval, stop: { seen: AGAIN } })).toBe('stand-down: stopped on purpose');
    expect(decided({ approval: { facts: { stop: null } } })).toBe('stand-down: stopped on purpose');
    expect(decided({ stop: { seen: AGAIN } })).toBe('may be asked');
  });

  test('people take their time: a yes is not void because the comparison has grown old, which is done again', () => {
    const reconciliation = { state: 'equal' as const, says: '', at: NOW - 3_600_000 };
    expect(decided({ reconciliation, approval: { facts: { stop: 'stop-1' } } })).toBe('may be asked');
  });
});

describe('the one write', () => {
  const refusal = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 400 } });
  const clients = (put: () => object, now = off()) => {
    const sent: object[] = [];
    const acting = {
      send: async ({ input }: { input: object }) => {
        sent.push(input);
        return put();
      },
    };
    const ssm = {
      send: async () => ({ Parameter: { Value: now.value, Version: now.version, LastModifiedDate: now.changedAt } }),
    };
    return { sent, clients: { ssm: ssm as unknown as SSMClient, acting: acting as unknown as SSMClient } };
  };
  const failing = (error: Error) => () => {
    throw error;
  };

  test.each<[string, () => object, ReturnType<typeof off>, object]>([
    ['answered', () => ({ Version: 8 }), off(), { is: 'written', version: 8 }],
    ['refused', failing(refusal), off(), { is: 'refused' }],
    [
      'unanswered, and it took effect',
      failing(new Error('timeout')),
      { ...off(8), value: 'true' },
      { is: 'written', version: 8 },
    ],
    ['unanswered, and nothing shows', failing(new Error('timeout')), off(), { is: 'unknown' }],
    ['unanswered, and somebody has written since', failing(new Error('timeout')), off(9), { is: 'unknown' }],
    [
      'unanswered, and a later "true" is not ours',
      failing(new Error('timeout')),
      { ...off(9), value: 'true' },
      { is: 'unknown' },
    ],
  ])('%s: it is sent once', async (_what, put, now, answer) => {
    const world = clients(put, now);
    expect(await enableTrading(world.clients, PARAMETER, off())).toMatchObject(answer);
    expect(world.sent).toEqual([{ Name: PARAMETER, Value: 'true', Overwrite: true }]);
  });
});

describe('after the write', () => {
  const word = (over: object = {}) => ({
    said: { seen: { asOf: new Date(NOW).toISOString(), version: 8, tradingEnabled: true, ...over } },
    maxAgeSeconds: 120,
  });
  const AFTER: Watching = {
    now: NOW + 1_000,
    stop: { seen: { ...STOP, lifted: { at: NOW, by: 'two' } } },
    tradingEnabled: { seen: { ...off(8), value: 'true' } },
    service: { seen: { desiredCount: 2, runningCount: 2 } },
    word: word(),
  };
  const is = (over: Partial<Watching>) => watch({ stop: 'stop-1', version: 8 }, { ...AFTER, ...over }).is;

  test.each<[string, Partial<Watching>, string]>([
    ['its word says so', {}, 'effective'],
    ['a later version says so', { word: word({ version: 9 }) }, 'effective'],
    ['its word is of the version before', { word: word({ version: 7 }) }, 'waiting'],
    ['its word says disabled', { word: word({ tradingEnabled: false }) }, 'waiting'],
    ['its word is old', { word: word({ asOf: new Date(NOW - 200_000).toISOString() }) }, 'waiting'],
    ['no word, and all tasks run', { word: null }, 'effective'],
    [
      'no word, and one task is missing',
      { word: null, service: { seen: { desiredCount: 2, runningCount: 1 } } },
      'waiting',
    ],
    ['another stop stands', { stop: { seen: AGAIN } }, 'stopped'],
    [
      'another stop stands, whatever the word says',
      { stop: { seen: { ...STOP, id: 'stop-3' } }, word: word() },
      'stopped',
    ],
    ['somebody has written false', { tradingEnabled: { seen: off(9) } }, 'disabled'],
    ['the service was brought to 0', { service: { seen: { desiredCount: 0, runningCount: 0 } } }, 'stopped'],
    ['the stop cannot be read: never effective', { stop: { unseen: 'x' } }, 'waiting'],
    ['the parameter cannot be read: never effective', { tradingEnabled: { unseen: 'x' } }, 'waiting'],
  ])('%s', (_what, over, answer) => {
    expect(is(over)).toBe(answer);
  });
});

test('no other code writes anything but "false" into a parameter of the system', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? files(join(folder, entry.name))
        : entry.name.endsWith('.ts')
          ? [join(folder, entry.name)]
          : [],
    );
  const root = join(__dirname, '../../../..');
  const writing = ['lambdas', 'lib', 'runbooks']
    .flatMap((folder) => files(join(root, folder)))
    .filter(
      (file) => /PutParameter/i.test(readFileSync(file, 'utf8')) && /['"]true['"]/.test(readFileSync(file, 'utf8')),
    )
    .map((file) => file.slice(root.length + 1));
  expect(writing).toEqual(['lambdas/resume-trading/enable.ts']);
});
