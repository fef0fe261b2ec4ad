import { posix } from 'node:path';
import { NOT_CONFIGURED } from '../../environments/schema';
import { assembled } from '../support/assembled';
import { grants } from '../support/grants';
import { stacks } from '../support/synth';

const both = Object.entries(stacks(assembled())).map(([environment, stack]) => ({ environment, stack }));

describe.each(both)('objects in the buckets of $environment', ({ environment, stack }) => {
  const { signals, backups } = stack.described.environment;
  const onObjects = grants(stack).filter(({ action }) => action.startsWith('s3:'));
  const may = (action: string): Readonly<Record<string, readonly string[]>> => {
    const found = onObjects.filter((grant) => grant.action === action);
    const names = [...new Set(found.map(({ to }) => to))];
    return Object.fromEntries(
      names.map((name) => [name, [...new Set(found.flatMap(({ to, on }) => (to === name ? on : [])))].sort()]),
    );
  };
  const arn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;
  const ours = (key: string): string => arn(stack.described.reports, key);
  /** What one object, or one for each day, is called; nothing where nothing writes it. */
  const object = (place: string | { bucket: string; key: string }): readonly string[] =>
    typeof place === 'string' ? [] : [arn(place.bucket, place.key.replaceAll('{date}', '*'))];
  const {
    tradesAndProfit,
    positions,
    exportManifest,
    brokerStatus,
    tradingEnabledAcknowledgement,
    probeAcknowledgement,
  } = signals;
  const inBucket = (signal: typeof tradesAndProfit | typeof positions | typeof exportManifest) =>
    signal !== NOT_CONFIGURED && signal.from === 's3' ? [{ bucket: signal.bucket, key: signal.key }] : [];
  const day = [tradesAndProfit, positions, exportManifest].flatMap(inBucket);
  const signalObjects = day.flatMap(object).sort();
  const exported = inBucket(exportManifest).flatMap(({ bucket, key }) =>
    object({ bucket, key: `${posix.dirname(key)}/*` }),
  );
  const heartbeat = brokerStatus === NOT_CONFIGURED ? [] : object(brokerStatus.heartbeat);
  const acknowledgement = object(tradingEnabledAcknowledgement);
  const { closePositions } = stack.described.environment.commands;
  const [command, answer] =
    closePositions === NOT_CONFIGURED
      ? [[], []]
      : [[arn(closePositions.bucket, closePositions.key)], [arn(closePositions.bucket, closePositions.answer.key)]];
  const ownPositions = inBucket(positions).flatMap(object);
  const trades = inBucket(tradesAndProfit).flatMap(object);
  const restored = arn(backups.bucket, `${backups.restoredPrefix}/*`);
  const copies = arn(backups.bucket, `${backups.prefix}/*`);
  /** Only of what is there: a permission on nothing is none. */
  const held = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(
      Object.entries(table).flatMap(([name, on]) => (on.length > 0 ? [[name, [...new Set(on)].sort()]] : [])),
    );

  test('are read by whoever has to, one by one', () => {
    expect(may('s3:GetObject')).toEqual(
      held({
        'verify-broker': heartbeat,
        'verify-broker-connectivity': heartbeat,
        'check-system': [...heartbeat, ...acknowledgement],
        'halt-trading': [...heartbeat, ...acknowledgement],
        'halt-now': acknowledgement,
        'close-gate': acknowledgement,
        'list-incidents': [ours('incidents/*')],
        'follow-test-alarm': [ours('incidents/*')],
        'flip-probe-parameter': object(probeAcknowledgement),
        'review-trading': signalObjects,
        'backup-reports': [...signalObjects, ...exported, copies],
        'append-positions': [...signalObjects, ours('ledgers/positions.csv')],
        'notify-maintenance': [ours('maintenance/*')],
        'compare-state': [ours('maintenance/*')],
        'write-rollback-plan': [ours('maintenance/*')],
        'check-table-sizes': [ours('maintenance/*')],
        'count-rows': [ours('snapshots/*')],
        // Of what an engineer starts. A stop: whether the trading service has said that it is disabled.
        'stop-trading': acknowledgement,
        'sweep-stop': acknowledgement,
        'restore-service': acknowledgement,
        // Row counts of the day before, and those beside the snapshot.
        'check-data-integrity': [ours('snapshots/*')],
        'compare-rows': [ours('snapshots/*')],
        'verify-switch': [ours('snapshots/*')],
        'calculate-losses': trades,
        'review-positions': ownPositions,
        'review-open-positions': ownPositions,
        'reconcile-positions': ownPositions,
        'resume-trading': [...ownPositions, ...acknowledgement],
        // The command as it stands is what the next one is written on condition of.
        'close-positions': [...ownPositions, ...command, ...answer],
        'see-positions-closed': [...ownPositions, ...command, ...answer],
        'list-backup': [copies],
        'restore-files': [copies, restored],
        'verify-restored-files': [copies, restored],
      }),
    );
  });

  test('are written by whoever has to, and of the trading service’s nothing but the command to close positions', () => {
    expect(may('s3:PutObject')).toEqual(
      held({
        'document-incident': [ours('incidents/*')],
        'close-incident': [ours('incidents/*')],
        'audit-incidents': [ours('incidents/*')],
        'waive-gate': [ours('incidents/*')],
        'report-checklist': [ours('checklists/*')],
        'append-positions': [ours('ledgers/positions.csv')],
        'backup-reports': [copies],
        'notify-maintenance': [ours('maintenance/*')],
        'document-state': [ours('maintenance/*')],
        'compare-state': [ours('maintenance/*')],
        'write-rollback-plan': [ours('maintenance/*')],
        'check-table-sizes': [ours('maintenance/*')],
        'count-rows': [ours('snapshots/*')],
        'plan-deployment': [ours('releases/*')],
        'reconcile-positions': [ours('recovery/*')],
        'resume-trading': [ours('recovery/*')],
        'compare-rows': [ours('restores/*')],
        'verify-restored-files': [ours('restores/*')],
        // Beside the backups, and never over what is used.
        'restore-files': [restored],
        // Two people have approved it; taken back where nobody has accepted it.
        'close-positions': command,
        'see-positions-closed': command,
      }),
    );
    const read = [...day, ...[exportManifest].flatMap(inBucket)].map(({ key }) => key);
    expect(read.filter((key) => key.startsWith(`${backups.prefix}/`))).toEqual([]);
    // A restore is no backup, and no part of what the trading service reads or writes.
    const others = [...read, `${backups.prefix}/`, ...(closePositions === NOT_CONFIGURED ? [] : [closePositions.key])];
    expect(others.filter((key) => key.startsWith(`${backups.restoredPrefix}/`))).toEqual([]);
    expect(backups.restoredPrefix.startsWith(`${backups.prefix}/`)).toBe(false);
  });

  test('are listed only so that what is not there is told from what may not be read', () => {
    const buckets = (names: readonly string[]) => [...new Set(names)].map((name) => `arn:aws:s3:::${name}`);
    const ofSignals = buckets(day.map(({ bucket }) => bucket));
    const ofPositions = buckets(inBucket(positions).map(({ bucket }) => bucket));
    const ofCommands = closePositions === NOT_CONFIGURED ? [] : buckets([closePositions.bucket]);
    const [ofReports, ofBackups] = [buckets([stack.described.reports]), buckets([backups.bucket])];
    expect(may('s3:ListBucket')).toEqual(
      held({
        'review-trading': ofSignals,
        'backup-reports': [...ofSignals, ...ofBackups],
        'append-positions': [...ofSignals, ...ofReports],
        'check-data-integrity': ofReports,
        'compare-rows': ofReports,
        'verify-switch': ofReports,
        'calculate-losses': buckets(inBucket(tradesAndProfit).map(({ bucket }) => bucket)),
        'review-positions': ofPositions,
        'review-open-positions': ofPositions,
        'reconcile-positions': ofPositions,
        'resume-trading': ofPositions,
        'close-positions': [...ofPositions, ...ofCommands],
        'see-positions-closed': [...ofPositions, ...ofCommands],
        'list-backup': ofBackups,
        'restore-files': ofBackups,
        'verify-restored-files': ofBackups,
      }),
    );
  });

  test('are done nothing else to: none is deleted, and no bucket is changed', () => {
    expect([...new Set(onObjects.map(({ action }) => action))].sort()).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
    // What is not configured is nobody's: staging's trading service acknowledges nothing.
    expect([environment, acknowledgement.length]).toEqual([environment, environment === 'prod' ? 1 : 0]);
  });
});
