import { acknowledged, isOurs, RUNG_1, UNTIL_AT_WORK } from './ingredients';
import type { Scenario, Stage } from './scenario';

const runbook = 'data-recovery-files';
const BUCKET = 'algo-trading-prod-data-123456789012';
/** The trading day before the stories': its export is there, and its backup as the evening checklist has left it. */
const DAY = '2026-11-19';
const EXPORT = `reports/daily/${DAY}/`;
const BACKUP = `backups/${DAY}/`;

type Told = Pick<Scenario, 'id' | 'title' | 'play' | 'expects'> & Partial<Scenario>;

const files = (story: Told): Scenario => ({ runbook, ...story });

/** What the evening of that day has copied: every exported file, and the manifest. */
const backedUp = ({ cloud }: Stage): void => {
  for (const name of ['trades.csv', 'positions.csv', 'manifest.json']) {
    const exported = cloud.s3.object(BUCKET, `${EXPORT}${name}`);
    if (!exported) throw new Error(`There is no ${EXPORT}${name} that could have been backed up.`);
    cloud.s3.put(BUCKET, `${BACKUP}${name}`, exported.body);
  }
};

/** The same, and one of them is not there any more: versions of it are nobody's affair here. */
const without = (stage: Stage, missing: string): void => {
  for (const name of ['trades.csv', 'positions.csv', 'manifest.json']) {
    const exported = stage.cloud.s3.object(BUCKET, `${EXPORT}${name}`);
    if (exported && name !== missing) stage.cloud.s3.put(BUCKET, `${BACKUP}${name}`, exported.body);
  }
};

const restore = (stage: Stage, date = DAY): void =>
  stage.start(runbook, 'backend-primary', 'the auditors ask for it', { date });

const resolved = { outcome: 'resolved', verdict: 'fixed', restarts: 0, furtherActs: [], pages: [] } as const;
const notDone = { outcome: 'escalated', verdict: 'not-fixed', restarts: 0, furtherActs: [], pages: RUNG_1 } as const;

/** Ends when somebody is at work on it: what follows then is told by stories of its own. */
const escalated = { minutes: UNTIL_AT_WORK } as const;

/** A day's files, back from their backup, beside everything that is used. */
export const dataRecoveryFiles: readonly Scenario[] = [
  files({
    id: 'restore-files',
    title: 'an engineer has the files of yesterday restored',
    play: (stage) => {
      backedUp(stage);
      restore(stage);
    },
    expects: {
      ...resolved,
      timelineSays: [
        /Choose the backup: The backup of 19 Nov 2026 in .*backups\/2026-11-19\/ has 2 files \(\d+ bytes\) by its manifest\./,
        /Restored 2 of 2 files of 19 Nov 2026 and the manifest to .*\/restored\/2026-11-19\/10\d{4}\/, each copy read back\..* no approval is needed\./,
        /All 2 files .* are what the manifest of the backup says\./,
      ],
      documents: [
        [/^restores\/data-recovery-files-\w+\/files\.md$/, /whole, 2 of 2 files good/],
        [
          /files\.md$/,
          /aws s3 rm s3:\/\/algo-trading-prod-data-123456789012\/restored\/2026-11-19\/\d{6}\/ --recursive/,
        ],
      ],
    },
  }),
  files({
    id: 'restore-files-one-missing',
    title: 'one file is not in the backup any more: the others are restored, and it is not called done',
    play: (stage) => {
      without(stage, 'trades.csv');
      restore(stage);
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      pageSays: [/Not whole: 1 of 2 files of 19 Nov 2026 are in .* and are good; trades\.csv is not there/],
      timelineSays: [
        /1 file cannot be restored: trades\.csv is not there/,
        /The manifest was not copied: the folder is not whole/,
      ],
      documents: [[/files\.md$/, /\*\*not whole\*\*, 1 of 2 files good/]],
    },
    ...escalated,
  }),
  files({
    id: 'restore-files-checksum-wrong',
    title: 'one file of the backup has been altered, and is as long as before',
    play: (stage) => {
      backedUp(stage);
      const altered = `${stage.cloud.s3.object(BUCKET, `${BACKUP}trades.csv`)?.body}`.replace(/\d(?=\n$)/, 'x');
      stage.cloud.s3.put(BUCKET, `${BACKUP}trades.csv`, altered);
      restore(stage);
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      pageSays: [/Not whole: 1 of 2 files .* trades\.csv has another checksum than its manifest says/],
      documents: [[/files\.md$/, /trades\.csv \| \d+ \| [0-9a-f]{64} \| \*\*has another checksum/]],
    },
    ...escalated,
  }),
  files({
    id: 'restore-files-unnamed-object',
    title: 'something lies in the backup that its manifest does not name: it is told, and left alone',
    play: (stage) => {
      backedUp(stage);
      stage.cloud.s3.put(BUCKET, `${BACKUP}notes.txt`, 'looked at by hand');
      restore(stage);
    },
    expects: {
      ...resolved,
      timelineSays: [/All 2 files .* 1 object there that its manifest does not name, left alone: notes\.txt\./],
      documents: [
        [
          /files\.md$/,
          /## In the backup, and named by no manifest \(left alone\)\n\n- backups\/2026-11-19\/notes\.txt/,
        ],
      ],
    },
  }),
  files({
    id: 'restore-files-target-exists',
    title: 'something is where the files would go: nothing is written',
    play: (stage) => {
      backedUp(stage);
      // Whichever second the run begins in.
      for (let second = 0; second < 600; second++) {
        const at = new Date(stage.now() + second * 1000 + 19_800_000).toISOString().slice(11, 19).replaceAll(':', '');
        stage.cloud.s3.put(BUCKET, `restored/${DAY}/${at}/trades.csv`, 'somebody else’s');
      }
      restore(stage);
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      refusals: ['the target exists'],
      pageSays: [
        /Nothing was restored: .*\/restored\/2026-11-19\/\d{6}\/trades\.csv is there already, and nothing is ever written over/,
      ],
    },
    ...escalated,
  }),
  files({
    id: 'restore-files-no-backup',
    title: 'a holiday has no backup: the latest days that have one are named',
    play: (stage) => {
      backedUp(stage);
      restore(stage, '2026-11-10');
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      refusals: ['there is no backup'],
      pageSays: [
        /There is no backup of 10 Nov 2026: nothing in .*\/backups\/2026-11-10\/\. The latest are of 2026-11-19\./,
      ],
    },
    ...escalated,
  }),
  files({
    id: 'restore-files-no-manifest',
    title: 'the backup was never finished: it has no manifest, and nothing is restored',
    play: (stage) => {
      without(stage, 'manifest.json');
      restore(stage);
      acknowledged(stage);
    },
    expects: { ...notDone, refusals: ['the backup has no manifest'], pageSays: [/has 2 objects and no manifest/] },
    ...escalated,
  }),
  files({
    id: 'restore-files-denied',
    title: 'the runbook may not look into the bucket any more',
    play: (stage) => {
      backedUp(stage);
      stage.disturb(
        ({ service, operation, by }) => service === 's3' && operation === 'ListObjectsV2' && isOurs(stage, by),
        100,
        { kind: 'denial' },
      );
      restore(stage);
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      verdict: 'unknown',
      denied: 1,
      pageSays: [/could not be looked at: AccessDenied.* Whether there is one is unknown/],
    },
    ...escalated,
  }),
  files({
    id: 'restore-files-function-dies',
    title: 'the function dies after its first copy: the copies of the first try are its own',
    play: (stage) => {
      backedUp(stage);
      stage.disturb(({ service, operation }) => service === 's3' && operation === 'CopyObject', 1, {
        kind: 'death',
        when: 'after',
      });
      restore(stage);
    },
    expects: { ...resolved, timelineSays: [/Restored 2 of 2 files/] },
  }),
  files({
    id: 'restore-files-observed',
    title: 'the runbook only observes: it says what it would have done',
    play: (stage) => {
      backedUp(stage);
      stage.mode('observe', runbook);
      restore(stage);
    },
    expects: {
      outcome: 'stood-down',
      restarts: 0,
      pages: [],
      refusals: ['observe'],
      timelineSays: [
        /Would have done now: aws s3 cp s3:\/\/.*\/backups\/2026-11-19\/ s3:\/\/.*\/restored\/2026-11-19\/\d{6}\/ --recursive/,
      ],
    },
  }),
  files({
    id: 'restore-files-not-configured',
    title: 'in staging nothing exports a manifest: nobody can say what a backup should be',
    environment: 'staging',
    play: (stage) => {
      restore(stage);
      acknowledged(stage);
    },
    expects: {
      ...notDone,
      verdict: 'unknown',
      refusals: ['not configured'],
      // Nobody is on call for backend there yet.
      pages: [{ rung: 2 }],
      pageSays: [/signals\.exportManifest is not configured/],
    },
    ...escalated,
  }),
];
