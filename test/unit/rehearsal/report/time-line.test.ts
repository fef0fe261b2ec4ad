import { parse } from 'node-html-parser';
import { lanesOf } from '../../../../rehearsal/report/lanes';
import { timeLine } from '../../../../rehearsal/report/time-line';
import { clock, day, long } from '../../../../rehearsal/report/words';
import { playedOut } from '../../../support/reported';

const lane = (name: string, ...given: Parameters<typeof playedOut>) =>
  lanesOf(playedOut(...given)).find((one) => one.name === name);
const marks = (...given: Parameters<typeof lane>) =>
  lane(...given)?.events.map(({ at, mark }) => `${clock(at)} ${mark}`);

describe('the time line', () => {
  test('shows the fault, the alarm and when it serves again', () => {
    expect(marks('System', 'it')).toEqual(['10:01:30 fault', '10:03:00 alarm', '10:04:01 served']);
    expect(lane('System', 'it')?.says).toBe('alarm after 90 s, serving 61.5 s later');
  });

  test('shows no mitigation where there was none, and a fault that lasts to the end', () => {
    const over = { mitigatedAfterSeconds: null, verdict: 'not-fixed' } as const;
    expect(marks('System', 'it', over)).toEqual(['10:01:30 fault', '10:03:00 alarm']);
    expect(lane('System', 'it', over)?.bars).toEqual([
      { from: Date.parse('2026-11-20T04:31:30.000Z'), to: Date.parse('2026-11-20T04:35:00.000Z'), kind: 'down' },
    ]);
  });

  test('where nothing went down, shows when it was verified as fixed', () => {
    const { says } = lane('System', 'it', { mitigatedAfterSeconds: null }) ?? {};
    expect(says).toBe('alarm after 90 s, verified fixed at 10:05:00');
  });

  test('shows acts, and what was held back', () => {
    const refusals = [{ act: 'scale-up', because: 'it needs an approval', at: '2026-11-20T04:34:00.000Z' }];
    expect(marks('Acts', 'it', { refusals })).toEqual(['10:03:10 act', '10:04:00 held']);
    expect(lane('Acts', 'it', { refusals })?.says).toBe('restart at 10:03:10; 1 held back');
  });

  test('shows pages and what people answered in their own lane', () => {
    const answer = { at: '2026-11-20T04:34:40.000Z', step: 'Approval', finding: 'Approved by primary: restart.' };
    const paged = { at: '2026-11-20T04:34:00.500Z', step: 'Page rung 1', finding: 'Paged.', outcome: 'paged' };
    const page = { rung: 1, contact: 'primary', at: '2026-11-20T04:34:00.000Z', subject: '', message: '' };
    const over = { pages: [page], timeline: [paged, answer] };
    expect(marks('People', 'it', over)).toEqual(['10:04:00 page', '10:04:40 answer']);
    expect(marks('Workflows', 'it', over)).toEqual(['10:03:01 run']);
  });

  test('sets a perfect operator beside it, from the alarm on; nobody where nobody can be', () => {
    expect(lane('A perfect operator', 'it')?.bars).toEqual([
      { from: Date.parse('2026-11-20T04:33:00.000Z'), to: Date.parse('2026-11-20T04:33:56.000Z'), kind: 'best' },
    ]);
    expect(lane('A perfect operator', 'it', { oracleSeconds: null })).toBeUndefined();
  });

  test('counts minutes from the fault and tells the time of day in IST', () => {
    const picture = parse(String(timeLine(playedOut('it'))));
    expect(picture.querySelectorAll('text tspan.q').map(({ text }) => text)).toEqual(
      expect.arrayContaining(['10:01:30', '10:02:30', '10:03:30']),
    );
    expect(picture.text).toMatch(/\+1 min.*\+2 min/s);
    expect(picture.querySelector('figcaption')?.text).toContain('Fri 20 Nov 2026');
  });

  test('draws a thousand at one instant as one', () => {
    const acts = Array.from({ length: 1000 }, () => ({
      action: 'restart',
      resource: 'trading',
      at: '2026-11-20T04:33:10.000Z',
    }));
    expect(parse(String(timeLine(playedOut('it', { acts })))).querySelectorAll('use[href="#m-act"]')).toHaveLength(1);
  });

  test('of a story in which nothing ran says so', () => {
    const nothing = { faultAt: null, alarmAt: null, timeline: [], acts: [], executions: [] };
    expect(parse(String(timeLine(playedOut('it', nothing)))).text).toContain('Nothing ran');
  });
});

describe('words', () => {
  test.each([
    [0, '0 s'],
    [61.5, '61.5 s'],
    [119.96, '120 s'],
    [245, '4 min 5 s'],
    [299.7, '5 min'],
    [11_520, '3 h 12 min'],
    [86_400, '24 h'],
    [187_200, '2 d 4 h'],
  ])('%s seconds are %s', (seconds, says) => expect(long(seconds)).toBe(says));

  test('a day ends at midnight in IST', () => {
    expect([day('2026-11-20T18:29:59.000Z'), day('2026-11-20T18:30:00.000Z')]).toEqual([
      'Fri 20 Nov 2026',
      'Sat 21 Nov 2026',
    ]);
  });
});
