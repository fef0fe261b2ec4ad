import * as fc from 'fast-check';
import { resolveRotation, shiftsOf } from '../../../../environments/rota';
import type { OnCall } from '../../../../lambdas/shared/path';
import { backupAt, onCallAt } from '../../../../lambdas/shared/rota';

const contact = (id: string) => ({ id, role: id, topicArn: `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}` });
const IDS = ['one', 'two', 'three'];
const onCall = (shifts: OnCall['shifts']): OnCall => ({ role: 'trading', contacts: IDS.map(contact), shifts });
const ids = (rota: OnCall, at: string) => onCallAt(rota, Date.parse(at)).map(({ id }) => id);

const TURNS = onCall([
  { from: '2026-11-16T03:30:00.000Z', until: '2026-11-23T03:30:00.000Z', primary: 'one', backup: 'two' },
  { from: '2026-11-23T03:30:00.000Z', until: '2026-11-30T03:30:00.000Z', primary: 'two' },
  { from: '2026-12-07T03:30:00.000Z', until: '2026-12-14T03:30:00.000Z', primary: 'three', backup: 'three' },
]);

test.each([
  ['before the first shift nobody', '2026-11-16T03:29:59.999Z', []],
  ['from the first instant of a shift its primary, then its backup', '2026-11-16T03:30:00.000Z', ['one', 'two']],
  ['until its last', '2026-11-23T03:29:59.999Z', ['one', 'two']],
  ['at the handover the next alone, who has no backup', '2026-11-23T03:30:00.000Z', ['two']],
  ['between two shifts nobody', '2026-12-01T00:00:00.000Z', []],
  ['nobody twice', '2026-12-07T03:30:00.000Z', ['three']],
  ['after the last shift nobody', '2026-12-14T03:30:00.000Z', []],
])('who is on call: %s', (_, at, expected) => {
  expect(ids(TURNS, at)).toEqual(expected);
});

test('a rotation that never changes has the same two at every instant', () => {
  const always = onCall([{ primary: 'one', backup: 'two' }]);
  for (const at of ['1999-12-31T23:59:59Z', '2026-11-20T04:32:17Z', '2100-01-01T00:00:00Z'])
    expect(ids(always, at)).toEqual(['one', 'two']);
});

test('an empty rota has nobody', () => {
  expect(ids(onCall([]), '2026-11-20T04:32:17Z')).toEqual([]);
});

test('the backup of an instant is that of its shift, if it has one', () => {
  const backup = (at: string) => backupAt(TURNS, Date.parse(at))?.id;
  expect(backup('2026-11-20T00:00:00Z')).toBe('two');
  expect(backup('2026-11-25T00:00:00Z')).toBeUndefined();
  expect(backup('2026-12-01T00:00:00Z')).toBeUndefined();
});

describe('whatever rota an environment gives', () => {
  const START = Date.UTC(2026, 10, 16);
  const HOUR = 3_600_000;
  const iso = (hours: number) => new Date(START + hours * HOUR).toISOString();
  const hours = fc.integer({ min: 0, max: 48 });
  const given = fc.array(
    fc.record(
      { from: hours, until: hours, primary: fc.constantFrom(...IDS), backup: fc.constantFrom(...IDS) },
      { requiredKeys: ['from', 'until', 'primary'] },
    ),
    { maxLength: 5 },
  );
  type Given = typeof given extends fc.Arbitrary<infer T> ? T : never;
  const contacts = Object.fromEntries(IDS.map((id) => [id, {}]));
  const resolve = (shifts: Given) =>
    resolveRotation(
      'onCall.trading',
      { shifts: shifts.map((shift) => ({ ...shift, from: iso(shift.from), until: iso(shift.until) })) },
      { calendar: { timeZone: 'Asia/Kolkata' }, contacts },
    );
  const covers = ({ from, until }: Given[number], hour: number) => from <= hour && hour < until;
  const every = Array.from({ length: 50 }, (_, hour) => hour);
  const RUNS = { numRuns: 100, seed: 20_261_120 };

  test('it is refused exactly when a shift has no time or two share an instant', async () => {
    await fc.assert(
      fc.property(given, (shifts) => {
        const wrong =
          shifts.some(({ from, until }) => until <= from) ||
          every.some((hour) => shifts.filter((shift) => covers(shift, hour)).length > 1);
        expect(resolve(shifts).complaints.length > 0).toBe(wrong);
      }),
      RUNS,
    );
  });

  test('at most one shift holds at any instant, and whoever has it is on call, in whatever order it was written', async () => {
    let accepted = 0;
    await fc.assert(
      fc.property(given, (shifts) => {
        const { rotation, complaints } = resolve(shifts);
        if (complaints.length > 0) return;
        accepted += 1;
        const backwards = resolve(shifts.toReversed()).rotation;
        expect(backwards).toEqual(rotation);
        const rota = onCall([...shiftsOf(rotation)]);
        for (const hour of every) {
          const holding = shifts.filter((shift) => covers(shift, hour));
          expect(holding.length).toBeLessThanOrEqual(1);
          const people = holding.flatMap(({ primary, backup = primary }) => [...new Set([primary, backup])]);
          expect(ids(rota, iso(hour))).toEqual(people);
          expect(ids(rota, iso(hour))).toEqual(ids(rota, iso(hour)));
        }
      }),
      RUNS,
    );
    expect(accepted).toBeGreaterThan(15);
  });
});
