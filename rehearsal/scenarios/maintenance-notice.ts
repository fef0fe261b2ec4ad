import type { Scenario } from './scenario';

const NOTICE = 'maintenance-notice';
const WINDOW = 'scheduled-maintenance';

/** The Friday before the window, at whose beginning nothing has been started. */
const friday = { runbook: NOTICE, startsAt: '2026-11-27T05:55:00+05:30', day: 'to come', goesOn: true } as const;
const NOTICED = /maintenance\/notices\/2026-11-28\.ics$/;

/** What stakeholders hear of Saturday's window. */
export const maintenanceNotice: readonly Scenario[] = [
  {
    ...friday,
    id: 'maintenance-notice',
    title: 'a day before the window every stakeholder is told, once, with an entry for their calendars',
    play: () => undefined,
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      pages: [],
      stakeholdersTold: true,
      runs: { [NOTICE]: ['resolved'] },
      timelineSays: [
        /The maintenance of 28 Nov 2026 06:00 IST to 08:00 IST takes place\. Told Stakeholders\. Entry for calendars: maintenance\/notices\/2026-11-28\.ics/,
      ],
      channelSays: [/Maintenance of .*: Saturday 28 Nov 2026 06:00 IST to 08:00 IST/],
      documents: [[NOTICED, /DTSTART:20261128T003000Z\r\nDTEND:20261128T023000Z\r\nSTATUS:CONFIRMED/]],
    },
    minutes: 140,
  },
  {
    ...friday,
    id: 'maintenance-cancelled',
    title: 'on Friday noon a session is declared for Saturday morning: stakeholders are told, and nothing is begun',
    play: (stage) => {
      stage.after(6 * 3600, () => {
        const sessions = [{ opens: '08:00', closes: '09:00' }];
        const said = { because: 'disaster recovery drill', preOpen: '07:45', sessions };
        stage.override({ days: { '2026-11-28': said } });
        stage.platform.holdSession('2026-11-28', sessions);
      });
    },
    expects: {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 0,
      pages: [],
      runs: { [NOTICE]: ['resolved', 'resolved'], [WINDOW]: [] },
      channelSays: [
        /No maintenance of the trading system \(prod\): Saturday 28 Nov 2026 06:00 IST to 08:00 IST\n.* does not take place: special session by override: disaster recovery drill/,
      ],
      documents: [
        [NOTICED, /STATUS:CANCELLED/],
        [/maintenance-notice-20261127T06\d+Z\/report\.md$/, /does not take place: .*drill\. Told Stakeholders\./],
      ],
    },
    // Until the window would have been half over.
    minutes: 25 * 60,
  },
];
