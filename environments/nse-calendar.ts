import type { Calendar } from './calendar-schema';

/**
 * When the National Stock Exchange of India trades, for equities and equity derivatives. Not for commodities: those trade
 * into the night, and an environment that trades them needs hours of its own.
 *
 * Hours: nseindia.com, "Market timings". From 3 August 2026 a closing auction runs 15:15-15:35 and equity derivatives
 * trade until 15:40 (NSE circular 74/2026, read in the press; that it began on the day is not verified).
 * Whoever adds a year: NSE publishes its list in the middle of the December before; days that it adds later go into the
 * calendar's overrides first, which need no deployment.
 */
export const nse = {
  timeZone: 'Asia/Kolkata',
  preOpen: '09:00',
  session: { opens: '09:15', closes: '15:40' },
  closingAuction: { from: '15:15', to: '15:35' },
  earlierHours: [{ before: '2026-08-03', session: { opens: '09:15', closes: '15:30' }, closingAuction: null }],
  days: {
    // NSE/CMTR/65587 of 13 December 2024, as public copies of it and the press give dates and occasions; the dates agree
    // with exchange_calendars (XBOM).
    '2025': {
      holidays: {
        '2025-02-26': 'Mahashivratri',
        '2025-03-14': 'Holi',
        '2025-03-31': 'Id-ul-Fitr',
        '2025-04-10': 'Mahavir Jayanti',
        '2025-04-14': 'Ambedkar Jayanti',
        '2025-04-18': 'Good Friday',
        '2025-05-01': 'Maharashtra Day',
        '2025-08-15': 'Independence Day',
        '2025-08-27': 'Ganesh Chaturthi',
        '2025-10-02': 'Gandhi Jayanti',
        '2025-10-21': 'Diwali',
        '2025-10-22': 'Diwali Balipratipada',
        '2025-11-05': 'Guru Nanak Jayanti',
        '2025-12-25': 'Christmas',
      },
      specialSessions: {
        // A Saturday.
        '2025-02-01': { because: 'Union Budget', preOpen: '09:00', sessions: [{ opens: '09:15', closes: '15:30' }] },
        '2025-10-21': { because: 'Muhurat', preOpen: '13:30', sessions: [{ opens: '13:45', closes: '14:45' }] },
      },
    },
    // NSE/CMTR/71775 of 12 December 2025, and NSE/CMTR/72260 of 12 January 2026 which added 15 January with three days'
    // notice; read and compared as for 2025.
    '2026': {
      holidays: {
        '2026-01-15': 'Maharashtra municipal elections',
        '2026-01-26': 'Republic Day',
        '2026-03-03': 'Holi',
        '2026-03-26': 'Ram Navami',
        '2026-03-31': 'Mahavir Jayanti',
        '2026-04-03': 'Good Friday',
        '2026-04-14': 'Ambedkar Jayanti',
        '2026-05-01': 'Maharashtra Day',
        '2026-05-28': 'Bakri Id',
        '2026-06-26': 'Muharram',
        '2026-09-14': 'Ganesh Chaturthi',
        '2026-10-02': 'Gandhi Jayanti',
        '2026-10-20': 'Dussehra',
        '2026-11-10': 'Diwali Balipratipada',
        '2026-11-24': 'Guru Nanak Jayanti',
        '2026-12-25': 'Christmas',
      },
      specialSessions: {
        // A Sunday: a full day (Angel One's notice and Business Standard).
        '2026-02-01': { because: 'Union Budget', preOpen: '09:00', sessions: [{ opens: '09:15', closes: '15:30' }] },
        // A Sunday: the date is in NSE's list; the times that circulate are guesses.
        '2026-11-08': { because: 'Muhurat', sessions: 'unverified' },
      },
    },
  },
} satisfies Omit<Calendar, 'maintenance'>;
