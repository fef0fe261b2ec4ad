import { at, EVENING, EVENING_NOT_PASSED, evening, MONDAY } from './days';
import { RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const PASSED = { id: EVENING, date: MONDAY, passed: true } as const;
const LEFT = { ...PASSED, passed: false } as const;
const WELL = { outcome: 'resolved', restarts: 0, pages: [], tradingEnabled: 'true', gates: [] } as const;

const LINES = 450;

/** An ERROR line every half minute, of two kinds: fewer than an alarm is made of. */
const grumble = (stage: Stage): void => {
  const { logs, services } = stage.description.environment;
  const stream = `${services.trading.logStreamPrefix}${services.trading.name}/0123456789abcdef`;
  for (let line = 0; line < LINES; line++) {
    const says = line % 3 === 0 ? `order 88${line} was rejected: margin` : `tick ${line} of SBIN-EQ came out of order`;
    stage.after(line * 30, () => {
      stage.cloud.logs.append(logs.group, stream, `${new Date(stage.now()).toISOString()} ERROR ${says}`);
    });
  }
};

/** Whether a day ends with open positions, of which nobody then knows the product, is the market's affair. */
const unknownPositions = (why: 'malformed' | 'stale') => {
  const said = new RegExp(`Update position tracking spreadsheet \\(could not check\\): Positions: ${why}: `);
  return {
    channelSays: [/^Evening Checklist 23 Nov 2026: passed, \d needs? attention$/m, said],
    documents: [
      [/evening-checklist\/report\.md$/, new RegExp(said.source.replace('spreadsheet ', 'spreadsheet\\*\\* '))],
    ],
  } as const;
};

/** A row of the day, and no other one of the same position, whenever it was looked at. */
const ONCE = /^date,[^\n]*\n(?![\s\S]*(2026-11-23,[^\n]*,)[^,\n]*\n(?:[\s\S]*\n)?\1)2026-11-23,/;

/** What is kept of the day after the close. */
export const evenings: readonly Scenario[] = [
  evening({
    id: 'evening',
    title: 'an ordinary Monday evening',
    play: () => undefined,
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          within: { seconds: 120, of: '16:00' },
          ok: [
            /Review day's trading performance: .*Not final before 16:15 IST/,
            /Check for any errors or anomalies: 0 lines with ERROR in the last 8 h/,
            /Backup daily reports: 2 files .* and the manifest copied to .* and read back/,
          ],
        },
      ],
      documents: [[/ledgers\/positions\.csv$/, /2026-11-23/]],
    },
    minutes: 60,
  }),
  evening({
    id: 'no-export',
    title: 'the trading service writes no reports: checked again, then somebody is paged at 08:00',
    runbook: EVENING_NOT_PASSED,
    play: (stage) => stage.inject({ kind: 'no-export' }),
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: RUNG_1,
      pageSays: [/Backup daily reports/],
      timelineSays: [/Held until .*08:00:00 IST/],
      checklists: [{ ...LEFT, notOk: [/^Review day's/, /^Backup daily reports: failed, No export of 23 Nov 2026/] }],
      gates: [],
    },
    goesOn: true,
    minutes: 1000,
  }),
  evening({
    id: 'export-late',
    title: 'the reports are written 20 minutes late: checked again until they are there',
    runbook: EVENING_NOT_PASSED,
    play: (stage) => stage.inject({ kind: 'export-late', byMinutes: 20 }),
    expects: { ...WELL, verdict: 'fixed', checklists: [PASSED] },
  }),
  evening({
    id: 'export-checksum-wrong',
    title: 'a file is not the one its manifest was written of: nothing is copied',
    runbook: EVENING_NOT_PASSED,
    play: (stage) => stage.inject({ kind: 'export-checksum-wrong' }),
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: [],
      checklists: [
        {
          ...LEFT,
          notOk: [
            /^Backup daily reports: failed, trades\.csv has another checksum than its manifest says.*0 of 3 copied/,
          ],
        },
      ],
    },
    minutes: 60,
  }),
  evening({
    id: 'log-pages-empty',
    title: 'several hundred ERROR lines, and every second page of the logs is empty: counted to the end',
    startsAt: `${MONDAY}T12:00:00+05:30`,
    play: grumble,
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          notOk: [/^Check for any errors or anomalies: attention, 450 lines with ERROR .*of 2 kinds: 300 x/],
        },
      ],
    },
    goesOn: true,
    minutes: 250,
  }),
  evening({
    id: 'evening-twice',
    title: 'an engineer has the evening checklist worked once more: the ledger has its rows once',
    play: (stage) => at(stage, `${MONDAY}T16:20`, () => stage.start(EVENING, 'trading-primary', 'to be sure')),
    expects: {
      ...WELL,
      runs: { [EVENING]: ['resolved', 'resolved'] },
      checklists: [{ ...PASSED, ok: [/Update position tracking spreadsheet: .*in ledgers\/positions.csv already/] }],
      documents: [[/ledgers\/positions\.csv$/, ONCE]],
    },
    goesOn: true,
    minutes: 60,
  }),
  evening({
    id: 'positions-malformed',
    title: 'positions are null, which is not none: nothing goes into the ledger',
    play: (stage) => stage.inject({ kind: 'positions-malformed' }),
    expects: { ...WELL, ...unknownPositions('malformed') },
    minutes: 60,
  }),
  evening({
    id: 'positions-stale',
    title: 'positions have not been written since noon: nothing goes into the ledger',
    startsAt: `${MONDAY}T12:00:00+05:30`,
    play: (stage) => stage.inject({ kind: 'positions-stale' }),
    expects: { ...WELL, ...unknownPositions('stale') },
    goesOn: true,
    minutes: 250,
  }),
];
