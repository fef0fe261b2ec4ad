import { AwsError } from '../service';

/** The daily window of an instance's automated backups. */
export interface BackupWindow {
  /** `03:00`, UTC. */
  readonly fromUtc: string;
  /** Its length: at least 30, less than a day. */
  readonly minutes: number;
  /** How long after its beginning the backup starts; 0 if left out. Less than its length. */
  readonly startsAfterMinutes?: number;
  /** How long the backup takes, also beyond the window; as long as any snapshot if left out. */
  readonly takesMinutes?: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** @throws Error naming the member AWS would not take. */
export function checkWindow(instance: string, window: BackupWindow): void {
  const refuse = (member: keyof BackupWindow, needed: string): never => {
    throw new Error(
      `DB instance ${instance}: backupWindow.${member} is ${JSON.stringify(window[member])}; ${needed} is needed.`,
    );
  };
  const { fromUtc, minutes, startsAfterMinutes = 0, takesMinutes = 1 } = window;
  if (!TIME.test(fromUtc)) refuse('fromUtc', 'a time such as 03:00');
  // @claim documented: A backup window is at least 30 minutes long.
  // @source SDK client-rds CreateDBInstance documentation (PreferredBackupWindow)
  if (!(minutes >= 30 && minutes < DAY_MINUTES)) refuse('minutes', '30 to 1439');
  if (!(startsAfterMinutes >= 0 && startsAfterMinutes < minutes)) refuse('startsAfterMinutes', 'less than minutes');
  if (!(takesMinutes > 0 && takesMinutes < DAY_MINUTES)) refuse('takesMinutes', 'more than 0 and less than a day');
}

/** A window as AWS is told it: `17:00-17:30`, UTC. @throws AwsError InvalidParameterValue */
export function windowOf(instance: string, text: string): BackupWindow {
  const [from = '', to = ''] = text.split('-');
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const minutes = (minutesOf(to) - minutesOf(from) + DAY_MINUTES) % DAY_MINUTES;
  // @claim assumed: A window that cannot be is InvalidParameterValue.
  // @source SDK client-rds CreateDBInstance documentation (PreferredBackupWindow; names no error)
  if (!(TIME.test(from) && TIME.test(to) && minutes >= 30)) {
    throw new AwsError('InvalidParameterValue', `Invalid backup window of DB instance ${instance}: ${text}`);
  }
  return { fromUtc: from, minutes };
}

/** When the next backup starts, strictly after `now`; milliseconds since the epoch. */
export function nextBackup({ fromUtc, startsAfterMinutes = 0 }: BackupWindow, now: number): number {
  const [hour = 0, minute = 0] = fromUtc.split(':').map(Number);
  const dayMs = DAY_MINUTES * MINUTE_MS;
  const intoDay = (hour * 60 + minute + startsAfterMinutes) * MINUTE_MS;
  const started = Math.floor((now - intoDay) / dayMs) * dayMs + intoDay;
  return started + dayMs;
}

// @claim cross-checked: An automated snapshot is called rds:<instance>-YYYY-MM-DD-hh-mm, by the minute in which it was started, UTC.
// @source https://github.com/hashicorp/terraform-provider-aws/issues/13800; https://github.com/aws/aws-cli/issues/8296
export const automatedId = (instance: string, at: number): string =>
  `rds:${instance}-${new Date(at).toISOString().slice(0, 16).replace(/[T:]/g, '-')}`;
