import { at, EVENING, EVENING_NOT_PASSED, MONDAY, MORNING, morning, NOT_PASSED, NOTHING } from './days';
import { acknowledged, RUNG_1 } from './ingredients';
import type { Scenario, Stage } from './scenario';

const PASSED = { id: MORNING, date: MONDAY, passed: true } as const;
const WELL = { outcome: 'resolved', restarts: 0, pages: [], tradingEnabled: 'true', gates: [] } as const;

/** Somebody's e-mail client has never opened the confirmation. */
const unconfirmed = (stage: Stage, contact: string): void => {
  const { topics, environment } = stage.description;
  const { account, region, contacts } = environment;
  stage.cloud.sns.setSubscription(
    `arn:aws:sns:${region}:${account}:${topics.contacts[contact]}`,
    contacts[contact]?.email ?? '',
    'pending',
  );
};

/** What Data Recovery leaves behind, a week later. */
const restoredLastWeek = ({ cloud, description }: Stage): void => {
  const { instance } = description.environment.database;
  const snapshot = cloud.rds.snapshots(instance)[0]?.id ?? '';
  const tags = {
    'runbook:environment': 'prod',
    'runbook:owner': 'backend',
    'runbook:expires': '2026-11-23T03:30:00.000Z',
    'runbook:restored-from': snapshot,
  };
  cloud.rds.operations.RestoreDBInstanceFromDBSnapshot({
    DBInstanceIdentifier: `${instance}-restored-20261116-0900`,
    DBSnapshotIdentifier: snapshot,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
};

/** What is checked before the open. */
export const mornings: readonly Scenario[] = [
  morning({
    id: 'morning',
    title: 'an ordinary Monday morning',
    play: () => undefined,
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          within: { seconds: 120, of: '08:45' },
          ok: [/Verify all services are running: .*2 of 2/],
        },
      ],
      documents: [
        [/checklists\/2026-11-23\/morning-checklist\/report\.md$/, /Morning Checklist/],
        [/report\.md$/, /Not watched from outside: .*During one nobody is paged/],
      ],
      channelSays: [/Morning Checklist 23 Nov 2026: passed, all 8 ok/],
    },
    minutes: 30,
  }),
  morning({
    id: 'morning-feed-at-rest',
    title: 'no market data comes before the pre-open: nothing trades, so nothing is wrong',
    play: (stage) => {
      stage.inject({ kind: 'market-data-stale' });
      at(stage, `${MONDAY}T08:50`, () => stage.platform.mend('market-data-stale'));
    },
    expects: {
      ...WELL,
      checklists: [{ ...PASSED, ok: [/: .*Market data is connected, \d+ min.*: the market is closed/] }],
    },
  }),
  morning({
    id: 'backup-at-the-checklist',
    title: 'RDS takes its daily backup at 08:45: no failure',
    startsAt: `${MONDAY}T08:20:00+05:30`,
    play: (stage) =>
      stage.cloud.rds.setBackupWindow(stage.description.environment.database.instance, {
        fromUtc: '03:00',
        minutes: 60,
        startsAfterMinutes: 10,
        takesMinutes: 12,
      }),
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          within: { seconds: 120, of: '08:45' },
          ok: [
            /Check system health: All checks \(10\) are ok/,
            /Check the age of the backup: .*one is under way .*in the window \(08:30/,
          ],
        },
      ],
    },
    goesOn: true,
    minutes: 30,
  }),
  morning({
    id: 'restored-instance-expires',
    title: 'an instance that was restored last week expires today: its owner is told, with the command',
    play: (stage) => restoredLastWeek(stage),
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          notOk: [
            /^Check the age of the backup: attention, .*-restored-20261116-0900 \(restored from rds:.*\) expires on 23 Nov 2026 09:00:00 IST: backend decides; to delete it: aws rds modify-db-instance --db-instance-identifier \S+-restored-20261116-0900 --no-deletion-protection/,
          ],
        },
      ],
    },
    minutes: 30,
  }),
  morning({
    id: 'contact-unreachable',
    title: 'the CTO has never confirmed the address: said, and nothing is held up',
    play: (stage) => unconfirmed(stage, 'cto'),
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          notOk: [
            /^Check that everybody can be reached: attention, 9 of 10 contacts can be reached; cto \(CTO\) has no/,
          ],
        },
      ],
      channelSays: [/passed, 1 needs attention/, /cto \(CTO\) has no confirmed subscription/],
      documents: [[/report\.md$/, /cto \(CTO\) has no confirmed subscription: email not confirmed yet/]],
    },
    minutes: 15,
  }),
  morning({
    id: 'first-contact-unreachable',
    title: 'the trading engineer on call has never confirmed the address: failed, and nothing is held up',
    play: (stage) => unconfirmed(stage, 'trading-primary'),
    expects: {
      ...WELL,
      checklists: [
        {
          ...PASSED,
          notOk: [
            /^Check that everybody can be reached: failed, 9 of 10 contacts .*trading-primary \(Trading, primary\)/,
          ],
        },
      ],
      channelSays: [
        /passed, 1 failed that holds nothing up/,
        /trading-primary \(Trading, primary\) has no confirmed subscription/,
      ],
    },
    minutes: 15,
  }),
  morning({
    id: 'observed-morning',
    title: 'a broker session has expired while the runbooks only observe: nothing is gated, and what would be is said',
    runbook: NOT_PASSED,
    play: (stage) => {
      stage.mode('observe');
      stage.inject({ kind: 'broker-session-expired' });
    },
    expects: {
      outcome: 'escalated',
      verdict: 'not-fixed',
      restarts: 0,
      pages: [],
      tradingEnabled: 'true',
      gates: [],
      refusals: ['observe'],
      timelineSays: [/Would have closed the gate of the open for Verify broker connectivity/],
      channelSays: [/Would have closed the gate/],
      stakeholdersTold: false,
    },
    minutes: 45,
  }),
  morning({
    id: 'morning-switched-off',
    title: 'the runbooks are switched off: nothing is checked',
    play: (stage) => stage.mode('off'),
    expects: { ...WELL, outcome: null, runs: { [MORNING]: [] }, channelSays: NOTHING },
    goesOn: true,
    minutes: 60,
  }),
  morning({
    id: 'overnight-incident',
    title:
      'the reports of the day before never came: its page is held until 08:00, and stands on the morning checklist',
    startsAt: '2026-11-25T15:30:00+05:30',
    play: (stage) => {
      stage.inject({ kind: 'no-export' });
      acknowledged(stage);
    },
    expects: {
      outcome: 'resolved',
      restarts: 0,
      pages: RUNG_1,
      runs: { [EVENING_NOT_PASSED]: ['escalated'] },
      checklists: [
        {
          id: EVENING,
          date: '2026-11-25',
          passed: false,
          notOk: [
            /^Review day's trading performance: could not check, .*missing/,
            /^Backup daily reports: failed, No export/,
          ],
        },
        {
          ...PASSED,
          date: '2026-11-26',
          notOk: [
            /^Check CloudWatch for overnight alerts: attention, .*pages held for the morning: P3 evening-checklist-not-passed/,
            /^Review previous day's trading activity: could not check, .*missing/,
          ],
        },
      ],
    },
    goesOn: true,
    minutes: 1050,
  }),
];
