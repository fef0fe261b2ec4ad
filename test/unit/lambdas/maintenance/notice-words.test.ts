import type { Notice } from '../../../../lambdas/notify-maintenance/decide';
import { toChannel, toStakeholder } from '../../../../lambdas/notify-maintenance/message';
import { ist } from './world';

const window = { date: '2026-11-28', from: ist('2026-11-28T06:00'), until: ist('2026-11-28T08:00') };
const WHEN = '28 Nov 2026 06:00 IST to 08:00 IST';
const planned: Notice = { window, when: WHEN, what: 'planned', key: 'maintenance/notices/2026-11-28.ics' };
const cancelled: Notice = {
  ...planned,
  window: { ...window, cancelledBy: 'special session: drill' },
  what: 'cancelled',
};
/** As long as names of databases may be. */
const system = `algo-trading-production-${'x'.repeat(39)}`;
const about = { system, work: ['Backup database', 'Vacuum analyze'], link: 'https://example.com/entry.ics' };

test('a subject that is cut short still says that there is no maintenance', () => {
  const { Subject } = toStakeholder(cancelled, about);
  expect(Subject).toMatch(/^No maintenance of algo-trading/);
  expect(Subject?.length).toBeLessThanOrEqual(100);
});

test('who reads it learns the day of the week, what is done, and what it does to them', () => {
  const { email } = JSON.parse(toStakeholder(planned, about).Message) as { email: string };
  for (const words of [`Saturday ${WHEN}`, '- Vacuum analyze', 'Services keep running', about.link])
    expect(email).toContain(words);
});

test('the channel is told why it does not take place', () => {
  expect(JSON.stringify(toChannel(cancelled, about))).toContain('does not take place: special session: drill');
});
