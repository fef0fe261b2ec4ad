import { DAY_MS } from './time';

/** How a restored instance says whose it is, and until when. */
export const RESTORE_TAGS = {
  environment: 'runbook:environment',
  incident: 'runbook:incident',
  owner: 'runbook:owner',
  /** ISO 8601 in UTC: from then on somebody is told every morning that it is still there. */
  expires: 'runbook:expires',
  /** Identifier of a snapshot, or an instant (ISO 8601 in UTC). */
  restoredFrom: 'runbook:restored-from',
  /** Identifier of the instance it is a copy of. */
  restoredOf: 'runbook:restored-of',
} as const;

/** As many letters as an identifier of RDS may have. */
const MOST_LETTERS = 63;

/** An identifier made of another, which is cut where it would be too long. */
function named(instance: string, rest: string): string {
  return `${instance.slice(0, MOST_LETTERS - rest.length).replace(/-+$/, '')}${rest}`;
}

/** `<instance>-restored-20261120-1001`, by the clock of the market. */
export const restoredName = (instance: string, at: number): string => {
  const [date, time] = stamps(at);
  return named(instance, `-restored-${date}-${time}`);
};

/** `<instance>-replaced-20261121-1530`, by the clock of the market. */
export const replacedName = (instance: string, at: number): string => {
  const [date, time] = stamps(at);
  return named(instance, `-replaced-${date}-${time}`);
};

/** Since when an instance of that name stands replaced: the beginning of its date; undefined for any other name. */
export function replacedSince(instance: string, id: string): number | undefined {
  const [, date] = /-replaced-(\d{8})-\d{4}$/.exec(id) ?? [];
  const begins = named(instance, '-replaced-00000000-0000').slice(0, -'00000000-0000'.length);
  if (date === undefined || !id.startsWith(begins)) return undefined;
  const at = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00+05:30`);
  return Number.isNaN(at) ? undefined : at;
}

export const expiryOf = (at: number, keepDays: number): string => new Date(at + keepDays * DAY_MS).toISOString();

/** `20261120` and `1001` in India, which is 5:30 ahead of UTC all year. */
function stamps(at: number): [string, string] {
  const text = new Date(at + 19_800_000).toISOString();
  return [text.slice(0, 10).replaceAll('-', ''), text.slice(11, 16).replace(':', '')];
}

/** Deletes an instance for good; what keeps it from being deleted is taken away first. */
export const deleteCommand = (id: string): string =>
  `aws rds modify-db-instance --db-instance-identifier ${id} --no-deletion-protection --apply-immediately && ` +
  `aws rds delete-db-instance --db-instance-identifier ${id} --skip-final-snapshot`;
